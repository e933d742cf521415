"""Two slips that say the same become one, nobody's need is lost by it, and it can be taken back."""

from datetime import timedelta

import pytest

from sanshe.domain.exchange import operations
from sanshe.domain.exchange.errors import ActForbidden, NeedTaken, NotOnBoard, NotTheSame
from sanshe.domain.exchange.models import MeToo, Need
from sanshe.domain.notifications.models import Notification
from sanshe.domain.people.choices import ConsentKind
from sanshe.domain.people.operations import give_consent
from sanshe.kernel.models import JournalEntry
from tests.factories import AT, make_community, make_need, make_offer, make_person, make_request, make_worker

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def community():
    return make_community()


@pytest.fixture
def worker(community):
    return make_worker(community=community)


@pytest.fixture
def owner(community):
    return make_person(community=community, name="王阿姨")


@pytest.fixture
def son(community):
    return make_person(community=community, name="小王")


@pytest.fixture
def keep(owner, community):
    return make_need(person=owner, community=community)


@pytest.fixture
def drop(son, community):
    return make_need(person=son, community=community, sentence="找人陪我妈去医院看病")


def merge(actor, keep, drop, at=AT + HOUR):
    return operations.merge_needs(actor=actor, keep_id=keep.pk, drop_id=drop.pk, at=at)


def counted(need):
    return {one.person for one in MeToo.objects.filter(need=need).select_related("person")}


def private(person, community):
    give_consent(person=person, kind=ConsentKind.SENSITIVE_DATA, wording="我同意", at=AT, actor=person)
    return make_need(person=person, community=community, sentence="想悄悄说", is_private=True)


def test_worker_merges_and_the_other_is_counted_and_told(worker, keep, drop, son):
    merge(worker, keep, drop)

    drop.refresh_from_db()
    keep.refresh_from_db()
    assert (drop.is_open, drop.closed_as, drop.closed_at, drop.merged_into) == (False, "merged", AT + HOUR, keep)
    assert keep.is_open
    assert counted(keep) == {son}
    news = Notification.objects.get(kind="need_merged")
    assert (news.person, news.words) == (son, {"what": drop.sentence})
    entry = JournalEntry.objects.get(operation="exchange.merge_needs")
    assert entry.detail == {"into": str(keep.pk)}


def test_owner_of_both_merges_and_does_not_count_twice(owner, community, keep):
    again = make_need(person=owner, community=community, sentence="还是找人陪我妈去医院")

    merge(owner, keep, again)

    assert counted(keep) == set()


def test_others_are_refused(owner, son, community, keep, drop):
    far = make_worker(community=make_community(name="别处社区"))
    for other in (owner, son, make_person(community=community), far):
        with pytest.raises(ActForbidden):
            merge(other, keep, drop)

    assert Need.objects.filter(merged_into__isnull=False).count() == 0


def test_private_slips_of_two_neighbours_stay_two(worker, owner, community, keep, son):
    told = private(son, community)
    for pair in ((keep, told), (told, keep)):
        with pytest.raises(NotTheSame):
            merge(worker, *pair)


def test_private_slip_of_one_neighbour_may_be_put_together(worker, owner, community, keep):
    told = private(owner, community)

    assert merge(worker, keep, told) == keep


def test_slip_with_itself_or_with_a_closed_one_is_refused(worker, owner, keep, drop):
    with pytest.raises(NotTheSame):
        merge(worker, keep, keep)
    operations.close_need(actor=owner, need_id=keep.pk, closed_as="solved_elsewhere", at=AT)
    for pair in ((keep, drop), (drop, keep)):
        with pytest.raises(NotOnBoard):
            merge(worker, *pair)


def test_slips_of_two_communities_stay_two(worker, community, keep, owner):
    elsewhere = make_community(name="别处社区")
    worker.roles.create(kind="community_worker", community=elsewhere, starts_at=AT)
    far = make_need(person=make_person(community=elsewhere), community=elsewhere)

    with pytest.raises(NotTheSame):
        merge(worker, keep, far)


def test_promise_about_the_other_blocks(worker, community, keep, drop):
    helper = make_person(community=community, name="李师傅")
    agreement = make_request(need=drop, offer=make_offer(person=helper, community=community))
    operations.accept_agreement(actor=helper, agreement_id=agreement.pk, at=AT)

    with pytest.raises(NeedTaken):
        merge(worker, keep, drop)

    drop.refresh_from_db()
    assert drop.merged_into is None


def test_unanswered_question_about_the_other_lapses(worker, community, keep, drop):
    helper = make_person(community=community, name="李师傅")
    agreement = make_request(need=drop, offer=make_offer(person=helper, community=community))

    merge(worker, keep, drop)

    agreement.refresh_from_db()
    assert (agreement.state in ("requested", "waiting"), agreement.ended_at) == (False, AT + HOUR)


def test_me_too_is_brought_along_and_counted_once(worker, community, keep, drop, son):
    neighbour = make_person(community=community, name="张爷爷")
    for need in (keep, drop):
        operations.say_me_too(actor=neighbour, need_id=need.pk, at=AT)

    merge(worker, keep, drop)

    assert counted(keep) == {son, neighbour}


def test_chain_is_flat(worker, community, keep, drop):
    third = make_need(person=make_person(community=community), community=community)
    merge(worker, drop, third)
    merge(worker, keep, drop, at=AT + 2 * HOUR)

    third.refresh_from_db()
    assert third.merged_into == keep


@pytest.mark.parametrize("who", ["worker", "son"])
def test_undo_restores_exactly(request, worker, community, keep, drop, who):
    both = make_person(community=community, name="张爷爷")
    for need in (keep, drop):
        operations.say_me_too(actor=both, need_id=need.pk, at=AT)

    def everything():
        return (
            list(Need.objects.order_by("pk").values("pk", "status", "closed_as", "closed_at", "merged_into")),
            list(MeToo.objects.order_by("pk").values("need", "person", "said_at")),
        )

    before = everything()
    merge(worker, keep, drop)

    for _ in range(2):
        operations.unmerge_need(actor=request.getfixturevalue(who), need_id=drop.pk, at=AT + 2 * HOUR)

    assert everything() == before
    assert JournalEntry.objects.filter(operation="exchange.unmerge_need").count() == 1


def test_undo_is_refused_to_others(worker, owner, community, keep, drop):
    merge(worker, keep, drop)

    for other in (owner, make_person(community=community)):
        with pytest.raises(ActForbidden):
            operations.unmerge_need(actor=other, need_id=drop.pk, at=AT)


def test_chain_taken_apart_leaves_each_with_the_people_it_came_with(community, worker):
    first, second, third = (
        make_need(person=make_person(community=community), community=community, sentence=f"想找人陪看病 {number}")
        for number in range(3)
    )
    friend = make_person(community=community)
    operations.say_me_too(actor=friend, need_id=first.pk, at=AT)
    operations.merge_needs(actor=worker, keep_id=second.pk, drop_id=first.pk, at=AT)
    operations.merge_needs(actor=worker, keep_id=third.pk, drop_id=second.pk, at=AT)

    operations.unmerge_need(actor=worker, need_id=second.pk, at=AT)
    middle = set(third.me_toos.values_list("person", flat=True))
    operations.unmerge_need(actor=worker, need_id=first.pk, at=AT)

    assert middle == {friend.pk, first.person_id}
    assert not third.me_toos.exists()
