"""What identifies somebody is taken out of their wording."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshe.engines.language.stripping import stripped

AT = datetime(2026, 11, 23, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
CASES = [
    ("想找人周二上午陪我妈去医院挂号，电话13800138000", "想找人 陪我妈去医院挂号 电话"),
    ("我叫王秀兰，住晓月里小区3栋2单元501，厨房水管漏", "厨房水管漏"),
    ("下水道堵了，臭得很，找李师傅来通一下", "下水道堵了 臭得很 来通一下"),
    ("微信号 abc_1234，孩子放学没人接", "孩子放学没人接"),
    ("张大爷腿脚不便，想要轮椅", "腿脚不便 想要轮椅"),
    ("我妈叫张桂芳，要人陪", "我妈 要人陪"),
    ("身份证510104199001011234，复查", "身份证 复查"),
    ("人民路12号门口堆满垃圾", "门口堆满垃圾"),
    ("小李，帮忙搬家", "帮忙搬家"),
    ("写信到 wang@example.com 也行，灯泡坏了", "写信到 也行 灯泡坏了"),
    ("看 https://example.com/a?b=1 ，想学二胡", "看 想学二胡"),
    ("电梯坏了三天，老人下不了楼", "电梯坏了三天 老人下不了楼"),
    ("一起跳广场舞", "一起跳广场舞"),
    ("金鱼缸换水", "金鱼缸换水"),
    ("高血压药没了，帮忙拿药", "高血压药没了 帮忙拿药"),
    ("方便的话教我用手机", "方便的话教我用手机"),
    ("常见病咨询", "常见病咨询"),
    ("三号楼二单元的灯不亮", "的灯不亮"),
    ("王某家的狗老是叫", "家的狗老是叫"),
    ("13800138000", ""),
]


@pytest.mark.parametrize(("said", "left"), CASES)
def test_only_the_wording_is_left(said, left):
    assert stripped(said, at=AT) == left


@given(st.text(alphabet="王李阿姨小找叫路号楼单元0123456789栋住，。 电话灯坏了周二上午微信a@.", max_size=40))
def test_no_long_number_is_left_and_stripping_again_changes_nothing(said):
    left = stripped(said, at=AT)

    assert not re.search(r"\d{3}", left)
    assert stripped(left, at=AT) == left
