"""Writing down what somebody said."""

import pytest
from django.db import IntegrityError, transaction

from sanshe.domain.exchange import operations as exchange
from sanshe.domain.exchange.errors import TimePassed
from sanshe.domain.exchange.models import Agreement, Need, Offer
from sanshe.domain.notifications.models import Notification
from sanshe.domain.people import queries as people
from sanshe.domain.people.choices import ConsentKind
from sanshe.domain.people.errors import PhoneTaken
from sanshe.domain.people.models import Consent, Person
from sanshe.domain.proxy import operations
from sanshe.domain.proxy.errors import (
    ConsentMissing,
    EntryForbidden,
    HasOwnAccount,
    LikelyDuplicate,
    NotResidentHere,
    SerialUnknown,
    SheetElsewhere,
    SheetForAnother,
    SheetUsed,
    WritesForOneself,
)
from sanshe.domain.proxy.models import Entry, Receipt
from sanshe.domain.proxy.operations import Agreed, Newcomer
from sanshe.domain.proxy.operations.receipts import hash_of
from sanshe.kernel.models import JournalEntry
from tests.factories import AT, make_category, make_community, make_offer, make_person, make_worker
from tests.factories.proxy import CONSENT, SENTENCE, make_entry, make_paper_entry, make_sheet

pytestmark = pytest.mark.django_db


def test_what_was_said_face_to_face_is_on_the_board_at_once(worker, grandma, community):
    issued = make_entry(worker=worker, person=grandma, community=community)

    need = Need.objects.get()
    assert (need.person, need.entered_by, need.sentence) == (grandma, worker, SENTENCE)
    assert (issued.entry.state, issued.entry.subject_id) == ("posted", need.pk)


def test_what_came_on_paper_waits_for_a_second_look(worker, grandma, community):
    issued = make_paper_entry(worker=worker, person=grandma, community=community)

    assert (issued.entry.state, Need.objects.count()) == ("entered", 0)


def test_consent_is_kept_in_its_words_with_who_recorded_it(worker, grandma, community):
    make_entry(worker=worker, person=grandma, community=community)

    consent = Consent.objects.get(person=grandma)
    assert (consent.wording, consent.recorded_by, consent.how) == (CONSENT.wording, worker, "spoken")


def test_receipt_keeps_its_code_as_a_hash_only(worker, grandma, community):
    issued = make_entry(worker=worker, person=grandma, community=community)

    receipt = Receipt.objects.get()
    assert len(issued.code) == 10
    assert (receipt.code_hash, receipt.code_hash == issued.code) == (hash_of(issued.code), False)


def test_entering_is_journalled_on_behalf_of_the_person(worker, grandma, community):
    make_entry(worker=worker, person=grandma, community=community)

    record = JournalEntry.objects.get(operation="proxy.enter")
    assert (record.actor_id, record.on_behalf_of_id, record.community_code) == (worker.pk, grandma.pk, community.code)


def test_person_and_other_workers_are_told(worker, second, grandma, community):
    make_paper_entry(worker=worker, person=grandma, community=community)

    told = set(Notification.objects.values_list("kind", "person"))
    assert told == {("entered_for_you", grandma.pk), ("entry_to_check", second.pk)}


def test_person_gets_word_of_it_without_the_code(worker, community):
    neighbour = make_person(community=community)

    issued = make_entry(worker=worker, person=neighbour, community=community)

    news = Notification.objects.get(person=neighbour)
    assert (news.kind, news.words["sentence"], issued.code in str(news.words)) == ("entered_for_you", SENTENCE, False)


def test_word_of_a_confidence_says_nothing_of_it(worker, community):
    neighbour = make_person(community=community)
    agreed = [CONSENT, Agreed(kind=ConsentKind.SENSITIVE_DATA, wording="我同意工作者保存。")]
    data = {"sentence": SENTENCE, "party_size": 1, "is_private": True}

    issued = make_entry(worker=worker, person=neighbour, community=community, data=data, agreed=agreed)

    news = Notification.objects.get(person=neighbour)
    assert (issued.entry.is_private, news.words["sentence"]) == (True, "")


def test_newcomer_becomes_a_resident(worker, community):
    issued = make_entry(
        worker=worker,
        person=None,
        community=community,
        newcomer=Newcomer(form_of_address="赵大爷", full_name="赵德福", birth_year=1949, phone="13900001111"),
    )

    person = Person.objects.get(full_name="赵德福")
    assert (issued.entry.person, person.phone, person.claimed_at) == (person, "+8613900001111", None)
    assert people.home_community(person=person, at=AT) == community


@pytest.mark.parametrize(
    "newcomer",
    [
        Newcomer(form_of_address="桂英", full_name="王桂英"),
        Newcomer(form_of_address="王奶奶"),
        Newcomer(form_of_address="某人", phone="139 0000 2222"),
    ],
    ids=["name", "form of address", "phone"],
)
def test_newcomer_like_somebody_here_is_asked_about(worker, grandma, community, newcomer):
    make_person(community=community, name="李叔", full_name="李强", phone="+8613900002222")

    with pytest.raises(LikelyDuplicate):
        make_entry(worker=worker, person=None, community=community, newcomer=newcomer)

    assert Entry.objects.count() == 0


def test_newcomer_of_the_same_name_but_another_year_is_somebody_else(worker, community):
    make_person(community=community, name="王姐", full_name="王桂英", birth_year=1980)

    make_entry(
        worker=worker,
        person=None,
        community=community,
        newcomer=Newcomer(form_of_address="王奶奶", full_name="王桂英", birth_year=1946),
    )

    assert Person.objects.filter(full_name="王桂英").count() == 2


def test_newcomer_with_a_phone_that_belongs_to_somebody_is_refused_even_then(worker, community):
    make_person(community=community, phone="+8613900002222")

    with pytest.raises(PhoneTaken):
        make_entry(
            worker=worker,
            person=None,
            community=community,
            newcomer=Newcomer(form_of_address="某人", phone="13900002222", is_somebody_else=True),
        )


def test_without_consent_nothing_is_kept(worker, grandma, community):
    with pytest.raises(ConsentMissing):
        make_entry(worker=worker, person=grandma, community=community, agreed=[])

    assert (Entry.objects.count(), Need.objects.count(), Receipt.objects.count()) == (0, 0, 0)


def test_somebody_with_an_account_of_their_own_is_not_written_for(worker, community):
    neighbour = make_person(community=community, claimed_at=AT)

    with pytest.raises(HasOwnAccount):
        make_entry(worker=worker, person=neighbour, community=community)

    assert Consent.objects.count() == 0


def test_resident_of_elsewhere_is_not_written_for(worker, community):
    stranger = make_person(community=make_community(name="远方社区"))

    with pytest.raises(NotResidentHere):
        make_entry(worker=worker, person=stranger, community=community)


def test_nobody_writes_for_themselves(worker, community):
    with pytest.raises(WritesForOneself):
        make_entry(worker=worker, person=worker, community=community)


def test_worker_of_elsewhere_does_not_write_here(grandma, community):
    with pytest.raises(EntryForbidden):
        make_entry(worker=make_worker(community=make_community()), person=grandma, community=community)


def test_what_the_rules_refuse_is_refused_while_the_paper_is_in_the_hand(worker, grandma, community):
    past = {"sentence": SENTENCE, "starts_at": "2020-01-01T08:00:00+08:00", "ends_at": "2020-01-01T10:00:00+08:00"}

    with pytest.raises(TimePassed):
        make_paper_entry(worker=worker, person=grandma, community=community, data=past)

    assert (Entry.objects.count(), Receipt.objects.count()) == (0, 0)


def test_form_is_typed_in_once(worker, grandma, community):
    sheet = make_sheet(worker=worker, community=community)
    make_entry(worker=worker, person=grandma, community=community, channel="paper", serial=sheet.serial)

    with pytest.raises(SheetUsed):
        make_entry(worker=worker, person=grandma, community=community, channel="paper", serial=sheet.serial.lower())


def test_form_that_was_thrown_away_can_be_typed_in_again(worker, grandma, community):
    sheet = make_sheet(worker=worker, community=community)
    paper = {"worker": worker, "person": grandma, "community": community, "channel": "paper", "serial": sheet.serial}
    first = make_entry(**paper)
    operations.discard_entry(actor=worker, entry_id=first.entry.pk, reason="人选错了", at=AT)

    assert make_entry(**paper).entry.sheet == sheet


@pytest.mark.parametrize(("serial", "refusal"), [("AAAAAAA", SerialUnknown), ("什么", SerialUnknown)])
def test_serial_that_is_none_is_refused(worker, grandma, community, serial, refusal):
    with pytest.raises(refusal):
        make_entry(worker=worker, person=grandma, community=community, channel="paper", serial=serial)


def test_form_of_another_community_is_refused(worker, grandma, community):
    elsewhere = make_community(name="远方社区")
    sheet = make_sheet(worker=make_worker(community=elsewhere), community=elsewhere)

    with pytest.raises(SheetElsewhere, match="远方社区"):
        make_entry(worker=worker, person=grandma, community=community, channel="paper", serial=sheet.serial)


def test_form_of_another_kind_is_refused(worker, grandma, community):
    sheet = make_sheet(worker=worker, community=community, kind="offer")

    with pytest.raises(SheetForAnother):
        make_entry(worker=worker, person=grandma, community=community, channel="paper", serial=sheet.serial)


def test_same_request_twice_is_one_entry(worker, grandma, community):
    first = make_entry(worker=worker, person=grandma, community=community, idempotency_key="k")
    second = make_entry(worker=worker, person=grandma, community=community, idempotency_key="k")

    assert (first.entry, bool(first.code), second.code, Need.objects.count()) == (second.entry, True, "", 1)


def test_offer_is_hers(worker, grandma, community):
    make_entry(
        worker=worker, person=grandma, community=community, kind="offer", data={"sentence": "会包粽子", "party_size": 2}
    )

    offer = Offer.objects.get()
    assert (offer.person, offer.entered_by, offer.capacity) == (grandma, worker, 2)


def test_registration_asks_for_a_place(worker, grandma, community):
    teacher = make_person(community=community, name="孙老师")
    course = make_offer(person=teacher, community=community, sentence="周六教太极拳", capacity=10)

    make_entry(
        worker=worker,
        person=grandma,
        community=community,
        kind="registration",
        data={"offer": str(course.pk), "party_size": 2, "remark": "带孙子来"},
    )

    agreement = Agreement.objects.get()
    assert (agreement.receiver, agreement.requested_by, agreement.party_size) == (grandma, worker, 2)


@pytest.fixture
def delivered(worker, grandma, community):
    helper = make_person(community=community, name="陈大姐")
    need = Need.objects.get(pk=make_entry(worker=worker, person=grandma, community=community).entry.subject_id)
    agreement = exchange.ask_for_offer(
        actor=worker, offer_id=make_offer(person=helper, community=community).pk, need_id=need.pk, at=AT
    )
    exchange.accept_agreement(actor=helper, agreement_id=agreement.pk, at=AT)
    return exchange.record_delivery(actor=helper, agreement_id=agreement.pk, at=AT)


@pytest.mark.parametrize(("is_done", "state"), [(True, "confirmed"), (False, "disputed")])
def test_review_is_her_word(worker, grandma, community, delivered, is_done, state):
    make_entry(
        worker=worker,
        person=grandma,
        community=community,
        kind="review",
        data={"agreement": str(delivered.pk), "is_done": is_done, "remark": "来晚了一个钟头"},
    )

    delivered.refresh_from_db()
    assert delivered.state == state


def test_sensitive_need_wants_its_own_consent(worker, grandma, community):
    category = make_category(code="domestic_violence_help", name="家暴求助")
    category.is_sensitive = True
    category.save(update_fields=["is_sensitive"])
    data = {"sentence": SENTENCE, "category": category.code}

    make_entry(
        worker=worker,
        person=grandma,
        community=community,
        data=data,
        agreed=[CONSENT, Agreed(kind=ConsentKind.SENSITIVE_DATA, wording="我同意工作者保存。")],
    )

    assert (Need.objects.get().is_private, Consent.objects.count()) == (True, 2)


def test_database_refuses_a_second_look_by_who_typed(worker, grandma, community):
    entry = make_paper_entry(worker=worker, person=grandma, community=community).entry

    with pytest.raises(IntegrityError, match="entry_is_checked_by_another"), transaction.atomic():
        Entry.objects.filter(pk=entry.pk).update(checked_by=worker, checked_at=AT)


def test_database_refuses_paper_on_the_board_without_a_second_look(worker, grandma, community):
    entry = make_paper_entry(worker=worker, person=grandma, community=community).entry

    with pytest.raises(IntegrityError, match="entry_on_paper_is_checked_before_posting"), transaction.atomic():
        Entry.objects.filter(pk=entry.pk).update(state="posted", subject_id=entry.pk, subject_type="x")
