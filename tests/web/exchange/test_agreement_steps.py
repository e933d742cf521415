"""Each step of an agreement as its page offers it: the right button for the right side, and what is refused."""

from datetime import timedelta

import pytest

from sanshe.domain.exchange import operations
from sanshe.domain.exchange.choices import AgreementState as S
from sanshe.domain.exchange.choices import ClosedAs, CommitmentState, IntentStatus
from sanshe.kernel.models import JournalEntry
from sanshe.web import middleware
from tests.factories import AT, make_community, make_need, make_offer, make_person, make_request, make_worker
from tests.factories.people import make_home

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TUESDAY = AT + DAY


@pytest.fixture
def community():
    return make_community()


@pytest.fixture
def receiver(community):
    return make_person(community=community, name="王阿姨")


@pytest.fixture
def provider(community):
    return make_person(community=community, name="李师傅")


@pytest.fixture
def need(receiver, community):
    return make_need(person=receiver, community=community, starts_at=TUESDAY, ends_at=TUESDAY + HOUR, at_home=True)


@pytest.fixture
def asked(need, provider, community):
    return make_request(need=need, offer=make_offer(person=provider, community=community, capacity=1))


@pytest.fixture
def agreed(asked, provider):
    return operations.accept_agreement(actor=provider, agreement_id=asked.pk, at=AT)


@pytest.fixture
def clock(monkeypatch):
    """Return a function that sets the time at which pages are asked for."""

    def at(instant):
        monkeypatch.setattr(middleware.timezone, "now", lambda: instant)

    at(AT)
    return at


def url(agreement, action: str = "") -> str:
    return f"/agreements/{agreement.pk}/{action}/" if action else f"/agreements/{agreement.pk}/"


def steps(client, agreement) -> list[str]:
    """Return the codes of the steps on the page, the one next step first."""
    return [step.code for step in client.get(url(agreement)).context["steps"]]


def fresh(thing):
    thing.refresh_from_db()
    return thing


def test_asked_side_may_say_yes_another_time_or_no(asked, provider, receiver, as_person, clock):
    assert steps(as_person(provider), asked) == ["accept", "propose", "decline"]
    assert steps(as_person(receiver), asked) == ["withdraw"]


def test_another_time_goes_back_and_forth_on_the_pages(asked, provider, receiver, as_person, clock):
    as_person(provider).post(
        url(asked, "propose"), {"on_date": "2026-03-05", "from_time": "10:00", "weeks": "3", "message": "周四行吗"}
    )
    page = as_person(receiver).get(url(asked))

    assert "3月5日" in page.content.decode()
    assert [step.code for step in page.context["steps"]] == ["accept", "propose", "decline"]
    as_person(receiver).post(url(asked, "accept"))
    assert fresh(asked).state == S.ACCEPTED
    assert asked.commitments.count() == 3


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"on_date": "", "from_time": "10:00"}, "on_date"),
        ({"on_date": "2026-03-05", "from_time": "早上"}, "from_time"),
        ({"on_date": "2026-03-05", "from_time": "10:00", "to_time": "09:00"}, "to_time"),
        ({"on_date": "2026-03-05", "from_time": "10:00", "weeks": "500"}, "weeks"),
        ({"on_date": "0000-13-99", "from_time": "10:00"}, "on_date"),
    ],
)
def test_time_that_cannot_be_is_shown_again_with_what_to_do(asked, provider, as_person, clock, said, field):
    page = as_person(provider).post(url(asked, "propose"), said)

    form = next(step.form for step in page.context["steps"] if step.code == "propose")
    assert (page.status_code, list(form.errors)) == (422, [field])
    assert asked.proposals.count() == 0


def test_time_that_is_over_is_refused_in_words(asked, provider, as_person, clock):
    page = as_person(provider).post(url(asked, "propose"), {"on_date": "2026-01-05", "from_time": "10:00"}, follow=True)

    assert "这个时间已经过了" in page.content.decode()
    assert asked.proposals.count() == 0


def test_agreed_time_is_moved_only_with_a_yes(agreed, provider, receiver, as_person, clock):
    as_person(receiver).post(url(agreed, "propose"), {"on_date": "2026-03-05", "from_time": "10:00"})
    offered = steps(as_person(provider), agreed)

    as_person(provider).post(url(agreed, "keep_time"))

    assert offered == ["agree_time", "keep_time", "cancel"]
    assert fresh(agreed).starts_at == TUESDAY
    assert [one.starts_at for one in agreed.commitments.filter(state=CommitmentState.PLANNED)] == [TUESDAY]


def test_who_visits_sees_the_home_while_the_promise_stands_and_it_is_written_down(
    agreed, receiver, provider, community, as_person, clock
):
    make_home(person=receiver, community=community, address="3栋2单元501")

    page = as_person(provider).get(url(agreed)).content.decode()
    own = as_person(receiver).get(url(agreed)).content.decode()
    operations.cancel_agreement(actor=provider, agreement_id=agreed.pk, reason="病了", at=AT)
    later = as_person(provider).get(url(agreed)).content.decode()

    assert ("3栋2单元501" in page, "3栋2单元501" in own, "3栋2单元501" in later) == (True, False, False)
    assert JournalEntry.objects.filter(operation="exchange.look_at_home").count() == 1


def test_receiver_says_on_the_day_that_it_was_done_and_whether_it_is_solved(agreed, need, receiver, as_person, clock):
    before = steps(as_person(receiver), agreed)
    clock(TUESDAY + 2 * HOUR)
    after = steps(as_person(receiver), agreed)

    as_person(receiver).post(url(agreed, "receive"), {"solved": "no", "thanks": "谢谢，下周还要去一次"})

    assert (before, after) == (["receive", "propose", "cancel"], ["receive", "propose", "missed", "cancel"])
    assert (fresh(agreed).state, fresh(need).status) == (S.CONFIRMED, IntentStatus.OPEN)


def test_confirming_without_saying_whether_it_is_solved_is_asked_again(agreed, provider, receiver, as_person, clock):
    operations.record_delivery(actor=provider, agreement_id=agreed.pk, at=AT)

    page = as_person(receiver).post(url(agreed, "confirm"), {"thanks": "谢谢"})

    assert page.status_code == 422
    assert fresh(agreed).state == S.DELIVERED


def test_hours_written_wrongly_are_put_right_and_both_entries_stay(agreed, provider, as_person, clock):
    as_person(provider).post(url(agreed, "deliver"), {"note": "排队久", "duration": "1.5"})
    as_person(provider).post(url(agreed, "correct"), {"note": "是两个半小时", "duration": "2.5"})

    assert [one.duration_min for one in agreed.deliveries.all()] == [90, 150]
    page = as_person(provider).get(url(agreed)).content.decode()
    assert ("排队久" in page, "是两个半小时" in page) == (True, True)


def test_who_did_not_come_may_object(agreed, receiver, provider, as_person, clock):
    clock(TUESDAY + DAY)
    as_person(receiver).post(url(agreed, "missed"), {"reason": "等了一上午"})

    assert steps(as_person(receiver), agreed) == []
    assert steps(as_person(provider), agreed) == ["object"]
    as_person(provider).post(url(agreed, "object"), {"reason": "我敲门了，没人应"})
    assert fresh(agreed).state == S.DISPUTED


def test_one_meeting_of_a_series_is_called_off_on_the_page(receiver, provider, community, as_person, clock):
    need = make_need(
        person=receiver,
        community=community,
        starts_at=TUESDAY,
        ends_at=TUESDAY + HOUR,
        recurrence="FREQ=WEEKLY;BYDAY=TU;COUNT=6",
    )
    agreement = make_request(need=need, offer=make_offer(person=provider, community=community))
    operations.accept_agreement(actor=provider, agreement_id=agreement.pk, at=AT)
    second = agreement.commitments.get(number=2)

    page = as_person(receiver).post(
        url(agreement, "skip"), {"meeting": str(second.pk), "reason": "走亲戚"}, follow=True
    )

    assert [one.mark for one in page.context["meetings"]] == ["ahead", "stopped", "ahead", "ahead", "ahead", "ahead"]
    refused = as_person(receiver).post(url(agreement, "skip"), {"meeting": str(need.pk), "reason": "走亲戚"})
    assert refused.status_code == 422


def test_full_offer_leads_to_the_waiting_list_and_on_to_the_place(
    asked, provider, receiver, community, as_person, clock
):
    operations.accept_agreement(actor=provider, agreement_id=asked.pk, at=AT)
    neighbour = make_person(community=community, name="张叔")
    page = as_person(neighbour).get(f"/offers/{asked.offer_id}/").content.decode()

    as_person(neighbour).post(f"/offers/{asked.offer_id}/ask/", {"may_wait": "1", "key": "w1"})
    waiting = asked.offer.agreements.get(receiver=neighbour)
    states = [waiting.state]
    as_person(receiver).post(url(asked, "cancel"), {"reason": "不去了"})
    states.append(fresh(waiting).state)
    offered = steps(as_person(neighbour), waiting)
    as_person(neighbour).post(url(waiting, "take"))
    states.append(fresh(waiting).state)

    assert 'name="may_wait"' in page
    assert (states, offered) == ([S.WAITING, S.HELD, S.ACCEPTED], ["take", "pass"])


def test_stranger_finds_no_agreement_and_no_step(agreed, community, as_person, clock):
    stranger = as_person(make_person(community=community))

    assert stranger.get(url(agreed)).status_code == 404
    for action in ("cancel", "propose", "missed", "receive", "nonsense"):
        assert stranger.post(url(agreed, action), {"reason": "x"}).status_code == 404


def test_worker_sees_only_what_is_in_dispute(agreed, receiver, community, as_person, clock):
    worker = make_worker(community=community)
    before = as_person(worker).get(url(agreed)).status_code
    operations.record_delivery(actor=agreed.provider, agreement_id=agreed.pk, at=AT)
    operations.dispute_delivery(actor=receiver, agreement_id=agreed.pk, reason="没做完", at=AT)

    page = as_person(worker).get(url(agreed))
    assert (before, page.status_code, steps(as_person(worker), agreed)) == (404, 200, [])
    assert f"/promises/{agreed.pk}/hearing/" in page.content.decode()


def test_need_is_taken_down_with_a_reason_and_put_back(need, receiver, as_person, clock):
    client = as_person(receiver)
    client.post(f"/needs/{need.pk}/withdraw/", {"closed_as": "given_up"})
    closed_as = fresh(need).closed_as
    page = client.get(f"/needs/{need.pk}/").content.decode()

    client.post(f"/needs/{need.pk}/reopen/")

    assert closed_as == ClosedAs.GIVEN_UP
    assert f"/needs/{need.pk}/reopen/" in page
    assert fresh(need).is_open


def test_need_that_has_its_helper_is_off_the_board_and_asks_nobody(agreed, need, community, as_person, clock):
    neighbour = as_person(make_person(community=community))

    board = neighbour.get(f"/needs/?community={community.code}").content.decode()
    page = neighbour.get(f"/needs/{need.pk}/").content.decode()

    assert need.sentence not in board
    assert f"/needs/{need.pk}/hand/" not in page
