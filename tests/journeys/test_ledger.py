"""An hour of help, from one neighbour's account to another's and into the common pot."""

from datetime import timedelta

import pytest
from django.utils import timezone

from sanshe.domain.ledger import queries
from tests.factories.ledger import make_account, make_payment, make_scheme
from tests.journeys.conftest import faults_of


@pytest.fixture
def counted(world):
    """A community that counts time, in which somebody has helped and can give."""
    then = timezone.now() - timedelta(hours=2)
    scheme = make_scheme(community=world["community"], worker=world["worker"], at=then)
    make_payment(scheme=scheme, payer=world["daughter"], payee=world["helper"], minutes=150, note="陪去医院", at=then)
    make_account(scheme=scheme, person=world["worker"])
    own = queries.own_account(scheme=scheme, person=world["helper"])
    return {**world, "scheme": scheme, "account": own}


@pytest.mark.parametrize("script", [True, False])
def test_somebody_gives_an_hour_into_the_pot_and_takes_it_back(open_page, counted, script):
    page = open_page(width=360, person=counted["helper"], script=script)
    page.goto("/credits/")
    assert page.locator(".credits__balance").inner_text() == "2 小时 30 分"
    page.locator(".act .btn--ink").click()
    page.locator("input[name=receiver][value=pool]").check()
    page.locator("input[name=hours]").fill("1")
    page.locator(".credits__form .btn--ink").click()
    assert not script or faults_of(page) == []
    page.locator(".credits__ways .btn--ink").click()
    page.wait_for_url("**/credits/transfers/**")
    assert not script or faults_of(page) == []
    assert queries.pool_of(scheme=counted["scheme"]).balance_min == 60

    page.locator(".confirm > summary").click()
    page.locator(".confirm .btn--ink").click()
    page.wait_for_load_state()
    assert queries.pool_of(scheme=counted["scheme"]).balance_min == 0


def test_pages_of_time_credits_have_no_faults(open_page, counted):
    account = counted["account"].pk
    page = open_page(width=360, person=counted["helper"])
    for address in (
        "/credits/",
        "/credits/rules/",
        "/credits/give/",
        f"/credits/accounts/{account}/statement/",
        f"/credits/accounts/{account}/statement/print/",
    ):
        page.goto(address)
        assert (address, faults_of(page)) == (address, [])
        assert page.evaluate("document.documentElement.scrollWidth") == 360
    page = open_page(width=360, person=counted["worker"])
    page.goto("/desk/credits/")
    assert faults_of(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 360
