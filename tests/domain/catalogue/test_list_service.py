"""Putting a service into the catalogue."""

import pytest

from sanshe.domain.catalogue import operations
from sanshe.domain.catalogue.models import Service
from tests.factories import AT, make_category, make_organization


@pytest.mark.django_db
def test_list_service_keeps_its_hours_and_category():
    category = make_category(code="hair_cutting", name="理发")

    service = operations.list_service(
        organization=make_organization(),
        name="十元理发",
        category=category,
        weekly_hours=((1, 540, 690),),
        actor=None,
        at=AT,
    )

    stored = Service.objects.get(pk=service.pk)
    assert (stored.weekly_hours, stored.category, stored.community) == ([[1, 540, 690]], category, None)
