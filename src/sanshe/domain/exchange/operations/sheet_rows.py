"""What one row of a list becomes: a need posted for a resident, or a service with its offer."""

import hashlib
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q

from sanshe.domain.catalogue import operations as catalogue
from sanshe.domain.catalogue.models import Service
from sanshe.domain.exchange.models import Need
from sanshe.domain.exchange.operations.directories import offer_service
from sanshe.domain.exchange.operations.intents import post_need
from sanshe.domain.notifications.choices import NewsKind
from sanshe.domain.notifications.operations import notify
from sanshe.domain.organisations import queries as organisations
from sanshe.domain.organisations.models import Organization
from sanshe.domain.people import queries as people
from sanshe.domain.people.choices import ConsentKind
from sanshe.domain.people.errors import PhoneUnreadable
from sanshe.domain.people.models import Person
from sanshe.domain.people.models.addresses import address_key
from sanshe.domain.people.operations.phones import normalize_phone
from sanshe.domain.people.queries.duplicates import plain_name
from sanshe.domain.people.rules import speaks_for
from sanshe.domain.places.models import Community
from sanshe.domain.taxonomy import queries as taxonomy
from sanshe.domain.taxonomy.models import TaxonomyTerm
from sanshe.kernel.errors import DomainError

SOURCE = "sheet"
# The end of a phone number names somebody among those of one name.
PHONE_END_MIN = 4
# So much of a sentence stands in a piece of news.
WORDS_MAX = 40
# In which column of the list stands what a refusal of the rules is about.
COLUMN_OF = {
    "sentence": "sentence",
    "starts_at": "starts",
    "ends_at": "ends",
    "is_private": "private",
    "confidence": "private",
    "organization": "organization",
}


@dataclass(frozen=True)
class Outcome:
    """What became of a row: something new, something known, or problems; `said` is kept with the row."""

    print: str = ""
    is_new: bool = False
    is_known: bool = False
    problems: tuple[dict[str, Any], ...] = ()
    said: Mapping[str, Any] = field(default_factory=dict)


def refused(row: Mapping[str, Any], column: str, code: str, **params: object) -> Outcome:
    """Return that a row cannot be taken, as it is kept."""
    said = {name: str(value) for name, value in params.items()}
    return Outcome(problems=({"row": row["row"], "column": column, "code": code, "params": said},))


class NeedRows:
    """Takes rows of needs: finds whom each names, and posts it for them."""

    def __init__(self, *, rows: Sequence[Mapping[str, Any]], community: Community, actor: Person, at: datetime) -> None:
        self.community, self.actor, self.at = community, actor, at
        self.categories = {one.code: one for one in taxonomy.categories()}
        self.router = taxonomy.router()
        self.residents: dict[str, list[Person]] = defaultdict(list)
        wanted = {name for row in rows for name in (row["name"], _folded(row["name"]))}
        named = Q(full_name__in=wanted) | Q(form_of_address__in=wanted)
        for person in people.residents(community=community, at=at).filter(named):
            for name in {plain_name(person.full_name), plain_name(person.form_of_address)} - {""}:
                self.residents[name].append(person)

    def take(self, row: Mapping[str, Any], *, prints: Mapping[str, int]) -> Outcome:
        """Post the need of a row for the resident it names, unless it is here already."""
        person = self._resident(row)
        if isinstance(person, Outcome):
            return person
        if standing := self._standing(row, person):
            return standing
        category = _category(row, row["sentence"], self.categories, self.router)
        if isinstance(category, Outcome):
            return category
        said = fingerprint(self.community.code, str(person.pk), row["sentence"], row["starts_at"], row["time_text"])
        if said in prints:
            return refused(row, "sentence", "row_twice", earlier=prints[said])
        kept = {"print": said, "category": category.code if category else ""}
        if Need.objects.filter(source=SOURCE, source_id=said).exists():
            return Outcome(print=said, is_known=True, said={**kept, "is_known": True})
        try:
            need = post_need(
                actor=self.actor,
                receiver=person,
                community=self.community,
                category=category,
                starts_at=_instant(row["starts_at"]),
                ends_at=_instant(row["ends_at"]),
                at=self.at,
                **{name: row[name] for name in NEED_FIELDS},
            )
        except DomainError as error:
            return refused(row, COLUMN_OF.get(error.field or "", "name"), error.code, **error.params)
        Need.objects.filter(pk=need.pk).update(source=SOURCE, source_id=said)
        self._tell(person, need)
        return Outcome(print=said, is_new=True, said=kept)

    def _tell(self, person: Person, need: Need) -> None:
        """Tell a resident what was written for them; what was told in confidence without its words."""
        if person == self.actor:
            return
        sentence = "" if need.is_private else need.sentence[:WORDS_MAX]
        words = {"name": self.actor.public_name, "sentence": sentence}
        notify(people=[person], kind=NewsKind.ENTERED_FOR_YOU, subject=need, at=self.at, words=words)

    def _resident(self, row: Mapping[str, Any]) -> Person | Outcome:
        """Return the one resident that a row names: by name, and where two have it, by phone or home."""
        found = self.residents.get(plain_name(row["name"]), [])
        if not found:
            return refused(row, "name", "resident_unknown", value=row["name"])
        if row["phone"]:
            found = [one for one in found if _has_phone(one, row["phone"])]
            if not found:
                return refused(row, "phone", "resident_without_phone", value=row["name"])
        if row["address"]:
            key = address_key(text=row["address"], within=self.community.name_zh)
            found = [one for one in found if key and self._lives_at(one, key)]
            if not found:
                return refused(row, "address", "resident_without_home", value=row["name"])
        if len(found) > 1:
            return refused(row, "name", "resident_ambiguous", value=row["name"], count=len(found))
        return found[0]

    def _lives_at(self, person: Person, key: str) -> bool:
        home = address_key(text=person.home_address or "", within=self.community.name_zh)
        rest = home.removeprefix(key)
        # 「1栋」 is not the beginning of 「12栋」: after a number no further digit follows.
        return home.startswith(key) and not (key[-1].isdigit() and rest[:1].isdigit())

    def _standing(self, row: Mapping[str, Any], person: Person) -> Outcome | None:
        """Return why the actor may not write for this person, in words that say what to do."""
        if speaks_for(person=self.actor, principal_id=person.pk, at=self.at):
            return None
        if person.claimed_at:
            return refused(row, "name", "resident_writes_themselves", value=person.public_name)
        if not people.has_consented(person=person, kind=ConsentKind.PROXY_ENTRY):
            return refused(row, "name", "resident_not_agreed", value=person.public_name)
        return refused(row, "name", "resident_unknown", value=row["name"])


class ServiceRows:
    """Takes rows of services: finds the organisation, lists the service and makes it findable."""

    def __init__(self, *, rows: Sequence[Mapping[str, Any]], community: Community, actor: Person, at: datetime) -> None:
        self.community, self.actor, self.at = community, actor, at
        self.categories = {one.code: one for one in taxonomy.categories()}
        self.router = taxonomy.router()
        self.organizations: dict[str, list[Organization]] = defaultdict(list)
        for one in organisations.organizations(community=community):
            for name in {plain_name(name) for name in (one.name, one.name_en, one.alternate_name)} - {""}:
                self.organizations[name].append(one)
        wanted = {one.pk for row in rows for one in self.organizations.get(plain_name(row["organization"]), [])}
        here = Service.objects.filter(Q(community=community) | Q(community=None), organization__in=wanted)
        self.listed = {(owner, plain_name(name)) for owner, name in here.values_list("organization", "name")}

    def take(self, row: Mapping[str, Any], *, prints: Mapping[str, int]) -> Outcome:
        """List the service of a row and offer it in the community, unless it is here already."""
        found = self.organizations.get(plain_name(row["organization"]), [])
        if len(found) != 1:
            code = "organization_ambiguous" if found else "organization_unknown"
            return refused(row, "organization", code, value=row["organization"])
        category = _category(row, f"{row['name']} {row['description'][:200]}", self.categories, self.router)
        if isinstance(category, Outcome):
            return category
        said = fingerprint(self.community.code, str(found[0].pk), row["name"])
        if said in prints:
            return refused(row, "name", "row_twice", earlier=prints[said])
        kept = {"print": said, "category": category.code if category else ""}
        if (found[0].pk, plain_name(row["name"])) in self.listed or self._is_known(said):
            return Outcome(print=said, is_known=True, said={**kept, "is_known": True})
        try:
            service = catalogue.list_service(
                organization=found[0],
                community=self.community,
                category=category,
                actor=self.actor,
                at=self.at,
                source=SOURCE,
                source_id=said,
                **{name: row[name] for name in SERVICE_FIELDS},
            )
            offer_service(service=service, community=self.community, actor=self.actor, at=self.at)
        except DomainError as error:
            return refused(row, COLUMN_OF.get(error.field or "", "name"), error.code, **error.params)
        return Outcome(print=said, is_new=True, said=kept)

    def _is_known(self, said: str) -> bool:
        return Service.objects.filter(source=SOURCE, source_id=said).exists()


NEED_FIELDS = (
    "sentence",
    "time_text",
    "place_text",
    "age_band",
    "age_years",
    "party_size",
    "helpers_wanted",
    "at_home",
    "is_urgent",
    "is_private",
    "cost_basis",
)
SERVICE_FIELDS = (
    "name",
    "description",
    "cost_basis",
    "fees_text",
    "minimum_age",
    "maximum_age",
    "hours_text",
    "weekly_hours",
    "place_text",
    "capacity",
    "phone",
)


def fingerprint(*parts: str) -> str:
    """Return by what a row is known again: what it says, however it is spaced or spelt in width."""
    plain = "\n".join(plain_name(part) for part in parts)
    return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()[:40]


def _category(
    row: Mapping[str, Any], text: str, categories: Mapping[str, TaxonomyTerm], router: Any
) -> TaxonomyTerm | Outcome | None:
    """Return the category that was chosen; where none was, the one that the words leave no doubt about."""
    code = row["category"]
    if code and code not in categories:
        return refused(row, "category", "category_gone")
    if not code:
        route = router.route(text)
        code = "" if route.abstains else route.routings[0].code
    return categories.get(code)


def _has_phone(person: Person, text: str) -> bool:
    digits = "".join(char for char in _folded(text) if char.isdecimal())
    try:
        return person.phone == normalize_phone(text=text)
    except PhoneUnreadable:
        return bool(person.phone) and len(digits) >= PHONE_END_MIN and person.phone.endswith(digits)


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def _instant(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
