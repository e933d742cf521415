"""The demo district loads through the operations, once, and every role of it can sign in."""

from collections import Counter
from datetime import UTC, datetime

import pytest
from django.utils.translation import gettext

from sanshe.cli import demo_district
from sanshe.cli.demo.files import read_district
from sanshe.domain.exchange import queries
from sanshe.domain.exchange.models import Agreement, Need, Offer
from sanshe.domain.people.choices import RoleKind
from sanshe.domain.places import operations as places
from sanshe.domain.proxy.models import Entry
from sanshe.kernel.models import OutboxMessage

AT = datetime(2026, 3, 4, 1, 30, tzinfo=UTC)
STORY = "我妈腿脚不便，想找人陪她周二上午去医院"


def silent(label: str, done: int, total: int) -> None:
    """Hear progress for nobody."""


@pytest.mark.django_db
def test_load_stores_the_whole_district_once():
    district = read_district()

    first = demo_district.load(at=AT, progress=silent)
    second = demo_district.load(at=AT, progress=silent)

    wanted = Counter(row.state for row in district.agreements)
    needs = sum(row.kind == "need" for row in district.sentences)
    assert (first, second) == (True, False)
    # What brings the areas to life comes on top of the files.
    assert Counter(Agreement.objects.values_list("state", flat=True)) >= wanted
    written_down = Entry.objects.exclude(subject_id=None).values("subject_id")
    assert Need.objects.exclude(pk__in=written_down).count() >= needs
    assert Offer.objects.exclude(pk__in=written_down).count() >= len(district.sentences) - needs + len(
        district.services
    )
    assert Need.objects.filter(posted_at__gt=AT).count() == 0
    assert OutboxMessage.objects.exclude(next_attempt_at=None).count() == 0
    story = Need.objects.get(sentence=STORY)
    answers = queries.answers_to_need(need=story, at=AT, limit=3)
    assert [answer.intent.category.code for answer in answers] == ["escort_to_doctor"] * 3
    roles = {role for role, _, _ in demo_district.sign_in_links("http://127.0.0.1:8000/")}
    assert roles == {*map(str, RoleKind.labels), gettext("Staff of an organisation")} - {str(RoleKind.MEDIATOR.label)}


@pytest.mark.django_db
def test_load_refuses_a_district_that_was_loaded_by_half():
    row = read_district().communities[0]
    places.found_community(
        code=row.code,
        name_zh=row.name_zh,
        name_en=row.name_en,
        longitude=row.longitude,
        latitude=row.latitude,
        at=AT,
    )

    with pytest.raises(demo_district.HalfLoadedError):
        demo_district.load(at=AT, progress=silent)


@pytest.mark.django_db
def test_sign_in_links_are_empty_before_the_load():
    assert demo_district.sign_in_links("http://127.0.0.1:8000") == []
