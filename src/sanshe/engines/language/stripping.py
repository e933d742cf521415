"""What remains of a sentence when everything is taken out that says who, where exactly and when."""

import re
import unicodedata
from datetime import datetime

from sanshe.engines.language.characters import HAN
from sanshe.engines.language.time_expressions import find_times

_HAN = f"[{HAN}]"
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程苏魏吕丁任卢姚沈钟姜崔谭陆范汪廖石"
    "金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤"
)
_TITLES = (
    "先生|女士|小姐|太太|阿姨|叔叔|大爷|大妈|大娘|大叔|大哥|大姐|爷爷|奶奶|婆婆|公公|师傅|老师|医生|大夫|主任|书记|经理|老板|同志|嬢嬢|"
    "伯伯|姨|叔|婶|哥|姐|总"
)
_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        # addresses elsewhere: mail, web, and names in chats
        r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+",
        r"(?:https?://|www\.)\S+",
        r"(?:微信|vx|wx|qq|抖音)(?:号|群)?(?:码)?[是为:：]?\s*[a-z0-9_-]{4,}",
        # numbers that say who: telephones, cards, papers; and any other long run
        r"(?:\+?\d[\d\s-]{5,}\d[xX]?)",
        r"\d{3,}",
        # where exactly
        rf"(?:{_HAN}{{2,6}}(?:路|街|道|巷|弄|胡同|里|坊|苑|园|小区|花园|社区|村|公寓|大厦))?\d+\s*(?:号楼|号院|号|弄|栋|幢|座|单元|室|楼|层|门)",
        rf"(?:{_HAN}{{2,5}}(?:小区|花园|公寓|大厦|家园|新村))",
        r"[零〇一二两三四五六七八九十百]+(?:号楼|号院|栋|幢|单元|室)",
        # who
        rf"(?:我叫|名叫|叫做|姓名[是为:：]?|联系人[是为:：]?|找)(?:[{_SURNAMES}]{_HAN}{{1,2}})(?!{_HAN}{{0,1}}(?:人|个))",
        rf"叫[{_SURNAMES}]{_HAN}{{1,2}}(?!{_HAN})",
        rf"[小老阿]?[{_SURNAMES}](?:{_TITLES})",
        rf"[{_SURNAMES}]{_HAN}{{1,2}}(?:{_TITLES})",
        rf"[{_SURNAMES}](?:某某?|×+|x{{2,}}|\*+)",
        rf"(?<!{_HAN})[小老阿][{_SURNAMES}](?!{_HAN})",
    )
)
_GAP = re.compile(r"[\s,，。.、;；:：!！?？~～…*#()（）【】\[\]\"“”'‘’_-]+")
_OUT = "\ufffc"


def stripped(text: str, *, at: datetime) -> str:
    """Return the wording of a sentence without names, numbers, addresses and times.

    Parameters
    ----------
    text : str
        What a resident wrote.
    at : datetime
        The instant it is looked at, aware; times are read against it.

    Returns
    -------
    str
        In characters of one width and lower case; what was taken out and what stood between sentences is one space. No
        run of three or more digits is left. Stripping it again changes nothing.
    """
    said, before = unicodedata.normalize("NFKC", text).lower(), ""
    while said != before:
        said, before = _without(said, at=at), said
    return said


def _without(said: str, *, at: datetime) -> str:
    spans = [(span.start_char, span.end_char) for span in find_times(said, at=at)]
    for start, end in sorted(spans, reverse=True):
        said = said[:start] + _OUT + said[end:]
    for pattern in _PATTERNS:
        said = pattern.sub(_OUT, said)
    return " ".join(_GAP.sub(" ", said.replace(_OUT, " ")).split())
