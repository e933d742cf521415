"""Who may hand on, answer, end, call, and put slips together."""

from datetime import datetime, timedelta

from sanshe.domain.exchange import rules as exchange
from sanshe.domain.exchange.models import Need
from sanshe.domain.organisations.rules import acts_for
from sanshe.domain.people.models import Person
from sanshe.domain.people.rules import is_worker
from sanshe.domain.places.models import Community
from sanshe.domain.referrals.choices import RUNNING, TRANSITIONS, CallState, ReferralState
from sanshe.domain.referrals.models import CallBack, Referral

USUAL_DEADLINE = timedelta(days=3)
LONGEST_DEADLINE = timedelta(days=30)
# A colleague who took a call and did nothing with it leaves it to others after this.
CALL_HELD = timedelta(minutes=30)


def may_refer(*, person: Person | None, need: Need, at: datetime) -> bool:
    """Tell whether somebody may hand a need to an organisation: its owner, or a worker of the community."""
    return exchange.is_owner(person=person, intent=need, at=at) or is_worker(
        person=person, community=need.community, at=at
    )


def answers_for(*, person: Person | None, referral: Referral, at: datetime) -> bool:
    """Tell whether somebody answers for the organisation: whoever acts for it."""
    return acts_for(person=person, organization_id=referral.organization_id, at=at)


def may_see_referral(*, person: Person | None, referral: Referral, at: datetime) -> bool:
    """Tell whether a referral opens: to who needs it, workers there, and the organisation until it is taken back."""
    if may_refer(person=person, need=referral.need, at=at):
        return True
    return referral.state != ReferralState.WITHDRAWN and answers_for(person=person, referral=referral, at=at)


def sees_contact(*, person: Person | None, referral: Referral, at: datetime) -> bool:
    """Tell whether the organisation sees how to reach who needs it: once it took them over, until it is over."""
    return referral.state == ReferralState.ACCEPTED and answers_for(person=person, referral=referral, at=at)


def can_move(*, referral: Referral, to: ReferralState) -> bool:
    """Tell whether the state machine knows this step."""
    return to in TRANSITIONS[ReferralState(referral.state)]


def may_take_back(*, person: Person | None, referral: Referral, at: datetime) -> bool:
    """Tell whether somebody may take a referral back while it runs: who needs it, or a worker there."""
    return referral.state in RUNNING and may_refer(person=person, need=referral.need, at=at)


def may_say_solved(*, person: Person | None, referral: Referral, at: datetime) -> bool:
    """Tell whether somebody may say if it is solved: who needs it, once the organisation says it is over."""
    return referral.state == ReferralState.CLOSED and exchange.is_owner(person=person, intent=referral.need, at=at)


def may_call(*, person: Person | None, community: Community | None, at: datetime) -> bool:
    """Tell whether the list of calls opens: to the workers of the community."""
    return is_worker(person=person, community=community, at=at)


def is_taken_by_another(*, call: CallBack, person: Person, at: datetime) -> bool:
    """Tell whether a colleague is on a call right now."""
    if call.state != CallState.OPEN or call.taken_by_id in (None, person.pk):
        return False
    return call.taken_at is not None and call.taken_at > at - CALL_HELD
