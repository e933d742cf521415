"""A need that an organisation takes over, a call that was promised, and a slip written twice."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from sanshe.domain.referrals import operations
from sanshe.domain.referrals.models import CallBack, Referral
from tests.factories import make_need, make_organization, make_person
from tests.journeys.conftest import faults_of

DAY = timedelta(days=1)


@pytest.fixture
def handed(world):
    """A need of the daughter's, twice, and an organisation with somebody who answers."""
    community, now = world["community"], timezone.now()
    staff = make_person(community=community, name="郑姐")
    return {
        "staff": staff,
        "organization": make_organization(name="同行陪诊服务中心", staff=(staff,), community=community),
        "need": make_need(
            person=world["daughter"], community=community, sentence="我妈每周要去透析，想找人接送", at=now - DAY
        ),
        "again": make_need(person=world["daughter"], community=community, sentence="想找人接送我妈每周去透析", at=now),
    }


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_need_goes_to_an_organisation_and_its_owner_has_the_last_word(world, handed, open_page, script):
    worker = open_page(person=world["worker"], script=script, width=360)
    worker.goto(f"/needs/{handed['need'].pk}/")
    worker.get_by_role("link", name="转给机构").click()
    worker.get_by_role("searchbox", name="找一家机构").fill("陪诊服务")
    worker.locator("form.search button").click()
    worker.get_by_label("同行陪诊服务中心").check()
    worker.locator("input[name=consent_how][value=spoken]").check()
    worker.get_by_role("button", name="转过去").click()
    expect(worker.locator("h1")).to_contain_text("等回复")

    staff = open_page(person=handed["staff"], script=script, width=360)
    staff.goto(f"/organizations/{handed['organization'].pk}/referrals/")
    staff.locator(".standing__link").first.click()
    expect(staff.locator(".contact")).to_have_count(0)
    staff.get_by_role("button", name="我们接了").click()
    expect(staff.locator(".contact").first).to_contain_text("139")
    staff.locator("input[name=outcome][value=helped]").check()
    staff.get_by_role("button", name="办完了").click()

    referral = Referral.objects.get()
    daughter = open_page(person=world["daughter"], script=script, width=360)
    daughter.goto(f"/referrals/{referral.pk}/")
    daughter.get_by_role("button", name="解决了").click()
    handed["need"].refresh_from_db()
    assert handed["need"].closed_as == "solved_elsewhere"


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_worker_calls_back_and_puts_slips_together(world, handed, open_page, script):
    page = open_page(person=world["worker"], script=script, width=360)
    page.goto("/desk/calls/")
    page.get_by_label("打给谁？").fill("赵叔")
    page.get_by_label("电话", exact=True).fill("13900001111")
    page.get_by_label("什么事？").fill("问问透析接送的事")
    page.get_by_role("button", name="记上").click()
    page.get_by_role("button", name="我来打").click()
    page.locator("input[name=outcome][value=reached]").check()
    page.get_by_role("button", name="记下").click()
    expect(page.locator("main")).to_contain_text("没有要打的电话")
    assert (CallBack.objects.get().state, CallBack.objects.get().phone) == ("done", "")

    page.goto("/desk/needs/duplicates/")
    page.get_by_role("button", name="是一回事，留前一张").click()
    expect(page.locator("main")).to_contain_text("最近并到一起的")
    page.get_by_role("button", name="再拆开").click()
    expect(page.locator(".pair")).to_have_count(1)


@pytest.mark.parametrize(
    ("look", "locale", "scheme"),
    [("", "zh-CN", "light"), ("1.30.light", "zh-CN", "light"), ("", "en", "dark")],
    ids=["as usual", "elder at 30", "English at night"],
)
def test_axe_finds_nothing_on_pages_of_referrals(world, handed, open_page, look, locale, scheme):
    now = timezone.now()
    referral = operations.refer(
        actor=world["worker"],
        need_id=handed["need"].pk,
        organization_id=handed["organization"].pk,
        consent_how="spoken",
        at=now,
    )
    operations.ask_for_call(
        actor=world["worker"],
        community=world["community"],
        name="赵叔",
        phone="13900001111",
        words="问问",
        due_at=now - DAY,
        at=now,
    )
    here = f"/referrals/{referral.pk}/"
    pages = {
        "worker": [
            "/referrals/",
            here,
            "/desk/calls/",
            "/desk/needs/duplicates/",
            f"/needs/{handed['again'].pk}/refer/?q=陪诊",
        ],
        "staff": [here, f"/organizations/{handed['organization'].pk}/referrals/"],
        "daughter": [here],
    }
    found = {}
    for who, paths in pages.items():
        person = handed["staff"] if who == "staff" else world[who]
        page = open_page(person=person, look=look, locale=locale, scheme=scheme, width=360)
        for path in paths:
            page.goto(path)
            for details in page.locator("details.confirm > summary").all():
                details.click()
            found[f"{who} {path}"] = faults_of(page)
            found[f"{who} {path}: wider than the phone"] = page.evaluate(
                "document.documentElement.scrollWidth > document.documentElement.clientWidth"
            )

    assert {name: faults for name, faults in found.items() if faults} == {}
