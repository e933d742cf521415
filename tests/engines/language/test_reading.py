from datetime import datetime

from sanshe.engines.language.reading import read_sentence
from sanshe.engines.language.routing import Category, Router
from sanshe.engines.language.time_expressions import ZONE

ROUTER = Router.from_words(
    (
        Category("escort_to_doctor", ("看病", "陪诊", "去医院"), "陪同就医"),
        Category("plumbing", ("水管", "漏水"), "水管疏通"),
    )
)
AT = datetime(2026, 11, 23, 10, tzinfo=ZONE)


def test_story_sentence_is_read_in_all_its_parts():
    reading = read_sentence("我妈腿脚不便，想找人陪她周二上午去医院", at=AT, router=ROUTER, place_names=("区三医院",))

    assert reading.direction == "need"
    assert reading.categories[0].code == "escort_to_doctor"
    assert reading.is_sure_of_category
    assert [(one.words, one.starts_at.hour, one.ends_at.hour) for one in reading.times] == [("周二上午", 8, 12)]
    assert reading.beneficiary.age_band == "elder"
    assert reading.beneficiary.conditions == ("limited_mobility",)
    assert (reading.place.words, reading.place.kind) == ("医院", "hospital")
    assert reading.cost_basis is None
    assert reading.urgency is None


def test_offer_is_read_in_all_its_parts():
    reading = read_sentence("我会修水管，周末可以免费上门", at=AT, router=ROUTER)

    assert reading.direction == "offer"
    assert reading.categories[0].code == "plumbing"
    assert reading.times[0].words == "周末"
    assert reading.cost_basis == "free"
    assert reading.place.kind == "home"


def test_what_kind_of_company_is_wanted_is_read_too():
    reading = read_sentence("想请两个人上门照看奶奶，要会说四川话", at=AT, router=ROUTER)

    assert (reading.home.words, reading.helpers.count) == ("上门", 2)
    assert [mark.code for mark in reading.languages] == ["sichuanese"]


def test_empty_sentence_says_nothing():
    reading = read_sentence("", at=AT, router=ROUTER)

    assert (reading.direction, reading.categories, reading.times) == (None, (), ())
    assert (reading.beneficiary, reading.place, reading.cost_basis, reading.urgency) == (None, None, None, None)
    assert (reading.home, reading.helpers, reading.languages) == (None, None, ())
    assert not reading.is_sure_of_category
