"""What the design page shows: true-to-life sentences in both languages, for four panels."""

from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

SENTENCES: Final = {
    "zh-hans": {
        "need": "我妈腿脚不便，想找人陪她周二上午去医院",
        "offer": "我退休前是护士，可以陪老人看病、量血压",
        "service": "助餐点送午饭上门，少油少盐，周一到周五",
        "when": "周二上午",
        "where": "市三医院",
        "for_whom": "78 岁的妈妈",
        "about": "陪同看病",
        "weekdays": "周一到周五",
        "home": "送到家",
        "lunch": "吃饭",
        "price": "一餐 10 元",
        "left": "还剩 6 份",
        "free": "不收钱",
        "man": "李师傅",
        "woman": "王阿姨",
        "surname": "王",
        "man_surname": "李",
        "organization": "纺园社区助餐点",
        "seal": "助餐",
        "posted": "今天早上",
        "reasons": ["她周二上午有空。", "她住 3 栋，走到您家 4 分钟。", "她陪过 6 位邻居去市三医院。"],
        "ask": "请她帮忙",
        "do": "我来帮",
        "state": "王阿姨周二上午 9 点来。还有 2 天。",
        "days": ["11 月 20 日", "11 月 21 日", "11 月 24 日"],
        "told": "约好了。王阿姨已经收到消息。",
        "note": "这张条子下周一到期。",
        "careful": "王阿姨周二上午已经约了别人。",
        "failed": "您的话没有存上，请再按一次。",
        "empty": "这里还没有条子",
        "empty_text": "您写第一张，邻居们都看得到。",
        "example": "谁有多余的婴儿推车？借用两个月。",
        "write": "写一张条子",
        "finished": "事情办成了",
        "finished_text": "王阿姨陪您妈妈看完了病，您也确认了。",
        "thank": "谢谢她",
        "cancel": "取消这次约定",
        "cancel_question": "王阿姨会马上知道。真的取消吗？",
        "cancel_do": "是的，取消",
        "cancel_note": "告诉她一声为什么",
        "search": "找服务",
        "search_hint": "比如：修水管、送饭、带娃",
        "work": "正在读入服务名录",
        "table": "没有着落的需要",
        "columns": ["需要", "发布", "等了几天", "合适的"],
        "rows": [
            ["想找人晚上陪我爸说说话", "11 月 3 日", "20", "0"],
            ["轮椅坏了，谁会修", "11 月 9 日", "14", "1"],
            ["孩子放学到六点没人接", "11 月 16 日", "7", "2"],
        ],
        "tabs": ["等我回话", "进行中", "办完了"],
        "back": "回到需要",
    },
    "en": {
        "need": "My mother is unsteady on her feet; who can go to the hospital with her on Tuesday morning?",
        "offer": "I used to be a nurse; I can go to the doctor with elders and take blood pressure",
        "service": "Lunch brought to your door, little oil and salt, Monday to Friday",
        "when": "Tuesday morning",
        "where": "Third City Hospital",
        "for_whom": "My mother, 78",
        "about": "Going along to the doctor",
        "weekdays": "Monday to Friday",
        "home": "Brought to your door",
        "lunch": "Meals",
        "price": "10 yuan a meal",
        "left": "6 left",
        "free": "Free of charge",
        "man": "Master Li",
        "woman": "Auntie Wang",
        "surname": "W",
        "man_surname": "L",
        "organization": "Fangyuan Meals",
        "seal": "助餐",
        "posted": "this morning",
        "reasons": [
            "She is free on Tuesday morning.",
            "She lives in building 3, four minutes from you.",
            "She went to Third City Hospital with six neighbours.",
        ],
        "ask": "Ask her to help",
        "do": "I will do it",
        "state": "Auntie Wang comes on Tuesday at 9. Two days to go.",
        "days": ["20 Nov", "21 Nov", "24 Nov"],
        "told": "It is arranged. Auntie Wang has been told.",
        "note": "This slip comes down next Monday.",
        "careful": "Auntie Wang is already taken on Tuesday morning.",
        "failed": "Your words were not kept; please press once more.",
        "empty": "No slips here yet",
        "empty_text": "Write the first one; all neighbours see it.",
        "example": "Who has a pram to spare? I would borrow it for two months.",
        "write": "Write a slip",
        "finished": "It is done",
        "finished_text": "Auntie Wang went to the doctor with your mother, and you confirmed it.",
        "thank": "Thank her",
        "cancel": "Call this off",
        "cancel_question": "Auntie Wang will know at once. Call it off?",
        "cancel_do": "Yes, call it off",
        "cancel_note": "Tell her why",
        "search": "Find a service",
        "search_hint": "For example: plumbing, meals, childcare",
        "work": "Reading the directory of services",
        "table": "Needs nobody could meet",
        "columns": ["Need", "Posted", "Days waiting", "That fit"],
        "rows": [
            ["Somebody to talk with my father in the evening", "3 Nov", "20", "0"],
            ["My wheelchair broke; who can mend it?", "9 Nov", "14", "1"],
            ["Nobody to fetch my child between school and six", "16 Nov", "7", "2"],
        ],
        "tabs": ["Waiting for me", "Going on", "Done"],
        "back": "Back to the needs",
    },
}


class SampleForm(forms.Form):
    """One field of each sort."""

    name = forms.CharField(
        label=_("What do the neighbours call you?"),
        help_text=_("For example Auntie Wang or Master Li. Only this is shown to others."),
    )
    when = forms.ChoiceField(
        label=_("When"),
        widget=forms.RadioSelect,
        choices=[
            ("morning", _("In the morning")),
            ("afternoon", _("In the afternoon")),
            ("any", _("Any time")),
        ],
    )
    about = forms.ChoiceField(
        label=_("About"),
        choices=[
            ("doctor", _("Going along to the doctor")),
            ("meals", _("Meals")),
            ("repairs", _("Repairs")),
        ],
    )
    note = forms.CharField(label=_("Anything else to know"), widget=forms.Textarea(attrs={"rows": 2}), required=False)
    agreed = forms.BooleanField(label=_("The neighbours in my building may see it"))


@dataclass(frozen=True)
class Panel:
    """One way to see a component: a language, a mode and a theme."""

    key: str
    language: str
    lang: str
    elder: bool
    theme: str
    text_px: int
    says: dict[str, Any]
    form: forms.Form
    wrong_form: forms.Form

    @property
    def doors(self) -> list[dict[str, Any]]:
        """Two ways on, behind one of which something waits."""
        first, second, _third = self.says["tabs"]
        return [
            {"url": "#tabs", "icon": "bell", "title": first, "count": 2},
            {"url": "#tabs", "icon": "megaphone", "title": second, "note": self.says["back"]},
        ]

    @property
    def tabs(self) -> list[dict[str, Any]]:
        """The parts of a page, the first one open."""
        return [
            {"url": "#tabs", "text": text, "count": count, "is_current": count == 2}
            for text, count in zip(self.says["tabs"], (2, 3, 17), strict=True)
        ]


def _panel(language: str, *, elder: bool, theme: str) -> Panel:
    key = f"{language[:2]}{'e' if elder else 'o'}{theme[0]}"
    with override(language):
        wrong_form = SampleForm(
            {"name": "", "when": "morning", "about": "doctor", "agreed": "on"}, auto_id=f"{key}_wrong_%s"
        )
        wrong_form.is_valid()
        return Panel(
            key=key,
            language=language,
            lang="en" if language == "en" else "zh-Hans",
            elder=elder,
            theme=theme,
            text_px=20 if elder else 17,
            says=SENTENCES[language],
            form=SampleForm(auto_id=f"{key}_%s", initial={"when": "morning", "about": "doctor"}),
            wrong_form=wrong_form,
        )


def shown() -> dict[str, Any]:
    """Return what the design page needs: four panels, together both languages, both modes and both themes."""
    return {
        "panels": [
            _panel("zh-hans", elder=False, theme="light"),
            _panel("en", elder=False, theme="night"),
            _panel("zh-hans", elder=True, theme="night"),
            _panel("en", elder=True, theme="light"),
        ],
        "states": [
            "requested",
            "accepted",
            "delivered",
            "confirmed",
            "declined",
            "cancelled",
            "disputed",
            "settled",
        ],
    }
