"""Agreements as the entries of a calendar: said so that a stranger who sees the phone learns little."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from sanshe.domain.exchange.choices import AgreementState, CommitmentState
from sanshe.domain.exchange.models import Agreement
from sanshe.domain.exchange.operations.steps import USUAL_LENGTH
from sanshe.domain.exchange.queries.feeds import Changes
from sanshe.domain.people.models import Person
from sanshe.formats.calendars import Arrangement, Meeting, write_calendar


def calendar_file(
    agreements: Iterable[Agreement], *, person: Person, changes: Mapping[UUID, Changes], home: str = ""
) -> bytes:
    """Return the calendar file of agreements as this person reads them; `home` is where the one visit leads to."""
    return write_calendar(
        name=_("Sanshe: my arrangements"),
        arrangements=[
            arrangement_of(one, person=person, changes=changes.get(one.pk), home=home)
            for one in agreements
            if has_time(one)
        ],
    )


def has_time(agreement: Agreement) -> bool:
    """Tell whether a time was said, so that it can stand in a calendar."""
    return agreement.starts_at is not None and bool(_meetings(agreement))


def arrangement_of(agreement: Agreement, *, person: Person, changes: Changes | None, home: str = "") -> Arrangement:
    """Return an agreement as an entry of this person's calendar.

    Calendars are kept by other firms and shown on locked screens. So nobody's home or phone stands in them, unless the
    one file was asked for by who is to visit there, and of what was told in confidence only the hour.
    """
    is_secret = _is_secret(agreement)
    receives = agreement.receiver_id == person.pk
    settled = agreement.ended_at or agreement.decided_at or agreement.requested_at
    return Arrangement(
        uid=str(agreement.pk),
        summary=_summary(agreement, receives=receives, is_secret=is_secret),
        starts_at=agreement.starts_at,
        ends_at=agreement.ends_at or agreement.starts_at + USUAL_LENGTH,
        recurrence=agreement.recurrence,
        changed_at=changes.last_at if changes else settled,
        sequence=changes.count - 1 if changes else 0,
        meetings=_meetings(agreement),
        location=home or ("" if is_secret else _place(agreement)),
        description=_("What was arranged, and how to change it, stands in Sanshe."),
        url=f"{settings.PUBLIC_ADDRESS}{reverse('agreement', args=[agreement.pk])}",
        is_off=agreement.state == AgreementState.CANCELLED,
    )


def _meetings(agreement: Agreement) -> list[Meeting]:
    return [
        Meeting(
            number=one.number,
            starts_at=one.starts_at,
            ends_at=one.ends_at,
            is_off=one.state == CommitmentState.CANCELLED,
        )
        for one in agreement.commitments.all()
        if one.starts_at is not None
    ]


def _summary(agreement: Agreement, *, receives: bool, is_secret: bool) -> str:
    if is_secret:
        return _("An appointment with a neighbour")
    organization = agreement.provider_organization
    provider = organization.display_name if organization else agreement.provider.public_name
    words = {"other": provider if receives else agreement.receiver.public_name, "what": _what(_intents(agreement))}
    if not words["what"]:
        return _("With %(other)s") % words
    return _("%(other)s helps you: %(what)s") % words if receives else _("You help %(other)s: %(what)s") % words


def _what(intents: Iterable) -> str:
    return next((one.category.name for one in intents if one.category), "")


def _place(agreement: Agreement) -> str:
    for one in _intents(agreement):
        if one.place_text or one.landmark:
            return one.place_text or one.landmark.name
    return ""


def _is_secret(agreement: Agreement) -> bool:
    is_private = agreement.need is not None and agreement.need.is_private
    return is_private or any(one.category and one.category.is_sensitive for one in _intents(agreement))


def _intents(agreement: Agreement) -> list:
    return [one for one in (agreement.need, agreement.offer) if one is not None]
