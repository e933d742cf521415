"""What nobody needs any more goes, in time and not before."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session

from sanshe.domain.exchange.models import Need, Showing
from sanshe.domain.notifications.models import DigestIssue, Notification
from sanshe.domain.organisations.models import Invitation
from sanshe.domain.people.models import HouseholdMember, ResidenceCode, ResidenceVerification, SignInCode
from sanshe.domain.privacy import operations
from sanshe.domain.privacy.choices import RETENTION
from sanshe.domain.privacy.operations import retaining
from sanshe.domain.proxy.models import Entry, WrongCode
from sanshe.kernel import idempotency
from sanshe.kernel.models import IdempotencyKey, JournalEntry, OutboxMessage
from tests.factories import AT, make_community, make_need, make_offer, make_organization, make_person, make_worker
from tests.factories.people import make_home, make_household
from tests.factories.proxy import make_paper_entry
from tests.factories.showings import make_showing

pytestmark = pytest.mark.django_db


def sign_in_codes(ended):
    SignInCode.objects.create(phone="+8613800138000", code_hash="x", asker_hash="y", asked_at=ended, expires_at=ended)
    return SignInCode.objects.all()


def wrong_receipt_codes(ended):
    WrongCode.objects.create(asker_hash="x", tried_at=ended)
    return WrongCode.objects.all()


def sessions(ended):
    Session.objects.create(session_key="k", session_data="d", expire_date=ended)
    return Session.objects.all()


def idempotency_keys(ended):
    IdempotencyKey.objects.create(scope="s", key="k", result={}, created_at=ended)
    return IdempotencyKey.objects.all()


def messages(ended):
    OutboxMessage.objects.create(
        kind="k", recipient="+8613800138000", body={"code": "1"}, created_at=ended, sent_at=ended
    )
    return OutboxMessage.objects.exclude(body={}, recipient="")


def notifications(ended):
    Notification.objects.create(person=make_person(), kind="mentioned", created_at=ended)
    return Notification.objects.all()


def digests(ended):
    DigestIssue.objects.create(person=make_person(), channel="sms", day=ended.date(), issued_at=ended, news=1)
    return DigestIssue.objects.all()


def discarded_entries(ended):
    community = make_community()
    entry = make_paper_entry(
        worker=make_worker(community=community), person=make_person(community=community), community=community
    ).entry
    Entry.objects.filter(pk=entry.pk).update(state="discarded", entered_at=ended)
    return Entry.objects.all()


def answered_invitations(ended):
    Invitation.objects.create(
        organization=make_organization(),
        phone="+8613800138000",
        kind="member",
        invited_at=ended,
        ended_at=ended,
        outcome="refused",
    )
    return Invitation.objects.all()


def letters(ended):
    household = make_household(community=make_community())
    ResidenceCode.objects.create(person=make_person(), household=household, asked_at=ended, ends_at=ended)
    return ResidenceCode.objects.all()


def former_homes(ended):
    community = make_community()
    worker = make_worker(community=community)
    person = make_person(community=community)
    make_home(person=person, community=community, verified_by=worker, at=ended - timedelta(days=1))
    for model in (HouseholdMember, ResidenceVerification):
        model.objects.update(ends_at=ended)
    return HouseholdMember.objects.all()


def showings(ended):
    community = make_community()
    need = make_need(person=make_person(community=community), community=community)
    offer = make_offer(person=make_person(community=community), community=community)
    make_showing(need=need, offer=offer, at=ended)
    return Showing.objects.all()


def private_needs(ended):
    need = make_need(person=make_person(), community=make_community(), sentence="心里的话")
    Need.objects.filter(pk=need.pk).update(
        is_private=True, status="met", closed_as="solved_here", closed_at=ended, age_years=70
    )
    return Need.objects.exclude(sentence="…")


MAKERS = [
    sign_in_codes,
    wrong_receipt_codes,
    sessions,
    idempotency_keys,
    messages,
    notifications,
    digests,
    discarded_entries,
    answered_invitations,
    letters,
    former_homes,
    showings,
    private_needs,
]


@pytest.mark.parametrize("make", MAKERS, ids=lambda make: make.__name__)
def test_it_goes_when_its_time_is_over_and_not_before(make):
    rows = make(AT)
    at = AT + timedelta(days=RETENTION[make.__name__].days)

    operations.apply_retention(at=at)
    assert rows.count() == 1

    done = operations.apply_retention(at=at + timedelta(seconds=1))
    assert rows.count() == 0
    assert done[make.__name__] >= 1
    told = JournalEntry.objects.filter(operation="privacy.apply_retention").values_list("detail__what", flat=True)
    assert make.__name__ in set(told)


def test_every_period_is_applied_and_tested():
    for_ever = {code for code, one in RETENTION.items() if one.days is None}

    assert for_ever == {"journal"}
    assert set(retaining._APPLIED) == set(RETENTION) - for_ever == {make.__name__ for make in MAKERS}


def test_table_says_how_long_the_kernel_keeps_its_keys():
    assert RETENTION["idempotency_keys"].days == idempotency.KEPT.days


def test_what_runs_or_waits_stays_however_old_it_is():
    community = make_community()
    person = make_person(community=community)
    make_home(person=person, community=community)
    need = make_need(person=person, community=community, sentence="还没办成")
    Need.objects.filter(pk=need.pk).update(is_private=True)
    waiting = OutboxMessage.objects.create(
        kind="k", recipient="+8613800138000", body={"a": 1}, created_at=AT, next_attempt_at=AT
    )

    operations.apply_retention(at=AT + timedelta(days=5000))

    need.refresh_from_db()
    waiting.refresh_from_db()
    assert need.sentence == "还没办成"
    assert waiting.body == {"a": 1}
    assert HouseholdMember.objects.count() == 1


def test_more_than_one_batch_goes_in_one_night(monkeypatch):
    monkeypatch.setattr(retaining, "BATCH", 2)
    for _ in range(5):
        wrong_receipt_codes(AT)

    done = operations.apply_retention(at=AT + timedelta(days=8))

    assert done["wrong_receipt_codes"] == 5
