"""Ways on from the two pages where people come home to: their own things, and the worker's desk."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from sanshe.domain.boards import queries as boards
from sanshe.domain.exchange import rules as exchange_rules
from sanshe.domain.notifications import queries as notifications
from sanshe.domain.organisations import queries as organisations
from sanshe.domain.organisations import rules as organisation_rules
from sanshe.domain.people import queries as people
from sanshe.domain.people import rules
from sanshe.domain.people.models import Person
from sanshe.domain.places.models import Community
from sanshe.domain.proxy import queries as proxy
from sanshe.domain.referrals import queries as referrals
from sanshe.domain.trust import queries as trust
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
        Door(reverse("credits"), "clock-history", _("Time credits"), _("What you gave and received in hours")),
        Door(reverse("my_home"), "house-heart", _("My home"), _("Your address and who lives there")),
        Door(reverse("my_helpers"), "person-heart", _("Who may speak for me"), _("Children, neighbours, guardians")),
        Door(reverse("reviews_to_write"), "chat-quote", _("Say how it was"), _("After a promise, in a few words")),
        Door(reverse("vouching"), "person-check", _("Neighbours’ word"), _("Who vouches for me, and for whom I do")),
        *_hearings(actor),
        Door(reverse("my_data"), "shield-lock", _("My data"), _("See it, take it along, correct it, have it deleted")),
    ]


def _hearings(actor: Person) -> list[Door]:
    """Return the way to what somebody is to hear; nobody else needs it."""
    waiting = trust.hearings_of(mediator=actor).count()
    note = _("Both sides wait for you")
    return [Door(reverse("my_hearings"), "people", _("What I am to hear"), note, waiting)] if waiting else []


def desk_doors(request: HttpRequest, *, community: Community) -> list[Door]:
    """Return the tools of the desk that open for this person."""
    actor = actor_of(request)
    doors = []
    if rules.is_worker(person=actor, community=community, at=request.at):
        to_check = proxy.entries_to_check(actor=actor, community=community, at=request.at).count()
        referred = referrals.referrals_of_community(community=community, part="waiting", at=request.at).count()
        to_call = referrals.calls_due(community=community, at=request.at)
        disputed = len(trust.disputes(community=community, at=request.at))
        said = trust.reported_reviews(person=actor, at=request.at).count()
        duplicates = people.merges_to_review(community=community).count()
        doors = [
            Door(reverse("proxy"), "pencil", _("Write for somebody"), _("On paper, by telephone, at the counter")),
            Door(reverse("proxy_check_list"), "eye", _("Second look"), _("What colleagues typed in"), to_check),
            Door(reverse("sheets"), "table", _("Take in a list"), _("Needs and services from Excel")),
            Door(reverse("residents"), "person-vcard", _("Residents"), _("Homes, roles, who speaks for whom")),
            Door(reverse("referrals"), "send", _("Referrals"), _("Needs that organisations take over"), referred),
            Door(reverse("calls"), "telephone", _("Calls to make"), _("Whom somebody promised to call"), to_call),
            Door(reverse("duplicate_needs"), "layers", _("Written twice?"), _("Two slips, one need")),
            Door(reverse("disputes"), "people", _("Disputes"), _("Who hears them, and until when"), disputed),
            Door(reverse("reported_reviews"), "chat-quote", _("Reported reviews"), _("Words that hurt somebody"), said),
            Door(reverse("credit_desk"), "clock-history", _("Time credits"), _("Open, close, the common pot")),
            Door(reverse("duplicates"), "diagram-3", _("Entered twice?"), _("Two entries, one person"), duplicates),
            Door(reverse("clearing_rounds"), "calendar-event", _("Plan a week"), _("Needs and helpers at once")),
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
    if exchange_rules.may_weigh(person=actor, at=request.at):
        note = _("Six parts, 100 points")
        doors.append(Door(reverse("weights"), "sliders", _("What counts when something fits"), note))
    if exchange_rules.may_teach(person=actor, at=request.at):
        note = _("What was learned, and how well")
        doors.append(Door(reverse("sorting"), "tags", _("How sentences are sorted"), note))
    doors.append(
        Door(reverse("evidence"), "clipboard-data", _("What could not be met"), _("How often, for whom, and why"))
    )
    doors.append(
        Door(reverse("place", args=[community.code]), "map", _("The community"), _("Outline, population, map"))
    )
    return doors
