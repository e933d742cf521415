"""A group is founded on a phone and looked after; axe finds nothing on the pages of organisations."""

import pytest
from django.urls import reverse
from django.utils import timezone

from sanshe.domain.organisations import operations
from sanshe.domain.organisations.models import Membership, Organization, Wanted
from tests.factories import AT, make_person, make_service
from tests.factories.organisations import CREDIT_CODE, make_body, make_group
from tests.journeys.conftest import faults_of


@pytest.fixture
def street(world):
    """Let there be a group with somebody waiting, and a body that waits to be looked at."""
    community, at = world["community"], timezone.now()
    group = make_group(
        community=community,
        officers=(world["helper"],),
        members=(make_person(community=community, name="周姐"), make_person(community=community, name="吴师傅")),
        longitude=104.061,
        latitude=30.661,
        opening_remarks="下得好不好都欢迎，输了的负责续水。",
        phone="028 8555 0100",
        address="幸福广场黄桷树下",
    )
    Wanted.objects.create(organization=group, kind="places", text="下雨天能摆三张棋桌的屋檐", posted_at=AT)
    operations.join_group(actor=world["daughter"], organization_id=group.pk, words="我爸教过我", at=at)
    operations.invite(
        actor=world["helper"], organization_id=group.pk, phone=world["worker"].phone, kind="member", at=at
    )
    body = operations.register_own_organization(
        actor=world["helper"],
        community=community,
        kind="social_enterprise",
        name="好邻居长者食堂",
        description="一荤两素一汤，六十岁以上八块。",
        credit_code=CREDIT_CODE,
        at=at,
    )
    make_service(organization=body, community=community, name="送餐上门", hours_text="每天十一点")
    make_body(
        community=community, name="便民维修部", description="上门修水管、换灯泡。", longitude=104.06, latitude=30.66
    )
    return {**world, "group": group, "body": body}


def pages(street) -> dict[str, list[str]]:
    group, body = street["group"].pk, street["body"].pk
    return {
        "helper": [
            reverse("organization", args=[group]),
            reverse("manage_organization", args=[group]),
            reverse("organization_details", args=[group]),
            reverse("organization_details", args=[body]),
            reverse("hand_over_office", args=[group]),
            reverse("organization_offices", args=[group]),
        ],
        "daughter": [
            reverse("organizations"),
            reverse("organizations") + "?view=map&sort=near",
            reverse("organizations") + "?q=没有这样的",
            reverse("organization", args=[group]),
            reverse("organization", args=[body]),
            reverse("found_group"),
            reverse("register_organization"),
            reverse("invitations"),
            reverse("who_can"),
            reverse("who_can") + "?q=谁会修水管",
            reverse("who_can") + "?q=谁会开飞船",
        ],
        "worker": [
            reverse("invitations"),
            reverse("organizations"),
            reverse("organizations_to_verify"),
            reverse("verify_organization", args=[body]),
        ],
    }


@pytest.mark.parametrize(("look", "locale"), [("", "zh-CN"), ("1.30.light", "zh-CN"), ("0.17.night", "en-GB")])
def test_pages_of_organisations_have_no_faults_at_360_px(street, open_page, look, locale):
    faults = []
    for who, addresses in pages(street).items():
        page = open_page(person=street[who], width=360, look=look, locale=locale)
        for address in addresses:
            page.goto(address)
            page.evaluate("document.querySelectorAll('main details').forEach(one => { one.open = true })")
            faults += [f"{address} {fault}" for fault in faults_of(page)]
            width = page.evaluate("document.documentElement.scrollWidth")
            if width > 360:
                faults.append(f"{address} is {width} px wide")

    assert faults == []


def test_group_is_founded_and_lets_somebody_in_without_script(street, open_page):
    phone = open_page(person=street["daughter"], script=False)
    phone.goto(reverse("found_group"))
    phone.locator("#id_name").fill("广场舞队")
    phone.locator("#id_purpose").fill("每晚七点跳舞，九点准时关音响。")
    phone.locator("input[name=join_policy][value=asking]").check()
    phone.locator("main form button").click()
    group = Organization.objects.get(name="广场舞队")

    other = open_page(person=street["helper"], script=False)
    other.goto(reverse("organization", args=[group.pk]))
    other.locator("#join_words").fill("我会扭")
    other.locator("form:has(#join_words) button").click()
    phone.goto(reverse("manage_organization", args=[group.pk]))
    phone.locator("button[name=answer][value=yes]").first.click()

    kinds = (
        Membership.objects.filter(organization=group, ends_at=None).order_by("starts_at").values_list("kind", flat=True)
    )
    assert list(kinds) == ["officer", "member"]
