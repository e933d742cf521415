"""What is kept about a person, in whatever area it stands.

The rows are found by walking the models, so that an area that comes later cannot be forgotten; what of a row is shown
stands in `choices.RELATIONS`. Of other people nothing is shown but how neighbours call them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import CharField, Count, Field, Model, QuerySet, Value
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from sanshe.domain.boards.models import ModerationAct
from sanshe.domain.people.models import Person
from sanshe.domain.privacy.choices import ENTRY_FIELDS, FIELD_WORDS, RELATIONS, Kept, Part

# What the name of such a thing is made of, beyond the thing itself.
_NAMED_BY = {"boards.board": ("organization", "community")}


@dataclass(frozen=True)
class FieldValue:
    """One field of a row: its name, its words, the value (things by their name) and how that is said."""

    name: str
    words: str
    value: object
    said: str

    @property
    def stored(self) -> object:
        """The value as JSON keeps it."""
        return _plain(self.value)


@dataclass(frozen=True)
class KeptRow:
    """One thing that is kept: its identifier, what it is, and its fields."""

    pk: object
    label: str
    fields: tuple[FieldValue, ...]

    @property
    def telling(self) -> tuple[FieldValue, ...]:
        """The fields that tell something: neither empty nor a plain no."""
        return tuple(one for one in self.fields if one.said and one.value not in (False, 0))


@dataclass(frozen=True)
class Section:
    """One kind of thing within a part: its declaration, and how many there are."""

    key: str
    kept: Kept
    count: int


def relations() -> Iterator[tuple[str, type[Model], Field]]:
    """Yield every foreign key to a person: its key in `choices.RELATIONS`, its model, and the field."""
    for model in sorted(apps.get_models(include_auto_created=True), key=lambda one: one._meta.label_lower):
        for field in model._meta.local_concrete_fields:
            if field.is_relation and field.related_model is Person:
                yield f"{model._meta.label_lower}.{field.name}", model, field


def entries_of(*, person: Person) -> list[Person]:
    """Return somebody's entry and those that became one with it."""
    return [person, *Person.objects.filter(merged_into=person)]


def counts(*, person: Person) -> dict[str, int]:
    """Return how many rows each relation has that has any, of this person and the entries that became one with them."""
    ids = [one.pk for one in entries_of(person=person)]
    each = [
        model._base_manager.filter(**{f"{field.name}__in": ids})
        .order_by()
        .annotate(key=Value(key, output_field=CharField()))
        .values("key")
        .annotate(count=Count("pk"))
        .values_list("key", "count")
        for key, model, field in relations()
    ]
    return {key: count for key, count in each[0].union(*each[1:], all=True) if count}


def sections(*, person: Person) -> dict[Part, list[Section]]:
    """Return what is kept about somebody by part, in the order of the parts; parts without anything are empty."""
    found = counts(person=person)
    return {
        part: [Section(key, kept, found[key]) for key, kept in RELATIONS.items() if kept.part == part and key in found]
        for part in Part
    }


def section(*, person: Person, key: str) -> QuerySet:
    """Return the rows of one relation, the newest first, to be paged."""
    model, field = _relation(key)
    return _with_names(model, RELATIONS[key], model._base_manager.filter(**{f"{field}__in": entries_of(person=person)}))


def rows_of(*, key: str, found: Iterable[Model]) -> list[KeptRow]:
    """Return what is shown of rows of one relation."""
    kept = RELATIONS[key]
    return [_row(row, str(kept.label), kept.shown) for row in found]


def entry_row(*, person: Person) -> KeptRow:
    """Return what is kept of a person themselves."""
    return _row(person, str(Part.ENTRY.label), ENTRY_FIELDS)


def _row(row: Model, label: str, names: Iterable[str]) -> KeptRow:
    return KeptRow(pk=row.pk, label=label, fields=tuple(_value(row, name) for name in names))


def _relation(key: str) -> tuple[type[Model], str]:
    label, _dot, field = key.rpartition(".")
    return apps.get_model(label), field


def _with_names(model: type[Model], kept: Kept, rows: QuerySet) -> QuerySet:
    named = []
    for name in kept.shown:
        field = model._meta.get_field(name)
        if field.is_relation:
            named.append(name)
            named += [f"{name}__{more}" for more in _NAMED_BY.get(field.related_model._meta.label_lower, ())]
    return rows.select_related(*named).order_by("-pk") if named else rows.order_by("-pk")


def _value(row: Model, name: str) -> FieldValue:
    field = row._meta.get_field(name)
    value = getattr(row, name)
    if isinstance(value, Model):
        value = said = _called(value)
    elif field.choices and value not in (None, ""):
        said = str(getattr(row, f"get_{name}_display")())
    else:
        said = _said(value)
    return FieldValue(name=name, words=str(FIELD_WORDS[name]), value=value, said=said)


def _called(thing: Model) -> str:
    """Return the words by which a thing is known; of a person never more than how neighbours call them."""
    if isinstance(thing, Person):
        return thing.public_name or _("A neighbour")
    for name in ("display_name", "heading", "words", "name"):
        if words := getattr(thing, name, ""):
            return str(words)
    if isinstance(thing, ModerationAct):
        return str(thing.get_kind_display())
    return str(thing)


def _said(stored: object) -> str:
    if stored is None or stored == "" or stored == [] or stored == {}:
        return ""
    if isinstance(stored, bool):
        return pgettext("value", "yes") if stored else pgettext("value", "no")
    if isinstance(stored, datetime):
        return date_format(localtime(stored), "Y-m-d H:i")
    if isinstance(stored, time):
        return f"{stored:%H:%M}"
    if isinstance(stored, dict):
        return "; ".join(f"{_word(name)}: {said}" for name, value in stored.items() if (said := _said(value)))
    if isinstance(stored, list | tuple):
        return ", ".join(_said(one) for one in stored)
    return str(stored)


def _word(name: Any) -> str:
    return str(FIELD_WORDS.get(str(name), name))


def _plain(stored: object) -> object:
    """Return a value as JSON keeps it."""
    if isinstance(stored, datetime | date | time):
        return stored.isoformat()
    if isinstance(stored, UUID | timedelta):
        return str(stored)
    if isinstance(stored, dict):
        return {str(name): _plain(value) for name, value in stored.items()}
    if isinstance(stored, list | tuple):
        return [_plain(one) for one in stored]
    return stored
