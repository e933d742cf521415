"""Appointing neighbours who hear disputes, for a term."""

from datetime import datetime, timedelta
from uuid import UUID

from sanshe.domain.people import operations as people
from sanshe.domain.people import queries
from sanshe.domain.people.choices import RoleKind
from sanshe.domain.people.errors import RoleForbidden
from sanshe.domain.people.models import Person, Role
from sanshe.domain.places.models import Community
from sanshe.domain.trust import rules
from sanshe.domain.trust.errors import NotAdmissible, NotYours, TermUnfit


def appoint_mediator(*, actor: Person, person_id: UUID, community: Community, until: datetime, at: datetime) -> Role:
    """Let a neighbour hear disputes until a day, as a worker of the community.

    Raises
    ------
    NotYours
        The actor may not give this part, or would give it to themselves.
    NotAdmissible
        Nobody confirmed that they live there, and no vouching reaches them.
    TermUnfit
        The term is shorter than a day or longer than three years.
    """
    if not at + timedelta(days=1) <= until <= at + rules.TERM_LONGEST:
        raise TermUnfit
    person = queries.person(pk=person_id)
    if person is None or not rules.may_be_appointed(person=person, community=community, at=at):
        raise NotAdmissible
    try:
        return people.give_role(
            actor=actor, person_id=person.pk, kind=RoleKind.MEDIATOR, community=community, at=at, ends_at=until
        )
    except RoleForbidden as error:
        raise NotYours from error


def dismiss_mediator(*, actor: Person, role_id: UUID, at: datetime) -> None:
    """End a mediator's term before its day; what they are hearing waits for another one to be named.

    Raises
    ------
    NotYours
        It is no mediator's part, or the actor may not end it.
    """
    role = queries.role(pk=role_id)
    if role is None or role.kind != RoleKind.MEDIATOR:
        raise NotYours
    try:
        people.take_role(actor=actor, role_id=role_id, at=at)
    except RoleForbidden as error:
        raise NotYours from error
