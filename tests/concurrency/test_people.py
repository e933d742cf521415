"""Codes from letters work once and two entries are merged once, however many try at the same instant."""

from functools import partial

import pytest

from sanshe.domain.people import operations
from sanshe.domain.people.models import Household, PersonMerge, ResidenceCode, ResidenceVerification
from tests.concurrency import Racers
from tests.factories import AT, make_community, make_need, make_person, make_worker
from tests.factories.people import make_merge

RACERS = 8
ROUNDS = 10

pytestmark = pytest.mark.django_db(transaction=True)


def test_code_redeemed_at_once_confirms_once():
    community = make_community()
    worker = make_worker(community=community)
    outcomes = []

    with Racers(RACERS) as racers:
        for number in range(ROUNDS):
            person = make_person(community=community)
            operations.ask_for_letter(person=person, community=community, address=f"{number}-1-1", at=AT, actor=person)
            (letter,) = operations.print_letters(actor=worker, community=community, at=AT)
            act = partial(operations.redeem_residence_code, person=person, code=letter.code, at=AT)
            outcomes.append(sum(isinstance(one, ResidenceVerification) for one in racers.run([act] * RACERS)))

    assert outcomes == [1] * ROUNDS
    assert ResidenceVerification.objects.count() == ROUNDS


def test_wrong_codes_at_once_are_all_counted():
    community = make_community()
    person, worker = make_person(community=community), make_worker(community=community)
    operations.ask_for_letter(person=person, community=community, address="1-1-1", at=AT, actor=person)
    operations.print_letters(actor=worker, community=community, at=AT)

    with Racers(RACERS) as racers:
        act = partial(operations.redeem_residence_code, person=person, code="33333333", at=AT)
        outcomes = racers.run([act] * RACERS)

    assert all(isinstance(one, Exception) for one in outcomes)
    assert ResidenceCode.objects.get().wrong_tries == 5


def test_letters_printed_at_once_go_to_one_printer_each():
    community = make_community()
    worker = make_worker(community=community)
    for number in range(RACERS):
        person = make_person(community=community)
        operations.ask_for_letter(person=person, community=community, address=f"{number}-1-1", at=AT, actor=person)

    with Racers(RACERS) as racers:
        act = partial(operations.print_letters, actor=worker, community=community, at=AT)
        printed = [letter.id for batch in racers.run([act] * RACERS) for letter in batch]

    assert (len(printed), len(set(printed))) == (RACERS, RACERS)


def test_one_address_written_at_once_is_one_household():
    community = make_community()
    people = [make_person(community=community) for _ in range(RACERS)]

    with Racers(RACERS) as racers:
        racers.run(
            [
                partial(operations.move_home, person=one, community=community, address="3-2-501", at=AT, actor=one)
                for one in people
            ]
        )

    assert [household.members.count() for household in Household.objects.all()] == [RACERS]


def test_two_reviewers_at_once_merge_once():
    community = make_community()
    proposer = make_worker(community=community)
    reviewers = [make_worker(community=community) for _ in range(RACERS)]
    merged_once = []

    with Racers(RACERS) as racers:
        for _ in range(ROUNDS):
            kept, merged = make_person(community=community), make_person(community=community)
            make_need(person=merged, community=community)
            merge = make_merge(kept=kept, merged=merged, proposed_by=proposer, community=community)
            outcomes = racers.run(
                [
                    partial(operations.merge_people, actor=one, merge_id=merge.pk, keep_id=kept.pk, at=AT)
                    for one in reviewers
                ]
            )
            merged_once.append(sum(isinstance(one, PersonMerge) for one in outcomes))

    assert merged_once == [1] * ROUNDS


def test_crossing_merges_at_once_lead_nobody_to_a_closed_entry():
    community = make_community()
    proposer, reviewer = make_worker(community=community), make_worker(community=community)
    leading = set()

    with Racers(2) as racers:
        for _ in range(ROUNDS):
            one, two, three = (make_person(community=community) for _ in range(3))
            merges = [
                (make_merge(kept=one, merged=two, proposed_by=proposer, community=community), one),
                (make_merge(kept=two, merged=three, proposed_by=proposer, community=community), two),
            ]
            racers.run(
                [
                    partial(operations.merge_people, actor=reviewer, merge_id=merge.pk, keep_id=keep.pk, at=AT)
                    for merge, keep in merges
                ]
            )
            for person in (two, three):
                person.refresh_from_db()
            leading.add((two.merged_into == one, three.merged_into in (None, one)))

    assert leading == {(True, True)}
