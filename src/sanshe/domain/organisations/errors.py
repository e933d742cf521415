"""Refusals about organisations, groups and who belongs to them."""

from django.utils.translation import gettext_lazy as _

from sanshe.kernel.errors import DomainError


class OrganizationForbidden(DomainError):
    """The actor may not do this here."""

    code = "organization_forbidden"
    message = _("Only those who look after it may do this.")


class NameMissing(DomainError):
    """There is no name, or it is too long."""

    code = "name_missing"
    field = "name"
    message = _("Please give it a name of at most %(limit)s characters.")


class NameTaken(DomainError):
    """A running group of the community has this name."""

    code = "name_taken"
    field = "name"
    message = _("There is a group of this name here already. Join it, or choose another name.")


class PurposeMissing(DomainError):
    """A group has no purpose, or one too long."""

    code = "purpose_missing"
    field = "purpose"
    message = _("Please say in one sentence what it is for, in at most %(limit)s characters.")


class NotHereYet(DomainError):
    """The actor lives in no community yet."""

    code = "not_here_yet"
    message = _("Please say first which community you live in. You find it on the welcome page.")


class FoundedTooOften(DomainError):
    """Somebody entered too many within a month."""

    code = "founded_too_often"
    message = _("You have founded %(limit)s within a month. Please let them grow first, and come back later.")


class KindForbidden(DomainError):
    """This kind is not to be had this way."""

    code = "kind_forbidden"
    field = "kind"
    message = _("Please choose one of the kinds that are offered.")


class CreditCodeWrong(DomainError):
    """The unified social credit code does not stand its own check."""

    code = "credit_code_wrong"
    field = "credit_code"
    message = _("This is not a social credit code: 18 digits and letters, as on the certificate. Please look again.")


class CreditCodeMissing(DomainError):
    """A body without a code asks to be verified."""

    code = "credit_code_missing"
    field = "credit_code"
    message = _("Please enter the social credit code first; it is what we look at.")


class CreditCodeTaken(DomainError):
    """The code belongs to another verified organisation."""

    code = "credit_code_taken"
    field = "credit_code"
    message = _("This credit code belongs to another organisation that was verified. Please look at both again.")


class PlaceUnreadable(DomainError):
    """Longitude and latitude are no point on earth."""

    code = "place_unreadable"
    field = "longitude"
    message = _("Please give both numbers: longitude from -180 to 180 and latitude from -90 to 90.")


class NoteMissing(DomainError):
    """A decision has no reason."""

    code = "note_missing"
    field = "note"
    message = _("Please write a word about why.")


class NothingToDecide(DomainError):
    """Somebody was faster, or it was taken back."""

    code = "nothing_to_decide"
    message = _("This was decided already, or it is no longer asked.")


class VerifiedAlready(DomainError):
    """The organisation is verified as it stands."""

    code = "verified_already"
    message = _("It is verified already.")


class GroupClosed(DomainError):
    """The group is closed."""

    code = "group_closed"
    message = _("This group is closed.")


class NotAGroup(DomainError):
    """Only a residents' group can be joined and closed."""

    code = "not_a_group"
    message = _("This is only done with residents' groups. To work for this body, its manager has to invite you.")


class NotAMember(DomainError):
    """The person named does not belong to it."""

    code = "not_a_member"
    field = "person"
    message = _("This person does not belong to it any more. Please look at the list again.")


class LastHead(DomainError):
    """Nobody else looks after it."""

    code = "last_head"
    message = _("Nobody else looks after it. Please name somebody else first, or close it if it is a group.")


class OfficerStays(DomainError):
    """An officer of a group was to be put off by another."""

    code = "officer_stays"
    message = _("An officer is not put off by another. They hand the office over themselves.")


class CannotBeOneself(DomainError):
    """The office was to be handed over to oneself."""

    code = "cannot_be_oneself"
    field = "person"
    message = _("Please choose somebody else.")


class TooManyInvitations(DomainError):
    """An organisation invited too many within a day."""

    code = "too_many_invitations"
    field = "phone"
    message = _("You have invited %(limit)s people today. Please go on tomorrow.")


class ReopenTooLate(DomainError):
    """A closed group can no longer be opened again."""

    code = "reopen_too_late"
    message = _("A group can be opened again within %(days)s days. Please found a new one.")


class GroupLookedAfter(DomainError):
    """A group that somebody looks after is not to be taken over."""

    code = "group_looked_after"
    message = _("Somebody looks after this group. Please talk with them.")


class WantedMissing(DomainError):
    """Nothing was said, or too much."""

    code = "wanted_missing"
    field = "text"
    message = _("Please say in at most %(limit)s characters what you look for.")


class TooManyWanted(DomainError):
    """An organisation looks for too many things at once."""

    code = "too_many_wanted"
    message = _("You look for %(limit)s things already. Please take something off first.")
