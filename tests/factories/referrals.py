"""Referrals and promised calls for tests."""

from datetime import datetime, timedelta

from sanshe.domain.exchange.models import Need
from sanshe.domain.organisations.models import Organization
from sanshe.domain.people.models import Person
from sanshe.domain.places.models import Community
from sanshe.domain.referrals import operations
from sanshe.domain.referrals.models import CallBack, Referral
from tests.factories import AT


def make_referral(
    *, actor: Person, need: Need, organization: Organization, at: datetime = AT, consent_how: str = "spoken", **fields
) -> Referral:
    """Hand a need to an organisation with spoken consent."""
    return operations.refer(
        actor=actor, need_id=need.pk, organization_id=organization.pk, consent_how=consent_how, at=at, **fields
    )


def make_call(*, actor: Person, community: Community, at: datetime = AT, **fields) -> CallBack:
    """Put somebody on the list of calls, by a name and a number unless told."""
    given = {"words": "问问药拿到没有", "due_at": at + timedelta(hours=1), **fields}
    if "person" not in given:
        given = {"name": "赵叔", "phone": "13900000099", **given}
    return operations.ask_for_call(actor=actor, community=community, at=at, **given)
