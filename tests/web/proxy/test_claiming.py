"""From the receipt to one's own account, on the screen."""

import re

import pytest
from django.urls import reverse

from sanshe.domain.exchange.models import Need
from sanshe.domain.people.models import Person, PersonMerge, Representation
from sanshe.domain.proxy.models import Entry, Receipt
from sanshe.kernel.models import OutboxMessage
from sanshe.web.proxy.paper import receipt_sheet
from tests.factories import make_person
from tests.factories.proxy import SENTENCE, make_entry, make_paper_entry

pytestmark = pytest.mark.django_db
PHONE = "13900007777"


@pytest.fixture
def issued(worker, grandma, community):
    return make_entry(worker=worker, person=grandma, community=community)


def sign_in(client, url: str, phone: str = PHONE):
    client.get(url)
    client.post(reverse("sign_in"), {"phone": phone})
    code = OutboxMessage.objects.filter(kind="sign_in_code").order_by("-id").first().body["code"]
    return client.post(reverse("sign_in_code"), {"code": code}, follow=True)


def opened(client, issued, own: str) -> str:
    client.post(reverse("claim"), {"code": issued.code})
    return client.post(reverse("claim_whose"), {"own": own}).url


def test_code_in_the_address_fills_the_form_but_opens_nothing(client, issued):
    response = client.get(reverse("claim"), {"code": issued.code})

    assert (response.context["form"].initial["code"], "_auth_user_id" in client.session) == (issued.code, False)
    assert "王奶奶" not in response.content.decode()


def test_wrong_code_comes_back_and_tells_nothing(client, issued):
    response = client.post(reverse("claim"), {"code": "AAAA-AAA-AAA"})

    assert (response.status_code, list(response.context["form"].errors)) == (422, ["code"])


def test_page_says_the_form_of_address_only(client, issued):
    page = client.post(reverse("claim"), {"code": issued.code}, follow=True).content.decode()

    assert ("王奶奶" in page, "王桂英" in page, SENTENCE in page) == (True, False, False)


def test_she_takes_over_what_was_written_down(client, grandma, issued):
    page = sign_in(client, opened(client, issued, "yes"))

    grandma.refresh_from_db()
    assert (grandma.phone, grandma.claimed_at is not None, Receipt.objects.filter(ends_at=None).count()) == (
        f"+86{PHONE}",
        True,
        0,
    )
    assert (page.redirect_chain[-1][0], SENTENCE in page.content.decode()) == (reverse("entered"), True)
    assert Person.objects.filter(phone=f"+86{PHONE}").get() == grandma


def test_signing_in_for_something_else_claims_nothing(client, grandma, issued):
    opened(client, issued, "yes")

    sign_in(client, reverse("sign_in"))

    grandma.refresh_from_db()
    assert (grandma.claimed_at, Person.objects.get(phone=f"+86{PHONE}") == grandma) == (None, False)


def test_grandson_helps_as_himself(client, grandma, community, issued):
    grandson = make_person(community=community, name="小宝", phone=f"+86{PHONE}")

    page = sign_in(client, opened(client, issued, "no"))
    done = client.post(reverse("claim_help"), follow=True)

    held = Representation.objects.get()
    assert (page.redirect_chain[-1][0], held.principal, held.representative) == (
        reverse("claim_help"),
        grandma,
        grandson,
    )
    assert done.redirect_chain[-1][0] == f"{reverse('mine')}?for={grandma.pk}"


def test_phone_of_another_entry_asks_whether_both_are_one(client, grandma, community, issued):
    other = make_person(community=community, name="桂英", phone=f"+86{PHONE}")

    page = sign_in(client, opened(client, issued, "yes"))
    client.post(reverse("claim_same"))

    merge = PersonMerge.objects.get()
    assert ("桂英" in page.content.decode(), merge.kept, merge.merged) == (True, other, grandma)
    assert Receipt.objects.filter(ends_at=None).count() == 1


def test_leaving_it_changes_nothing(client, community, issued):
    make_person(community=community, name="桂英", phone=f"+86{PHONE}")
    sign_in(client, opened(client, issued, "yes"))

    client.post(reverse("claim_leave"))

    assert (PersonMerge.objects.count(), Receipt.objects.filter(ends_at=None).count()) == (0, 1)
    assert client.get(reverse("claim_help")).url == reverse("claim")


@pytest.mark.parametrize("name", ["claim_whose", "claim_help"])
def test_without_a_code_nothing_opens(as_person, grandma, name):
    response = as_person(grandma).get(reverse(name))

    assert (response.status_code, response.url) == (302, reverse("claim"))


def test_somebody_signed_in_as_another_takes_over_all_the_same(as_person, worker, grandma, issued):
    client = as_person(worker)

    page = sign_in(client, opened(client, issued, "yes"))

    assert (page.redirect_chain[-1][0], client.session["_auth_user_id"]) == (reverse("entered"), str(grandma.pk))


def test_list_says_by_whom_when_how_and_the_consent(as_person, grandma, issued):
    page = as_person(grandma).get(reverse("entered")).content.decode()

    assert all(words in page for words in (SENTENCE, "小刘", "我同意社区工作者替我填写。"))


@pytest.mark.parametrize(("anew", "target"), [("", "/me/entered/"), ("1", "/say/?kind=need")])
def test_what_is_on_the_board_is_taken_back(as_person, grandma, issued, anew, target):
    response = as_person(grandma).post(reverse("entered_take_back", args=[issued.entry.pk]), {"anew": anew})

    assert (response.url.startswith(target), Need.objects.get().status) == (True, "withdrawn")


def test_what_waits_for_its_second_look_is_taken_back(as_person, worker, grandma, community):
    issued = make_paper_entry(worker=worker, person=grandma, community=community)

    as_person(grandma).post(reverse("entered_take_back", args=[issued.entry.pk]))

    assert Entry.objects.get().state == "discarded"


def test_nobody_takes_back_what_is_anothers(as_person, worker, community, issued):
    for actor in (worker, make_person(community=community)):
        response = as_person(actor).post(reverse("entered_take_back", args=[issued.entry.pk]))

        assert (response.status_code, Need.objects.get().status) == (404, "open")


def test_receipts_square_code_leads_to_the_claim(worker, issued):
    sheet = receipt_sheet(issued.entry, issued.receipt, issued.code)

    assert re.fullmatch(rf"https?://[^/]+/claim/\?code={issued.code}", sheet.claim_url)
    assert issued.code.startswith(sheet.code[:4])
