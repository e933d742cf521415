"""Printing blank forms."""

import pytest

from sanshe.domain.proxy import operations, queries
from sanshe.domain.proxy.choices import is_serial
from sanshe.domain.proxy.errors import EntryForbidden, SheetCountWrong
from sanshe.kernel.models import JournalEntry
from tests.factories import AT, make_person
from tests.factories.proxy import make_entry, make_sheet

pytestmark = pytest.mark.django_db


def test_sheets_have_serials_of_their_own(worker, community):
    sheets = operations.print_sheets(actor=worker, community=community, kind="need", count=20, at=AT)

    assert len({sheet.serial for sheet in sheets}) == 20
    assert all(is_serial(sheet.serial) for sheet in sheets)
    assert JournalEntry.objects.get(operation="proxy.print_sheets").detail["count"] == 20


@pytest.mark.parametrize("count", [0, -1, 61])
def test_too_few_or_too_many_are_refused(worker, community, count):
    with pytest.raises(SheetCountWrong):
        operations.print_sheets(actor=worker, community=community, kind="need", count=count, at=AT)


def test_only_workers_print(community):
    with pytest.raises(EntryForbidden):
        operations.print_sheets(
            actor=make_person(community=community), community=community, kind="need", count=1, at=AT
        )


def test_sheet_is_found_however_its_serial_is_typed(worker, community):
    sheet = make_sheet(worker=worker, community=community)
    typed = f"{sheet.serial[:3]} {sheet.serial[3:].lower()}"

    assert queries.sheet_with_serial(text=typed) == sheet


def test_batch_tells_how_many_came_back(worker, grandma, community):
    sheets = operations.print_sheets(actor=worker, community=community, kind="need", count=3, at=AT)
    make_entry(worker=worker, person=grandma, community=community, channel="paper", serial=sheets[1].serial)

    batch = queries.batches_of(community=community).get()
    assert (batch["count"], batch["used"], batch["name"]) == (3, 1, "小刘")
