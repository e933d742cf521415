"""Whose data a page is about: one's own, or those of a child whose guardian one is."""

from django.http import Http404, HttpRequest
from django.urls import reverse

from sanshe.domain.people.models import Person
from sanshe.domain.privacy import queries
from sanshe.web.middleware import actor_of
from sanshe.web.parameters import uuid_in


def whose_data(request: HttpRequest) -> Person:
    """Return the person whom `?for=` names, or who is signed in; nobody may know of another's page."""
    actor = actor_of(request)
    wanted = uuid_in(request.GET, "for")
    if wanted is None or wanted == actor.pk:
        return actor
    person = queries.person_to_see(actor=actor, pk=wanted, at=request.at)
    if person is None:
        raise Http404
    return person


def address(request: HttpRequest, name: str, person: Person, *args: object) -> str:
    """Return the address of a page about the same person."""
    suffix = "" if person == actor_of(request) else f"?for={person.pk}"
    return reverse(name, args=args) + suffix


def shown_of(request: HttpRequest, person: Person) -> dict:
    """Return what every page about somebody's data knows: whose they are, and the way on and back."""
    return {
        "person": person,
        "is_own": person == actor_of(request),
        "suffix": "" if person == actor_of(request) else f"?for={person.pk}",
    }
