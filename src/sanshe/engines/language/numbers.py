"""Numbers written in words, brought to digits where they are numbers for certain: 三楼 and 3楼 are one place."""

import re

_DIGITS = {character: str(value) for value, character in enumerate("零一二三四五六七八九")} | {"〇": "0", "两": "2"}
_UNITS = "号楼|号院|单元|个月|周岁|楼|层|栋|幢|室|岁|弄|巷|组|期|斤|块钱|元|公里|平米"
_COUNTED = re.compile(f"(?<![零〇一二两三四五六七八九十百])([零〇一二两三四五六七八九十百]+)(?={_UNITS})")
_YEAR = re.compile("([零〇一二三四五六七八九]{4})(?=年)")
_HUNDREDS = re.compile(
    "(?:([一二两三四五六七八九])百)?(零|〇)?(?:([一二两三四五六七八九]?)十)?([一二两三四五六七八九])?"
)


def with_digits(text: str) -> str:
    """Return a text in which numbers before a unit, and years, stand in digits.

    Only what is a number for certain: up to 999 before a unit of place, age, length or money, and four digits before
    年. 一起, 三心二意 and 万一 stay.
    """
    text = _YEAR.sub(lambda found: "".join(_DIGITS[character] for character in found[1]), text)
    return _COUNTED.sub(lambda found: _in_digits(found[1]), text)


def _in_digits(words: str) -> str:
    found = _HUNDREDS.fullmatch(words)
    if found and words not in ("零", "〇"):
        hundreds, _, tens, ones = found.groups()
        has_tens = "十" in words
        value = 100 * int(_DIGITS[hundreds]) if hundreds else 0
        value += 10 * int(_DIGITS[tens] if tens else "1") if has_tens else 0
        value += int(_DIGITS[ones]) if ones else 0
        return str(value)
    if all(character in _DIGITS for character in words):
        return "".join(_DIGITS[character] for character in words)
    return words
