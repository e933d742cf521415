"""Refusals about one's own data."""

from django.utils.translation import gettext_lazy as _

from sanshe.kernel.errors import DomainError


class NotYours(DomainError):
    """The actor is neither the person nor their guardian."""

    code = "not_yours"
    message = _("Only the person themselves, or the guardian of a child, may do this.")


class NameMissing(DomainError):
    """Nobody could be called any more."""

    code = "name_missing"
    field = "form_of_address"
    message = _("Please say what the neighbours call you.")


class BirthYearImpossible(DomainError):
    """No living person was born in that year."""

    code = "birth_year_impossible"
    field = "birth_year"
    message = _("Please check the year of birth: four digits, like 1956.")


class BirthYearHeld(DomainError):
    """A child would make itself grown up."""

    code = "birth_year_held"
    field = "birth_year"
    message = _("Your guardian or a worker of your community can change the year of birth.")


class PhoneOfAnother(DomainError):
    """The new phone belongs to somebody."""

    code = "phone_of_another"
    field = "code"
    message = _("Somebody here has this number already. If that is you, too, say so on the page “My home”.")


class PhoneUnchanged(DomainError):
    """The new phone is the old one."""

    code = "phone_unchanged"
    field = "phone"
    message = _("This is your number already.")


class PromiseStands(DomainError):
    """Somebody waits for what was promised."""

    code = "promise_stands"
    message = _("A promise still stands: %(what)s. Please finish it or call it off first.")


class LastHeadOf(DomainError):
    """A group would be left alone."""

    code = "last_head_of"
    message = _("Nobody else looks after %(what)s. Please hand it over, or close it, first.")


class LastOperator(DomainError):
    """Nobody could look after the installation."""

    code = "last_operator"
    message = _("You are the last operator here. Please make somebody else an operator first.")


class ClosingPassed(DomainError):
    """The two weeks are over."""

    code = "closing_passed"
    message = _("The account has been closed meanwhile. A community worker can help you to begin anew.")
