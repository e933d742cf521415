"""Homes, letters, helpers and a second entry in the demo district."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sanshe.domain.people import operations
from sanshe.domain.people.models import Person
from sanshe.domain.places.models import Community

# Who lives where, and who saw it: a worker's key, or nobody yet.
HOMES = [
    ("p001", "fangyuan", "纺园二院6栋2单元501", "p005"),
    ("p003", "fangyuan", "纺园一院5栋1单元302", "p005"),
    ("p004", "fangyuan", "纺园一院2栋3单元201", "p008"),
    ("p016", "fangyuan", "纺园一院10栋1单元602", "p008"),
    ("p017", "fangyuan", "纺园三院9栋2单元101", ""),
    ("p020", "fangyuan", "纺园二院2栋1单元102", "p005"),
    ("p021", "fangyuan", "纺园二院10栋2单元403", "p005"),
    ("p025", "fangyuan", "纺园三院10栋3单元201", "p008"),
    ("p002", "lanan", "澜岸一期3栋2单元1702", "p006"),
    ("p018", "lanan", "澜岸一期1栋1单元803", "p014"),
    ("p022", "lanan", "澜岸二期8栋1单元1101", ""),
    ("p023", "youfangjie", "蓝楼公寓4楼412", "p015"),
]
MOVED, VERIFIED, ASKED = timedelta(days=60), timedelta(days=45), timedelta(days=2)


def load(
    *,
    communities: Mapping[str, Community],
    people: Mapping[str, Person],
    organizations: Mapping[str, Any],
    at: datetime,
) -> None:
    """Let people live in homes, name helpers, wait for letters, and be entered twice."""
    for key, place, address, seen_by in HOMES:
        operations.move_home(
            person=people[key], community=communities[place], address=address, at=at - MOVED, actor=people[key]
        )
        if seen_by:
            operations.verify_residence(actor=people[seen_by], person_id=people[key].pk, at=at - VERIFIED)
    _letters(communities, people, at)
    _those_who_speak_for_others(communities, people, at)
    _entered_twice(communities, people, at)


def _letters(communities: Mapping[str, Community], people: Mapping[str, Person], at: datetime) -> None:
    """One letter waits to be printed in each of two communities, one is on its way, one was answered."""
    fangyuan, lanan = communities["fangyuan"], communities["lanan"]
    answered = people["p026"]
    asked = operations.ask_for_letter(
        person=answered, community=fangyuan, address="纺园二院13栋2单元301", at=at - VERIFIED, actor=answered
    )
    (letter,) = operations.print_letters(
        actor=people["p005"], community=fangyuan, at=at - VERIFIED, letter_ids=[asked.pk]
    )
    operations.redeem_residence_code(person=answered, code=letter.code, at=at - VERIFIED + timedelta(days=3))
    under_way = people["p022"]
    operations.ask_for_letter(
        person=under_way, community=lanan, address="澜岸二期8栋1单元1101", at=at - ASKED * 3, actor=under_way
    )
    operations.print_letters(actor=people["p006"], community=lanan, at=at - ASKED * 2)
    for key, community, address in (
        ("p017", fangyuan, "纺园三院9栋2单元101"),
        ("p027", fangyuan, "纺园三院11栋1单元502"),
        ("p024", lanan, "澜岸二期3栋2单元906"),
    ):
        operations.ask_for_letter(
            person=people[key], community=community, address=address, at=at - ASKED, actor=people[key]
        )


def _those_who_speak_for_others(
    communities: Mapping[str, Community], people: Mapping[str, Person], at: datetime
) -> None:
    """Name a helper for an elder without a phone, and confirm the guardian of a child."""
    worker, neighbour, mother = people["p008"], people["p017"], people["p027"]
    operations.grant_helper(
        actor=worker,
        principal_id=people["p025"].pk,
        phone=neighbour.phone,
        name=neighbour.full_name,
        at=at - VERIFIED,
    )
    child = operations.enter_resident(
        actor=worker,
        community=communities["fangyuan"],
        full_name="袁一诺",
        form_of_address="诺诺",
        birth_year=at.year - 9,
        address="纺园三院11栋1单元502",
        at=at - VERIFIED,
    )
    operations.confirm_guardian(
        actor=worker, minor_id=child.pk, phone=mother.phone, name=mother.full_name, at=at - VERIFIED
    )


def _entered_twice(communities: Mapping[str, Community], people: Mapping[str, Person], at: datetime) -> None:
    """Two elders were entered once more from paper: one pair waits for a second look, one was not noticed yet."""
    worker, fangyuan = people["p005"], communities["fangyuan"]
    for key, address, is_proposed in (
        ("p021", "纺园二院十栋2单元403", True),
        ("p029", "纺园二院14栋1单元101", False),
    ):
        known = people[key]
        again = operations.enter_resident(
            actor=worker,
            community=fangyuan,
            full_name=known.full_name,
            form_of_address=known.form_of_address,
            birth_year=known.birth_year,
            address=address,
            at=at - ASKED,
        )
        if is_proposed:
            operations.propose_merge(
                actor=worker,
                kept_id=known.pk,
                merged_id=again.pk,
                reason="纸上又登记了一次，门牌、年龄都对得上",
                at=at - ASKED,
            )
