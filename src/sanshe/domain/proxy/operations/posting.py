"""What becomes of an entry: the same act, under the same rules, as if the person had done it themselves."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Model

from sanshe.domain.exchange import operations as exchange
from sanshe.domain.exchange.choices import AgreementState
from sanshe.domain.exchange.models import Agreement
from sanshe.domain.people.choices import ConsentKind
from sanshe.domain.people.models import Person
from sanshe.domain.people.queries import has_consented
from sanshe.domain.people.rules import speaks_for
from sanshe.domain.places.models import Community
from sanshe.domain.proxy.choices import EntryState, FormKind
from sanshe.domain.proxy.errors import ConsentMissing, HasOwnAccount, NothingToReview, NotResidentHere, OfferMissing
from sanshe.domain.proxy.models import Entry
from sanshe.domain.taxonomy import queries as taxonomy


def check_standing(*, actor: Person, person: Person, at: datetime) -> None:
    """Refuse, with the reason, to write for somebody for whom the actor does not speak.

    Raises
    ------
    ConsentMissing, HasOwnAccount, NotResidentHere
        The person has not agreed, writes for themselves, or lives elsewhere.
    """
    if speaks_for(person=actor, principal_id=person.pk, at=at):
        return
    if not has_consented(person=person, kind=ConsentKind.PROXY_ENTRY):
        raise ConsentMissing
    if person.claimed_at:
        raise HasOwnAccount(name=person.public_name)
    raise NotResidentHere


def carry_out(*, entry: Entry, at: datetime) -> Model:
    """Do, inside the caller's transaction, what the entry says, as who typed it in; return what came of it.

    Raises
    ------
    DomainError
        The rules that hold for everybody refuse it.
    """
    check_standing(actor=entry.entered_by, person=entry.person, at=at)
    return DOES[FormKind(entry.kind)](entry, at)


def is_confidence(*, kind: str, data: dict[str, Any]) -> bool:
    """Tell whether what was said is for the community's workers only, on the asker's wish or by what it is about."""
    if kind != FormKind.NEED:
        return False
    category = taxonomy.category(code=data["category"]) if data.get("category") else None
    return bool(data.get("is_private")) or bool(category and category.is_sensitive)


def post(*, entry: Entry, at: datetime) -> None:
    """Carry an entry out and mark it as done, under the same refusals."""
    subject = carry_out(entry=entry, at=at)
    entry.state = EntryState.POSTED
    entry.subject_type = subject._meta.label_lower
    entry.subject_id = subject.pk
    entry.save()


def _post_need(entry: Entry, at: datetime) -> Model:
    data = entry.data
    return exchange.post_need(
        actor=entry.entered_by,
        receiver=entry.person,
        age_band=data.get("age_band") or "",
        age_years=data.get("age_years"),
        conditions=data.get("conditions") or (),
        party_size=data.get("party_size") or 1,
        is_urgent=bool(data.get("is_urgent")),
        is_private=bool(data.get("is_private")),
        at=at,
        **_slip(data, entry.community),
    )


def _post_offer(entry: Entry, at: datetime) -> Model:
    return exchange.post_offer(
        actor=entry.entered_by,
        provider=entry.person,
        capacity=entry.data.get("party_size") or 1,
        at=at,
        **_slip(entry.data, entry.community),
    )


def _register(entry: Entry, at: datetime) -> Model:
    if not entry.data.get("offer"):
        raise OfferMissing
    return exchange.ask_for_offer(
        actor=entry.entered_by,
        receiver=entry.person,
        offer_id=UUID(entry.data["offer"]),
        community=entry.community,
        party_size=entry.data.get("party_size") or 1,
        message=entry.data.get("remark") or "",
        at=at,
    )


def _review(entry: Entry, at: datetime) -> Model:
    agreement = Agreement.objects.filter(pk=entry.data.get("agreement"), receiver=entry.person).first()
    if agreement is None:
        raise NothingToReview
    act: dict[str, Any] = {"actor": entry.entered_by, "agreement_id": agreement.pk, "at": at}
    remark = entry.data.get("remark") or ""
    if not entry.data.get("is_done"):
        return exchange.dispute_delivery(**act, reason=remark)
    if agreement.state == AgreementState.ACCEPTED:
        return exchange.record_delivery(**act, note=remark)
    return exchange.confirm_delivery(**act, thanks=remark)


DOES = {
    FormKind.NEED: _post_need,
    FormKind.OFFER: _post_offer,
    FormKind.REGISTRATION: _register,
    FormKind.REVIEW: _review,
}


def _slip(data: dict[str, Any], community: Community) -> dict[str, Any]:
    code = data.get("category")
    return {
        "community": community,
        "sentence": data.get("sentence") or "",
        "category": taxonomy.category(code=code) if code else None,
        "starts_at": _instant(data.get("starts_at")),
        "ends_at": _instant(data.get("ends_at")),
        "time_text": data.get("time_text") or "",
        "recurrence": data.get("recurrence") or "",
        "place_text": data.get("place_text") or "",
        "cost_basis": data.get("cost_basis") or "",
    }


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
