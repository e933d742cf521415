"""Closing an account: what nobody else needs goes, what others rely on stays without a name.

Each person is one short transaction, which is taken up again from its beginning where it was broken off. It writes the
person's row last: other transactions hold it lightly while they write about the person.
"""

import logging
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import Greatest
from django.utils.translation import gettext, override

from sanshe.domain.boards.models import Comment, Post, PostVersion, Report
from sanshe.domain.exchange.choices import ClosedAs, IntentStatus
from sanshe.domain.exchange.models import Agreement, Need, Offer
from sanshe.domain.ledger import operations as ledger
from sanshe.domain.ledger.models import Transfer
from sanshe.domain.notifications.models import ContactPoint
from sanshe.domain.organisations.choices import EndReason
from sanshe.domain.organisations.models import Invitation, Membership
from sanshe.domain.people.models import Consent, Person, PersonMerge, Representation, Role, SignInCode
from sanshe.domain.people.operations.leaving import after
from sanshe.domain.privacy.choices import RELATIONS, AtClosing, Writings
from sanshe.domain.privacy.models import ClosingRequest
from sanshe.domain.privacy.operations.closing import clear_board, take_back_closing
from sanshe.domain.privacy.operations.wiping import NO_WORDS, wipe_needs, wipe_offers
from sanshe.domain.privacy.queries import closings_due, entries_of, has_signed_in_since, relations
from sanshe.domain.proxy import operations as proxy
from sanshe.domain.proxy.choices import OPEN
from sanshe.domain.proxy.models import Correction, Entry, Receipt
from sanshe.domain.referrals.choices import RUNNING, ReferralState
from sanshe.domain.referrals.models import Referral
from sanshe.kernel import journal
from sanshe.kernel.models import OutboxMessage

logger = logging.getLogger(__name__)


def close_due_accounts(*, at: datetime) -> int:
    """Close every account whose owner asked for it two weeks ago and has not signed in since; return how many.

    One that cannot be closed keeps no other waiting; it is tried again the next night, and the log says why.
    """
    closed = 0
    for pk in list(closings_due(at=at).values_list("pk", flat=True)):
        try:
            closed += close_account(request_id=pk, at=at)
        except Exception:
            logger.exception("The account of closing request %s could not be closed.", pk)
    return closed


def close_account(*, request_id: UUID, at: datetime) -> bool:
    """Close one account for which that is due; return whether it is closed now. Done twice it is done once."""
    request = ClosingRequest.objects.select_related("person").get(pk=request_id)
    if not request.is_waiting or request.takes_effect_at > at:
        return False
    if has_signed_in_since(request=request):
        take_back_closing(person=request.person, at=at)
        return False
    clear_board(actor=request.person, person=request.person, at=at)
    with transaction.atomic():
        request = ClosingRequest.objects.select_for_update(of=["self"]).select_related("person").get(pk=request_id)
        if not request.is_waiting or has_signed_in_since(request=request):
            return False
        person = request.person
        selves = entries_of(person=person)
        reachable_at = _addresses(selves)
        _wipe_slips(selves, at=at)
        _wipe_writings(selves, writings=request.writings, at=at)
        _wipe_dealings(person, selves, at=at)
        _wipe_entries(person, selves, at=at)
        _end_what_runs(person, selves, at=at)
        _remove(selves)
        _forget_addresses(reachable_at)
        _forget_merges(selves)
        _forget_names(person, selves, at=at)
        request.done_at = at
        request.save(update_fields=["done_at"])
        journal.record(
            operation="privacy.close_account",
            subject=request,
            actor=person,
            at=at,
            detail={"writings": request.writings, "entries": len(selves)},
        )
    return True


def _addresses(selves: list[Person]) -> set[str]:
    """Return the phones and other addresses at which these entries are or were reached."""
    former = PersonMerge.objects.filter(merged__in=selves).exclude(former_phone="")
    others = ContactPoint.objects.filter(person__in=selves)
    return {
        *(one.phone for one in selves if one.phone),
        *former.values_list("former_phone", flat=True),
        *others.values_list("address", flat=True),
    }


def _wipe_slips(selves: list[Person], *, at: datetime) -> None:
    """Take the words from slips that led to nothing, and from needs in confidence; others rely on the rest."""
    # What still hangs there is only what a promise held up that was done and not confirmed.
    Need.objects.filter(person__in=selves, status=IntentStatus.OPEN).update(
        status=IntentStatus.WITHDRAWN, closed_as=ClosedAs.NOT_NEEDED, closed_at=at
    )
    agreed_needs = Agreement.objects.filter(need__isnull=False).values("need")
    agreed_offers = Agreement.objects.filter(offer__isnull=False).values("offer")
    needs = Need.objects.filter(Q(is_private=True) | ~Q(pk__in=agreed_needs), person__in=selves)
    offers = Offer.objects.filter(person__in=selves, organization=None).exclude(pk__in=agreed_offers)
    wipe_needs(pks=list(needs.values_list("pk", flat=True)))
    wipe_offers(pks=list(offers.values_list("pk", flat=True)))
    Agreement.objects.filter(requested_by__in=selves).exclude(message="").update(message="")


def _wipe_writings(selves: list[Person], *, writings: str, at: datetime) -> None:
    """Take notices and answers down with their words, as the person chose; what is under report keeps them."""
    if writings != Writings.TAKE_DOWN:
        return
    for model in (Post, Comment):
        down = model.objects.filter(author__in=selves)
        down.filter(taken_down_at=None).update(taken_down_at=at)
        open_reports = Report.objects.filter(**{model._meta.model_name: OuterRef("pk")}, settled_by=None)
        settled = down.filter(~Exists(open_reports), hiding=None)
        pks = list(settled.values_list("pk", flat=True))
        if model is Post:
            PostVersion.objects.filter(post__in=pks).delete()
            Post.objects.filter(author__in=selves).update(pin=None, pinned_until=None, pinned_by=None)
            Post.objects.filter(pk__in=pks).update(title="", text=NO_WORDS)
        else:
            Comment.objects.filter(pk__in=pks).update(text=NO_WORDS)


def _wipe_dealings(person: Person, selves: list[Person], *, at: datetime) -> None:
    """Take the words from referrals and transfers; what runs with an organisation is taken back."""
    theirs = Referral.objects.filter(need__person__in=selves)
    theirs.filter(state__in=RUNNING).update(state=ReferralState.WITHDRAWN, ended_at=at, ended_by=person)
    theirs.update(message="", answer="", outcome_words="")
    moved = Transfer.objects.filter(Q(recorded_by__in=selves) | Q(entries__account__person__in=selves)).exclude(note="")
    for pk in moved.values_list("pk", flat=True).distinct().order_by("pk"):
        ledger.empty_note(actor=person, transfer_id=pk, at=at)


def _wipe_entries(person: Person, selves: list[Person], *, at: datetime) -> None:
    with override(person.language):
        reason = gettext("The account was closed.")
    for pk in Entry.objects.filter(person__in=selves, state__in=OPEN).values_list("pk", flat=True):
        proxy.discard_entry(actor=person, entry_id=pk, reason=reason, at=at)
    Correction.objects.filter(entry__person__in=selves).update(before={}, after={})
    Entry.objects.filter(person__in=selves).update(data={})
    Receipt.objects.filter(entry__person__in=selves).delete()


def _end_what_runs(person: Person, selves: list[Person], *, at: datetime) -> None:
    for role in Role.objects.filter(Q(ends_at=None) | Q(ends_at__gt=at), person__in=selves):
        role.ends_at = after(role.starts_at, at)
        role.save(update_fields=["ends_at"])
        journal.record(operation="people.end_role", subject=role, actor=person, at=at, detail={"kind": role.kind})
    for membership in Membership.objects.filter(Q(ends_at=None) | Q(ends_at__gt=at), person__in=selves):
        membership.ends_at = after(membership.starts_at, at)
        membership.ended_as, membership.ended_by = EndReason.LEFT, person
        membership.save(update_fields=["ends_at", "ended_as", "ended_by"])
        journal.record(
            operation="organisations.leave_organization",
            subject=membership,
            actor=person,
            at=at,
            detail={"organization": str(membership.organization_id)},
        )
    speaking = Q(principal__in=selves) | Q(representative__in=selves)
    for representation in Representation.objects.filter(Q(ends_at=None) | Q(ends_at__gt=at), speaking):
        representation.ends_at = after(representation.starts_at, at)
        representation.save(update_fields=["ends_at"])
        journal.record(operation="people.end_representation", subject=representation, actor=person, at=at)
    Consent.objects.filter(person__in=selves, withdrawn_at=None).update(withdrawn_at=Greatest(F("given_at"), Value(at)))


def _remove(selves: list[Person]) -> None:
    """Remove the rows that the declarations say nobody else needs."""
    for key, model, field in relations():
        if RELATIONS[key].at_closing == AtClosing.REMOVE:
            model._base_manager.filter(**{f"{field.name}__in": selves}).delete()


def _forget_addresses(addresses: Iterable[str]) -> None:
    """Remove what names a phone or another address without naming whose it is."""
    known = list(addresses)
    SignInCode.objects.filter(phone__in=known).delete()
    Invitation.objects.filter(phone__in=known).delete()
    OutboxMessage.objects.filter(recipient__in=known).delete()


def _forget_merges(selves: list[Person]) -> None:
    for merge in PersonMerge.objects.filter(Q(kept__in=selves) | Q(merged__in=selves)):
        merge.former_phone, merge.reason = "", ""
        if "filled" in merge.moved:
            merge.moved["filled"] = {}
        merge.save(update_fields=["former_phone", "reason", "moved"])


def _forget_names(person: Person, selves: list[Person], *, at: datetime) -> None:
    with override(person.language):
        nobody = gettext("A former neighbour")
    Person.objects.filter(pk__in=[one.pk for one in selves]).update(
        phone=None,
        full_name="",
        form_of_address=nobody,
        birth_year=None,
        session_stamp=F("session_stamp") + 1,
    )
    Person.objects.filter(pk=person.pk).update(closed_at=at)
