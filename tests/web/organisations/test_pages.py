"""The pages of organisations and groups: who may open them, what they show, what their buttons do."""

from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from sanshe.domain.organisations import operations
from sanshe.domain.organisations.models import Invitation, JoinRequest, Membership, Organization, Wanted
from sanshe.domain.people.models import Role
from sanshe.domain.taxonomy.models import TaxonomyTerm
from tests.factories import (
    AT,
    make_category,
    make_community,
    make_need,
    make_offer,
    make_person,
    make_service,
    make_worker,
)
from tests.factories.organisations import CREDIT_CODE, make_body, make_group

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    community = make_community()
    officer = make_person(community=community, name="陈大姐", full_name="陈桂芳")
    member = make_person(community=community, name="李师傅", full_name="李建国")
    return {
        "community": community,
        "officer": officer,
        "member": member,
        "resident": make_person(community=community, name="王阿姨", full_name="王秀兰"),
        "worker": make_worker(community=community, name="小刘"),
        "group": make_group(community=community, officers=(officer,), members=(member,)),
    }


def post(client, page, pk=None, /, **fields):
    return client.post(reverse(page, args=[pk] if pk else []), fields)


def queries_of(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    return len(captured)


# ---------------------------------------------------------------- who may open what


@pytest.mark.parametrize(
    ("name", "allowed"),
    [
        ("manage_organization", {"officer"}),
        ("organization_details", {"officer"}),
        ("hand_over_office", {"officer"}),
        ("organization", {"officer", "member", "resident", "worker", None}),
        ("organization_offices", {"officer", "member", "resident", "worker", None}),
    ],
)
def test_who_opens_the_pages_of_a_group(client, world, name, allowed):
    opened = set()
    for who in ("officer", "member", "resident", "worker", None):
        if who:
            client.force_login(world[who], backend="django.contrib.auth.backends.ModelBackend")
        else:
            client.logout()
        if client.get(reverse(name, args=[world["group"].pk])).status_code == 200:
            opened.add(who)

    assert opened == allowed


@pytest.mark.parametrize("name", ["organizations_export", "organizations_to_verify"])
def test_lists_of_staff_open_for_staff_only(as_person, world, name):
    statuses = [as_person(world[who]).get(reverse(name)).status_code for who in ("worker", "resident")]

    assert statuses == [200, 403]


@pytest.mark.parametrize(
    "name", ["found_group", "register_organization", "invitations", "organizations_export", "organizations_to_verify"]
)
def test_strangers_are_asked_to_sign_in(client, world, name):
    assert client.get(reverse(name)).status_code == 302


def test_page_of_nothing_is_not_found(client, world):
    assert client.get(reverse("organization", args=[world["community"].pk])).status_code == 404


# ---------------------------------------------------------------- founding and registering


def test_group_is_founded_with_three_answers(as_person, world):
    client = as_person(world["resident"])

    response = post(client, "found_group", name="广场舞队", purpose="每晚七点跳舞。", join_policy="anybody")

    group = Organization.objects.get(name="广场舞队")
    assert response.url == reverse("organization", args=[group.pk])
    assert Membership.objects.get(organization=group).person == world["resident"]


def test_taken_name_is_said_at_the_field_and_what_was_typed_stays(as_person, world):
    response = post(
        as_person(world["resident"]), "found_group", name=" 象棋 小组", purpose="下棋。", join_policy="asking"
    )

    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["name"]
    assert "下棋。" in response.content.decode()


def test_who_lives_nowhere_is_sent_to_say_so(as_person, world):
    page = as_person(make_person()).get(reverse("found_group"))

    assert reverse("welcome") in page.content.decode()


def test_body_is_registered_and_shown_as_not_verified(as_person, world):
    client = as_person(world["resident"])

    response = post(
        client,
        "register_organization",
        name="邻里食堂",
        kind="social_enterprise",
        description="做饭。",
        credit_code=CREDIT_CODE.lower(),
    )

    page = client.get(response.url)
    assert page.context["organization"].credit_code == CREDIT_CODE
    assert page.context["organization"].verified_at is None


def test_wrong_credit_code_is_said_at_its_field(as_person, world):
    response = post(
        as_person(world["resident"]),
        "register_organization",
        name="邻里食堂",
        kind="social_enterprise",
        description="做饭。",
        credit_code="91350100M000100Y44",
    )

    assert (response.status_code, list(response.context["form"].errors)) == (422, ["credit_code"])


# ---------------------------------------------------------------- joining and looking after


def test_resident_asks_and_officer_lets_them_in(as_person, world):
    post(as_person(world["resident"]), "join_organization", world["group"].pk, words="我会下")
    request = JoinRequest.objects.get()

    post(
        as_person(world["officer"]),
        "manage_organization",
        world["group"].pk,
        act="decide",
        request=request.pk,
        answer="yes",
    )

    assert Membership.objects.filter(organization=world["group"], person=world["resident"], kind="member").exists()


def test_no_without_a_reason_is_not_given(as_person, world):
    request = JoinRequest.objects.create(organization=world["group"], person=world["resident"], asked_at=AT)

    post(as_person(world["officer"]), "manage_organization", world["group"].pk, act="decide", request=request.pk)

    request.refresh_from_db()
    assert request.ended_at is None


def test_last_officer_is_told_why_they_cannot_leave(as_person, world):
    client = as_person(world["officer"])

    response = client.post(reverse("leave_organization", args=[world["group"].pk]), follow=True)

    assert [message.level_tag for message in response.context["messages"]] == ["warning"]
    assert Membership.objects.filter(person=world["officer"], ends_at=None).exists()


def test_office_is_handed_over_and_stands_in_the_history(as_person, world):
    client = as_person(world["officer"])

    post(client, "hand_over_office", world["group"].pk, person=world["member"].pk, note="我搬家了")

    history = client.get(reverse("organization_offices", args=[world["group"].pk])).content.decode()
    assert Membership.objects.get(person=world["member"], ends_at=None).kind == "officer"
    assert "我搬家了" in history


@pytest.mark.parametrize("person", ["", "x", "00000000-0000-0000-0000-000000000007"])
def test_office_is_not_handed_to_nobody(as_person, world, person):
    response = post(as_person(world["officer"]), "hand_over_office", world["group"].pk, person=person)

    assert response.status_code == 422


def test_invited_phone_finds_the_invitation_and_accepts(as_person, world):
    post(
        as_person(world["officer"]),
        "manage_organization",
        world["group"].pk,
        act="invite",
        **{"invite-phone": world["resident"].phone, "invite-kind": "officer", "invite-title": "管账"},
    )
    invitation = Invitation.objects.get()
    client = as_person(world["resident"])

    shown = client.get(reverse("invitations")).context["invitations"]
    post(client, "answer_invitation", invitation.pk, answer="yes")

    assert shown == [invitation]
    assert Membership.objects.get(person=world["resident"], organization=world["group"]).office == "管账"


def test_wrong_phone_is_said_and_nothing_is_told_about_whose_it_is(as_person, world):
    client = as_person(world["officer"])
    address = reverse("manage_organization", args=[world["group"].pk])

    wrong = client.post(address, {"act": "invite", "invite-phone": "123", "invite-kind": "member"})
    said = []
    for phone in (world["resident"].phone, "13777777777"):
        client.post(address, {"act": "invite", "invite-phone": phone, "invite-kind": "member"})
        said.append([str(one) for one in client.get(address).context["messages"]])

    assert (wrong.status_code, list(wrong.context["forms"]["invite"].errors)) == (422, ["phone"])
    assert said[0] == said[1]


def test_what_is_looked_for_stands_on_the_page_until_found(as_person, world):
    client, pk = as_person(world["officer"]), world["group"].pk
    post(client, "manage_organization", pk, act="wanted", **{"wanted-kind": "places", "wanted-text": "一间不漏雨的屋"})
    before = "一间不漏雨的屋" in client.get(reverse("organization", args=[pk])).content.decode()

    post(client, "manage_organization", pk, act="end_wanted", wanted=Wanted.objects.get().pk, answer="met")

    after = "一间不漏雨的屋" in client.get(reverse("organization", args=[pk])).content.decode()
    assert (before, after) == (True, False)


def test_officer_of_another_group_changes_nothing_here(as_person, world):
    stranger = make_person(community=world["community"])
    other = make_group(community=world["community"], officers=(stranger,), name="舞队")
    own = Membership.objects.get(person=world["member"])
    wanted = Wanted.objects.create(organization=world["group"], kind="money", text="茶钱", posted_at=AT)
    client = as_person(stranger)

    for fields in (
        {"act": "remove", "membership": own.pk, "reason": "x"},
        {"act": "office", "membership": own.pk, "kind": "officer"},
        {"act": "end_wanted", "wanted": wanted.pk, "answer": "met"},
    ):
        post(client, "manage_organization", other.pk, **fields)

    own.refresh_from_db()
    wanted.refresh_from_db()
    assert (own.ends_at, wanted.status) == (None, "open")


@pytest.mark.parametrize("act", ["", "x", "\x00", "decide", "office", "remove", "uninvite", "end_wanted"])
def test_step_about_nothing_is_not_found(as_person, world, act):
    assert post(as_person(world["officer"]), "manage_organization", world["group"].pk, act=act).status_code == 404


def test_details_put_a_group_on_the_map_by_a_landmark(as_person, world):
    client, group = as_person(world["officer"]), world["group"]
    spots = client.get(reverse("organization_details", args=[group.pk])).context["form"].fields["spot"].choices

    response = post(client, "organization_details", group.pk, name=group.name, spot=spots[1][0], join_policy="anybody")

    group.refresh_from_db()
    assert response.status_code == 302
    assert (group.longitude, group.latitude, group.join_policy) == (104.061, 30.661, "anybody")


@pytest.mark.parametrize(
    "fields",
    [
        {"longitude": "nan", "latitude": "1"},
        {"longitude": "1e400", "latitude": "1"},
        {"longitude": "999", "latitude": "1"},
        {"longitude": "104"},
        {"email": "x"},
        {"url": "javascript:alert(1)"},
        {"year_incorporated": "99999999999999999999"},
        {"name": ""},
        {"name": "\x00"},
        {"description": "\x00"},
    ],
)
def test_nonsense_in_the_details_is_shown_again(as_person, world, fields):
    group = world["group"]
    response = post(as_person(world["officer"]), "organization_details", group.pk, **{"name": group.name, **fields})

    assert response.status_code == 422


def test_group_is_closed_and_opened_again(as_person, world):
    client, pk = as_person(world["officer"]), world["group"].pk
    post(client, "close_group", pk, note="人散了")
    closed = client.get(reverse("organization", args=[pk]))

    post(client, "reopen_group", pk)

    assert ("人散了" in closed.content.decode(), closed.context["may_reopen"]) == (True, True)
    assert Organization.objects.get(pk=pk).is_running


# ---------------------------------------------------------------- looking from outside


def test_worker_verifies_what_they_looked_at(as_person, world):
    body = operations.register_own_organization(
        actor=world["resident"],
        community=world["community"],
        kind="enterprise",
        name="大食堂",
        credit_code=CREDIT_CODE,
        at=timezone.now(),
    )
    client = as_person(world["worker"])
    (waiting,) = client.get(reverse("organizations_to_verify")).context["page"]

    without_note = post(client, "verify_organization", body.pk, verification=waiting.pk, answer="yes")
    of_something_else = post(client, "verify_organization", body.pk, verification=body.pk, answer="yes", note="看过证")
    done = post(client, "verify_organization", body.pk, verification=waiting.pk, answer="yes", note="看过证")

    statuses = [one.status_code for one in (without_note, of_something_else, done)]
    assert statuses == [422, 404, 302]
    assert Organization.objects.get(pk=body.pk).verified_at is not None


def test_manager_reads_why_it_was_not_verified(as_person, world):
    body = operations.register_own_organization(
        actor=world["resident"],
        community=world["community"],
        kind="enterprise",
        name="大食堂",
        credit_code=CREDIT_CODE,
        at=timezone.now(),
    )
    waiting = body.verifications.get()
    post(
        as_person(world["worker"]),
        "verify_organization",
        body.pk,
        verification=waiting.pk,
        answer="no",
        note="名字不对",
    )

    pages = [as_person(world[who]).get(reverse("organization", args=[body.pk])) for who in ("resident", "member")]

    assert ["名字不对" in page.content.decode() for page in pages] == [True, False]


def test_takeover_is_asked_and_decided(as_person, world):
    world["officer"].closed_at = AT
    world["officer"].save()
    post(as_person(world["member"]), "take_over_group", world["group"].pk, words="我来")
    client = as_person(world["worker"])
    (request,) = client.get(reverse("organizations_to_verify")).context["takeovers"]

    post(client, "decide_takeover", request.pk, answer="yes")

    assert Membership.objects.get(person=world["member"], ends_at=None).kind == "officer"


# ---------------------------------------------------------------- what a page tells


def test_page_shows_forms_of_address_only(client, world):
    page = client.get(reverse("organization", args=[world["group"].pk])).content.decode()

    shown = [text in page for text in ("陈大姐", "陈桂芳", world["officer"].phone, "李师傅")]
    assert shown == [True, False, False, False]


def test_members_see_who_else_belongs_to_it(as_person, world):
    page = as_person(world["member"]).get(reverse("organization", args=[world["group"].pk])).content.decode()

    assert [text in page for text in ("李师傅", "李建国")] == [True, False]


# ---------------------------------------------------------------- the directory


@pytest.fixture
def bodies(world):
    fields = [
        TaxonomyTerm.objects.create(taxonomy="fields", code=code, name_zh=name, position=place, changed_at=AT)
        for place, (code, name) in enumerate((("children", "儿童"), ("medical", "医疗")))
    ]
    category = make_category(code="escort_to_doctor", name="陪诊")
    category.field = fields[1]
    category.save()
    nest = make_body(community=world["community"], name="暖巢", verified_at=AT, longitude=104.09, latitude=30.66)
    make_service(
        organization=nest, community=world["community"], name="陪老人看病", description="半天", category=category
    )
    reading = make_group(
        community=world["community"], name="读书会", description="每月一本。", longitude=104.061, latitude=30.66
    )
    Wanted.objects.create(organization=reading, kind="goods", text="旧书架", posted_at=AT)
    make_body(community=None, name="区图书馆", kind="service_centre")
    make_body(community=make_community(), name="别处的")
    return {"nest": nest, "reading": reading}


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({}, ["区图书馆", "暖巢", "读书会", "象棋小组"]),
        ({"q": "看病"}, ["暖巢"]),
        ({"q": "书架"}, ["读书会"]),
        ({"q": "每月 书"}, ["读书会"]),
        ({"kind": "self_organised_group"}, ["读书会", "象棋小组"]),
        ({"kind": "x"}, ["区图书馆", "暖巢", "读书会", "象棋小组"]),
        ({"field": "medical"}, ["暖巢"]),
        ({"field": "children"}, []),
        ({"verified": "1"}, ["暖巢"]),
        ({"q": "没有这样的"}, []),
    ],
)
def test_directory_is_searched_and_narrowed(client, bodies, asked, names):
    rows = client.get(reverse("organizations"), asked).context["rows"]

    assert sorted(one.name for one, *_ in rows) == sorted(names)


def test_directory_in_the_order_of_how_near(client, bodies):
    rows = client.get(reverse("organizations"), {"sort": "near"}).context["rows"]

    assert [one.name for one, *_ in rows][:2] == ["读书会", "暖巢"]


def test_directory_on_a_map_shows_who_has_a_place(client, bodies):
    page = client.get(reverse("organizations"), {"view": "map"})

    assert [entry["title"] for entry in page.context["map"].entries] == ["暖巢", "读书会"]


def test_closed_group_is_not_in_the_directory(as_person, world):
    post(as_person(world["officer"]), "close_group", world["group"].pk)

    assert as_person(world["resident"]).get(reverse("organizations")).context["rows"] == []


@pytest.mark.parametrize("asked", ["", "?view=map", "?q=组&sort=near", "?field=medical&q=组"])
def test_directory_costs_the_same_for_one_and_many(as_person, world, bodies, asked):
    client, address = as_person(world["resident"]), reverse("organizations") + asked
    few = queries_of(client, address)
    for number in range(4):
        member = make_person(community=world["community"])
        more = make_group(
            community=world["community"], name=f"{number}组", members=(member,), longitude=104.0, latitude=30.0
        )
        make_service(organization=more, community=world["community"], name="教")

    assert queries_of(client, address) == few


@pytest.mark.parametrize(("name", "who"), [("organization", "member"), ("manage_organization", "officer")])
def test_pages_of_a_group_cost_the_same_for_few_and_many(as_person, world, name, who):
    client, group = as_person(world[who]), world["group"]

    def add(number):
        person = make_person(community=world["community"])
        Membership.objects.create(
            organization=group, person=person, kind="officer" if number % 2 else "member", starts_at=AT
        )
        JoinRequest.objects.create(organization=group, person=make_person(community=world["community"]), asked_at=AT)
        Invitation.objects.create(organization=group, phone=f"+8613900000{number:03d}", kind="member", invited_at=AT)
        Wanted.objects.create(organization=group, kind="money", text=f"{number}", posted_at=AT)
        make_service(organization=group, name=f"{number}")

    add(0)
    few = queries_of(client, reverse(name, args=[group.pk]))
    for number in range(1, 4):
        add(number)

    assert queries_of(client, reverse(name, args=[group.pk])) == few


def test_directory_to_take_along_runs_no_formula(as_person, world):
    make_body(community=world["community"], name="=1+1", phone="+86 28 8555 0100")
    client = as_person(world["worker"])

    sheet = CalamineWorkbook.from_filelike(
        BytesIO(client.get(reverse("organizations_export")).content)
    ).get_sheet_by_index(0)
    lines = client.get(reverse("organizations_export"), {"as": "csv"}).content.decode("utf-8-sig").splitlines()

    assert [row[0] for row in sheet.to_python()][1:] == ["=1+1", "象棋小组"]
    assert [line.split(",")[0] for line in lines][1:] == ["'=1+1", "象棋小组"]


# ---------------------------------------------------------------- who here can …


def test_who_can_answers_with_people_groups_and_organisations_and_why(client, world, bodies):
    make_category(code="plumbing", name="修水管", words=("水管", "漏水"))
    plumber = make_person(community=world["community"], name="罗师傅")
    offer = make_offer(person=plumber, community=world["community"], sentence="会修水管，晚上都行")
    make_group(community=world["community"], name="修修补补队", description="修水管、换灯泡。")
    make_body(community=world["community"], name="便民维修部", description="上门修水管。")
    make_need(person=world["resident"], community=world["community"], sentence="想找人修水管")

    page = client.get(reverse("who_can"), {"q": "谁会修水管？"})

    assert [slip.sentence for slip in page.context["people"]] == [offer.sentence]
    assert page.context["people"][0].reasons != ()
    assert [one.organization.name for one in page.context["groups"]] == ["修修补补队"]
    assert [one.organization.name for one in page.context["bodies"]] == ["便民维修部"]
    assert "水管" in page.context["groups"][0].words


def test_who_can_tells_no_phone_and_nothing_withdrawn(client, world, bodies):
    make_body(community=world["community"], name="便民维修部", description="上门修水管。", phone="02885550100")
    gone = make_offer(person=world["member"], community=world["community"], sentence="会修水管")
    gone.status, gone.closed_at = "withdrawn", AT
    gone.save()

    page = client.get(reverse("who_can"), {"q": "谁会修水管"})

    assert page.context["people"] == []
    assert "02885550100" not in page.content.decode()


def test_who_can_says_when_nobody_can(client, world):
    page = client.get(reverse("who_can"), {"q": "谁会开飞船"})

    assert page.context["is_empty"]


@pytest.mark.parametrize("nasty", ["\x00", "\ud7ff", "'; DROP", "%", "\\", "长" * 5000, "🦆", "\u202e", "(((", "谁会"])
@pytest.mark.parametrize(("name", "field"), [("who_can", "q"), ("organizations", "q"), ("organizations", "field")])
def test_nasty_words_are_answered(client, world, name, field, nasty):
    assert client.get(reverse(name), {field: nasty, "view": "map", "sort": "near"}).status_code == 200


def test_district_officer_sees_what_waits_everywhere(as_person, world):
    officer = make_person(name="区里")
    Role.objects.create(person=officer, kind="district_officer", starts_at=AT)
    body = operations.register_own_organization(
        actor=world["resident"],
        community=world["community"],
        kind="foundation",
        name="会",
        credit_code=CREDIT_CODE,
        at=AT,
    )

    (waiting,) = as_person(officer).get(reverse("organizations_to_verify")).context["page"]

    assert waiting.organization == body
