"""Numbers in words and in digits are one."""

import pytest

from sanshe.engines.language.numbers import with_digits
from sanshe.engines.language.tokens import tokenize


@pytest.mark.parametrize(
    ("said", "digits"),
    [
        ("住三楼没电梯", "住3楼没电梯"),
        ("十二号楼二单元", "12号楼2单元"),
        ("二〇二六年", "2026年"),
        ("一百零五室", "105室"),
        ("二十栋", "20栋"),
        ("三零二室", "302室"),
        ("八十五岁的老人", "85岁的老人"),
        ("两层", "2层"),
        ("一百二十斤", "120斤"),
        ("五十块钱", "50块钱"),
        ("我们一起去", "我们一起去"),
        ("三心二意", "三心二意"),
        ("万一有事", "万一有事"),
        ("十分感谢", "十分感谢"),
        ("一点都不会", "一点都不会"),
    ],
)
def test_numbers_before_a_unit_stand_in_digits(said, digits):
    assert with_digits(said) == digits


def test_words_and_digits_find_each_other():
    assert "12" in tokenize("十二号楼门口")
    assert set(tokenize("十二号楼门口")) & set(tokenize("12号楼门口")) >= {"12", "号楼", "楼门", "门口"}
