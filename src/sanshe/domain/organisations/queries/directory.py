"""Who is who, and whose words fit what somebody asks."""

import math
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import (
    Case,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    FloatField,
    OuterRef,
    Q,
    QuerySet,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Concat

from sanshe.domain.organisations.choices import WantedStatus
from sanshe.domain.organisations.models import Organization, Wanted
from sanshe.domain.organisations.rules import running_memberships
from sanshe.domain.places.models import Community
from sanshe.engines.language.tokens import tokenize

WORDS_USED = 8
# What a question for somebody begins and ends with; it says nothing about what is asked for.
_ASKING = re.compile(
    r"^(请问|想问|问一下|有没有|这里|我们|咱们|社区|院子|里|附近|有|谁|哪个|哪位|人|家)*"
    r"(会|能够|能|可以|懂|晓得|知道|愿意|肯)*"
    r"|[吗嘛么呢呀啊？?。.！!]+$"
    r"|^who( here)? (can|could|knows how to|is able to) ",
    re.IGNORECASE,
)
NAME_WEIGHT, TEXT_WEIGHT = 3, 1


@dataclass(frozen=True)
class Fitting:
    """An organisation that fits a question, and the words of the question that it speaks of."""

    organization: Organization
    words: tuple[str, ...]


def organizations(
    *,
    community: Community | None,
    words: str = "",
    kind: str = "",
    is_verified: bool = False,
    speaking_of: QuerySet | None = None,
    among: QuerySet | None = None,
    is_on_the_map: bool = False,
    near: tuple[float, float] | None = None,
) -> QuerySet[Organization]:
    """Return the organisations of a community and of the whole district that have not been closed.

    `speaking_of` are identifiers that fit the words for reasons known elsewhere (what they offer); `among` are those
    the list is narrowed to. The order is by name or, with `near` (longitude, latitude), by how near they are; those of
    whom nobody knows where they are come last.
    """
    found = Organization.objects.filter(Q(community=community) | Q(community=None), closed_at=None)
    found = found.select_related("community")
    if kind:
        found = found.filter(kind=kind)
    if is_verified:
        found = found.filter(verified_at__isnull=False)
    if is_on_the_map:
        found = found.filter(longitude__isnull=False)
    if among is not None:
        found = found.filter(pk__in=among)
    if words:
        own = Q()
        for word in words.split()[:WORDS_USED]:
            own &= _says(word)
        found = found.filter(own | Q(pk__in=speaking_of) if speaking_of is not None else own)
    if near:
        return found.annotate(far=_far(*near)).order_by(F("far").asc(nulls_last=True), "name", "id")
    return found.order_by("name", "id")


def organization(*, pk: UUID) -> Organization | None:
    """Return one organisation."""
    return Organization.objects.filter(pk=pk).select_related("community").first()


def member_counts(*, organizations: Iterable[Organization], at: datetime) -> dict[UUID, int]:
    """Return how many people belong to each of these organisations, in one query; those with none are left out."""
    rows = running_memberships(at=at).filter(organization__in=[one.pk for one in organizations], person__closed_at=None)
    return dict(rows.values_list("organization").annotate(count=Count("pk")).order_by())


def wanted_of(*, organization: Organization, is_open: bool = True) -> QuerySet[Wanted]:
    """Return what an organisation looks for, the newest first; what it has found or gave up only if asked for."""
    found = Wanted.objects.filter(organization=organization)
    return found.filter(status=WantedStatus.OPEN) if is_open else found


def fitting_organizations(
    *, question: str, community: Community | None, kinds: tuple[str, ...] = (), limit: int = 10
) -> list[Fitting]:
    """Return the organisations whose name, purpose or search speaks of what a question asks for, the best first.

    「谁会修水管」 asks for 修水管: the words of asking are left out.
    """
    asked = _asked_for(question)
    if not asked:
        return []
    text = Concat("alternate_name", Value(" "), "description", Value(" "), "description_en", output_field=TextField())
    found = Organization.objects.filter(Q(community=community) | Q(community=None), closed_at=None)
    if kinds:
        found = found.filter(kind__in=kinds)
    score: Value | Case = Value(0)
    fits = Q()
    for word in asked:
        score = score + Case(
            When(Q(name__icontains=word) | Q(name_en__icontains=word), then=NAME_WEIGHT),
            When(Q(text__icontains=word) | Exists(_wanted_saying(word)), then=TEXT_WEIGHT),
            default=0,
        )
        fits |= _says(word)
    best = (
        found.annotate(text=text)
        .filter(fits)
        .annotate(score=score)
        .select_related("community")
        .order_by("-score", "name", "id")[:limit]
    )
    wanted = _open_wanted(best)
    return [Fitting(one, _spoken_of(one, asked, wanted.get(one.pk, ""))) for one in best]


def _asked_for(question: str) -> list[str]:
    plain = " ".join(unicodedata.normalize("NFKC", question).split())
    plain = _ASKING.sub("", plain).strip()
    words = list(dict.fromkeys(word for run in re.findall(r"\w+", plain) for word in _words_in(run)))
    return words[:WORDS_USED]


def _words_in(run: str) -> tuple[str, ...]:
    if run.isascii():
        return (run,) if len(run) > 2 else ()
    return tuple(token.removeprefix("w:") for token in tokenize(run))


def _says(word: str) -> Q:
    return (
        Q(name__icontains=word)
        | Q(name_en__icontains=word)
        | Q(alternate_name__icontains=word)
        | Q(description__icontains=word)
        | Q(description_en__icontains=word)
        | Exists(_wanted_saying(word))
    )


def _wanted_saying(word: str) -> QuerySet[Wanted]:
    said = Q(text__icontains=word) | Q(text_en__icontains=word)
    return Wanted.objects.filter(said, organization=OuterRef("pk"), status=WantedStatus.OPEN)


def _open_wanted(organizations: Iterable[Organization]) -> dict[UUID, str]:
    rows = Wanted.objects.filter(organization__in=[one.pk for one in organizations], status=WantedStatus.OPEN)
    texts: dict[UUID, str] = {}
    for pk, text, text_en in rows.values_list("organization", "text", "text_en"):
        texts[pk] = f"{texts.get(pk, '')} {text} {text_en}"
    return texts


def _spoken_of(organization: Organization, asked: list[str], wanted: str) -> tuple[str, ...]:
    said = " ".join(
        (
            organization.name,
            organization.name_en,
            organization.alternate_name,
            organization.description,
            organization.description_en,
            wanted,
        )
    ).lower()
    found = [word for word in asked if word.lower() in said]
    return tuple(word for word in found if not any(word != other and word in other for other in found))


def _far(longitude: float, latitude: float) -> ExpressionWrapper:
    """Return the expression for the square of how far it is, in degrees of latitude: enough to sort a district."""
    east = (F("longitude") - Value(longitude)) * Value(math.cos(math.radians(latitude)))
    north = F("latitude") - Value(latitude)
    return ExpressionWrapper(east * east + north * north, output_field=FloatField())
