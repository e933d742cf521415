"""The steps on the page of those who look after an organisation: each takes what its button posts and says what came.

A step names rows by their identifier; the operation looks whether they belong to what the actor looks after.
"""

from uuid import UUID

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from sanshe.domain.organisations import operations
from sanshe.domain.organisations.models import Organization
from sanshe.web.middleware import actor_of
from sanshe.web.parameters import text_in, uuid_in

NOTE_MAX = 200


def _named(request: HttpRequest, name: str) -> UUID:
    pk = uuid_in(request.POST, name)
    if pk is None:
        raise Http404
    return pk


def _decide(request: HttpRequest, organization: Organization) -> str:
    is_accepted = text_in(request.POST, "answer") == "yes"
    operations.decide_request(
        actor=actor_of(request),
        request_id=_named(request, "request"),
        is_accepted=is_accepted,
        note=text_in(request.POST, "note", longest=NOTE_MAX),
        at=request.at,
    )
    return _("They belong to it now, and are told.") if is_accepted else _("They are told why not.")


def _office(request: HttpRequest, organization: Organization) -> str:
    new = operations.give_office(
        actor=actor_of(request),
        membership_id=_named(request, "membership"),
        kind=text_in(request.POST, "kind"),
        title=text_in(request.POST, "title"),
        at=request.at,
    )
    return _("%(name)s: %(office)s from now on.") % {"name": new.person.public_name, "office": new.office}


def _remove(request: HttpRequest, organization: Organization) -> str:
    gone = operations.remove_member(
        actor=actor_of(request),
        membership_id=_named(request, "membership"),
        reason=text_in(request.POST, "reason", longest=NOTE_MAX),
        at=request.at,
    )
    return _("%(name)s does not belong to it any more. You can invite them again.") % {"name": gone.person.public_name}


def _uninvite(request: HttpRequest, organization: Organization) -> str:
    operations.withdraw_invitation(actor=actor_of(request), invitation_id=_named(request, "invitation"), at=request.at)
    return _("The invitation is taken back.")


def _end_wanted(request: HttpRequest, organization: Organization) -> str:
    is_met = text_in(request.POST, "answer") == "met"
    operations.end_wanted(actor=actor_of(request), wanted_id=_named(request, "wanted"), is_met=is_met, at=request.at)
    return _("Good that it was found.") if is_met else _("It is taken off your page.")


def _ask_for_a_look(request: HttpRequest, organization: Organization) -> str:
    operations.ask_verification(actor=actor_of(request), organization_id=organization.pk, at=request.at)
    return _("A worker of the community looks at it and tells you.")


ACTS = {
    "decide": _decide,
    "office": _office,
    "remove": _remove,
    "uninvite": _uninvite,
    "end_wanted": _end_wanted,
    "look": _ask_for_a_look,
}
