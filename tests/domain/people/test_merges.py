from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.core import serializers
from django.utils.translation import gettext

from sanshe.domain.exchange import operations as exchange
from sanshe.domain.exchange.models import Agreement, Delivery, Need, Offer
from sanshe.domain.notifications.models import Notification
from sanshe.domain.organisations.models import Membership
from sanshe.domain.people import operations, queries
from sanshe.domain.people.errors import MergeBlocked, MergeDecided, MergeForbidden, MergeOfOne, PhoneTaken, UndoBlocked
from sanshe.domain.people.models import Person, PersonMerge, Representation, Role
from sanshe.kernel.models import JournalEntry, OutboxMessage
from tests.factories import (
    AT,
    make_community,
    make_need,
    make_offer,
    make_organization,
    make_person,
    make_representation,
    make_request,
    make_worker,
)
from tests.factories.people import make_home, make_merge

pytestmark = pytest.mark.django_db

LATER = AT + timedelta(days=1)
UNTOUCHED = {"kernel.journalentry", "kernel.journalunsealed", "people.personmerge"}


def everything() -> dict[str, str]:
    """Return every row of every table as text, but the journal, the merge itself and the stamps of sessions."""
    rows = {}
    for model in apps.get_models(include_auto_created=True):
        if model._meta.label_lower in UNTOUCHED or not model._meta.managed:
            continue
        fields = [one.name for one in model._meta.local_fields if one.name != "session_stamp"]
        for row in model._base_manager.all():
            rows[f"{model._meta.label_lower} {row.pk}"] = serializers.serialize("json", [row], fields=fields)
    return rows


@pytest.fixture
def world():
    community = make_community()
    one, second = make_worker(community=community), make_worker(community=community, name="小何")
    kept = make_person(community=community, full_name="王秀兰", name="王阿姨", birth_year=1951)
    merged = make_person(community=community, full_name="王秀兰", name="王婆婆", birth_year=1951)
    return {"community": community, "proposer": one, "reviewer": second, "kept": kept, "merged": merged}


def merge_of(world, **people) -> PersonMerge:
    return make_merge(
        kept=people.get("kept", world["kept"]),
        merged=people.get("merged", world["merged"]),
        proposed_by=world["proposer"],
        community=world["community"],
    )


def merge_them(world, at=LATER) -> PersonMerge:
    return operations.merge_people(
        actor=world["reviewer"], merge_id=merge_of(world).pk, keep_id=world["kept"].pk, at=at
    )


def test_merge_moves_rows_of_every_area(world):
    kept, merged, community = world["kept"], world["merged"], world["community"]
    neighbour = make_person(community=community)
    need = make_need(person=merged, community=community)
    offer = make_offer(person=merged, community=community, capacity=2)
    asked = make_request(need=make_need(person=neighbour, community=community), offer=offer)
    make_organization(staff=(merged,))
    Notification.objects.create(person=merged, kind="need_answered", created_at=AT)
    make_home(person=merged, community=community, verified_by=world["proposer"])
    make_representation(principal=merged, representative=neighbour)

    merge_them(world)

    assert Need.objects.get(pk=need.pk).person == kept
    assert Offer.objects.get(pk=offer.pk).person == kept
    assert Agreement.objects.get(pk=asked.pk).provider == kept
    assert list(Membership.objects.values_list("person", flat=True)) == [kept.pk]
    assert Notification.objects.filter(person=merged).count() == 0
    assert queries.home_of(person=kept, at=LATER).is_verified
    assert [one.representative for one in queries.representations_of(person=kept, at=LATER)] == [neighbour]


def test_merge_closes_the_merged_entry_and_leads_to_the_kept_one(world):
    merged, kept = world["merged"], world["kept"]
    former = merged.phone

    merge_them(world)

    merged.refresh_from_db()
    assert (merged.phone, merged.merged_into, merged.closed_at, merged.session_stamp) == (None, kept, LATER, 1)
    assert queries.person(pk=merged.pk) == kept
    assert queries.person_with_phone(phone=former) == kept


def test_merge_gives_the_phone_to_a_kept_entry_without_one(world):
    world["kept"] = make_person(community=world["community"], phone=None, full_name="王秀兰")
    former = world["merged"].phone

    merge_them(world)

    assert Person.objects.get(pk=world["kept"].pk).phone == former


def test_former_phone_is_not_given_to_a_new_entry(world):
    former = world["merged"].phone
    merge_them(world)

    with pytest.raises(PhoneTaken):
        operations.enter_person(full_name="李四", form_of_address="", phone=former, at=LATER, actor=world["proposer"])


def test_chain_of_merges_leads_to_the_last_kept_one(world):
    former = world["merged"].phone
    merge_them(world)
    last = make_person(community=world["community"])
    merge = merge_of(world, kept=last, merged=world["kept"])

    operations.merge_people(actor=world["reviewer"], merge_id=merge.pk, keep_id=last.pk, at=LATER)

    assert queries.person(pk=world["merged"].pk) == last
    assert queries.person_with_phone(phone=former) == last


def test_merge_ends_what_would_run_twice_and_leaves_what_is_never_changed(world):
    kept, merged, community = world["kept"], world["merged"], world["community"]
    make_organization(staff=(kept, merged))
    make_representation(principal=kept, representative=merged)
    neighbour = make_person(community=community)
    agreement = make_request(
        need=make_need(person=neighbour, community=community), offer=make_offer(person=merged, community=community)
    )
    exchange.accept_agreement(actor=merged, agreement_id=agreement.pk, at=AT)
    exchange.record_delivery(actor=merged, agreement_id=agreement.pk, at=AT)

    merge = merge_them(world)

    assert sorted(row["model"] for row in merge.moved["ended"]) == [
        "organisations.membership",
        "people.representation",
        "people.role",
    ]
    assert sorted(row["model"] for row in merge.moved["left"]) == ["exchange.delivery", "people.representation"]
    assert Role.objects.filter(person=kept, kind="resident", ends_at=None).count() == 1
    assert Representation.objects.get().ends_at == LATER
    assert Delivery.objects.get().recorded_by == merged


def test_undo_puts_back_every_row_exactly(world):
    kept, merged, community = world["kept"], world["merged"], world["community"]
    neighbour = make_person(community=community)
    make_organization(staff=(kept, merged))
    make_representation(principal=kept, representative=merged)
    make_representation(principal=merged, representative=make_person(community=community))
    make_home(person=merged, community=community, verified_by=world["proposer"])
    make_home(person=kept, community=community, verified_by=world["proposer"])
    operations.give_consent(person=kept, kind="messages", wording="好", at=AT, actor=kept)
    operations.give_consent(person=merged, kind="messages", wording="好", at=AT, actor=merged)
    Notification.objects.create(person=merged, kind="need_answered", created_at=AT)
    make_need(person=merged, community=community)
    agreement = make_request(
        need=make_need(person=neighbour, community=community),
        offer=make_offer(person=merged, community=community, capacity=2),
    )
    exchange.accept_agreement(actor=merged, agreement_id=agreement.pk, at=AT)
    exchange.record_delivery(actor=merged, agreement_id=agreement.pk, at=AT)
    before = everything()
    merge = merge_them(world)
    between = everything()

    operations.undo_merge(actor=world["proposer"], merge_id=merge.pk, at=LATER)

    assert between != before
    assert everything() == before


def test_undo_gives_the_phone_back(world):
    world["kept"] = make_person(community=world["community"], phone=None, full_name="")
    former = world["merged"].phone
    before = everything()
    merge = merge_them(world)

    operations.undo_merge(actor=world["reviewer"], merge_id=merge.pk, at=LATER)

    assert queries.person_with_phone(phone=former) == world["merged"]
    assert everything() == before


def test_merge_of_two_who_have_an_agreement_is_refused_and_changes_nothing(world):
    need = make_need(person=world["kept"], community=world["community"])
    make_request(need=need, offer=make_offer(person=world["merged"], community=world["community"]))
    merge = merge_of(world)
    before = everything()

    with pytest.raises(MergeBlocked) as refusal:
        operations.merge_people(actor=world["reviewer"], merge_id=merge.pk, keep_id=world["kept"].pk, at=LATER)

    assert refusal.value.params["what"] == gettext("an agreement with one another")
    assert everything() == before


def test_merge_of_two_who_asked_for_the_same_offer_is_refused(world):
    community = world["community"]
    offer = make_offer(person=make_person(community=community), community=community)
    for person in (world["kept"], world["merged"]):
        exchange.ask_for_offer(actor=person, offer_id=offer.pk, need_id=None, at=AT)

    with pytest.raises(MergeBlocked):
        merge_them(world)


def test_undo_is_refused_after_the_kept_one_did_something_with_a_moved_row(world):
    community = world["community"]
    offer = make_offer(person=world["merged"], community=community)
    merge = merge_them(world)
    world["kept"].refresh_from_db()
    agreement = make_request(
        need=make_need(person=make_person(community=community), community=community),
        offer=Offer.objects.get(pk=offer.pk),
        at=LATER,
    )
    exchange.accept_agreement(actor=world["kept"], agreement_id=agreement.pk, at=LATER)

    with pytest.raises(UndoBlocked):
        operations.undo_merge(actor=world["reviewer"], merge_id=merge.pk, at=LATER)

    assert PersonMerge.objects.get().state == "merged"


def test_undo_is_refused_after_the_kept_one_was_merged_itself(world):
    merge = merge_them(world)
    last = make_person(community=world["community"])
    second = merge_of(world, kept=last, merged=world["kept"])
    operations.merge_people(actor=world["reviewer"], merge_id=second.pk, keep_id=last.pk, at=LATER)

    with pytest.raises(UndoBlocked):
        operations.undo_merge(actor=world["reviewer"], merge_id=merge.pk, at=LATER)

    operations.undo_merge(actor=world["reviewer"], merge_id=second.pk, at=LATER)
    operations.undo_merge(actor=world["reviewer"], merge_id=merge.pk, at=LATER)
    assert queries.person(pk=world["merged"].pk) == world["merged"]


@pytest.mark.parametrize("who", ["proposer", "kept", "merged", "neighbour", "elsewhere"])
def test_only_a_second_worker_of_the_community_merges(world, who):
    world["neighbour"] = make_person(community=world["community"])
    world["elsewhere"] = make_worker(community=make_community(name="别处社区"))
    merge = merge_of(world)

    with pytest.raises(MergeForbidden):
        operations.merge_people(actor=world[who], merge_id=merge.pk, keep_id=world["kept"].pk, at=LATER)


def test_nobody_is_made_one_with_an_officer(world):
    Role.objects.create(person=world["merged"], kind="district_officer", starts_at=AT)

    with pytest.raises(MergeForbidden):
        merge_them(world)


def test_reviewer_chooses_which_entry_is_kept(world):
    merge = merge_of(world)

    operations.merge_people(actor=world["reviewer"], merge_id=merge.pk, keep_id=world["merged"].pk, at=LATER)

    assert queries.person(pk=world["kept"].pk) == world["merged"]


def test_refused_pair_is_not_suggested_again(world):
    community = world["community"]
    assert [(one.first, one.second) for one in queries.likely_duplicates(community=community, at=AT)] == [
        (world["kept"].pk, world["merged"].pk)
    ]

    operations.refuse_merge(actor=world["reviewer"], merge_id=merge_of(world).pk, at=LATER)

    assert queries.likely_duplicates(community=community, at=AT) == []


def test_merge_is_decided_once(world):
    merge = merge_them(world)

    with pytest.raises(MergeDecided):
        operations.merge_people(actor=world["reviewer"], merge_id=merge.pk, keep_id=world["kept"].pk, at=LATER)


def test_proposing_twice_waits_once(world):
    first = operations.propose_merge(
        actor=world["proposer"], kept_id=world["kept"].pk, merged_id=world["merged"].pk, at=AT
    )
    second = operations.propose_merge(
        actor=world["reviewer"], kept_id=world["merged"].pk, merged_id=world["kept"].pk, at=AT
    )

    assert first == second
    assert JournalEntry.objects.filter(operation="people.propose_merge").count() == 1


def test_somebody_claims_their_second_entry_by_phone_and_name(world):
    merge = operations.claim_second_entry(actor=world["kept"], phone=world["merged"].phone, name="王 婆婆", at=AT)

    assert (merge.kept, merge.merged, merge.proposed_by) == (world["kept"], world["merged"], world["kept"])


def test_entry_is_not_merged_with_itself(world):
    with pytest.raises(MergeOfOne):
        operations.propose_merge(actor=world["proposer"], kept_id=world["kept"].pk, merged_id=world["kept"].pk, at=AT)


def test_former_phone_signs_the_kept_one_in(world):
    phone = world["merged"].phone
    merge_them(world)
    operations.request_sign_in_code(phone=phone, asker="10.0.0.1", at=LATER)
    code = OutboxMessage.objects.get(kind="sign_in_code").body["code"]

    person, is_new = operations.redeem_sign_in_code(phone=phone, code=code, at=LATER)

    assert (person, is_new) == (world["kept"], False)


def test_row_removed_since_stays_removed_by_an_undo(world):
    need = make_need(person=world["merged"], community=world["community"])
    Notification.objects.create(person=world["merged"], kind="need_answered", created_at=AT)
    merge = merge_them(world)
    Notification.objects.all().delete()

    operations.undo_merge(actor=world["reviewer"], merge_id=merge.pk, at=LATER)

    assert (Need.objects.get(pk=need.pk).person, Notification.objects.count()) == (world["merged"], 0)


def test_later_life_of_a_moved_row_goes_back_with_it(world):
    need = make_need(person=world["merged"], community=world["community"])
    merge = merge_them(world)
    exchange.close_need(actor=world["kept"], need_id=need.pk, at=LATER)

    operations.undo_merge(actor=world["reviewer"], merge_id=merge.pk, at=LATER)

    need.refresh_from_db()
    assert (need.person, need.status) == (world["merged"], "withdrawn")


def test_undo_signs_both_out(world):
    merge = merge_them(world)

    operations.undo_merge(actor=world["reviewer"], merge_id=merge.pk, at=LATER)

    assert list(
        Person.objects.filter(pk__in=(world["kept"].pk, world["merged"].pk)).order_by("pk").values_list("session_stamp")
    ) == [(1,), (2,)]


@pytest.mark.parametrize("who", ["kept", "merged", "neighbour"])
def test_merge_is_undone_by_workers_only(world, who):
    world["neighbour"] = make_person(community=world["community"])
    merge = merge_them(world)

    with pytest.raises(MergeForbidden):
        operations.undo_merge(actor=world[who], merge_id=merge.pk, at=LATER)


def test_consent_that_one_recorded_for_the_other_stays_with_the_one_who_gave_it(world):
    operations.give_consent(
        person=world["kept"], kind="messages", wording="好", at=AT, actor=world["merged"], how="spoken"
    )
    operations.give_consent(
        person=world["merged"], kind="sensitive_data", wording="好", at=AT, actor=world["kept"], how="spoken"
    )
    before = everything()

    merge = merge_them(world)

    assert queries.has_consented(person=world["kept"], kind="messages")
    assert [row["model"] for row in merge.moved["left"]] == ["people.consent", "people.consent"]
    operations.undo_merge(actor=world["reviewer"], merge_id=merge.pk, at=LATER)
    assert everything() == before


def test_what_both_marked_counts_once_and_comes_back(world):
    for person in (world["kept"], world["merged"]):
        EmailAddress.objects.create(user=person, email="wang@example.org", primary=True)
    before = everything()

    merge = merge_them(world)

    assert [row["model"] for row in merge.moved["left"]] == ["account.emailaddress"]
    operations.undo_merge(actor=world["reviewer"], merge_id=merge.pk, at=LATER)
    assert everything() == before


def test_what_was_written_during_the_merge_is_gathered_and_goes_back_with_an_undo(world):
    make_representation(principal=world["kept"], representative=world["merged"])
    merge = merge_them(world)
    late = Notification.objects.create(person=world["merged"], kind="need_answered", created_at=AT)
    soon = LATER + timedelta(minutes=5)

    gathered = [operations.gather_stragglers(at=soon) for _ in range(2)]

    late.refresh_from_db()
    assert (gathered, late.person) == ([1, 0], world["kept"])
    assert len(PersonMerge.objects.get().moved["left"]) == 1
    operations.undo_merge(actor=world["reviewer"], merge_id=merge.pk, at=soon)
    late.refresh_from_db()
    assert late.person == world["merged"]


def test_old_merges_are_not_walked_again(world, django_assert_num_queries):
    merge_them(world)

    with django_assert_num_queries(1):
        operations.gather_stragglers(at=LATER + timedelta(days=1))
