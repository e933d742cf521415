from datetime import timedelta

import pytest

from sanshe.domain.people import operations, queries, rules
from sanshe.domain.people.errors import (
    AddressUnreadable,
    FileClosed,
    NoHomeYet,
    ResidenceCodeSpent,
    ResidenceCodeWrong,
)
from sanshe.domain.people.models import Household, HouseholdMember, ResidenceCode, ResidenceVerification, Role
from sanshe.domain.people.operations.letters import CODE_LIVES, LETTERS
from tests.factories import AT, make_community, make_person, make_worker
from tests.factories.people import make_home

pytestmark = pytest.mark.django_db

LATER = AT + timedelta(days=2)


@pytest.fixture
def community():
    return make_community()


@pytest.fixture
def worker(community):
    return make_worker(community=community)


@pytest.fixture
def person(community):
    return make_person(community=community)


def posted(person, worker, community, address="3-2-501", at=AT):
    """Ask for a letter, print it, and return what stands in it."""
    operations.ask_for_letter(person=person, community=community, address=address, at=at, actor=person)
    (letter,) = operations.print_letters(actor=worker, community=community, at=at)
    return letter


def test_two_ways_of_writing_are_one_household(community, person):
    other = make_person(community=community)

    operations.move_home(person=person, community=community, address="3栋2单元501", at=AT, actor=person)
    operations.move_home(person=other, community=community, address="三幢 2单元 501室", at=AT, actor=other)

    assert [household.address for household in Household.objects.all()] == ["3栋2单元501"]


def test_moving_ends_the_old_home_its_confirmation_and_its_letter(community, worker, person):
    make_home(person=person, community=community, verified_by=worker)
    ResidenceCode.objects.create(person=person, household=Household.objects.get(), asked_at=AT)

    operations.move_home(person=person, community=community, address="4-1-201", at=LATER, actor=person)

    home = queries.home_of(person=person, at=LATER)
    assert (home.household.address_key, home.is_verified) == ("4栋1单元201", False)
    assert HouseholdMember.objects.get(household__address_key="3栋2单元501").ends_at == LATER
    assert ResidenceVerification.objects.get().ends_at == LATER
    assert ResidenceCode.objects.get().ends_at == LATER


def test_moving_to_another_community_ends_the_role_there_and_keeps_it(community, person):
    other = make_community(name="澜岸社区")

    operations.move_home(person=person, community=other, address="3-2-501", at=LATER, actor=person)

    assert queries.home_community(person=person, at=LATER) == other
    assert list(Role.objects.filter(person=person).values_list("community", "ends_at").order_by("starts_at")) == [
        (community.pk, LATER),
        (other.pk, None),
    ]


def test_introducing_oneself_elsewhere_is_a_move(community, worker, person):
    make_home(person=person, community=community, verified_by=worker)
    other = make_community(name="澜岸社区")

    operations.introduce_oneself(person=person, form_of_address="王阿姨", community=other, at=LATER)

    assert queries.home_of(person=person, at=LATER) is None
    assert [role.community for role in queries.running_roles(person=person, at=LATER)] == [other]


def test_same_home_again_changes_nothing(community, worker, person):
    make_home(person=person, community=community, verified_by=worker)

    operations.move_home(person=person, community=community, address="3-2-501", at=LATER, actor=person)

    assert queries.home_of(person=person, at=LATER).is_verified
    assert HouseholdMember.objects.count() == 1


@pytest.mark.parametrize("address", ["", "村口", "9" * 81, "\x00"])
def test_what_is_no_home_is_refused(community, person, address):
    with pytest.raises(AddressUnreadable):
        operations.move_home(person=person, community=community, address=address, at=AT, actor=person)


def test_worker_confirms_a_home(community, worker, person):
    make_home(person=person, community=community)

    verification = operations.verify_residence(actor=worker, person_id=person.pk, at=AT)

    assert (verification.method, verification.verified_by) == ("worker", worker)
    assert rules.is_verified_resident(person=person, community=community, at=AT)


def test_worker_does_not_confirm_their_own_home(community, worker):
    make_home(person=worker, community=community)

    with pytest.raises(FileClosed):
        operations.verify_residence(actor=worker, person_id=worker.pk, at=AT)


def test_worker_of_another_community_confirms_nothing(community, person):
    make_home(person=person, community=community)

    with pytest.raises(FileClosed):
        operations.verify_residence(actor=make_worker(community=make_community()), person_id=person.pk, at=AT)


def test_home_that_is_not_written_down_is_not_confirmed(worker, person):
    with pytest.raises(NoHomeYet):
        operations.verify_residence(actor=worker, person_id=person.pk, at=AT)


def test_code_from_the_letter_confirms_the_home_once(community, worker, person):
    letter = posted(person, worker, community)

    verification = operations.redeem_residence_code(person=person, code=f" {letter.code.lower()} ", at=LATER)

    assert (verification.method, verification.verified_by, verification.starts_at) == ("posted_code", None, LATER)
    with pytest.raises(ResidenceCodeSpent):
        operations.redeem_residence_code(person=person, code=letter.code, at=LATER)


def test_code_is_readable_and_kept_as_a_hash_only(community, worker, person):
    letter = posted(person, worker, community)

    assert (len(letter.code), set(letter.code) - set(LETTERS)) == (8, set())
    assert letter.code not in str(ResidenceCode.objects.values().get())


def test_code_of_another_letter_does_not_fit(community, worker, person):
    other = make_person(community=community)
    letter = posted(other, worker, community)
    posted(person, worker, community)

    with pytest.raises(ResidenceCodeWrong):
        operations.redeem_residence_code(person=person, code=letter.code, at=LATER)


def test_fifth_wrong_try_ends_the_code(community, worker, person):
    letter = posted(person, worker, community)
    refusals = []
    for _ in range(5):
        with pytest.raises((ResidenceCodeWrong, ResidenceCodeSpent)) as refusal:
            operations.redeem_residence_code(person=person, code="33333333", at=LATER)
        refusals.append(refusal.value.params.get("left"))

    assert refusals == [4, 3, 2, 1, None]
    with pytest.raises(ResidenceCodeSpent):
        operations.redeem_residence_code(person=person, code=letter.code, at=LATER)


def test_code_expires(community, worker, person):
    letter = posted(person, worker, community)

    with pytest.raises(ResidenceCodeSpent):
        operations.redeem_residence_code(person=person, code=letter.code, at=AT + CODE_LIVES)


def test_new_letter_ends_the_old_one(community, worker, person):
    old = posted(person, worker, community)
    new = posted(person, worker, community, at=LATER)

    with pytest.raises(ResidenceCodeWrong):
        operations.redeem_residence_code(person=person, code=old.code, at=LATER)
    assert operations.redeem_residence_code(person=person, code=new.code, at=LATER).person == person


def test_moving_ends_the_letter(community, worker, person):
    letter = posted(person, worker, community)
    operations.move_home(person=person, community=community, address="9-9-909", at=LATER, actor=person)

    with pytest.raises(ResidenceCodeSpent):
        operations.redeem_residence_code(person=person, code=letter.code, at=LATER)


def test_asking_twice_waits_once(community, person):
    first = operations.ask_for_letter(person=person, community=community, address="3-2-501", at=AT, actor=person)
    second = operations.ask_for_letter(
        person=person, community=community, address="3栋2单元501", at=LATER, actor=person
    )

    assert first == second


def test_only_workers_of_the_community_print(community, person):
    operations.ask_for_letter(person=person, community=community, address="3-2-501", at=AT, actor=person)

    for actor in (person, make_worker(community=make_community())):
        with pytest.raises(FileClosed):
            operations.print_letters(actor=actor, community=community, at=AT)


def test_stranger_asks_for_nobodys_letter(community, person):
    with pytest.raises(FileClosed):
        operations.ask_for_letter(
            person=person, community=community, address="3-2-501", at=AT, actor=make_person(community=community)
        )


def test_housemates_are_seen_only_from_a_confirmed_home(community, worker, person):
    mate = make_person(community=community)
    make_home(person=mate, community=community, verified_by=worker)
    make_home(person=person, community=community)

    before = queries.housemates_to_see(person=person, home=queries.home_of(person=person, at=AT), at=AT)
    operations.verify_residence(actor=worker, person_id=person.pk, at=AT)
    after = queries.housemates_to_see(person=person, home=queries.home_of(person=person, at=AT), at=AT)

    assert (before, after) == ([], [mate])


def test_somebody_lives_in_their_home_until_they_move(community, person):
    household = make_home(person=person, community=community)
    operations.move_home(person=person, community=community, address="9-9-909", at=LATER, actor=person)

    lives = [rules.lives_in(person=person, household_id=household.pk, at=at) for at in (AT, LATER)]
    assert lives == [True, False]
