"""Looks, consents, a copy taken along and somebody who leaves, in the demo district."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sanshe.domain.people import operations as people_operations
from sanshe.domain.people.choices import ConsentKind
from sanshe.domain.people.models import Person
from sanshe.domain.places.models import Community
from sanshe.domain.privacy import operations
from sanshe.domain.privacy.choices import Writings

MESSAGES = "可以给我的手机发消息，比如有人能帮上忙了、小组有新通知了。"
# Who opened whose file, how many days ago.
LOOKS = [("p005", "p001", 41), ("p008", "p001", 12), ("p005", "p020", 33), ("p006", "p002", 9), ("p008", "p025", 6)]
# Whom a page of the residents' list showed, how many days ago.
LISTS = [("p005", "fangyuan", ("p001", "p003", "p004", "p016", "p020"), 20), ("p006", "lanan", ("p002", "p018"), 5)]
LEAVING = "p446"


def load(
    *,
    communities: Mapping[str, Community],
    people: Mapping[str, Person],
    organizations: Mapping[str, Any],
    at: datetime,
) -> None:
    """Let workers look at files, neighbours agree to messages, one take a copy along, and one move away."""

    def ago(days: int) -> datetime:
        return at - timedelta(days=days)

    for worker, resident, days in LOOKS:
        people_operations.look_at_person(
            actor=people[worker],
            person_id=people[resident].pk,
            community=_home(communities, worker),
            at=ago(days),
        )
    for worker, place, shown, days in LISTS:
        people_operations.look_at_residents(
            actor=people[worker], people=[people[key] for key in shown], community=communities[place], at=ago(days)
        )
    for key, days in (("p001", 30), ("p002", 28), ("p003", 27), ("p017", 14)):
        operations.agree(
            actor=people[key], person=people[key], kind=ConsentKind.MESSAGES, wording=MESSAGES, at=ago(days)
        )
    operations.take_consent_back(actor=people["p002"], person=people["p002"], kind=ConsentKind.MESSAGES, at=ago(8))
    operations.export_kept(actor=people["p002"], person=people["p002"], form="xlsx", at=ago(8))
    operations.ask_to_close(actor=people[LEAVING], person_id=people[LEAVING].pk, writings=Writings.LEAVE, at=ago(3))


def _home(communities: Mapping[str, Community], worker: str) -> Community:
    return communities["lanan" if worker == "p006" else "fangyuan"]
