"""The same list, or two with the same row, sent and taken in at the same instant; two new addresses at once."""

from functools import partial

import pytest

from sanshe.domain.exchange.models import CalendarFeed, Need, SheetImport
from sanshe.domain.exchange.operations import sheets
from sanshe.domain.exchange.operations.feeds import issue_feed
from tests.concurrency import Racers
from tests.factories import AT, make_community, make_paper_resident, make_person, make_worker
from tests.factories.sheets import need_row

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_same_list_sent_eight_times_at_once_waits_once():
    community = make_community()
    make_paper_resident(community=community)
    worker = make_worker(community=community)
    send = partial(
        sheets.receive_sheet,
        actor=worker,
        community=community,
        kind="needs",
        file_name="x.csv",
        digest="one file",
        rows=[need_row()],
        at=AT,
    )

    with Racers(8) as racers:
        received = racers.run([send] * 8)

    assert {sheet.pk for sheet in received} == {SheetImport.objects.get().pk}


def test_lists_with_the_same_row_taken_in_at_once_make_one_need():
    community = make_community()
    make_paper_resident(community=community)
    worker = make_worker(community=community)
    waiting = [
        sheets.receive_sheet(
            actor=worker,
            community=community,
            kind="needs",
            file_name="x.csv",
            digest=f"file {number}",
            rows=[need_row()],
            at=AT,
        )
        for number in range(8)
    ]

    with Racers(8) as racers:
        racers.run([partial(sheets.import_sheet, actor=worker, sheet_id=one.pk, at=AT) for one in waiting])

    done = SheetImport.objects.filter(state="done").values_list("new_count", "known_count")
    assert (Need.objects.count(), sorted(done)) == (1, [(0, 1)] * 7 + [(1, 0)])


def test_new_addresses_asked_for_at_once_leave_one_alive():
    person = make_person()

    with Racers(8) as racers:
        racers.run([partial(issue_feed, actor=person, at=AT)] * 8)

    assert CalendarFeed.objects.filter(person=person, ended_at=None).count() == 1
    assert CalendarFeed.objects.filter(person=person).count() == 8
