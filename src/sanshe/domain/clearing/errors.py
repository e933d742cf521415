"""Refusals of the clearing area."""

from django.utils.translation import gettext_lazy as _

from sanshe.kernel.errors import DomainError


class RoundForbidden(DomainError):
    """Somebody who does not work for the community wants to clear its week."""

    code = "round_forbidden"
    message = _("Only the workers of this community can do this.")


class RoundExists(DomainError):
    """The week has its round."""

    code = "round_exists"
    field = "week"
    message = _("This week has its plan already. Please open that one.")


class WeekUnfit(DomainError):
    """Not a week that can be planned."""

    code = "week_unfit"
    field = "week"
    message = _("Please choose this week or one of the next %(weeks)s.")


class RoundBusy(DomainError):
    """The computer has it."""

    code = "round_busy"
    message = _("The plan is being computed. Please wait a moment and look again.")


class RoundClosed(DomainError):
    """The round was sent or dropped."""

    code = "round_closed"
    message = _("This plan has been sent or dropped and stays as it is.")


class AssignmentClosed(DomainError):
    """The assignment was sent or taken out meanwhile."""

    code = "assignment_closed"
    message = _("This line has changed meanwhile. Please look at the plan again.")


class TimeUnfit(DomainError):
    """No time of this week, or one that is over."""

    code = "time_unfit"
    field = "starts_at"
    message = _("Please choose a time in this week that is still to come, on the quarter of an hour.")


class MeetingsOverlap(DomainError):
    """The helper would be in two places."""

    code = "meetings_overlap"
    field = "starts_at"
    message = _("%(name)s is with somebody else at that time. Please choose another one.")


class NeedPlanned(DomainError):
    """Somebody else is planned for the need by now."""

    code = "need_planned"
    message = _("Somebody else is planned for this need meanwhile. Please take that line out first.")


class NothingToSend(DomainError):
    """An empty plan."""

    code = "nothing_to_send"
    message = _("There is nobody to ask in this plan.")
