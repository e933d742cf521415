"""Ways on from the two pages where people come home to: their own things, and the worker's desk."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from sanshe.domain.boards import queries as boards
from sanshe.domain.notifications import queries as notifications
from sanshe.domain.organisations import queries as organisations
from sanshe.domain.organisations import rules as organisation_rules
from sanshe.domain.people import queries as people
from sanshe.domain.people import rules
from sanshe.domain.places.models import Community
from sanshe.domain.proxy import queries as proxy
from sanshe.web.middleware import actor_of


@dataclass(frozen=True)
class Door:
    """The values of one door that components/doors.html takes."""

    url: str
    icon: str
    title: str
    note: str = ""
    count: int = 0


def own_doors(request: HttpRequest) -> list[Door]:
    """Return where somebody finds what else is theirs."""
    actor = actor_of(request)
    for_others = [
        Door(
            url=f"{reverse('mine')}?for={one.principal.pk}",
            icon="people",
            title=_("For %(name)s") % {"name": one.principal.public_name},
            note=_("You may act for them"),
        )
        for one in people.representations_by(person=actor, at=request.at)
    ]
    unread = notifications.unread_count(person=actor)
    invited = len(organisations.invitations_for(person=actor))
    return [
        Door(reverse("news"), "bell", _("News"), _("What happened to your things"), unread),
        *for_others,
        Door(reverse("invitations"), "people", _("My groups and organisations"), _("And who invites you"), invited),
        Door(reverse("boards"), "megaphone", _("Notices and talk"), _("Your groups and your community")),
        Door(reverse("entered"), "file-earmark-text", _("Written down for me"), _("By a worker, with receipts")),
        Door(reverse("my_home"), "house-heart", _("My home"), _("Your address and who lives there")),
        Door(reverse("my_helpers"), "person-heart", _("Who may speak for me"), _("Children, neighbours, guardians")),
        Door(reverse("my_data"), "shield-lock", _("My data"), _("See it, take it along, correct it, have it deleted")),
    ]


def desk_doors(request: HttpRequest, *, community: Community) -> list[Door]:
    """Return the tools of the desk that open for this person."""
    actor = actor_of(request)
    doors = []
    if rules.is_worker(person=actor, community=community, at=request.at):
        to_check = proxy.entries_to_check(actor=actor, community=community, at=request.at).count()
        duplicates = people.merges_to_review(community=community).count()
        doors = [
            Door(reverse("proxy"), "pencil", _("Write for somebody"), _("On paper, by telephone, at the counter")),
            Door(reverse("proxy_check_list"), "eye", _("Second look"), _("What colleagues typed in"), to_check),
            Door(reverse("residents"), "person-vcard", _("Residents"), _("Homes, roles, who speaks for whom")),
            Door(reverse("duplicates"), "diagram-3", _("Entered twice?"), _("Two entries, one person"), duplicates),
        ]
    if boards.moderates_somewhere(person=actor, at=request.at):
        reports = boards.reports_waiting(person=actor, at=request.at).count()
        appeals = boards.appeals_waiting(person=actor, at=request.at).count()
        doors.append(
            Door(reverse("moderation"), "flag", _("Reported"), _("Notices that hurt somebody"), reports + appeals)
        )
    if organisation_rules.may_see_verifications(person=actor, community=community, at=request.at):
        waiting = organisations.verifications_to_decide(person=actor, at=request.at).count()
        note = _("Who asks to be looked at")
        doors.append(Door(reverse("organizations_to_verify"), "building-check", _("Organisations"), note, waiting))
    doors.append(
        Door(reverse("place", args=[community.code]), "map", _("The community"), _("Outline, population, map"))
    )
    return doors
