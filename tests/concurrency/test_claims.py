"""One receipt and two phones, one form and two workers: one of them wins."""

from functools import partial

import pytest

from sanshe.domain.people import operations as people
from sanshe.domain.people.models import Person
from sanshe.domain.proxy import operations
from sanshe.domain.proxy.errors import EntryMovedOn, ReceiptEnded, SheetUsed
from sanshe.domain.proxy.models import Entry
from sanshe.kernel.models import OutboxMessage
from tests.concurrency import Racers
from tests.factories import AT, make_community, make_person, make_worker
from tests.factories.proxy import make_entry, make_paper_entry, make_sheet

pytestmark = pytest.mark.django_db(transaction=True)
RACERS = 4
ROUNDS = 10


@pytest.fixture
def community():
    return make_community()


def code_for(phone: str) -> str:
    people.request_sign_in_code(phone=phone, asker=phone, at=AT)
    return OutboxMessage.objects.filter(recipient=phone).latest("id").body["code"]


def test_receipt_is_claimed_from_one_phone_only(community):
    worker = make_worker(community=community)
    outcomes = []
    with Racers(RACERS) as racers:
        for turn in range(ROUNDS):
            grandma = make_person(community=community, phone=None)
            issued = make_entry(worker=worker, person=grandma, community=community)
            phones = [f"+86137{turn:04d}{number:04d}" for number in range(RACERS)]
            before = Person.objects.count()
            acts = [
                partial(operations.sign_in, phone=phone, code=code_for(phone), receipt_id=issued.receipt.pk, at=AT)
                for phone in phones
            ]
            came = racers.run(acts)
            won = [one.person for one in came if isinstance(one, operations.Signed)]
            lost = sum(isinstance(one, ReceiptEnded) for one in came)
            outcomes.append((won == [grandma], lost, Person.objects.count() - before))

    assert set(outcomes) == {(True, RACERS - 1, 0)}


def test_receipt_makes_one_helper_or_one_claim(community):
    worker = make_worker(community=community)
    outcomes = []
    with Racers(2) as racers:
        for turn in range(ROUNDS):
            grandma = make_person(community=community, phone=None)
            grandson = make_person(community=community)
            receipt = make_entry(worker=worker, person=grandma, community=community).receipt
            phone = f"+86136{turn:08d}"
            claim = partial(operations.sign_in, phone=phone, code=code_for(phone), receipt_id=receipt.pk, at=AT)
            came = racers.run([claim, partial(operations.become_helper, actor=grandson, receipt_id=receipt.pk, at=AT)])
            outcomes.append(sum(isinstance(one, ReceiptEnded) for one in came))

    assert outcomes == [1] * ROUNDS


def test_form_is_typed_in_by_one_worker_only(community):
    workers = [make_worker(community=community) for _ in range(RACERS)]
    grandma = make_person(community=community, phone=None)
    outcomes = []
    with Racers(RACERS) as racers:
        for _ in range(ROUNDS):
            sheet = make_sheet(worker=workers[0], community=community)
            paper = {"person": grandma, "community": community, "channel": "paper", "serial": sheet.serial}
            came = racers.run([partial(make_entry, worker=worker, **paper) for worker in workers])
            refused = sum(isinstance(one, SheetUsed) for one in came)
            outcomes.append((Entry.objects.filter(sheet=sheet).count(), refused))

    assert set(outcomes) == {(1, RACERS - 1)}


def test_second_look_is_taken_once(community):
    worker = make_worker(community=community)
    checkers = [make_worker(community=community) for _ in range(RACERS)]
    grandma = make_person(community=community, phone=None)
    outcomes = []
    with Racers(RACERS) as racers:
        for _ in range(ROUNDS):
            entry = make_paper_entry(worker=worker, person=grandma, community=community).entry
            came = racers.run(
                [partial(operations.check_entry, actor=actor, entry_id=entry.pk, at=AT) for actor in checkers]
            )
            refused = sum(isinstance(one, EntryMovedOn) for one in came)
            outcomes.append((Entry.objects.get(pk=entry.pk).state, refused))

    assert set(outcomes) == {("posted", RACERS - 1)}
