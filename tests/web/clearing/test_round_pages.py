"""The pages of a clearing round, as a worker uses them."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from sanshe.domain.clearing import operations
from sanshe.domain.clearing.choices import AssignmentState, RoundState
from sanshe.domain.clearing.models import Round
from tests.factories import make_category, make_community, make_need, make_offer, make_person, make_worker

pytestmark = pytest.mark.django_db
EN = {"accept-language": "en"}


class Scene:
    """A community next week, on the clock of the web."""

    def __init__(self, needs: int = 3):
        self.now = timezone.now()
        today = timezone.localtime(self.now)
        self.monday = today.date() + timedelta(days=7 - today.weekday())
        self.community = make_community()
        self.worker = make_worker(community=self.community)
        self.category = make_category(code="escort_to_doctor", name="陪同就医", words=("医院", "看病"))
        self.midnight = today.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=7 - today.weekday())
        self.needs = [self.need(f"王阿姨{number}", hour=9 + number) for number in range(needs)]
        self.offer = self.helper("陈大姐", capacity=2)
        self.round = None

    def instant(self, day: int, hour: float):
        return self.midnight + timedelta(days=day, hours=hour)

    def need(self, name: str, *, hour: float):
        return make_need(
            person=make_person(community=self.community, name=name),
            community=self.community,
            category=self.category,
            starts_at=self.instant(1, hour),
            ends_at=self.instant(1, hour + 1),
            at=self.now,
        )

    def helper(self, name: str, **fields):
        return make_offer(
            person=make_person(community=self.community, name=name),
            community=self.community,
            category=self.category,
            weekly_hours=[[1, 480, 1080]],
            at=self.now,
            **fields,
        )

    def draw(self) -> Round:
        self.round = operations.draw_up_round(
            actor=self.worker, community=self.community, week_starts_on=self.monday, at=self.now
        )
        return self.solve()

    def solve(self) -> Round:
        self.round.refresh_from_db()
        operations.solve_round(round_id=self.round.pk, run=self.round.run, at=self.now)
        self.round.refresh_from_db()
        return self.round

    def line(self):
        return self.round.assignments.filter(state=AssignmentState.PROPOSED).order_by("starts_at").first()


@pytest.fixture
def scene():
    return Scene()


@pytest.fixture
def desk(as_person, scene):
    return as_person(scene.worker)


def page_of(desk, scene, part="plan") -> str:
    address = reverse("clearing_round", args=[scene.round.pk])
    return desk.get(address, {"part": part}, headers=EN).content.decode()


def test_worker_makes_a_plan_and_reads_what_it_comes_to(desk, scene):
    answer = desk.post("/desk/rounds/", {"week": scene.monday.isoformat()})

    scene.round = Round.objects.get()
    assert answer.url == reverse("clearing_round", args=[scene.round.pk])
    assert "Look again" in page_of(desk, scene)
    scene.solve()
    page = page_of(desk, scene)
    assert "3 needs, 2 can be met. No plan can meet more; that is proven." in page
    assert "Those who could help are needed elsewhere in this plan" in page_of(desk, scene, "unmet")
    assert "3 needs, 2 can be met" in desk.get("/desk/rounds/", headers=EN).content.decode()


def test_second_plan_for_a_week_leads_to_the_first(desk, scene):
    scene.draw()

    answer = desk.post("/desk/rounds/", {"week": scene.monday.isoformat()})

    assert answer.url == reverse("clearing_round", args=[scene.round.pk])
    assert Round.objects.count() == 1


@pytest.mark.parametrize("week", ["", "2001-01-01", "x", "\x00", "9" * 5000])
def test_wrong_week_is_said_at_the_field(desk, week):
    answer = desk.post("/desk/rounds/", {"week": week}, headers=EN)

    assert answer.status_code == 422
    assert "Please choose a week." in answer.content.decode()


def test_line_is_held_fast_let_go_taken_out_and_put_back(desk, scene):
    scene.draw()
    line = scene.line()

    for act, state, is_pinned in (
        ("pin", AssignmentState.PROPOSED, True),
        ("unpin", AssignmentState.PROPOSED, False),
        ("remove", AssignmentState.REMOVED, False),
        ("restore", AssignmentState.PROPOSED, False),
    ):
        answer = desk.post(reverse(f"clearing_{act}", args=[line.pk]))
        line.refresh_from_db()
        assert (answer.status_code, line.state, line.is_pinned) == (302, state, is_pinned)


def test_taken_out_line_stands_under_its_tab(desk, scene):
    scene.draw()
    line = scene.line()
    desk.post(reverse("clearing_remove", args=[line.pk]))

    assert reverse("clearing_restore", args=[line.pk]) in page_of(desk, scene, "taken_out")
    assert "You have changed it since: 1 is left in the plan." in page_of(desk, scene)


def test_line_is_moved(desk, scene):
    scene.draw()
    line = scene.line()
    day = (scene.monday + timedelta(days=1)).isoformat()

    answer = desk.post(reverse("clearing_move", args=[line.pk]), {"day": day, "starts_at": "15:30"})

    line.refresh_from_db()
    assert answer.status_code == 302
    assert (line.starts_at, line.is_pinned) == (scene.instant(1, 15.5), True)


@pytest.mark.parametrize("starts_at", ["", "25:00", "9:07", "\x00", "23:45"])
def test_wrong_time_is_shown_again_as_typed(desk, scene, starts_at):
    scene.draw()
    line = scene.line()
    day = (scene.monday + timedelta(days=6)).isoformat()

    answer = desk.post(reverse("clearing_move", args=[line.pk]), {"day": day, "starts_at": starts_at})

    assert answer.status_code == 422
    assert f'value="{day}" selected' in answer.content.decode()
    before = line.starts_at
    line.refresh_from_db()
    assert line.starts_at == before


def test_plan_is_sent_and_the_answers_are_told(desk, scene):
    scene.draw()

    desk.post(reverse("clearing_send", args=[scene.round.pk]))

    scene.round.refresh_from_db()
    assert scene.round.state == RoundState.SENT
    page = page_of(desk, scene)
    assert "2 helpers were asked: 0 said yes, 0 no, 2 have not answered yet." in page
    assert "Plan again for those left over" in page
    assert "Take out" not in page


def test_plan_is_computed_anew_and_dropped(desk, scene):
    scene.draw()

    desk.post(reverse("clearing_again", args=[scene.round.pk]))
    scene.round.refresh_from_db()
    assert (scene.round.state, scene.round.run) == (RoundState.DRAFT, 2)
    scene.solve()
    desk.post(reverse("clearing_drop", args=[scene.round.pk]))

    scene.round.refresh_from_db()
    assert scene.round.state == RoundState.DROPPED
    assert "Dropped" in page_of(desk, scene)


def test_nobody_else_sees_a_round(as_person, scene):
    scene.draw()
    line = scene.line()
    stranger = make_person(community=scene.community)
    far = make_worker(community=make_community(name="桂花社区"))

    for person in (stranger, far):
        seen = as_person(person)
        assert seen.get(reverse("clearing_round", args=[scene.round.pk])).status_code == 404
        assert seen.get(reverse("clearing_move", args=[line.pk])).status_code == 404
        for name, pk in (("again", scene.round.pk), ("send", scene.round.pk), ("drop", scene.round.pk)):
            assert seen.post(reverse(f"clearing_{name}", args=[pk])).status_code == 404
        for name in ("pin", "unpin", "remove", "restore"):
            assert seen.post(reverse(f"clearing_{name}", args=[line.pk])).status_code == 404
    assert as_person(stranger).get("/desk/rounds/").status_code == 403
    assert as_person(scene.worker).get(reverse("clearing_round", args=[uuid4()])).status_code == 404


def test_signed_out_is_asked_to_sign_in(scene):
    answer = Client().get("/desk/rounds/")

    assert answer.url == f"{reverse('sign_in')}?next=%2Fdesk%2Frounds%2F"


def test_pages_cost_the_same_for_one_and_for_three(desk, scene):
    def cost() -> dict[str, int]:
        counts = {}
        for part in ("plan", "unmet", "taken_out"):
            with CaptureQueriesContext(connection) as seen:
                page_of(desk, scene, part)
            counts[part] = len(seen)
        with CaptureQueriesContext(connection) as seen:
            desk.get("/desk/rounds/")
        return counts | {"rounds": len(seen)}

    scene.draw()
    desk.post(reverse("clearing_remove", args=[scene.line().pk]))
    page_of(desk, scene)
    before = cost()
    for number in range(3):
        scene.helper(f"李师傅{number}", capacity=3)
        scene.need(f"张叔{number}", hour=13 + number)
    for number in range(3):
        make_need(
            person=make_person(community=scene.community, name=f"赵婆婆{number}"),
            community=scene.community,
            category=make_category(code="bathing", name="洗澡"),
            sentence="想找人帮忙洗澡",
            at=scene.now,
        )
    operations.compute_again(actor=scene.worker, round_id=scene.round.pk, at=scene.now)
    scene.solve()
    operations.draw_up_round(
        actor=scene.worker,
        community=scene.community,
        week_starts_on=scene.monday + timedelta(days=7),
        at=scene.now,
    )

    assert scene.round.assignments.filter(state=AssignmentState.PROPOSED).count() > 3
    assert scene.round.unmet.count() >= 3
    assert cost() == before
