"""A worker plans a week: makes the plan, looks it through, sends it; also without script."""

from datetime import timedelta

import pytest
from django.utils import timezone

from sanshe.domain.clearing import operations
from sanshe.domain.clearing.models import Round
from sanshe.domain.taxonomy import queries as taxonomy
from tests.factories import make_need, make_offer, make_person
from tests.journeys.conftest import faults_of


@pytest.fixture
def crowded(world):
    """Four who want company to the hospital on Tuesday, two who can give it, and one need that nobody can meet."""
    now = timezone.now()
    today = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    tuesday = today + timedelta(days=8 - today.weekday())
    escort = taxonomy.category(code="escort_to_doctor")
    for number, name in enumerate(("张爷爷", "赵婆婆", "孙伯", "周孃孃")):
        make_need(
            person=make_person(community=world["community"], name=name),
            community=world["community"],
            category=escort,
            sentence="想找人陪我去三医院拿药，排队我站不住",
            starts_at=tuesday + timedelta(hours=8 + number),
            ends_at=tuesday + timedelta(hours=9 + number),
            at=now,
        )
    make_offer(
        person=make_person(community=world["community"], name="老冉"),
        community=world["community"],
        category=escort,
        sentence="以前开救护车的，看病没人陪喊我一声",
        weekly_hours=[[1, 480, 720]],
        capacity=2,
        at=now,
    )
    return world


def solve() -> Round:
    found = Round.objects.get()
    operations.solve_round(round_id=found.pk, run=found.run, at=timezone.now())
    return found


@pytest.mark.parametrize("script", [True, False])
def test_worker_plans_a_week_and_asks_everybody(crowded, open_page, script):
    page = open_page(person=crowded["worker"], width=360, script=script)
    page.goto("/desk/rounds/")
    page.get_by_role("button", name="排一个").click()
    solve()
    page.get_by_role("link", name="再看看").click()
    assert page.get_by_text("5 件事，能办成 4 件").is_visible()

    page.get_by_role("button", name="定住").first.click()
    assert page.get_by_text("定住了").first.is_visible()
    page.get_by_role("button", name="拿掉").last.click()
    page.locator(".clearing__send summary").click()
    page.get_by_role("button", name="看过了，都去问").click()

    assert page.get_by_text("问了 3 位帮手").first.is_visible()


@pytest.mark.parametrize("look", ["", "1.30.light", "0.17.night"])
def test_axe_finds_nothing_and_nothing_overflows(crowded, open_page, look):
    worker, now = crowded["worker"], timezone.now()
    monday = timezone.localtime(now).date()
    monday += timedelta(days=7 - monday.weekday())
    operations.draw_up_round(actor=worker, community=crowded["community"], week_starts_on=monday, at=now)
    found = Round.objects.get()
    page = open_page(person=worker, width=360, look=look)
    faults = []

    def look_at(address: str) -> None:
        page.goto(address)
        faults.extend(f"{address} {fault}" for fault in faults_of(page))
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > 360:
            faults.append(f"{address} is {width} px wide")

    look_at(f"/desk/rounds/{found.pk}/")
    solve()
    lines = list(found.assignments.all())
    operations.pin_assignment(actor=worker, assignment_id=lines[0].pk, at=now)
    operations.remove_assignment(actor=worker, assignment_id=lines[1].pk, at=now)
    for address in (
        "/desk/rounds/",
        f"/desk/rounds/{found.pk}/",
        f"/desk/rounds/{found.pk}/?part=unmet",
        f"/desk/rounds/{found.pk}/?part=taken_out",
        f"/desk/rounds/lines/{lines[0].pk}/move/",
    ):
        look_at(address)

    assert faults == []
