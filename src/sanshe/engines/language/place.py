"""Where something is wanted or given: a landmark known by name, else a kind of place."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sanshe.engines.language.characters import folded

# Kinds of places; the longest word at the earliest position is taken.
PLACE_WORDS: dict[str, str] = {
    "hospital": (
        "社区卫生服务中心 卫生服务中心 卫生服务站 人民医院 妇幼保健院 中医院 口腔医院 康复中心 卫生院 卫生站 "
        "卫生室 医务室 门诊部 门诊 急诊 医院 诊所 药店 药房 体检中心 三甲"
    ),
    "service_centre": (
        "社区服务中心 党群服务中心 政务服务中心 便民服务中心 便民中心 政务大厅 办事大厅 服务大厅 工作站 居委会 "
        "社区居委会 街道办事处 街道办 派出所 社保局 医保大厅 医保局 民政局 邻里中心 社区中心 社工站"
    ),
    "activity_room": (
        "老年活动室 活动中心 活动室 文化站 文化活动中心 图书室 图书馆 阅览室 棋牌室 老年大学 社区食堂 长者食堂 "
        "日间照料中心 日间照料 养老院 敬老院 会议室 多功能厅 俱乐部 会所 架空层"
    ),
    "school": ("幼儿园 托儿所 托管班 小学 中学 高中 初中 大学 校门口 学校"),
    "open_space": (
        "文化广场 小广场 广场 篮球场 羽毛球场 足球场 球场 健身房 草坪 公园 河边 江边 湖边 步道 花园 凉亭 坝子 "
        "院坝 空地 操场 儿童乐园 游乐场"
    ),
    "market": ("菜市场 农贸市场 菜市 超市 便利店 商场 市场 跳蚤市场 夜市 集市"),
    "transit": ("地铁站 公交站 火车站 高铁站 汽车站 客运站 飞机场 机场 停车场 地下车库 车库 充电棚 单车棚 车棚"),
    "shop": ("快递驿站 快递柜 快递点 驿站 银行 邮局 理发店 餐馆 饭店 茶馆 咖啡馆 咖啡店 网吧"),
    "gate": ("小区门口 院门口 大门口 门卫室 门卫 保安亭 收发室 楼道 楼梯间 电梯 楼顶 天台 单元门口"),
    "home": ("上门 家里 我家 家中 屋里 屋头 到家 楼上 楼下"),
    "online": ("线上 网上 视频通话 视频 微信群 电话里 远程 腾讯会议"),
}
# Words that begin like a place and are not said of one.
_NOT_PLACES = (
    "大学生 中学生 小学生 高中生 初中生 幼儿园老师 市场价 市场部 学校里学 短视频 视频会员 拍视频 剪视频 "
    "视频剪辑 网上购物 网上挂号 网上买 网上办 小区业主 超市卡 银行卡 门诊单 楼下邻居 楼上邻居 时间银行 "
    "小学语文 小学数学 初中数学 高中数学 小学英语 初中英语 大学毕业 高中毕业 大学读 大学老师"
)

_KIND_OF = {word: kind for kind, words in PLACE_WORDS.items() for word in words.split()}
_N = r"(?:\d{1,4}|[一二三四五六七八九十]{1,3})"
_ADDRESS = re.compile(
    rf"(?:[a-z东南西北]区)?(?:{_N}(?:期|区|院))?{_N}(?:号楼|栋|幢|号院|单元)(?:{_N}(?:单元|号楼|栋))?(?:{_N}[楼层室])?(?:门口|楼下|大厅|架空层)?"
)
_FLOOR = re.compile(rf"(?<![多几]){_N}楼(?!上|下)(?:活动室|大厅|会议室|平台)?")
_GENERIC = re.compile(
    # A proper part before the kind: 区三医院, 第一人民医院, 纺园小学.
    r"(?:(?:[省市区县]|第)?[一二三四五六七八九十]{1,2}(?=医院|人民医院|中学|小学|中|院))?(?:"
    + "|".join(sorted(_KIND_OF, key=lambda word: (-len(word), word)))
    + r")(?:门口|旁边|对面|附近|里面|后门|正门|大厅|一楼|二楼|三楼)?"
)
# Prefixes of a landmark's full name that people leave out.
_DROPPED = re.compile(r"^(?:[^省市区县]{1,6}[省市区县]|[省市区县])(?=.{3,})")
_BLANK = re.compile("|".join(sorted(_NOT_PLACES.split(), key=len, reverse=True)))


@dataclass(frozen=True)
class PlaceSpan:
    """A place that a sentence names.

    Attributes
    ----------
    start_char, end_char : int
        Half-open.
    words : str
        As it was written.
    name : str or None
        The landmark of the given names that it is.
    kind : str or None
        Of `PLACE_WORDS`, or ``address``, for a place not known by name.
    """

    start_char: int
    end_char: int
    words: str
    name: str | None
    kind: str | None


def find_place(text: str, *, names: Sequence[str] = ()) -> PlaceSpan | None:
    """Return the place a sentence names: the longest known landmark, else an address or a kind of place, else None.

    Parameters
    ----------
    text : str
    names : sequence of str
        Landmarks known here; one is also recognised without its leading district (区三医院 as 三医院).
    """
    said = folded(text)
    known = _landmark(said, names)
    if known:
        start, end, name = known
        return PlaceSpan(start, end, text[start:end], name, None)
    said = _BLANK.sub(lambda found: " " * len(found.group()), said)
    found = [(match.start(), -match.end(), "address") for match in (_ADDRESS.search(said),) if match]
    generic = list(_GENERIC.finditer(said))
    firm = [match for match in generic if _kind(match.group()) not in ("home", "online")]
    for match in firm or generic:
        found.append((match.start(), -match.end(), _kind(match.group())))
    if not found:
        floor = _FLOOR.search(said)
        found = [(floor.start(), -floor.end(), "address")] if floor else []
    if not found:
        return None
    start, minus_end, kind = min(found)
    return PlaceSpan(start, -minus_end, text[start:-minus_end], None, kind)


def _landmark(said: str, names: Sequence[str]) -> tuple[int, int, str] | None:
    best: tuple[int, int, str] | None = None
    for name in sorted(set(names)):
        for form in (folded(name), _DROPPED.sub("", folded(name))):
            start = said.find(form) if len(form) >= 2 else -1
            if start >= 0 and (best is None or (best[0] - best[1], best[0]) > (-len(form), start)):
                best = (start, start + len(form), name)
    return best


def _kind(words: str) -> str:
    return _KIND_OF[max((word for word in _KIND_OF if word in words), key=lambda word: (len(word), word))]
