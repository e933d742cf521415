"""The second look."""

import pytest

from sanshe.domain.exchange.models import Need
from sanshe.domain.notifications.models import Notification
from sanshe.domain.people import operations as people
from sanshe.domain.people.choices import ConsentKind
from sanshe.domain.people.models import Role
from sanshe.domain.proxy import operations, queries
from sanshe.domain.proxy.errors import EntryForbidden, EntryMovedOn, NeedsAnotherPerson, ReasonMissing
from sanshe.domain.proxy.models import Correction, Entry
from sanshe.domain.proxy.operations import Agreed
from sanshe.kernel.models import JournalEntry
from tests.factories import AT, make_community, make_person, make_worker
from tests.factories.proxy import CONSENT, SENTENCE, make_entry, make_paper_entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry(worker, grandma, community):
    return make_paper_entry(worker=worker, person=grandma, community=community).entry


def test_entry_is_posted_as_who_typed_it_for_whom_it_is(worker, second, grandma, entry):
    checked = operations.check_entry(actor=second, entry_id=entry.pk, at=AT)

    need = Need.objects.get()
    assert (need.person, need.entered_by) == (grandma, worker)
    assert (checked.state, checked.checked_by, checked.subject_id) == ("posted", second, need.pk)


def test_district_officer_may_be_the_second_look(entry):
    officer = make_person()
    people.start_role(person=officer, kind="district_officer", community=None, at=AT, actor=None)

    assert operations.check_entry(actor=officer, entry_id=entry.pk, at=AT).state == "posted"


def test_who_typed_it_is_no_second_look(worker, entry):
    with pytest.raises(NeedsAnotherPerson):
        operations.check_entry(actor=worker, entry_id=entry.pk, at=AT)


def test_worker_is_no_second_look_at_their_own(worker, second, community):
    entry = make_paper_entry(worker=worker, person=second, community=community).entry

    with pytest.raises(NeedsAnotherPerson):
        operations.check_entry(actor=second, entry_id=entry.pk, at=AT)


def test_stranger_is_no_second_look(community, entry):
    for stranger in (make_person(community=community), make_worker(community=make_community())):
        with pytest.raises(EntryForbidden):
            operations.check_entry(actor=stranger, entry_id=entry.pk, at=AT)


def test_checking_twice_is_once(second, entry):
    for _ in range(2):
        operations.check_entry(actor=second, entry_id=entry.pk, at=AT)

    assert (Need.objects.count(), JournalEntry.objects.filter(operation="proxy.check_entry").count()) == (1, 1)


def test_correction_is_kept_and_journalled(second, entry):
    corrected = {**entry.data, "sentence": "想找人陪我去菜市场", "party_size": 2}

    operations.check_entry(actor=second, entry_id=entry.pk, at=AT, data=corrected)

    kept = Correction.objects.get()
    assert (kept.before["sentence"], kept.after, kept.corrected_by) == (SENTENCE, corrected, second)
    assert JournalEntry.objects.get(operation="proxy.correct_entry").detail == {"changed": ["party_size", "sentence"]}
    assert Need.objects.get().sentence == "想找人陪我去菜市场"


def test_looking_without_changing_is_no_correction(second, entry):
    operations.check_entry(actor=second, entry_id=entry.pk, at=AT, data=dict(entry.data))

    assert Correction.objects.count() == 0


def test_entry_that_the_rules_refuse_goes_back_with_the_words(worker, second, grandma, entry):
    people.withdraw_consent(person=grandma, kind=ConsentKind.PROXY_ENTRY, at=AT, actor=grandma)

    checked = operations.check_entry(actor=second, entry_id=entry.pk, at=AT)

    assert (checked.state, checked.subject_id, Need.objects.count()) == ("returned", None, 0)
    assert checked.note.startswith(("Please read out the text", "请"))
    assert Notification.objects.get(kind="entry_returned").person == worker


def test_entry_comes_back_with_a_word_and_goes_its_way_again(worker, second, entry):
    returned = operations.return_entry(actor=second, entry_id=entry.pk, reason="时间看不清", at=AT)
    assert (returned.state, returned.note) == ("returned", "时间看不清")

    again = operations.amend_entry(actor=worker, entry_id=entry.pk, data={"sentence": "周四上午去医院"}, at=AT)
    assert (again.state, again.note, again.checked_by) == ("entered", "", None)

    assert operations.check_entry(actor=second, entry_id=entry.pk, at=AT).state == "posted"


def test_who_types_it_in_again_is_no_second_look(second, entry):
    operations.amend_entry(actor=second, entry_id=entry.pk, data={"sentence": "周四上午去医院"}, at=AT)

    with pytest.raises(NeedsAnotherPerson):
        operations.check_entry(actor=second, entry_id=entry.pk, at=AT)


def test_returning_wants_a_reason(second, entry):
    with pytest.raises(ReasonMissing):
        operations.return_entry(actor=second, entry_id=entry.pk, reason="  ", at=AT)


def test_entry_done_is_neither_typed_again_nor_thrown_away(worker, second, entry):
    operations.check_entry(actor=second, entry_id=entry.pk, at=AT)

    with pytest.raises(EntryMovedOn):
        operations.amend_entry(actor=worker, entry_id=entry.pk, data=entry.data, at=AT)
    with pytest.raises(EntryMovedOn):
        operations.discard_entry(actor=worker, entry_id=entry.pk, reason="错了", at=AT)


def test_person_throws_away_what_waits_for_a_second_look(grandma, entry):
    discarded = operations.discard_entry(actor=grandma, entry_id=entry.pk, reason="不需要了", at=AT)

    assert (discarded.state, Entry.objects.filter(state="entered").count()) == ("discarded", 0)


def test_neighbour_throws_nothing_away(community, entry):
    with pytest.raises(EntryForbidden):
        operations.discard_entry(actor=make_person(community=community), entry_id=entry.pk, reason="错了", at=AT)


def test_list_to_check_leaves_out_ones_own(worker, second, community, entry):
    make_paper_entry(worker=worker, person=second, community=community)

    lists = [
        set(queries.entries_to_check(actor=actor, community=community, at=AT).values_list("pk", flat=True))
        for actor in (worker, second)
    ]

    assert lists == [set(), {entry.pk}]


def test_entry_opens_to_workers_and_to_whose_it_is(worker, second, grandma, community, entry):
    actors = [worker, second, grandma, make_person(community=community), None]

    opened = [queries.entry_for(actor=actor, pk=entry.pk, at=AT) is not None for actor in actors]

    assert opened == [True, True, True, False, False]


def test_what_came_of_entries_is_found(worker, grandma, community):
    issued = [make_entry(worker=worker, person=grandma, community=community) for _ in range(2)]
    entries = [one.entry for one in issued]

    assert {key: need.pk for key, need in queries.subjects_of(entries=entries).items()} == {
        entry.pk: entry.subject_id for entry in entries
    }


def test_confidence_opens_to_the_workers_only(worker, second, grandma, community):
    officer = make_person(kinds=())
    Role.objects.create(person=officer, kind="district_officer", starts_at=AT)
    agreed = [CONSENT, Agreed(kind=ConsentKind.SENSITIVE_DATA, wording="我同意工作者保存。")]
    data = {"sentence": SENTENCE, "party_size": 1, "is_private": True}
    entry = make_paper_entry(worker=worker, person=grandma, community=community, data=data, agreed=agreed).entry

    opened = [queries.entry_for(actor=actor, pk=entry.pk, at=AT) is not None for actor in (second, officer)]
    listed = [queries.entries_to_check(actor=actor, community=community, at=AT).exists() for actor in (second, officer)]

    assert (opened, listed) == ([True, False], [True, False])
