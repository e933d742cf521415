"""What is looked for in the directory, and where it is found."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from sanshe.domain.catalogue import queries as catalogue
from sanshe.domain.organisations import queries
from sanshe.domain.organisations.choices import OrganizationKind
from sanshe.domain.places.models import Community
from sanshe.domain.taxonomy import queries as taxonomy
from sanshe.web.middleware import community_of
from sanshe.web.parameters import text_in
from sanshe.web.places.maps import Map, map_of, outline, spot

SPOTS_MAX = 500
NEAR, MAP = "near", "map"


@dataclass(frozen=True)
class Search:
    """What an address of the directory asks for."""

    community: Community | None
    words: str
    kind: str
    field: str
    is_verified: bool
    sort: str
    view: str

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the order was asked for."""
        return bool(self.words or self.kind or self.field or self.is_verified)

    @property
    def as_query(self) -> str:
        """The same search as it stands in an address, without the way it is shown."""
        said = {
            "q": self.words,
            "kind": self.kind,
            "field": self.field,
            "verified": "1" if self.is_verified else "",
            "sort": self.sort,
        }
        return urlencode({name: value for name, value in said.items() if value})

    def found(self, *, is_on_the_map: bool = False) -> QuerySet:
        """Return the organisations that are asked for."""
        services = catalogue.services(community=self.community)
        return queries.organizations(
            community=self.community,
            words=self.words,
            kind=self.kind,
            is_verified=self.is_verified,
            is_on_the_map=is_on_the_map,
            speaking_of=catalogue.services(community=self.community, words=self.words).values("organization")
            if self.words
            else None,
            among=services.filter(
                Q(category__field__code=self.field) | Q(category__parent__field__code=self.field)
            ).values("organization")
            if self.field
            else None,
            near=(self.community.longitude, self.community.latitude) if self.sort == NEAR and self.community else None,
        )

    def map(self) -> Map:
        """Return the map of those of whom it is known where they are."""
        features = [
            spot(
                longitude=one.longitude,
                latitude=one.latitude,
                title=one.display_name,
                text=one.get_kind_display(),
                url=reverse("organization", args=[one.pk]),
                icon="people" if one.is_group else "building",
            )
            for one in self.found(is_on_the_map=True)[:SPOTS_MAX]
        ]
        around = outline(boundary=self.community.boundary, title=self.community.name) if self.community else None
        return map_of(label=_("Map of the organisations"), features=[around, *features])


def search_in(request: HttpRequest) -> Search:
    """Return what the address asks for; what makes no sense is not asked."""
    kind, field = text_in(request.GET, "kind"), text_in(request.GET, "field")
    return Search(
        community=community_of(request),
        words=text_in(request.GET, "q"),
        kind=kind if kind in OrganizationKind.values else "",
        field=field,
        is_verified=text_in(request.GET, "verified") == "1",
        sort=NEAR if text_in(request.GET, "sort") == NEAR else "",
        view=MAP if text_in(request.GET, "view") == MAP else "",
    )


def public_fields() -> list[tuple[str, str]]:
    """Return the fields of public life that our categories belong to, with their names, in their order."""
    fields = {term.field for term in taxonomy.categories() if term.field}
    return [(term.code, term.name) for term in sorted(fields, key=lambda term: (term.position, term.code))]
