"""The pages of time credits."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sanshe.domain.ledger import operations, queries
from sanshe.domain.ledger.models import Account, Transfer
from sanshe.domain.people.choices import RoleKind
from sanshe.formats.spreadsheets import read_sheets
from sanshe.kernel.models import JournalEntry
from tests.factories import make_community, make_person, make_worker
from tests.factories.ledger import make_account, make_payment, make_scheme
from tests.factories.organisations import make_group

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english(client):
    """Let the pages be in the language of the code."""
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"


@pytest.fixture
def community():
    return make_community()


@pytest.fixture
def worker(community):
    return make_worker(community=community, name="刘社工")


@pytest.fixture
def scheme(community, worker):
    return make_scheme(community=community, worker=worker, at=timezone.now() - timedelta(days=1))


@pytest.fixture
def giver(community):
    return make_person(community=community, name="王阿姨", full_name="王秀兰")


@pytest.fixture
def stranger(community, scheme):
    person = make_person(community=community, name="周大爷", full_name="周长河")
    make_account(scheme=scheme, person=person)
    return person


@pytest.fixture
def account(scheme, giver, community):
    helped = make_person(community=community, name="陈大姐")
    make_payment(scheme=scheme, payer=helped, payee=giver, minutes=150, at=timezone.now() - timedelta(hours=1))
    return queries.own_account(scheme=scheme, person=giver)


def gift(account, **said) -> dict:
    """Return what somebody sends who gives an hour into the pot."""
    return {"from": account.pk, "step": "do", "receiver": "pool", "hours": "1", "minutes": "", "note": "", **said}


def test_a_community_without_a_scheme_is_told_so(as_person, giver):
    page = as_person(giver).get("/credits/")

    assert page.status_code == 200
    assert "Your community does not count time" in page.content.decode()


def test_an_account_is_opened_by_its_owner(as_person, giver, scheme):
    client = as_person(giver)

    assert "Open my account" in client.get("/credits/").content.decode()
    client.post("/credits/open/")

    opened = Account.objects.get(person=giver)
    assert opened.number in client.get("/credits/").content.decode()


def test_the_balance_is_said_in_words(as_person, giver, account):
    page = as_person(giver).get("/credits/").content.decode()

    assert "2 h 30 min" in page
    assert "Helped · 陈大姐" in page


def test_a_gift_is_shown_once_more_and_then_made_and_can_be_taken_back(as_person, giver, account, stranger, scheme):
    client = as_person(giver)
    number = Account.objects.get(person=stranger).number
    said = gift(account, receiver="number", number=f"{number[:3]} {number[3:]}", note="谢谢您")

    look = client.post("/credits/give/", {**said, "step": "look"})
    assert look.status_code == 200
    assert "neighbour 周" in look.content.decode()
    assert "周大爷" not in look.content.decode()
    assert Transfer.objects.filter(kind="gift").count() == 0

    done = client.post("/credits/give/", said, follow=True)
    made = Transfer.objects.get(kind="gift")
    assert done.redirect_chain == [(f"/credits/transfers/{made.pk}/", 302)]
    assert "Take it back" in done.content.decode()
    assert "周大爷" not in done.content.decode()
    assert queries.own_account(scheme=scheme, person=giver).balance_min == 90

    client.post(f"/credits/transfers/{made.pk}/take-back/")
    assert queries.own_account(scheme=scheme, person=giver).balance_min == 150


def test_a_gift_sent_twice_is_made_once(as_person, giver, account):
    client = as_person(giver)
    said = gift(account, key="the-same")

    client.post("/credits/give/", said)
    client.post("/credits/give/", said)

    assert Transfer.objects.filter(kind="gift").count() == 1


@pytest.mark.parametrize(
    "said",
    [
        {"hours": "9" * 40},
        {"hours": "-1"},
        {"hours": ""},
        {"hours": "100"},
        {"minutes": "\x00"},
        {"receiver": "nobody"},
        {"receiver": "number", "number": "123"},
        {"receiver": "number", "number": "١٢٣٤٥٦"},
        {"receiver": "number", "number": ""},
        {"note": "长" * 500},
    ],
)
def test_absurd_gifts_are_shown_again_with_what_is_wrong(as_person, giver, account, said):
    page = as_person(giver).post("/credits/give/", gift(account, **said))

    assert page.status_code == 422
    assert "form-errors" in page.content.decode()
    assert Transfer.objects.filter(kind="gift").count() == 0


def test_nobody_gives_from_anothers_account(as_person, stranger, account):
    assert as_person(stranger).post("/credits/give/", gift(account)).status_code == 404
    assert as_person(stranger).get(f"/credits/accounts/{account.pk}/").status_code == 403


def test_a_strangers_transfer_is_not_to_be_known_of(as_person, stranger, account):
    made = Transfer.objects.get()

    assert as_person(stranger).get(f"/credits/transfers/{made.pk}/").status_code == 404
    assert as_person(stranger).post(f"/credits/transfers/{made.pk}/take-back/").status_code == 404


def test_a_workers_look_is_written_down_and_an_owners_is_not(as_person, giver, worker, account):
    as_person(giver).get(f"/credits/accounts/{account.pk}/")
    assert JournalEntry.objects.filter(operation="ledger.look_at_account").count() == 0

    assert as_person(worker).get(f"/credits/accounts/{account.pk}/").status_code == 200
    look = JournalEntry.objects.get(operation="ledger.look_at_account")
    assert (look.actor_id, look.subject_id, look.on_behalf_of_id) == (worker.pk, giver.pk, giver.pk)


def test_a_statement_opens_closes_and_is_downloaded(as_person, giver, account):
    client = as_person(giver)
    month = timezone.localtime().strftime("%Y-%m")

    page = client.get(f"/credits/accounts/{account.pk}/statement/").content.decode()
    assert "At the beginning" in page
    assert "+2 h 30 min" in page
    assert client.get(f"/credits/accounts/{account.pk}/statement/print/").status_code == 200
    book = client.get(f"/credits/accounts/{account.pk}/statement/download/?month={month}")
    (sheet,) = read_sheets(book.content)
    assert [row[1] for row in sheet.grid][1:] == ["At the beginning", "Helped", "At the end"]


def test_a_statement_as_csv_keeps_a_text_a_text(as_person, giver, account, scheme, community):
    helped = make_person(community=community, name="小敏")
    make_payment(scheme=scheme, payer=helped, payee=giver, minutes=30, at=timezone.now(), note="=1+1")

    book = as_person(giver).get(f"/credits/accounts/{account.pk}/statement/download/?as=csv")
    lines = book.content.decode("utf-8-sig").splitlines()

    assert [line.split(",", 1)[1] for line in lines[2:4]] == ["Helped,陈大姐,,150,150", "Helped,小敏,'=1+1,30,180"]


@pytest.mark.parametrize("month", ["", "0", "2026-13", "9999999999999999-01", "abc", "-", "2026-00", "１２-３"])
def test_a_wrong_month_is_the_current_one(as_person, giver, account, month):
    page = as_person(giver).get(f"/credits/accounts/{account.pk}/statement/", {"month": month})

    assert timezone.localtime().strftime("%Y-%m") in page.content.decode()


def test_statements_cost_the_same_for_one_line_and_for_many(
    as_person, giver, account, scheme, community, django_assert_num_queries
):
    client = as_person(giver)
    address = f"/credits/accounts/{account.pk}/statement/"
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    for _ in range(3):
        helped = make_person(community=community)
        make_payment(scheme=scheme, payer=helped, payee=giver, minutes=10, at=timezone.now())
    with django_assert_num_queries(len(one)):
        client.get(address)


def test_the_desk_costs_the_same_for_few_accounts_and_for_many(
    as_person, worker, account, scheme, community, django_assert_num_queries
):
    client = as_person(worker)
    client.get("/desk/credits/")
    with CaptureQueriesContext(connection) as few:
        client.get("/desk/credits/")
    for _ in range(3):
        make_account(scheme=scheme, person=make_person(community=community))
    with django_assert_num_queries(len(few)):
        client.get("/desk/credits/")


def test_a_neighbour_dealt_with_is_offered_by_name(as_person, giver, account, scheme):
    client = as_person(giver)
    helped = Account.objects.get(person__form_of_address="陈大姐")

    assert "陈大姐" in client.get("/credits/give/").content.decode()
    client.post("/credits/give/", gift(account, receiver=str(helped.pk)))

    helped.refresh_from_db()
    assert helped.balance_min == -90


def test_a_groups_account_opens_for_who_looks_after_it(as_person, giver, community, scheme, stranger):
    group = make_group(community=community, officers=(giver,))

    as_person(giver).post("/credits/open/", {"group": group.pk})
    opened = Account.objects.get(organization=group)
    assert as_person(giver).get(f"/credits/accounts/{opened.pk}/").status_code == 200
    assert "象棋小组" in as_person(giver).get("/credits/").content.decode()
    assert as_person(stranger).get(f"/credits/accounts/{opened.pk}/").status_code == 403


def test_a_worker_opens_and_closes_time_credits(as_person, worker, community):
    client = as_person(worker)

    wrong = client.post("/desk/credits/open/", {"floor_hours": "101", "terms": "一小时就是一小时"})
    assert wrong.status_code == 422
    assert "一小时就是一小时" in wrong.content.decode()
    client.post("/desk/credits/open/", {"floor_hours": "5", "expires_after_months": "", "terms": "一行\n两行"})
    scheme = queries.scheme_of(community=community)
    assert (scheme.is_open, scheme.floor_min, scheme.expires_after_months, scheme.terms) == (
        True,
        -300,
        None,
        "一行\n两行",
    )
    assert "All accounts together: 0" in client.get("/desk/credits/").content.decode()
    client.post("/desk/credits/close/")
    assert queries.open_scheme_of(community=community) is None


def test_a_worker_gives_out_of_the_pot(as_person, worker, giver, account, stranger):
    operations.give(actor=giver, account_id=account.pk, minutes=60, to_pool=True, at=timezone.now())
    number = Account.objects.get(person=stranger).number
    client = as_person(worker)

    too_much = client.post("/desk/credits/grant/", {"number": number, "hours": "2", "note": "腿摔了"})
    assert too_much.status_code == 422
    done = client.post("/desk/credits/grant/", {"number": number, "hours": "1", "note": "腿摔了"})
    assert done.status_code == 302
    assert Account.objects.get(person=stranger).balance_min == 60


@pytest.mark.parametrize("address", ["/desk/credits/", "/desk/credits/?q=%00%ff"])
def test_the_desk_opens_for_workers_only(as_person, giver, worker, scheme, address):
    assert as_person(giver).get(address).status_code == 403
    assert as_person(worker).get(address).status_code == 200


def test_a_worker_of_another_community_reads_nothing(as_person, account):
    other = make_person(community=make_community(), kinds=(RoleKind.COMMUNITY_WORKER,))

    assert as_person(other).get(f"/credits/accounts/{account.pk}/").status_code == 403


def test_everybody_reads_the_rules(client, scheme):
    page = client.get("/credits/rules/").content.decode()

    assert "up to 5 h behind" in page
