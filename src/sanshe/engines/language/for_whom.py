"""For whom something is wanted: age, circumstances, number of persons."""

import re
from dataclasses import dataclass

from sanshe.engines.language.characters import folded
from sanshe.engines.language.time_expressions.numerals import number_of

# Whole years at which the next band begins.
AGE_BANDS = ((3, "infant"), (13, "child"), (18, "youth"), (60, "adult"), (200, "elder"))

_N = r"(?:\d{1,3}|[二三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九])"
_AGE = re.compile(
    rf"(?P<n>{_N})(?:[多几来]|好几)?个?(?:周?岁)(?P<half>半)?(?P<limit>以上|以下|以内|及以上|起|往上)?(?!月)"
)
_AGE_THIS_YEAR = re.compile(
    r"今年(?:都|已经|快|刚)?(?P<n>[1-9]\d|[二三四五六七八九]十[一二三四五六七八九]?)(?:了|岁|多|$|[,。、])"
)
_ELDER_ROUND = re.compile(r"(?P<n>[六七八九6-9])(?:十|0)(?:[几多来]|好几)(?:岁)?(?:的|了|老|,|。|$)")
_MONTHS_OLD = re.compile(
    r"(?:[一二三四五六七八九十两几]|\d{1,2})个(?:多|半)?月(?:大|的?(?:宝宝|娃|孩子|婴儿|小孩))|月龄|"
    r"刚满月|没满月|刚出生"
)

# Kin and kinds of people. The first word in the sentence decides, the longer one where two begin together.
_BAND_WORDS: dict[str, str] = {
    "infant": ("婴儿 婴幼儿 新生儿 宝宝 奶娃 奶娃娃 毛毛头 小月龄 襁褓 吃奶的 学步 早产儿 月娃"),
    "child": (
        "孩子 小孩 小孩儿 小孩子 娃儿 娃娃 小朋友 小娃 儿童 小学生 幼儿园 闺女 女儿 儿子 孙子 孙女 外孙 孙儿 "
        "细娃 崽 小娃娃 小孙 侄女 侄子 我娃 带娃 接娃 一年级 二年级 三年级 四年级 五年级 六年级 小升初 带孙 "
        "一个娃 的娃 两个娃"
    ),
    "youth": (
        "青少年 中学生 初中生 高中生 初一 初二 初三 高一 高二 高三 中考 高考 叛逆期 青春期 读初中 读高中 "
        "上初中 上高中 少年"
    ),
    "adult": (
        "老公 老婆 爱人 媳妇 丈夫 妻子 先生 对象 男友 女友 大学生 研究生 年轻人 上班族 宝妈 孕妇 孕妈 产妇 "
        "姐姐 哥哥 嫂子 弟弟 妹妹 表妹 表姐 同事 室友 打工"
    ),
    "elder": (
        "老人 老人家 老年人 老爷子 老太太 老奶奶 老爷爷 老大爷 老大娘 大爷 大妈 大娘 爷爷 奶奶 外公 外婆 姥姥 "
        "姥爷 阿婆 阿公 婆婆 公公 老伴 老伴儿 老头 老头子 老太婆 老两口 父母 爸妈 爹妈 父亲 母亲 爸爸 妈妈 "
        "老爸 老妈 老爹 老娘 我爸 我妈 他妈 她妈 他爸 她爸 俺娘 俺爹 我娘 我爹 岳父 岳母 丈母娘 丈人 老丈人 "
        "长辈 老辈子 老辈 老汉儿 老汉 孤老 老党员 老同志 老年 高龄 退休老 银发 太婆 老街坊 老邻居 爹娘 "
        "老师傅们 老姐妹 我老汉 我婆"
    ),
}
# Words that contain a word from above and mean somebody else.
_NOT_PEOPLE = (
    "爸爸妈妈们 孩子他妈 孩子她妈 孩子妈妈 孩子爸爸 妈妈群 妈妈们 妈妈班 宝宝椅 娃娃菜 老年大学 娃娃机 布娃娃 "
    "儿童乐园 妈妈帮 奶奶灰 老公房 儿童房 亲子 洋娃娃 幼儿园旁 幼儿园门口 儿女 子女 新手妈妈 单亲妈妈 全职妈妈 "
    "经历过的妈妈 过来人妈妈 先生说 医生先生"
)
# A grown child who is away, busy, or only mentioned: not the one it is for.
_AWAY = re.compile(
    r"(?:儿子|女儿|闺女|孩子|儿女|子女|娃儿?|姑娘|孙子|孙女)(?:们|女婿|媳妇)?(?:他们|都|也|又|还|常年|"
    r"平时|长期|工作|一直|全|现在)*"
    r"(?:不在(?:身边|家|本地|跟前)|在(?:外|国外|深圳|北京|上海|广州|成都|重庆|外省|外面|省外|打工|"
    r"单位|那边|另外|别的|部队|杭州|广东|浙江|新疆|西藏)|"
    r"去了外|出差|要?上班|忙|加班|没空|顾不上|回不来|在外地|远|成家|给我买|写来|寄|把我|买的|送我|"
    r"不管|结婚|出国|管不到|打工|隔得远|说要给我)"
)
# Who is looked for to help is not the one it is for.
_HELPER = re.compile(
    r"(?:找|请|求|要|需要|有没有|哪位|哪个|来)(?:一?[个位名]|几[个位]|些)?(?:有耐心的|耐心的|热心的?|懂\w{1,3}的|会\w{1,3}的)?"
    r"(?:年轻人|大学生|研究生|小年轻|宝妈|姐姐|哥哥|大哥|大姐|阿姨|叔叔|大爷|大妈|老师傅|同事|室友)"
    r"(?=教|帮|来|陪|修|给|辅导|搭|看一?看|做|能|可以|愿意)"
)
_CONDITIONS: tuple[tuple[str, str], ...] = (
    (
        "limited_mobility",
        r"腿脚不[便好灵]|腿脚(?:不太|不大|有点不)|行动(?:不便|不太方便|困难|迟缓)|走不动|走不了|走不稳|"
        r"走路(?:不便|不稳|困难|费劲|一瘸)|"
        r"腿(?:不好|不方便|疼|痛|断|摔)|膝盖(?:痛|疼|不好)|轮椅|拄(?:拐|着拐|棍)|拐杖|助行器|下不(?:了|来|去|到)楼|"
        r"楼下不[去来]|爬不(?:动|了|上|起)|上不(?:了|去|起|到)楼|出不了门|骨折|打(?:了|着|完)?石膏|"
        r"扭(?:了|伤)脚|脚崴|崴了?脚|跟腱|腰(?:不好|椎|直不起|疼|痛|闪)|"
        r"站不(?:稳|起)|爬楼(?:费劲|困难|吃力)|弯不下腰|股骨",
    ),
    ("bedridden", r"卧床|瘫痪|瘫了|瘫在|起不了床|下不了床|下不来床|翻身|褥疮|躺在床上|插(?:起|着)?尿管|鼻饲"),
    (
        "illness",
        r"生病|病了|病人|患病|慢性病|大病|重病|癌|化疗|放疗|肿瘤|透析|住院|出院|手术|术后|开(?:过|了)?刀|"
        r"中风|偏瘫|脑梗|心梗|"
        r"高血压|糖尿病|冠心病|帕金森|哮喘|发烧|感冒|肺炎|白内障|白血病|尿毒症|抑郁|焦虑症|精神病|康复期|"
        r"换药|胃病|痛风",
    ),
    (
        "disability",
        r"残疾|残障|残联|残友|聋|哑|盲人|失明|视障|听障|肢残|"
        r"智障|智力障碍|自闭症|孤独症|唐氏|脑瘫|截肢|手语|心智障碍|义肢|假肢",
    ),
    (
        "dementia",
        r"失智|痴呆|老年痴呆|阿尔茨海默|认知障碍|记不得路|认不得人|老糊涂|"
        r"走丢|认不到路|记性(?:不好|差|越来越差|不行)|忘性大|脑壳糊涂",
    ),
    ("weak_sight", r"看不清|看不见|眼睛(?:不好|不行|看不|花|模糊)|眼花|老花|视力(?:不好|差|下降)|弱视|青光眼"),
    ("weak_hearing", r"听不(?:清|见|到)|耳背|耳朵(?:不好|背|不行|聋)|听力(?:不好|差|下降)|助听器"),
    (
        "pregnancy",
        r"怀孕|孕妇|孕妈|孕期|孕检|产检|孕(?:早|中|晚)期|孕\d+周|"
        r"怀(?:了|着|起)?(?:二胎|三胎|宝宝|娃)|大着?肚子|待产|预产期|身孕",
    ),
    ("postpartum", r"坐月子|月子里|产后|刚生(?:完|了|娃|孩)|出月子|剖腹产|剖宫产|哺乳期|喂奶"),
    (
        "living_alone",
        r"独居|一个人(?:住|过|生活|在家)|独自(?:居住|在家|生活|一人)|孤寡|空巢|孤老|身边没(?:有)?人|"
        r"无儿无女|没人照(?:顾|看|料)|无人照(?:顾|看|料)|"
        r"(?:儿女|子女|儿子|女儿|孩子|娃儿?)(?:们|都)*(?:不在身边|不在跟前|在外地|都在外)|就我一个人|孤身",
    ),
    (
        "low_income",
        r"低保|困难家庭|贫困|特困|经济困难|家里困难|手头紧|"
        r"没钱|交不起|买不起|吃不起饭|揭不开锅|困境|救济",
    ),
    ("unemployed", r"失业|下岗|待业|没(?:有)?工作|丢了工作|找不到工作|被裁|没活干|没得活路"),
    ("single_parent", r"单亲|离异|离婚(?:后|带)|一个人带(?:孩子|娃|两个)|独自带(?:孩子|娃)"),
    ("left_behind", r"留守|父母(?:都)?在外(?:地|打工|面)|爸妈(?:都)?在外"),
    (
        "newcomer",
        r"刚搬(?:来|到|过来|进)|新搬(?:来|进)|初来|外地(?:来|"
        r"人|户口|娃)|外来|新来的|人生地不熟|老家上来|刚来",
    ),
    ("cannot_read", r"不识字|不认(?:识)?字|文盲|认不到字|没读过书|不会写字|识不了字"),
    ("bereaved", r"去世|过世|走了以后|丧偶|老伴走|没了老伴|失独|刚走|离世"),
    ("veteran", r"退伍|退役|老兵|转业|复员|当过兵|军属|烈属"),
)
_CONDITION_PATTERNS = tuple((code, re.compile(pattern)) for code, pattern in _CONDITIONS)
# Conditions that by themselves tell the age.
_BAND_OF_CONDITION = {"pregnancy": "adult", "postpartum": "adult", "dementia": "elder"}

_PEOPLE = (
    r"(?:小孩子?|孩子|娃儿|娃娃|娃|小朋友|老人家?|老年人|大人|同学|学生|宝宝|小学生|初中生|高中生|"
    r"老师傅|残疾人|病人|大爷|大妈|妈妈|邻居|街坊|居民)"
)
_COUNT = re.compile(
    rf"(?P<n>{_N})(?:个|位|名|口|群)(?:\d+岁的?|[一二三四五六七八九十]+岁的?|上?[小大幼][学班]的|"
    rf"双胞胎|亲)?{_PEOPLE}"
)
_COUNT_US = re.compile(rf"(?:我们|咱们|一共|总共|我家|一行|全家|俺们)(?:有|是|家)?(?P<n>{_N})(?:个|口)(?:人|大人)?")
_COUNT_TOGETHER = re.compile(rf"(?!一个|一位)(?P<n>{_N})(?:个|位)人(?:一起|一块|都|同去|住|吃|去|用)")
_FAMILY = re.compile(r"一家(?P<n>[二两三四五六七八]|\d)口")
_TWO = re.compile(
    r"老两口|两口子|俩口子|双胞胎|爸妈|父母|爷爷奶奶|外公外婆|公公婆婆|夫妻俩|夫妻二人|母女俩|母子俩|"
    r"父子俩|姐弟俩|兄妹俩|姐妹俩|两姐妹|我们俩|两兄弟|俩娃|俩孩子|爹妈"
)
_HELPERS_BEFORE = re.compile(
    r"(?:找|要|来|请|需要|缺|差|求|凑|招|收|带|教|限|最多|能接|可接|可以接|能带)(?:满|够|到|了)?$"
)


@dataclass(frozen=True)
class Mark:
    """Characters of the sentence (half-open) and the code that was read from them."""

    start_char: int
    end_char: int
    words: str
    code: str


@dataclass(frozen=True)
class Beneficiary:
    """For whom something is wanted.

    Attributes
    ----------
    age_band : str or None
        ``infant`` 0-2 years, ``child`` 3-12, ``youth`` 13-17, ``adult`` 18-59, ``elder`` 60 and more.
    age_years : int or None
        Where a number was said.
    conditions : tuple of str
        ``limited_mobility``, ``bedridden``, ``illness``, ``disability``, ``dementia``, ``weak_sight``,
        ``weak_hearing``, ``pregnancy``, ``postpartum``, ``living_alone``, ``low_income``, ``unemployed``,
        ``single_parent``, ``left_behind``, ``newcomer``, ``cannot_read``, ``bereaved``, ``veteran``.
    count : int or None
        Persons, where a number was said.
    marks : tuple of Mark
        Where each of it stands, in the order of the text.
    """

    age_band: str | None
    age_years: int | None
    conditions: tuple[str, ...]
    count: int | None
    marks: tuple[Mark, ...]


def find_beneficiary(text: str) -> Beneficiary | None:
    """Return for whom a sentence wants something, None where it does not say.

    An age in years goes before a word for people, a word for people before a condition that tells the age. Kin who
    are only mentioned as being away do not count. One's parents are taken to be elders.
    """
    said = _without_others(folded(text))
    marks: list[Mark] = []

    def mark(found: re.Match[str], code: str) -> None:
        marks.append(Mark(found.start(), found.end(), text[found.start() : found.end()], code))

    age_years, band = None, None
    age = _age_in(said)
    if age:
        found, age_years, band = age
        mark(found, band)
    conditions = []
    for code, pattern in _CONDITION_PATTERNS:
        hit = pattern.search(folded(text))
        if hit:
            conditions.append(code)
            mark(hit, code)
    if band is None:
        word = _BAND_WORD.search(said)
        if word:
            band = _BAND_OF[word.group()]
            mark(word, band)
    if band is None:
        band = next((_BAND_OF_CONDITION[code] for code in conditions if code in _BAND_OF_CONDITION), None)
    count = None
    counted = _count_in(said)
    if counted:
        found, count = counted
        mark(found, "count")
    if not marks:
        return None
    return Beneficiary(band, age_years, tuple(conditions), count, tuple(sorted(marks, key=_place_of)))


def band_of(age_years: int) -> str:
    """Return the code of the band that an age in whole years belongs to."""
    return next(code for limit, code in AGE_BANDS if age_years < limit)


def _place_of(mark: Mark) -> tuple[int, int, str]:
    return mark.start_char, mark.end_char, mark.code


def _without_others(said: str) -> str:
    """Blank out who is away or only part of another word, at the same length."""
    for phrase in _NOT_PEOPLE.split():
        said = said.replace(phrase, " " * len(phrase))
    said = _HELPER.sub(lambda found: " " * len(found.group()), said)
    return _AWAY.sub(lambda found: " " * len(found.group()), said)


def _age_in(said: str) -> tuple[re.Match[str], int | None, str] | None:
    months = _MONTHS_OLD.search(said)
    if months:
        return months, 0, "infant"
    for pattern in (_AGE, _AGE_THIS_YEAR):
        for found in pattern.finditer(said):
            years = number_of(found["n"])
            if years is None or years > 120:
                continue
            is_limit = bool(found.groupdict().get("limit"))
            return found, None if is_limit else years, band_of(years)
    found_round = _ELDER_ROUND.search(said)
    if found_round:
        return found_round, None, "elder"
    return None


def _count_in(said: str) -> tuple[re.Match[str], int] | None:
    for pattern in (_FAMILY, _COUNT, _COUNT_US, _COUNT_TOGETHER):
        for found in pattern.finditer(said):
            number = number_of(found["n"])
            if number and number <= 500 and not _HELPERS_BEFORE.search(said, max(0, found.start() - 8), found.start()):
                return found, number
    two = _TWO.search(said)
    return (two, 2) if two else None


_BAND_OF = {word: band for band, words in _BAND_WORDS.items() for word in words.split()}
_BAND_WORD = re.compile("|".join(sorted(_BAND_OF, key=lambda word: (-len(word), word))))
