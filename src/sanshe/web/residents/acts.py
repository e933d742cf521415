"""The steps a worker takes on somebody's file, each with its form and what is said once it is done."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _

from sanshe.domain.people import operations, queries
from sanshe.domain.people.errors import FileClosed, NoHomeYet
from sanshe.domain.people.models import Person
from sanshe.web.middleware import actor_of
from sanshe.web.parameters import uuid_in
from sanshe.web.residents.forms import HomeForm, KnownPersonForm, NothingForm, RoleForm


@dataclass(frozen=True)
class Act:
    """One step: its form, and the function that takes it and returns what to say."""

    form: type[forms.Form]
    run: Callable[[HttpRequest, Person, dict[str, Any]], str]


def _home(request: HttpRequest, person: Person, fields: dict[str, Any]) -> str:
    operations.enter_home(
        actor=actor_of(request),
        person_id=person.pk,
        community=queries.home_community(person=person, at=request.at),
        address=fields["address"],
        at=request.at,
    )
    return _("The home is written down.")


def _verify(request: HttpRequest, person: Person, fields: dict[str, Any]) -> str:
    operations.verify_residence(actor=actor_of(request), person_id=person.pk, at=request.at)
    return _("It is confirmed that %(name)s lives there.") % {"name": person.public_name}


def _letter(request: HttpRequest, person: Person, fields: dict[str, Any]) -> str:
    home = queries.home_of(person=person, at=request.at)
    if home is None:
        raise NoHomeYet
    operations.ask_for_letter(
        person=person,
        community=home.household.community,
        address=home.household.address,
        at=request.at,
        actor=actor_of(request),
    )
    return _("The letter waits to be printed.")


def _start_role(request: HttpRequest, person: Person, fields: dict[str, Any]) -> str:
    operations.give_role(
        actor=actor_of(request),
        person_id=person.pk,
        kind=fields["kind"],
        community=queries.home_community(person=person, at=request.at),
        at=request.at,
    )
    return _("%(name)s has this part from now on.") % {"name": person.public_name}


def _end_role(request: HttpRequest, person: Person, fields: dict[str, Any]) -> str:
    role = queries.role(pk=uuid_in(request.POST, "role"))
    if role is None or role.person_id != person.pk:
        raise FileClosed
    operations.take_role(actor=actor_of(request), role_id=role.pk, at=request.at)
    return _("This part has ended. It stays in the history.")


def _guardian(request: HttpRequest, person: Person, fields: dict[str, Any]) -> str:
    made = operations.confirm_guardian(actor=actor_of(request), minor_id=person.pk, at=request.at, **fields)
    return _("%(other)s may speak for %(name)s now.") % {
        "other": made.representative.public_name,
        "name": person.public_name,
    }


def _helper(request: HttpRequest, person: Person, fields: dict[str, Any]) -> str:
    made = operations.grant_helper(actor=actor_of(request), principal_id=person.pk, at=request.at, **fields)
    return _("%(other)s may speak for %(name)s now.") % {
        "other": made.representative.public_name,
        "name": person.public_name,
    }


def _stop(request: HttpRequest, person: Person, fields: dict[str, Any]) -> str:
    found = queries.representation(pk=uuid_in(request.POST, "representation"))
    if found is None or person.pk not in (found.principal_id, found.representative_id):
        raise FileClosed
    operations.stop_representation(actor=actor_of(request), representation_id=found.pk, at=request.at)
    return _("Nobody speaks through it any more.")


def _second(request: HttpRequest, person: Person, fields: dict[str, Any]) -> str:
    operations.propose_second_entry(actor=actor_of(request), person_id=person.pk, at=request.at, **fields)
    return _("Another worker looks at both entries now.")


ACTS = {
    "home": Act(HomeForm, _home),
    "verify": Act(NothingForm, _verify),
    "letter": Act(NothingForm, _letter),
    "start_role": Act(RoleForm, _start_role),
    "end_role": Act(NothingForm, _end_role),
    "guardian": Act(KnownPersonForm, _guardian),
    "helper": Act(KnownPersonForm, _helper),
    "stop": Act(NothingForm, _stop),
    "second": Act(KnownPersonForm, _second),
}
