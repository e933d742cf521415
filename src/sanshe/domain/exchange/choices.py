"""Stored codes of the exchange, and the state machine of an agreement.

`TRANSITIONS` is the machine; docs/agreements.md is drawn from it (`./sanshe docs agreements`).
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class IntentStatus(models.TextChoices):
    """Whether a need or an offer still stands on the board."""

    OPEN = "open", _("On the board")
    MET = "met", _("Met")
    WITHDRAWN = "withdrawn", _("Taken down")


class ClosedAs(models.TextChoices):
    """Why a need no longer stands on the board. Closed is not solved: the receiver says which."""

    SOLVED_HERE = "solved_here", _("Solved with help from here")
    SOLVED_ELSEWHERE = "solved_elsewhere", _("Solved in another way")
    NOT_NEEDED = "not_needed", _("No longer needed")
    GIVEN_UP = "given_up", _("Nobody was found; I gave up")
    EXPIRED = "expired", _("Its time is over")
    MERGED = "merged", _("The same as another slip")


# What an owner may say when taking a need down; the others come about by themselves.
SAID_BY_OWNER = (ClosedAs.SOLVED_ELSEWHERE, ClosedAs.NOT_NEEDED, ClosedAs.GIVEN_UP, ClosedAs.SOLVED_HERE)


class PlacesRule(models.TextChoices):
    """What the capacity of an offer counts."""

    ONCE = "once", _("Each place is given once")
    RETURNING = "returning", _("A place is free again when its promise has ended")
    BY_TIME = "by_time", _("So many at the same time")


class Language(models.TextChoices):
    """What people speak with each other."""

    MANDARIN = "mandarin", _("Mandarin")
    SICHUANESE = "sichuanese", _("Sichuan dialect")
    CANTONESE = "cantonese", _("Cantonese")
    SHANGHAINESE = "shanghainese", _("Shanghai dialect")
    MINNAN = "minnan", _("Southern Min")
    HAKKA = "hakka", _("Hakka")
    TIBETAN = "tibetan", _("Tibetan")
    UYGHUR = "uyghur", _("Uyghur")
    MONGOLIAN = "mongolian", _("Mongolian")
    KOREAN = "korean", _("Korean")
    ENGLISH = "english", _("English")
    SIGN = "sign", _("Sign language")


class AgeBand(models.TextChoices):
    """For whom, by age."""

    INFANT = "infant", _("A baby")
    CHILD = "child", _("A child")
    YOUTH = "youth", _("A young person")
    ADULT = "adult", _("An adult")
    ELDER = "elder", _("An elder")


# Whole years, both ends included; what a band means wherever ages are compared.
AGE_BAND_YEARS = {
    AgeBand.INFANT: (0, 2),
    AgeBand.CHILD: (3, 12),
    AgeBand.YOUTH: (13, 17),
    AgeBand.ADULT: (18, 59),
    AgeBand.ELDER: (60, 120),
}


class Side(models.TextChoices):
    """One of the two of an agreement."""

    RECEIVER = "receiver", _("Who receives")
    PROVIDER = "provider", _("Who gives")

    @property
    def other(self) -> "Side":
        """The one across."""
        return Side.PROVIDER if self is Side.RECEIVER else Side.RECEIVER


class AgreementState(models.TextChoices):
    """Where an agreement stands."""

    WAITING = "waiting", _("On the waiting list")
    HELD = "held", _("A place is kept")
    REQUESTED = "requested", _("Asked")
    ACCEPTED = "accepted", _("Agreed")
    DELIVERED = "delivered", _("Done")
    CONFIRMED = "confirmed", _("Confirmed")
    MISSED = "missed", _("Somebody did not come")
    DISPUTED = "disputed", _("Disputed")
    SETTLED = "settled", _("Settled")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Request taken back")
    LAPSED = "lapsed", _("It came to nothing")
    CANCELLED = "cancelled", _("Cancelled")


S = AgreementState
TRANSITIONS = {
    S.WAITING: (S.HELD, S.DECLINED, S.WITHDRAWN, S.LAPSED),
    S.HELD: (S.ACCEPTED, S.WITHDRAWN, S.LAPSED),
    S.REQUESTED: (S.ACCEPTED, S.DECLINED, S.WITHDRAWN, S.LAPSED),
    S.ACCEPTED: (S.DELIVERED, S.MISSED, S.DISPUTED, S.CANCELLED),
    S.DELIVERED: (S.CONFIRMED, S.DISPUTED),
    S.MISSED: (S.DISPUTED,),
    S.DISPUTED: (S.SETTLED,),
    S.CONFIRMED: (),
    S.SETTLED: (),
    S.DECLINED: (),
    S.WITHDRAWN: (),
    S.LAPSED: (),
    S.CANCELLED: (),
}
# States of a promise that certainly takes a place of the offer and a hand of the need. Once it has ended, or is
# disputed, the agreement itself says (`holds_place`, `holds_hand`).
PROMISING = (S.ACCEPTED, S.DELIVERED)
# States that take neither.
HOLDING_NOTHING = (S.WAITING, S.REQUESTED, S.MISSED, S.DECLINED, S.WITHDRAWN, S.LAPSED, S.CANCELLED)
# States in which the need waits for this agreement's end.
LIVE = (S.ACCEPTED, S.DELIVERED, S.DISPUTED)
# States before anybody promised anything.
ASKING = (S.WAITING, S.HELD, S.REQUESTED)
# States that somebody still has to act on.
UNFINISHED = (*ASKING, *LIVE)
# States in which the same two do not ask each other the same again; while a mediator hears them they may.
ONCE_AT_A_TIME = (*ASKING, *PROMISING)
# States of a promise, standing or past: once accepted, it counts in somebody's record.
PROMISED = (*LIVE, S.CONFIRMED, S.MISSED, S.SETTLED, S.CANCELLED)


class CommitmentState(models.TextChoices):
    """What became of one meeting that was promised."""

    PLANNED = "planned", _("Planned")
    FULFILLED = "fulfilled", _("It took place")
    MISSED = "missed", _("Somebody did not come")
    CANCELLED = "cancelled", _("Called off")


class SettledAs(models.TextChoices):
    """What the mediator found."""

    KEPT = "kept", _("The promise was kept")
    NOT_KEPT = "not_kept", _("The promise was not kept")
    BOTH_AGREED = "both_agreed", _("Both sides made it up")


class SheetKind(models.TextChoices):
    """What stands in a list that a worker sends."""

    SERVICES = "services", _("Services")
    NEEDS = "needs", _("Needs")


class SheetState(models.TextChoices):
    """Where a list that a worker sent stands."""

    CHECKING = "checking", _("Being looked through")
    REFUSED = "refused", _("Something has to be put right")
    READY = "ready", _("Ready to be taken in")
    IMPORTING = "importing", _("Being taken in")
    DONE = "done", _("Taken in")
    DISCARDED = "discarded", _("Put aside")
