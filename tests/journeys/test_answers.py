"""Papers are noted, a need sees who fits and who does not, and the district changes what counts; without script."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from sanshe.domain.exchange import operations, queries
from sanshe.domain.exchange.models import Weighting
from sanshe.domain.taxonomy import queries as taxonomy
from tests.factories import make_need, make_offer, make_organization, make_person
from tests.factories.answers import make_district_officer, points
from tests.journeys.conftest import faults_of

DAY = timedelta(days=1)


@pytest.fixture
def crowded(world):
    """A need for a child of which one could take care, one comes too late and one only helps old people."""
    now, community = timezone.now(), world["community"]
    escort = taxonomy.category(code="escort_to_doctor")
    today = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    tuesday = today + timedelta(days=8 - today.weekday())
    for name, given in (("赵叔", {"minimum_age": 60}), ("钱嬢嬢", {"weekly_hours": [[5, 840, 1080]]})):
        make_offer(
            person=make_person(community=community, name=name),
            community=community,
            sentence="可以陪着去医院挂号看病",
            category=escort,
            **given,
        )
    world["officer"] = make_district_officer(name="魏科长")
    world["body"] = make_organization(name="松龄居家养老服务中心", community=community)
    world["need"] = make_need(
        person=world["daughter"],
        community=community,
        category=escort,
        sentence="想找人周二上午陪我女儿去三医院复查",
        starts_at=tuesday + timedelta(hours=8),
        ends_at=tuesday + timedelta(hours=11),
        age_years=8,
        at=now - DAY,
    )
    return world


@pytest.mark.parametrize("script", [True, False])
def test_papers_are_seen_and_the_need_says_who_fits_and_why(crowded, open_page, script):
    helper, need = crowded["helper"], crowded["need"]
    mine = open_page(person=crowded["daughter"], width=360, script=script)
    mine.goto(f"/needs/{need.pk}/")
    mine.get_by_role("link", name="为什么是这些，为什么不是别的").click()
    expect(mine.get_by_text("工作者还没看过对方的证件").first).to_be_visible()

    worker = open_page(person=crowded["worker"], width=360, script=script)
    worker.goto(f"/residents/{helper.pk}/check/")
    worker.get_by_label("证件上的日期").fill(timezone.localdate().isoformat())
    worker.get_by_role("button", name="我看过了").click()
    expect(worker.get_by_text("记好了").first).to_be_visible()

    mine.reload()
    expect(mine.get_by_role("heading", name="合适的，最合适的在前")).to_be_visible()
    expect(mine.get_by_text("只面向 60 岁以上")).to_be_visible()
    mine.get_by_text("怎么来的").first.click()
    expect(mine.get_by_text("非常").first).to_be_visible()

    worker.get_by_text("提前停掉").click()
    worker.get_by_role("textbox").first.fill("证明过期了")
    worker.get_by_role("button", name="对，结束").click()
    mine.reload()
    expect(mine.get_by_role("heading", name="合适的，最合适的在前")).to_have_count(0)


@pytest.mark.parametrize("script", [True, False])
def test_officer_proposes_looks_and_lets_it_count(crowded, open_page, script):
    page = open_page(person=crowded["officer"], width=360, script=script)
    page.goto("/weights/")
    page.get_by_label("离得近").fill("23")
    page.get_by_label("说的是一回事").fill("30")
    page.get_by_role("button", name="看看会变什么").click()
    expect(page.get_by_text("现在是 106 分").first).to_be_visible()
    page.get_by_label("说的是一回事").fill("24")
    page.get_by_role("button", name="看看会变什么").click()
    proposed = Weighting.objects.get()

    operations.preview_weights(weighting_id=proposed.pk, at=timezone.now())
    page.goto(f"/weights/{proposed.pk}/")
    page.get_by_role("button", name="从现在起就按这个算").click()

    expect(page.get_by_text("从现在起就按这个算。").first).to_be_visible()
    assert operations.points_of(queries.weights_in_force()) == points(distance=23, text=24)


@pytest.mark.parametrize("look", ["", "1.30.light", "0.17.night"])
def test_axe_finds_nothing_and_nothing_overflows(crowded, open_page, look):
    need, helper, now = crowded["need"], crowded["helper"], timezone.now()
    ready, waiting = (
        operations.propose_weights(actor=crowded["officer"], points=points(**changed), note="老人走不远", at=now)
        for changed in ({"text": 0, "distance": 47}, {"text": 24, "distance": 23})
    )
    operations.preview_weights(weighting_id=ready.pk, at=now)
    open_need = make_need(
        person=crowded["daughter"],
        community=crowded["community"],
        category=taxonomy.category(code="escort_to_doctor"),
        sentence="想找人陪我妈周二上午去三医院拿药",
    )
    visits = (
        (crowded["daughter"], f"/needs/{need.pk}/why/"),
        (crowded["daughter"], f"/needs/{open_need.pk}/why/"),
        (helper, f"/offers/{crowded['offer'].pk}/why/"),
        (crowded["worker"], f"/residents/{helper.pk}/check/"),
        (crowded["worker"], f"/organizations/{crowded['body'].pk}/check/"),
        (crowded["officer"], "/weights/"),
        (crowded["officer"], f"/weights/{ready.pk}/"),
        (crowded["officer"], f"/weights/{waiting.pk}/"),
    )
    faults = []

    for person, address in visits:
        page = open_page(person=person, width=360, look=look)
        page.goto(address)
        for summary in page.locator("main summary").all():
            summary.click()
        faults.extend(f"{address} {fault}" for fault in faults_of(page))
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > 360:
            faults.append(f"{address} is {width} px wide")

    assert faults == []
