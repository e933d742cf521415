"""One key for every way of writing the same home."""

import re
import unicodedata

_DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_TENS = {"十": 10, "百": 100}
_NUMERAL = re.compile(r"[零〇一二两三四五六七八九十百]+")
_DASHES = re.compile(r"[‐‑‒–—―−~〜/_]")
_NOISE = re.compile(r"[\s,，.。、:：;；·#()（）]")


def address_key(*, text: str, within: str = "") -> str:
    """Return what 「3栋2单元501」, 「３幢 二单元 501室」 and 「3-2-501」 have in common; "" where it names no home.

    `within` is the name of the community, which some write in front.
    """
    key = unicodedata.normalize("NFKC", text).upper().replace("#楼", "栋").replace("#", "栋")
    key = _NOISE.sub("", _DASHES.sub("-", key))
    for name in (within, within.removesuffix("社区")):
        key = key.removeprefix(name) if name else key
    key = _NUMERAL.sub(lambda found: str(_number(found.group())), key)
    if not re.search(r"[0-9]", key):
        return ""
    key = re.sub(r"([0-9A-Z])(?:号楼|栋楼|幢|座|号院楼)", r"\1栋", key)
    key = re.sub(r"([0-9A-Z])楼(?=[0-9A-Z]+(?:单元|门))", r"\1栋", key)
    key = re.sub(r"([0-9A-Z])(?:号门|门)(?=[0-9A-Z])", r"\1单元", key)
    key = re.sub(r"([0-9A-Z]+)-([0-9A-Z]+)-([0-9A-Z]+)$", r"\1栋\2单元\3", key)
    key = re.sub(r"([0-9A-Z]+)-([0-9A-Z]+)$", _pair, key)
    key = re.sub(r"([0-9]+)[楼层](?=\1[0-9]+)", "", key)  # the floor once more in front of the flat
    key = re.sub(r"([0-9A-Z])(?:号房|室|号|房|户)$", r"\1", key)
    return re.sub(r"(?<![0-9])0+(?=[0-9])", "", key).replace("-", "")


def _pair(found: re.Match[str]) -> str:
    # After a building two numbers are entrance and flat; alone they are building and flat.
    inside = "栋" in found.string[: found.start()]
    return f"{found[1]}{'单元' if inside else '栋'}{found[2]}"


def _number(numeral: str) -> int | str:
    """Return the number of 「十二」 or 「一百零二」; numerals read one by one (「五〇一」) keep their digits."""
    if not any(char in _TENS for char in numeral):
        return "".join(str(_DIGITS[char]) for char in numeral)
    total, digit = 0, 0
    for char in numeral:
        if char in _TENS:
            total += (digit or 1) * _TENS[char]
            digit = 0
        else:
            digit = _DIGITS[char]
    return total + digit
