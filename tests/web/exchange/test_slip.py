"""The slip being written: what is shown of what was heard, what a correction does, and what is never posted unseen."""

from datetime import UTC, datetime, time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sanshe.domain.exchange import operations
from sanshe.domain.exchange.models import MeToo, Need, Offer
from tests.factories import make_category, make_community, make_need, make_person

pytestmark = pytest.mark.django_db
SENTENCE = "我妈82岁坐轮椅，想请两个人上门陪她去医院看病，只会讲四川话"
# A Monday, ten in the morning in Shanghai.
NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)


@pytest.fixture(autouse=True)
def at_ten_on_monday(monkeypatch):
    monkeypatch.setattr("sanshe.web.middleware.timezone.now", lambda: NOW)


@pytest.fixture
def community():
    category = make_category(code="escort_to_doctor", name="陪诊", words=("陪去医院", "看病", "去医院"))
    # The router is built once per state of the taxonomy; another instant makes this one its own.
    category.changed_at = NOW
    category.save(update_fields=["changed_at"])
    return make_community()


@pytest.fixture
def person(community):
    return make_person(community=community, name="小敏")


@pytest.fixture
def client_of(as_person, person):
    return as_person(person)


def draft(client, sentence=SENTENCE, kind="need"):
    return client.get(reverse("say"), {"kind": kind, "q": sentence})


def as_posted(form, **changes) -> dict:
    """Return what a browser would post of a form as it is shown, with some changes."""
    values = {field.name: field.value() for field in form}
    times = {name: f"{value:%H:%M}" for name, value in values.items() if isinstance(value, time)}
    shown = {name: "on" if value is True else value for name, value in values.items() if value is not False}
    shown = {name: "" if value is None else value for name, value in {**shown, **times}.items()}
    return {**shown, **changes}


def test_chips_say_all_that_was_understood(client_of):
    chips = draft(client_of).context["chips"]

    assert chips["category"] == "陪诊"
    assert "82" in chips["for_whom"]
    assert (chips["conditions"], chips["languages"]) != ("", "")
    assert "2" in chips["helpers"]


def test_words_that_decided_the_category_are_marked_in_the_sentence(client_of):
    response = draft(client_of, "想找人陪我去医院看病")

    marked = [text for text, layer in response.context["heard"] if layer == "kind"]
    assert "".join(text for text, _ in response.context["heard"]) == "想找人陪我去医院看病"
    assert marked == ["去医院看病"]
    assert '<mark class="heard__kind">去医院看病</mark>' in response.content.decode()


def test_sentence_is_escaped_where_it_is_marked(client_of):
    page = draft(client_of, "<script>alert(1)</script>陪我去医院看病").content.decode()

    assert "<script>alert(1)" not in page


def test_posting_what_is_shown_keeps_all_of_it(client_of):
    form = draft(client_of, SENTENCE + "，每周二上午").context["form"]

    response = client_of.post(reverse("say"), as_posted(form))

    need = Need.objects.get()
    assert response.url == reverse("need", args=[need.pk])
    assert (need.at_home, need.helpers_wanted, need.languages) == (True, 2, ["sichuanese"])
    assert (need.age_years, need.age_band, need.conditions) == (82, "elder", ["limited_mobility"])
    assert (need.recurrence, need.time_text) == ("FREQ=WEEKLY;BYDAY=TU", "每周二上午")


def test_time_that_was_corrected_no_longer_carries_the_words_of_the_sentence(client_of):
    form = draft(client_of, "周二上午陪我去医院").context["form"]

    client_of.post(reverse("say"), as_posted(form, on_date="2026-11-26"))

    need = Need.objects.get()
    assert (need.starts_at.date().isoformat(), need.time_text) == ("2026-11-26", "")


def test_other_time_of_the_sentence_is_taken_with_one_press_and_nothing_is_posted(client_of):
    first = draft(client_of, "周二上午或者周四下午陪我去医院")

    (other,) = first.context["other_times"]
    second = client_of.post(reverse("say"), as_posted(first.context["form"], use_time=str(other.number)))

    assert (other.words, second.status_code, Need.objects.count()) == ("周四下午", 200, 0)
    assert second.context["form"]["on_date"].value() == "2026-11-26"
    assert [one.words for one in second.context["other_times"]] == ["周二上午"]


@pytest.mark.parametrize("number", ["99", "9" * 40, "-1", "x", "²"])
def test_time_that_is_none_of_the_sentence_changes_nothing(client_of, number):
    form = draft(client_of, "周二上午陪我去医院").context["form"]

    response = client_of.post(reverse("say"), as_posted(form, use_time=number))

    assert response.status_code in (200, 302)


def test_changed_sentence_is_read_anew_and_keeps_what_was_corrected(client_of):
    form = draft(client_of, "周二上午陪我去医院").context["form"]

    changed = as_posted(form, sentence="周五下午陪我妈去医院", cost_basis="paid")
    response = client_of.post(reverse("say"), changed)

    held = response.context["form"]
    assert (response.status_code, response.context["is_read_anew"], Need.objects.count()) == (200, True, 0)
    assert [held[name].value() for name in ("on_date", "age_band", "cost_basis")] == ["2026-11-27", "elder", "paid"]
    client_of.post(reverse("say"), as_posted(held))
    assert Need.objects.get().sentence == "周五下午陪我妈去医院"


def test_changed_sentence_that_is_too_long_is_refused_at_its_field(client_of):
    form = draft(client_of, "周二上午陪我去医院").context["form"]

    response = client_of.post(reverse("say"), as_posted(form, sentence="长" * 501))

    assert (response.status_code, list(response.context["form"].errors)) == (422, ["sentence"])


def test_looking_again_shows_the_corrections_and_posts_nothing(client_of):
    form = draft(client_of).context["form"]

    response = client_of.post(reverse("say"), as_posted(form, look="1", cost_basis="free"))

    assert (response.status_code, response.context["chips"]["cost"], Need.objects.count()) == (200, "免费", 0)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"recurrence": "FREQ=SECONDLY"}, "recurrence"),
        ({"recurrence": "FREQ=DAILY", "on_date": ""}, "on_date"),
        ({"recurrence": "FREQ=WEEKLY;BYDAY=TU", "on_date": "2026-11-25"}, "recurrence"),
        ({"recurrence": "FREQ=DAILY", "on_date": "2026-11-25", "until_date": "2026-11-28"}, "recurrence"),
        ({"conditions": ["no_such"]}, "conditions"),
        ({"languages": ["klingon"]}, "languages"),
        ({"helpers_wanted": "0"}, "helpers_wanted"),
        ({"helpers_wanted": "99999999999999999999"}, "helpers_wanted"),
        ({"age_years": "82", "age_band": "child"}, "age_years"),
        ({"age_years": "999"}, "age_years"),
    ],
)
def test_bad_value_is_refused_at_its_field_and_nothing_is_posted(client_of, fields, field):
    said = {"kind": "need", "sentence": "想找人陪我去医院", "key": "one", **fields}

    response = client_of.post(reverse("say"), said)

    assert (response.status_code, list(response.context["form"].errors)) == (422, [field])
    assert not Need.objects.exists()


def test_lists_survive_signing_in(client, community):
    said = {"kind": "need", "sentence": "想找人", "key": "one", "languages": ["tibetan", "sign"]}
    client.post(reverse("say"), said)

    response = client.get(f"{reverse('say')}?draft=1")

    assert response.context["form"]["languages"].value() == ["tibetan", "sign"]


def test_offer_keeps_the_languages_its_giver_speaks(client_of):
    form = draft(client_of, "我会说四川话，可以陪老人去医院", "offer").context["form"]

    client_of.post(reverse("say"), as_posted(form))

    assert Offer.objects.get().languages == ["sichuanese"]


def test_same_need_of_a_neighbour_is_shown_with_me_too(client_of, community):
    need = make_need(person=make_person(community=community), community=community, sentence="想找人陪我去医院看病")

    (shown,) = draft(client_of, "找个人陪我去医院看病").context["similar"]

    assert (shown.pk, shown.has_said) == (need.pk, False)


def test_me_too_counts_and_is_taken_back(client_of, person, community):
    need = make_need(person=make_person(community=community), community=community)

    said = client_of.post(reverse("me_too", args=[need.pk]))
    counted = MeToo.objects.filter(need=need, person=person).count()
    page = client_of.get(reverse("need", args=[need.pk]))
    client_of.post(reverse("me_too_undo", args=[need.pk]))

    assert (said.url, counted, page.context["has_said_me_too"]) == (reverse("need", args=[need.pk]), 1, True)
    assert not MeToo.objects.exists()


def test_me_too_needs_signing_in_and_a_press(client, client_of, community, person):
    need = make_need(person=make_person(community=community), community=community)
    address = reverse("me_too", args=[need.pk])

    assert client_of.get(address).status_code == 405
    client.logout()
    assert client.post(address).url.startswith(reverse("sign_in"))
    assert not MeToo.objects.exists()


def test_me_too_on_ones_own_need_is_refused_in_words(client_of, person, community):
    need = make_need(person=person, community=community)

    response = client_of.post(reverse("me_too", args=[need.pk]), follow=True)

    assert (response.status_code, MeToo.objects.count()) == (200, 0)


def test_board_says_how_many_need_it_too(client_of, community):
    needs = [make_need(person=make_person(community=community), community=community) for _ in range(3)]
    for _ in range(2):
        operations.say_me_too(actor=make_person(community=community), need_id=needs[0].pk, at=NOW)

    slips = client_of.get(reverse("needs")).context["slips"]

    assert [bool(slip.state) for slip in slips] == [False, False, True]


def test_slip_costs_the_same_for_one_and_three_of_the_same_need(client_of, community):
    costs = []
    for number in (1, 2):
        for _ in range(number):
            make_need(person=make_person(community=community), community=community, sentence="想找人陪我去医院看病")
        draft(client_of, "找个人陪我去医院看病")
        with CaptureQueriesContext(connection) as captured:
            shown = draft(client_of, "找个人陪我去医院看病").context["similar"]
        costs.append((len(shown), len(captured)))

    (one, cost_of_one), (three, cost_of_three) = costs
    assert (one, three, cost_of_three) == (1, 3, cost_of_one)


@pytest.mark.parametrize("sentence", ["\x00", "a\x00b", "🙂" * 501, "长" * 501, " "])
def test_sentence_that_nobody_types_is_refused_and_shown_again(client_of, sentence):
    said = {"kind": "need", "sentence": sentence, "key": "one", "read_sentence": "", "use_time": ""}

    response = client_of.post(reverse("say"), said)

    assert (response.status_code, Need.objects.count()) == (422, 0)


def test_kind_that_is_none_is_refused(client_of):
    response = client_of.post(reverse("say"), {"kind": "gift", "sentence": "想找人", "key": "one"})

    assert (response.status_code, Need.objects.count()) == (422, 0)
