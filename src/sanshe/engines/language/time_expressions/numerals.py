"""Numbers as they are written in sentences: digits, Chinese numerals, and the short forms of the lunar calendar."""

DIGITS = {
    "零": 0,
    "〇": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "俩": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}

# A number below a hundred, for use inside a pattern.
SMALL_NUMBER = (
    r"(?:\d{1,2}|[二三四五六七八九]?十[一二三四五六七八九]?|[廿卅][一二三四五六七八九]?|[零〇一二两三四五六七八九])"
)


def number_of(words: str) -> int | None:
    """Return the number from 0 to 99 (or any in digits) that the characters say, None where they say none."""
    if not words:
        return None
    if words.isascii() and words.isdigit():
        return int(words)
    tens, units = 0, words
    if words[0] in "廿卅":
        tens, units = (2 if words[0] == "廿" else 3), words[1:]
    elif "十" in words:
        before, _, units = words.partition("十")
        if before and before not in DIGITS:
            return None
        tens = DIGITS[before] if before else 1
    elif len(words) == 2 and words[0] in "零〇":
        units = words[1]
    if units and units not in DIGITS:
        return None
    return tens * 10 + (DIGITS[units] if units else 0)
