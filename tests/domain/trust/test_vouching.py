"""Vouching: it admits, it never scores, and a ring of made-up accounts gains nothing by it."""

from datetime import timedelta

import pytest

from sanshe.domain.exchange.queries.record import records_of
from sanshe.domain.people.choices import RoleKind
from sanshe.domain.trust import operations, queries, rules
from sanshe.domain.trust.errors import NotNeighbours, NotYours, TooManyVouches, VouchingOff
from sanshe.domain.trust.models import Admission, AdmissionRun
from tests.factories import AT, make_community, make_person, make_worker
from tests.factories.trust import make_kept

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
RING = 50


@pytest.fixture
def community():
    return make_community()


@pytest.fixture
def worker(community):
    return make_worker(community=community)


@pytest.fixture
def running(community, worker):
    return operations.start_vouching(actor=worker, community=community, at=AT)


def vouch(one, other, community, *, at=AT):
    return operations.vouch(actor=one, person_id=other.pk, community=community, at=at)


def admitted(*people, at=AT):
    return [queries.admission_of(person=one, at=at) is not None for one in people]


def test_who_a_worker_vouches_for_is_admitted_and_brings_others(community, worker, running):
    first, second, alone = (make_person(community=community) for _ in range(3))
    vouch(worker, first, community)
    vouch(first, second, community)

    operations.count_admissions(community=community, at=AT)

    assert admitted(worker, first, second, alone) == [True, True, True, False]


def test_vouch_taken_back_ends_the_admission_at_the_next_counting(community, worker, running):
    first = make_person(community=community)
    made = vouch(worker, first, community)
    operations.count_admissions(community=community, at=AT)
    operations.end_vouch(actor=worker, vouch_id=made.pk, at=AT + DAY)

    operations.count_admissions(community=community, at=AT + DAY)

    assert (admitted(first), admitted(first, at=AT + 2 * DAY)) == ([True], [False])


def test_nothing_is_counted_twice_over_the_same(community, worker, running):
    vouch(worker, make_person(community=community), community)

    runs = [operations.count_all_admissions(at=AT + days * DAY) for days in range(3)]

    assert (runs, AdmissionRun.objects.count()) == ([1, 0, 0], 1)


def test_stopping_ends_every_admission_that_rests_on_it(community, worker, running):
    first = make_person(community=community)
    vouch(worker, first, community)
    operations.count_admissions(community=community, at=AT)

    operations.stop_vouching(actor=worker, community=community, at=AT + DAY)

    assert admitted(first, at=AT + 2 * DAY) == [False]
    with pytest.raises(VouchingOff):
        vouch(worker, first, community, at=AT + 2 * DAY)


def test_only_a_worker_there_lets_a_community_admit_by_vouching(community):
    for stranger in (make_person(community=community), make_worker(community=make_community())):
        with pytest.raises(NotYours):
            operations.start_vouching(actor=stranger, community=community, at=AT)


@pytest.mark.parametrize("whom", ["oneself", "elsewhere"])
def test_vouch_is_for_another_neighbour_of_the_same_community(community, running, whom):
    one = make_person(community=community)
    other = one if whom == "oneself" else make_person(community=make_community())

    with pytest.raises(NotNeighbours):
        vouch(one, other, community)


def test_nobody_knows_more_neighbours_than_one_can(community, running):
    one = make_person(community=community)
    for _ in range(rules.VOUCHES_MAX):
        vouch(one, make_person(community=community), community)

    with pytest.raises(TooManyVouches):
        vouch(one, make_person(community=community), community)


def test_vouching_twice_is_once(community, worker, running):
    first = make_person(community=community)

    assert vouch(worker, first, community) == vouch(worker, first, community)


def test_nobody_takes_back_what_is_anothers(community, worker, running):
    made = vouch(worker, make_person(community=community), community)

    with pytest.raises(NotYours):
        operations.end_vouch(actor=make_person(community=community), vouch_id=made.pk, at=AT)


def test_ring_of_fifty_made_up_accounts_gains_neither_admission_nor_record(community, worker, running):
    honest = [make_person(community=community) for _ in range(6)]
    for one in honest:
        vouch(worker, one, community)
    ring = [make_person(community=community) for _ in range(RING)]
    for number, one in enumerate(ring):
        for step in range(1, rules.VOUCHES_MAX + 1):
            vouch(one, ring[(number + step) % RING], community)
    # They keep hundreds of promises to each other; nobody ever confirmed a home of theirs.
    for number, one in enumerate(ring):
        make_kept(receiver=ring[(number + 1) % RING], provider=one, community=community)
    newcomer = make_person(community=community)

    operations.count_admissions(community=community, at=AT)

    records = records_of(person_ids=[one.pk for one in (*ring, newcomer)], organization_ids=[], at=AT + DAY)
    assert admitted(*honest) == [True] * len(honest)
    assert not Admission.objects.filter(person__in=ring).exists()
    assert {(one.kept, one.promises, one.neighbours, one.is_enough) for one in records.values()} == {(0, 0, 0, False)}
    assert {records[one.pk].rate for one in ring} == {records[newcomer.pk].rate}


def test_ring_that_takes_in_one_neighbour_gets_in_no_more_than_that_neighbour_can_bring(community, worker, running):
    taken_in = make_person(community=community)
    vouch(worker, taken_in, community)
    ring = [make_person(community=community) for _ in range(RING)]
    for number, one in enumerate(ring):
        for step in range(1, 6):
            vouch(one, ring[(number + step) % RING], community)
    vouch(taken_in, ring[0], community)

    operations.count_admissions(community=community, at=AT)

    assert Admission.objects.filter(person__in=ring).count() <= 5


def test_vouching_never_scores(community, worker, running):
    first = make_person(community=community)
    before = records_of(person_ids=[first.pk], organization_ids=[], at=AT + DAY)
    vouch(worker, first, community)
    operations.count_admissions(community=community, at=AT)

    assert records_of(person_ids=[first.pk], organization_ids=[], at=AT + DAY) == before


def test_link_names_whom_it_was_made_for_and_nothing_that_was_tampered_with(community):
    person = make_person(community=community, kinds=(RoleKind.RESIDENT,))
    token = queries.vouching_token(person=person)

    assert queries.person_of_vouching_token(token=token) == person
    for tampered in (token[:-1], token + "x", "", "a:b", "\x00"):
        assert queries.person_of_vouching_token(token=tampered) is None
