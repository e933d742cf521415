"""What kind of help is wanted: at home or not, how many helpers, and in which language."""

import re
from dataclasses import dataclass

from sanshe.engines.language.characters import folded
from sanshe.engines.language.for_whom import Mark
from sanshe.engines.language.time_expressions.numerals import SMALL_NUMBER, number_of

MOST_HELPERS = 50

_AT_HOME = re.compile(
    r"(?<!送货)(?<!快递)上门(?!女婿|推销|讨债)|入户|登门|来(?:我|咱|俺|她|他|老人)?(?:们)?家里?(?=来|[,。!?]|$|帮|看|修|教|陪|做|打扫|照|装|换|收拾|坐)|"
    r"到(?:我|咱|俺|她|他|老人)(?:们)?(?:的)?家里?(?=来|[,。!?]|$|帮|看|修|教|陪|做|打扫|照|装|换|收拾)|到家里?来"
)
_NOT_AT_HOME = re.compile(r"(?:不用|不要|不必|无需|无须|别|(?<!能)不能|不方便|不想|不)(?:再)?(?:让人)?$")

_HELPERS = re.compile(
    rf"(?:找|请|要|需要|缺|差|求|招|凑|来|叫|喊)(?:上|到|够|齐|得|有)?(?P<n>{SMALL_NUMBER})(?:个|位|名)"
    r"(?:有力气的|力气大的|身体好的|热心的?|年轻的?|会\w{1,4}的|懂\w{1,4}的)?"
    r"(?:人(?!家|民)|志愿者|义工|帮手|小伙子?|大小伙|年轻人|邻居|街坊|师傅|大哥|大姐|叔叔|阿姨|同学|大学生|男的|壮劳力|劳力|"
    r"热心人|护工|保姆|老师|好心人)"
)

_SPEAK = r"(?:说|讲|听得懂|懂|会|用|能说|能讲|教)"
_LANGUAGES: tuple[tuple[str, str], ...] = (
    ("mandarin", r"普通话|国语|汉语"),
    ("sichuanese", r"四川话|成都话|重庆话|川话"),
    ("cantonese", r"粤语|广东话|白话(?!文)"),
    ("shanghainese", r"上海话|沪语|吴语"),
    ("minnan", r"闽南语|闽南话|台语|潮汕话"),
    ("hakka", r"客家话|客家语"),
    ("tibetan", r"藏语|藏话"),
    ("uyghur", r"维语|维吾尔语"),
    ("mongolian", r"蒙语|蒙古语"),
    ("korean", r"朝鲜语|韩语|朝语"),
    ("english", r"英语|英文"),
    ("sign", r"手语"),
)
# To learn a language is not to need somebody who speaks it with you.
_TO_LEARN = re.compile(r"(?:补习|辅导|学|补|练|背|考|作业|家教|补课|教(?:我|孩子|娃|他|她)?)(?:一下|点|习)?$")
_SUBJECT = re.compile(r"^(?:作业|课|老师|单词|考试|成绩|补习|辅导|角|四级|六级|口语|阅读)")
_SPOKEN = tuple(
    (code, re.compile(rf"(?:只|不)?(?:会|能|听得?懂|听不懂|懂)?{_SPEAK}?(?P<name>{names})"))
    for code, names in _LANGUAGES
)
_HAS_VERB = re.compile(r"[说讲听懂会用]")
_NOT_SPOKEN = re.compile(r"(?:不会|听不懂|不懂|说不来|讲不来|不太会|不能|不)(?:说|讲|听)?$")


@dataclass(frozen=True)
class Helpers:
    """How many helpers a sentence asks for, and where it says so."""

    count: int
    mark: Mark


def find_home_visit(text: str) -> Mark | None:
    """Return where a sentence asks somebody to come to the home, None where it does not."""
    said = folded(text)
    for found in _AT_HOME.finditer(said):
        if not _NOT_AT_HOME.search(said, max(0, found.start() - 6), found.start()):
            return Mark(found.start(), found.end(), text[found.start() : found.end()], "at_home")
    return None


def find_helpers(text: str) -> Helpers | None:
    """Return how many helpers a sentence asks for, None where it gives no number up to `MOST_HELPERS`."""
    said = folded(text)
    for found in _HELPERS.finditer(said):
        number = number_of(found["n"])
        if number and number <= MOST_HELPERS:
            return Helpers(number, Mark(found.start(), found.end(), text[found.start() : found.end()], "helpers"))
    return None


def find_languages(text: str) -> tuple[Mark, ...]:
    """Return the languages that somebody should speak, each once, in the order of the text.

    A language to be learned, and one that is said not to be understood, is none that is needed.
    """
    said = folded(text)
    found: list[Mark] = []
    for code, pattern in _SPOKEN:
        for match in pattern.finditer(said):
            begin, end = match.start("name"), match.end()
            before = said[max(0, begin - 8) : begin]
            if _NOT_SPOKEN.search(before) or _TO_LEARN.search(before) or _SUBJECT.match(said[end : end + 4]):
                continue
            if code == "english" and not _HAS_VERB.search(match.group()[: begin - match.start()]):
                continue
            found.append(Mark(begin, end, text[begin:end], code))
            break
    return tuple(sorted(found, key=lambda mark: mark.start_char))
