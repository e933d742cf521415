"""Every read of sheets, entries and receipts."""

from datetime import datetime
from uuid import UUID

from django.db.models import Count, F, Model, Q, QuerySet

from sanshe.domain.exchange import queries as exchange
from sanshe.domain.exchange.choices import AgreementState
from sanshe.domain.exchange.models import Agreement, Need, Offer
from sanshe.domain.exchange.queries.agreements import PARTS as AGREEMENT_PARTS
from sanshe.domain.people.choices import RoleKind
from sanshe.domain.people.errors import PhoneUnreadable
from sanshe.domain.people.models import Person, Role
from sanshe.domain.people.operations.phones import normalize_phone
from sanshe.domain.places.models import Community
from sanshe.domain.proxy import rules
from sanshe.domain.proxy.choices import EntryState, is_serial, plain_code
from sanshe.domain.proxy.models import Correction, Entry, FormSheet, Receipt

ENTRY_PARTS = ("community", "sheet", "person", "entered_by", "checked_by")
FOUND_LIMIT = 20
PHONE_DIGITS_TO_SEARCH = 4
# What somebody can say about it: it was done, or it was not.
REVIEWABLE = (AgreementState.ACCEPTED, AgreementState.DELIVERED)


def sheet_with_serial(*, text: str) -> FormSheet | None:
    """Return the form with this serial, however it was typed."""
    serial = plain_code(text)
    if not is_serial(serial):
        return None
    return (
        FormSheet.objects.filter(serial=serial)
        .select_related("community", "agreement__receiver", "agreement__offer", "agreement__need", "offer")
        .first()
    )


def entry_of_sheet(*, sheet: FormSheet) -> Entry | None:
    """Return what was typed in from this form, unless it was thrown away."""
    return Entry.objects.filter(sheet=sheet).exclude(state=EntryState.DISCARDED).select_related(*ENTRY_PARTS).first()


def batches_of(*, community: Community) -> QuerySet:
    """Return what was printed for a community, newest first: kind, when, by whom, how many, how many typed in."""
    used = Count("entries", filter=~Q(entries__state=EntryState.DISCARDED))
    return (
        FormSheet.objects.filter(community=community)
        .values("batch_id", "kind", "is_large", "printed_at", name=F("printed_by__form_of_address"))
        .annotate(count=Count("id", distinct=True), used=used)
        .order_by("-printed_at", "batch_id")
    )


def sheets_of_batch(*, batch_id: UUID, community: Community) -> list[FormSheet]:
    """Return the forms printed together, in their order."""
    return list(
        FormSheet.objects.filter(batch_id=batch_id, community=community)
        .select_related("community", "agreement__offer", "agreement__need", "offer")
        .order_by("id")
    )


def entry_for(*, actor: Person | None, pk: UUID, at: datetime) -> Entry | None:
    """Return an entry to the workers of its community and to whom it is for; to nobody else."""
    entry = Entry.objects.filter(pk=pk).select_related(*ENTRY_PARTS).first()
    if entry is None or actor is None:
        return None
    if entry.person_id == actor.pk or rules.may_see_entry(person=actor, entry=entry, at=at):
        return entry
    return None


def entries_to_check(*, actor: Person, community: Community, at: datetime) -> QuerySet[Entry]:
    """Return what waits for this person's second look, the oldest first."""
    waiting = entries_in(actor=actor, community=community, at=at).filter(state=EntryState.ENTERED)
    return waiting.exclude(Q(entered_by=actor) | Q(person=actor)).order_by("entered_at", "id")


def entries_returned(*, actor: Person, community: Community, at: datetime) -> QuerySet[Entry]:
    """Return what came back to the workers of a community, the oldest first."""
    returned = entries_in(actor=actor, community=community, at=at).filter(state=EntryState.RETURNED)
    return returned.order_by("checked_at", "id")


def entries_in(*, actor: Person, community: Community, at: datetime) -> QuerySet[Entry]:
    """Return what was entered in a community, newest first; what was told in confidence only to its workers."""
    entries = Entry.objects.filter(community=community).select_related(*ENTRY_PARTS)
    return entries if rules.may_enter(person=actor, community=community, at=at) else entries.filter(is_private=False)


def entries_typed_by(*, person: Person, community: Community, since: datetime) -> QuerySet[Entry]:
    """Return what a worker typed in from printed forms since an instant, newest first."""
    return Entry.objects.filter(
        entered_by=person, community=community, entered_at__gte=since, sheet__isnull=False
    ).select_related(*ENTRY_PARTS)


def entries_of(*, person: Person) -> QuerySet[Entry]:
    """Return what was entered for a person, newest first."""
    return Entry.objects.filter(person=person).select_related(*ENTRY_PARTS)


def corrections_of(*, entry: Entry) -> list[Correction]:
    """Return what was changed in an entry after it was typed in, in order."""
    return list(entry.corrections.select_related("corrected_by"))


def subjects_of(*, entries: list[Entry]) -> dict[UUID, Model]:
    """Return what came of entries (needs, offers, agreements) by the entry's identifier, in three queries at most."""
    found: dict[UUID, Model] = {}
    for model in (Need, Offer, Agreement):
        wanted = {entry.subject_id: entry.pk for entry in entries if entry.subject_type == model._meta.label_lower}
        for subject in model.objects.filter(pk__in=wanted) if wanted else ():
            found[wanted[subject.pk]] = subject
    return found


def matters_of(*, entries: list[Entry]) -> dict[UUID, str]:
    """Return in words what reviews and registrations are about, by the entry's identifier, in two queries at most."""
    agreements = {entry.data.get("agreement") for entry in entries} - {None}
    offers = {entry.data.get("offer") for entry in entries} - {None}
    words: dict[str, str] = {}
    if agreements:
        about = Agreement.objects.filter(pk__in=agreements).select_related("need", "offer")
        words |= {str(one.pk): (one.need or one.offer).sentence for one in about}
    if offers:
        words |= {str(pk): said for pk, said in Offer.objects.filter(pk__in=offers).values_list("pk", "sentence")}
    named = {entry.pk: entry.data.get("agreement") or entry.data.get("offer") for entry in entries}
    return {pk: words[about] for pk, about in named.items() if about in words}


def live_receipt_of(*, entry: Entry) -> Receipt | None:
    """Return the receipt of an entry that still counts."""
    return Receipt.objects.filter(entry=entry, ends_at=None).select_related("issued_by", "person").first()


def live_receipt(*, pk: UUID) -> Receipt | None:
    """Return a receipt that still counts, with whose it is."""
    return Receipt.objects.filter(pk=pk, ends_at=None, person__closed_at=None).select_related("person").first()


def residents_found(*, community: Community, text: str, at: datetime) -> list[Person]:
    """Return residents whose name, form of address or end of phone is this text, for the workers who write for them."""
    digits = "".join(char for char in text if char.isdecimal())
    meant = Q(full_name__icontains=text) | Q(form_of_address__icontains=text)
    if len(digits) >= PHONE_DIGITS_TO_SEARCH and digits.isascii():
        meant |= Q(phone__endswith=digits)
    return list(_residents(community, at).filter(meant).order_by("full_name", "id")[:FOUND_LIMIT])


def likely_the_same(
    *, community: Community, full_name: str, form_of_address: str, phone: str, birth_year: int | None, at: datetime
) -> list[Person]:
    """Return who may be the same as somebody about to be entered: the phone, the name, or how they are called."""
    meant = Q(full_name=full_name) & ~Q(full_name="") | Q(form_of_address=form_of_address) & ~Q(form_of_address="")
    if birth_year:
        meant &= Q(birth_year=None) | Q(birth_year=birth_year)
    residents = _residents(community, at).filter(meant)
    return list((residents | _with_phone(phone)).distinct().order_by("id")[:FOUND_LIMIT])


def resident(*, community: Community, pk: UUID, at: datetime) -> Person | None:
    """Return a resident of the community."""
    return _residents(community, at).filter(pk=pk).first()


def reviewable(*, person: Person) -> list[Agreement]:
    """Return what was promised to or done for a person and waits for their word."""
    return list(Agreement.objects.filter(receiver=person, state__in=REVIEWABLE).select_related(*AGREEMENT_PARTS))


def agreement(*, pk: str | None) -> Agreement | None:
    """Return the agreement that an entry is about."""
    return Agreement.objects.filter(pk=pk).select_related(*AGREEMENT_PARTS).first() if pk else None


def offer(*, pk: str | None) -> Offer | None:
    """Return the offer that an entry registers for."""
    return Offer.objects.filter(pk=pk).select_related("organization", "person").first() if pk else None


def offers_with_places(*, community: Community) -> list[Offer]:
    """Return the open offers of a community for which one registers: those with several places, some still free."""
    offers = exchange.open_offers(community=community)
    return list(offers.filter(capacity__gt=1, places_taken__lt=F("capacity")).order_by("starts_at", "id")[:100])


def _residents(community: Community, at: datetime) -> QuerySet[Person]:
    living = Role.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=at), kind=RoleKind.RESIDENT, community=community, starts_at__lte=at
    )
    return Person.objects.filter(pk__in=living.values("person"), closed_at=None)


def _with_phone(phone: str) -> QuerySet[Person]:
    try:
        return Person.objects.filter(phone=normalize_phone(text=phone), closed_at=None)
    except PhoneUnreadable:
        return Person.objects.none()
