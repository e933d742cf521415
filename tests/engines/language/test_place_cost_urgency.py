import pytest

from sanshe.engines.language.cost import find_cost_basis
from sanshe.engines.language.place import find_place
from sanshe.engines.language.urgency import find_urgency

NAMES = ("区三医院", "纺园社区服务中心", "纺园", "厂门口黄葛树")


@pytest.mark.parametrize(
    ("sentence", "words", "name", "kind"),
    [
        ("陪我妈去区三医院拿药", "区三医院", "区三医院", None),
        ("我每周二都要去三医院拿药", "三医院", "区三医院", None),
        ("在纺园社区服务中心门口等", "纺园社区服务中心", "纺园社区服务中心", None),
        ("住在纺园", "纺园", "纺园", None),
        ("陪她去医院", "医院", None, "hospital"),
        ("3号楼2单元门口", "3号楼2单元门口", None, "address"),
        ("在菜市场口摆摊", "菜市场", None, "market"),
        ("家里水管漏了", "家里", None, "home"),
        ("从家里陪到医院", "医院", None, "hospital"),
        ("活动室晚上开门吗", "活动室", None, "activity_room"),
        ("幼儿园门口等", "幼儿园门口", None, "school"),
        ("可以视频教", "视频", None, "online"),
        ("广场上跳舞", "广场", None, "open_space"),
    ],
)
def test_place_is_read(sentence, words, name, kind):
    found = find_place(sentence, names=NAMES)

    assert found is not None
    assert (found.words, found.name, found.kind) == (words, name, kind)
    assert sentence[found.start_char : found.end_char] == words


@pytest.mark.parametrize("sentence", ["想学剪纸", "大学生想找家教", "用时间银行换", "", "小学数学跟不上"])
def test_sentence_without_a_place_gives_none(sentence):
    assert find_place(sentence, names=NAMES) is None


@pytest.mark.parametrize(
    ("sentence", "code"),
    [
        ("免费上门理发", "free"),
        ("不收钱，别推销就行", "free"),
        ("义务教老人用手机", "free"),
        ("请阿姨做饭，给钱", "paid"),
        ("跨区八十，油钱您出", "paid"),
        ("三十块钱一次", "paid"),
        ("用时间银行的积分换", "time_credit"),
        ("免费，换工也行", "time_credit"),
        ("政府买单的服务", "public_service"),
        ("老板拖欠工资", None),
        ("想找人陪我去医院", None),
        ("", None),
    ],
)
def test_cost_basis_is_read(sentence, code):
    assert find_cost_basis(sentence) == code


@pytest.mark.parametrize(
    ("sentence", "code"),
    [
        ("急！家里停电了", "urgent"),
        ("急找开锁师傅", "urgent"),
        ("马上要用轮椅", "urgent"),
        ("今天就要", "urgent"),
        ("尽快帮我看看", "urgent"),
        ("不急，周末也行", None),
        ("想学急救", None),
        ("别着急慢慢来", None),
        ("水管爆了，很着急", "urgent"),
        ("想找人下棋", None),
    ],
)
def test_urgency_is_read(sentence, code):
    assert find_urgency(sentence) == code
