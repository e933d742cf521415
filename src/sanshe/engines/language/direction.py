"""Does a sentence ask or give?"""

import re
from dataclasses import dataclass

from sanshe.engines.language.characters import folded

# (weight, pattern); a heavier pattern tells more. Asking.
_NEED: tuple[tuple[float, str], ...] = (
    # plain asking
    (
        3,
        r"求助|求(?:一|个|位|人|好心|带|借|购|租|推荐|问|教|帮|科普|指点|拼)|请问|请教|(?<!谁)需要(?!的|"
        r"我|可|就|请|帮忙的|什么)|急需|急求|求$",
    ),
    (
        3,
        r"想找|想请|想求|想问|想学|想借|想要|想租|想约|想参加|想让|想把|想给|想了解|想晓得|想知道|想买|"
        r"想办|想报名|想有",
    ),
    (
        3,
        r"(?:谁|哪个|哪位|有没有人?|有人|哪家|哪里|哪儿|哪点).{0,12}(?:能|会|懂|愿|可以|有空|帮|教|肯|借|"
        r"晓得|知道|要不要|一起|吗|有卖|讲讲|说说)",
    ),
    (
        2.5,
        r"有没有|有没得|有无|哪里有|哪儿有|哪里能|哪里可以|在哪里?|哪里|咋个|咋办|咋整|怎么办|怎么弄|"
        r"怎么(?!也)|如何|是不是|能不能|可不可以|好不好|要不要得?",
    ),
    (
        2.5,
        r"找(?:个|一|位|人|几|两|不到|哪)|帮(?:我|忙看|忙找|我们|忙盯)|教(?:我|教我|下我)|陪(?:我|她|他)|"
        r"借(?:我|一下|个)|替我|给我|带我|接(?:我|济)",
    ),
    (
        2,
        r"没人|没得人|没有人|无人|不会|不懂|不敢|不方便|不便|不识|不晓得|不知道|不得行|搞不来|搞不懂|弄不|"
        r"走不动|看不清|看不懂|听不清|记不|来不及|赶不|等不|下不|上不|抬不|睡不|"
        r"拿不|搬不|动不了|出不了|用不来|请不|腾不|顾不|做不|跑不|扛不|背不|住不",
    ),
    (
        2,
        r"坏了|漏水|漏了|堵了|断了|丢了|不见了|掉了|停电|不亮|不走了|跳闸|打不开|关不上|松了|裂|发霉|烂|"
        r"坏的|出院|走丢|摔|痛|疼|病了|中风|失眠|吵|欠|被骗|骗",
    ),
    (
        2,
        r"(?:^|[,。])我?想(?!帮|带|给|陪|送)|要个|没(?:得|个|一个|地方)|(?<!出)借(?!给)|求购|收旧|撑不住|"
        r"算不算|退不退|值不值|哪个(?!要|想)",
    ),
    (
        1.5,
        r"希望|盼|麻烦|拜托|求|缺(?:人|个|一|几)|差(?:一|个|几|两)人?|吗[?？。!]?$|[?？]$|[?？]|急|怕|愁|"
        r"担心|发愁|没空|没时间|加班|上班|外地",
    ),
)
# Giving.
_OFFER: tuple[tuple[float, str], ...] = (
    (3, r"想(?:学|来|听|要|借|看|玩).{0,8}的(?:人|娃|街坊|邻居|来|找|可以|请|,)"),
    (
        3,
        r"可以(?:帮|陪|教|给|来|送|借|接|带|代|修|做|看|上门|一起|视频|免费|提供|让|先|讲|和|把|跟|为|替)|"
        r"愿意|乐意|(?<![谁不])能帮|(?<![谁不])会修|(?<![谁不])会做|(?<![谁不])会剪",
    ),
    (
        3,
        r"我(?:会|能|来|教|带|送|有(?!个|一个孩|点|没|两个娃)|可以|家有|这里有|这儿有|帮|擅长|懂|管|开的?|"
        r"包|陪|修)|咱会|本人(?:会|能|有|擅长)|我们(?:会|能|可以|有(?!个)|来|免费|提供|每)",
    ),
    (
        3,
        r"喊我|找我|叫我|联系我|招呼(?:一声|我)|问我|打我电话|拿来我|只管|尽管|随时|随叫随到|欢迎|"
        r"免费(?!吗|的吗|的有)|不收钱|不收费|不要钱|分文不取|义务|自取|白送|送人|送给",
    ),
    (
        3,
        r"(?:需要|要|想学|想来|有需要|用得(?:着|上)|哪个要|谁要|谁家|哪家|要的|想要|要用|不会|"
        r"不懂)的?(?:人|街坊|邻居|朋友|家长|老人|大家|可以|就|请|找|来|喊|说|拿|打)+",
    ),
    (
        2,
        r"退休(?!工资|金|证|手续|认证)|退下来|做了.{1,4}年|干了.{1,4}年|干过|当过|教过|教了|开过|持证|"
        r"专业|师傅|有证|经验|手艺|在行|拿手|熟得?很|科班|从业|多年|十几年|几十年|师范|大[一二三四]",
    ),
    (
        2.5,
        r"(?:做|干|剪|教|种|养|练|当|跳|唱|修|织|编|办|喂|开|灌|理|刮|喝)(?:过|"
        r"了)?.{0,8}?[一二三四五六七八九十几]年|[都也]会(?!议)|^会(?!.{0,6}的(?:帮|老乡))|都(?:修|做|教|"
        r"带)过",
    ),
    (
        2,
        r"帮您|给您|您|你家|帮你|教你|给你|讲给|匀给|传给|拍给我|发给我|拿来|来我家|来找|自带|管够|不收|"
        r"只收|拿去|搬走|谁用|包教|我出|我包|专修|专治|开锁|配钥匙|补胎",
    ),
    (1.5, r"[一二三四五六七八九十两几百\d]+块钱?一|招(?:人|学徒|理货|工|聘)|优先|多的|有多"),
    (2, r"有空|有时间|空闲|闲着|没课|得闲|空着|空出|多出来|多的|多余|顺路|顺便|顺手|腾出"),
    (
        2,
        r"借给|提供|出借|送(?:一|两|几|给|饭|菜)|教(?:大家|人|老|街坊|孩子|娃|你|邻居|您|小朋友|各位|"
        r"一次)|陪(?:老|孩子|您|你|大家|街坊|邻居)|帮(?:大家|老人|街坊|您|你|邻居|忙带|各家|着)|给大家|"
        r"带大家|为大家|上门",
    ),
    (
        1.5,
        r"开课|开班|开放|教室|报名|名额|每(?:天|周|个月|逢|月)|我家(?:有|的)|店里|工作室|志愿者|服务队|"
        r"小组|凑够|上门服务|推得动|都行|来学|来拿|来坐|来听|来玩|来就行|一起来|都可以|算我|就行",
    ),
)
_PATTERNS = tuple(
    (sign, weight, re.compile(pattern)) for sign, table in ((1, _NEED), (-1, _OFFER)) for weight, pattern in table
)
# Below this difference the sentence is not clear about it.
CLEAR = 0.5


@dataclass(frozen=True)
class Direction:
    """Whether a sentence asks (``need``) or gives (``offer``), None where unclear, with the words that told."""

    code: str | None
    words: tuple[str, ...]


def find_direction(text: str) -> str | None:
    """Return ``need`` where the sentence asks, ``offer`` where it gives, None where it does not say."""
    return weigh_direction(text).code


def weigh_direction(text: str) -> Direction:
    """Weigh the words that ask against the words that give; each kind of wording counts once."""
    said = folded(text)
    balance = 0.0
    told: list[tuple[int, int, str]] = []
    for sign, weight, pattern in _PATTERNS:
        found = pattern.search(said)
        if found:
            balance += sign * weight
            told.append((found.start(), sign, text[found.start() : found.end()]))
    if abs(balance) < CLEAR:
        return Direction(None, ())
    sign = 1 if balance > 0 else -1
    words = tuple(words for _, side, words in sorted(told) if side == sign)
    return Direction("need" if sign > 0 else "offer", words)
