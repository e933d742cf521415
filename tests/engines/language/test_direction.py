import pytest

from sanshe.engines.language.direction import find_direction, weigh_direction

NEEDS = (
    "想找人陪我去医院",
    "我妈腿脚不便，想找人陪她周二上午去医院",
    "谁能帮我接一下孩子",
    "家里水管漏了",
    "有没有人会修收音机",
    "求借一副拐杖",
    "请问居住证怎么办",
    "孩子放学没人接",
    "老人一个人在家不会做饭",
    "手机不会用，谁教教我",
)
OFFERS = (
    "我会修水管，周末可以帮忙",
    "退休教师，可以免费教孩子写作业",
    "免费给老人理发",
    "有车，顺路可以带人去医院",
    "愿意陪老人聊天",
    "做了三十年裁缝，改裤脚找我",
    "我家有梯子，要用的邻居来拿",
    "周二上午有空，可以陪老人看病",
    "想学太极的来广场找我",
    "旧童车送人，自取",
)


@pytest.mark.parametrize("sentence", NEEDS)
def test_asking_is_a_need(sentence):
    assert find_direction(sentence) == "need"


@pytest.mark.parametrize("sentence", OFFERS)
def test_giving_is_an_offer(sentence):
    assert find_direction(sentence) == "offer"


@pytest.mark.parametrize("sentence", ["医院", "周二上午", "", "🙂"])
def test_sentence_that_does_neither_is_unknown(sentence):
    assert find_direction(sentence) is None


def test_words_that_told_are_returned():
    found = weigh_direction("我会修水管，周末可以帮忙")

    assert found.code == "offer"
    assert found.words == ("我会", "会修")
