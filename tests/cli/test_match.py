"""`sanshe match`: what was understood, who answers and why, who came near and cannot; and what it refuses."""

import json
import re
from datetime import datetime, timedelta

import pytest
from click.testing import CliRunner
from django.utils import translation

from sanshe.cli import match_words
from sanshe.cli.main import cli
from sanshe.domain.exchange import queries
from sanshe.domain.exchange.models import Need
from sanshe.engines.matching.score import PARTS
from sanshe.engines.matching.sides import Reason
from sanshe.web.exchange import reasons as page
from tests.factories import AT, make_category, make_community, make_need, make_offer, make_person

pytestmark = pytest.mark.django_db

SENTENCE = "我妈82岁，明天上午想找人上门修水管，很着急，免费"
ENGLISH = {"LANG": "en_GB.UTF-8", "LC_ALL": "", "COLUMNS": "200"}
CHINESE = {**ENGLISH, "LANG": "zh_CN.UTF-8"}


@pytest.fixture
def community():
    return make_community(code="510199000101")


@pytest.fixture
def plumbing():
    return make_category(code="plumbing", name="修水管", words=("水管", "龙头"))


@pytest.fixture
def offer(community, plumbing):
    helper = make_person(community=community, name="陈师傅")
    return make_offer(person=helper, community=community, sentence="会修水管，换水龙头", category=plumbing)


def sanshe(*arguments: str, env=ENGLISH) -> tuple[int, str, str]:
    result = CliRunner(env=env).invoke(cli, ["match", *arguments])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr


def as_json(*arguments: str) -> dict:
    code, shown, _ = sanshe(*arguments, "--json")
    assert code == 0
    return json.loads(shown)


def test_result_is_what_the_page_asks_for(community, offer):
    result = as_json(SENTENCE, "--community", community.code, "--at", AT.isoformat())

    reading = queries.reading_of(sentence=SENTENCE, community=community, at=AT)
    code = reading.categories[0].code if reading.is_sure_of_category else ""
    (answer,) = queries.answers_to(sentence=SENTENCE, community=community, category_code=code, at=AT, limit=6)
    (shown,) = result["answers"]
    assert (shown["id"], shown["who"], shown["what"]) == (str(offer.pk), "陈师傅", "会修水管，换水龙头")
    assert (shown["score"], shown["components"]) == (answer.score, dict(answer.components))
    assert [one["code"] for one in shown["reasons"]] == [one.code for one in answer.reasons]


def test_components_are_the_six_and_add_up_exactly(community, offer):
    (answer,) = as_json(SENTENCE, "--at", AT.isoformat())["answers"]

    assert tuple(answer["components"]) == PARTS
    assert sum(answer["components"].values()) == answer["score"]


def test_reading_says_what_was_understood_and_by_which_words(community, offer):
    reading = as_json(SENTENCE, "--at", AT.isoformat())["reading"]

    (time,) = reading["times"]
    assert (time["words"], time["starts_at"][:10]) == ("明天上午", "2026-03-03")
    assert (reading["for_whom"]["age_band"], reading["for_whom"]["age_years"]) == ("elder", 82)
    assert (reading["urgency"], reading["cost_basis"], reading["at_home"]) == ("urgent", "free", True)
    assert reading["categories"][0]["code"] == "plumbing"


def test_explained_it_prints_components_that_add_up_as_printed(community, offer):
    code, shown, _ = sanshe(SENTENCE, "--community", community.code, "--at", AT.isoformat(), "--explain")

    score = re.search(r"^1\. (\d\.\d{3})  陈师傅$", shown, re.MULTILINE).group(1)
    with translation.override("en"):
        names = [re.escape(str(name)) for name in match_words.PART_NAMES.values()]
    parts = [re.search(rf"^ +{name} +(\d\.\d{{3}}) +/ \d\.\d{{3}} *$", shown, re.MULTILINE).group(1) for name in names]
    assert code == 0
    assert sum(int(part.replace(".", "")) for part in parts) == int(score.replace(".", ""))
    assert "· Exactly this kind of help" in shown
    assert "2026-03-03 Tue 08:00" in shown


def test_without_being_asked_it_does_not_explain(community, offer):
    _, shown, _ = sanshe(SENTENCE, "--at", AT.isoformat())

    assert "Exactly this kind of help" not in shown
    assert "Says the same" not in shown


def test_it_speaks_the_language_of_the_terminal(community, offer):
    _, shown, _ = sanshe(SENTENCE, "--at", AT.isoformat(), "--explain", env=CHINESE)

    assert "说的是一回事" in shown
    assert "给谁" in shown


def test_offers_that_came_near_are_counted_by_why_they_cannot(community, plumbing):
    helper = make_person(community=community)
    common = {"person": helper, "community": community, "sentence": "会修水管，换水龙头", "category": plumbing}
    make_offer(**common, maximum_age=60)
    make_offer(**common, starts_at=AT + timedelta(days=5), ends_at=AT + timedelta(days=5, hours=2))

    result = as_json("我妈82岁，明天上午水管漏水", "--at", AT.isoformat())
    _, shown, _ = sanshe("我妈82岁，明天上午水管漏水", "--at", AT.isoformat())

    assert result["answers"] == []
    assert result["why_not"] == {"not_for_this_age": 1, "no_common_time": 1}
    assert "Nothing fits yet." in shown
    assert re.search(r"Meant for another age +│ +1", shown)
    assert re.search(r"No common time +│ +1", shown)


def test_offer_finds_needs_and_nothing_is_counted_against(community, plumbing):
    need = make_need(
        person=make_person(community=community), community=community, sentence="家里水管漏水", category=plumbing
    )

    result = as_json("水管我来修", "--offer", "--at", AT.isoformat())

    assert result["kind"] == "offer"
    assert [one["id"] for one in result["answers"]] == [str(need.pk)]
    assert result["why_not"] == {}


def test_limit_is_kept(community, offer, plumbing):
    make_offer(person=offer.person, community=community, sentence="修水管", category=plumbing)

    assert len(as_json(SENTENCE, "--at", AT.isoformat())["answers"]) == 2
    assert len(as_json(SENTENCE, "--at", AT.isoformat(), "--limit", "1")["answers"]) == 1


def test_nothing_is_posted(community, offer):
    sanshe(SENTENCE, "--at", AT.isoformat())

    assert not Need.objects.exists()


def test_time_without_a_zone_is_on_the_clock_of_the_place(community):
    assert as_json(SENTENCE, "--at", "2026-03-02T09:00")["at"] == "2026-03-02T09:00:00+08:00"
    assert as_json(SENTENCE, "--at", "2026-03-02T01:00:00Z")["at"] == "2026-03-02T09:00:00+08:00"


def test_without_a_time_it_is_now(community):
    said = datetime.fromisoformat(as_json(SENTENCE)["at"])

    assert said.utcoffset() == timedelta(hours=8)


@pytest.mark.parametrize("said", ["tomorrow", "", "2026-13-01", "0001-01-01T00:00+14:00", "9999-12-31"])
def test_time_that_is_none_ends_with_2_and_says_how_to_write_it(community, said):
    code, shown, told = sanshe(SENTENCE, "--at", said)

    assert (code, shown) == (2, "")
    assert "--at" in told


@pytest.mark.parametrize("sentence", ["", "   ", "\x00\n"])
def test_empty_sentence_is_refused(community, sentence):
    code, _, told = sanshe(sentence)

    assert code == 2
    assert "The sentence is empty" in told


def test_endless_sentence_is_refused(community):
    code, _, told = sanshe("水" * 501)

    assert code == 2
    assert "501 characters" in told


@pytest.mark.parametrize(
    ("said", "nearest"),
    [
        ("510199000102", "510199000101 Qinggangli"),
        ("510199", "510199000101 Qinggangli"),
        ("999", "510199000101 Qinggangli"),
        ("青杠里", "510199000101 Qinggangli"),
        ("9" * 5000, "510199000101 Qinggangli"),
        ("x\x00\udcff", "510199000101 Qinggangli"),
    ],
)
def test_unknown_community_ends_with_2_and_names_the_nearest(community, said, nearest):
    code, _, told = sanshe(SENTENCE, "--community", said)

    assert code == 2
    assert f"Nearest: {nearest}" in told


def test_nearest_codes_come_first(community):
    make_community(code="510199000201")
    make_community(code="110101000101")

    _, _, told = sanshe(SENTENCE, "--community", "510199000202")

    assert [word for word in told.split() if word.isdigit()] == ["510199000201", "510199000101", "110101000101"]


def test_without_any_community_it_says_so():
    code, _, told = sanshe(SENTENCE, "--community", "510199000101")

    assert code == 2
    assert "Nearest: none yet" in told


def test_of_several_communities_one_has_to_be_named(community):
    make_community(code="510199000201")

    code, _, told = sanshe(SENTENCE)

    assert code == 2
    assert "--community CODE" in told


REASONS = [
    Reason("same_words", (("words", ("水管", "龙头")),)),
    Reason("near", (("distance_m", 400),)),
    Reason("kept_promises", (("kept", 3), ("of", 4))),
    Reason("speaks", (("languages", ("sichuanese",)),)),
    Reason("waits_long", (("days", 5),)),
    *(Reason(code) for code in ("said_alike", "same_category", "related_category", "same_community", "free_any_time")),
    Reason("serves_age"),
    Reason("checked"),
]


@pytest.mark.parametrize("reason", REASONS, ids=lambda one: one.code)
def test_reasons_read_as_on_the_page(reason):
    assert match_words.in_words([reason]) == page.in_words([reason])


def test_every_reason_part_and_refusal_of_the_page_has_words():
    assert match_words.SAID.keys() == page.SAID.keys()
    assert match_words.REFUSALS.keys() == page.REFUSED.keys()
    assert {name: str(words) for name, words in match_words.PART_NAMES.items()} == {
        name: str(words) for name, words in page.PART_NAMES.items()
    }
