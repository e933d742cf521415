"""Forms, entries and receipts for tests."""

from sanshe.domain.people.choices import ConsentKind
from sanshe.domain.people.models import Person
from sanshe.domain.places.models import Community
from sanshe.domain.proxy import operations
from sanshe.domain.proxy.models import FormSheet
from sanshe.domain.proxy.operations import Agreed, Issued
from tests.factories import AT

CONSENT = Agreed(kind=ConsentKind.PROXY_ENTRY, wording="我同意社区工作者替我填写。")
SENTENCE = "想找人每周三上午陪我去菜市场"


def make_sheet(*, worker: Person, community: Community, kind: str = "need", **fields) -> FormSheet:
    """Print one form."""
    return operations.print_sheets(
        actor=worker, community=community, kind=kind, count=1, at=fields.pop("at", AT), **fields
    )[0]


def make_entry(*, worker: Person, person: Person, community: Community, **fields) -> Issued:
    """Let a worker write down a need face to face, unless told otherwise."""
    return operations.enter(
        **{
            "actor": worker,
            "person": person,
            "community": community,
            "kind": "need",
            "channel": "face_to_face",
            "data": {"sentence": SENTENCE, "party_size": 1},
            "agreed": [CONSENT],
            "at": AT,
            **fields,
        }
    )


def make_paper_entry(*, worker: Person, person: Person, community: Community, **fields) -> Issued:
    """Let a worker type a need in from a printed form."""
    sheet = make_sheet(worker=worker, community=community, kind=fields.get("kind", "need"))
    return make_entry(worker=worker, person=person, community=community, channel="paper", serial=sheet.serial, **fields)
