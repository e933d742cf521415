"""What lower areas wrote into the journal reaches whom it concerns, once."""

from datetime import timedelta

import pytest

from sanshe.domain.notifications import operations
from sanshe.domain.notifications.models import Notification
from sanshe.domain.people import operations as people
from sanshe.kernel import journal
from tests.factories import AT, make_community, make_person, make_worker

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(minutes=1)


@pytest.fixture
def community():
    community = make_community()
    operations.tell_of_people(at=AT)  # from here on it listens
    return community


def heard() -> list[tuple[str, object]]:
    journal.seal()
    operations.tell_of_people(at=LATER)
    return [(one.kind, one.person) for one in Notification.objects.order_by("id")]


def test_history_before_the_first_call_is_no_news():
    one, other = make_person(), make_person()
    people.start_representation(principal=one, representative=other, kind="helper", at=AT, actor=other)
    journal.seal()

    assert (operations.tell_of_people(at=LATER), Notification.objects.count()) == (0, 0)


def test_who_is_spoken_for_hears_of_it_once(community):
    grandma, helper = make_person(community=community), make_person(community=community)
    worker = make_worker(community=community)
    people.start_representation(principal=grandma, representative=helper, kind="helper", at=AT, actor=worker)

    first = heard()

    assert [one for one in first if one[1] == grandma] == [("representation_started", grandma)]
    assert heard() == first


def test_workers_hear_of_entries_that_may_be_one_person(community):
    one, other = make_person(community=community), make_person(community=community)
    worker, second = make_worker(community=community), make_worker(community=community, name="小邓")
    people.propose_merge(actor=worker, kept_id=one.pk, merged_id=other.pk, at=AT)

    assert heard() == [("duplicate_proposed", second)]
