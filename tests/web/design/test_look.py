"""The look bar and its cookie."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils.translation import override

from sanshe.web.look import Look, changed, keep, look_of


def request_with(cookie=None):
    request = RequestFactory().get("/")
    if cookie is not None:
        request.COOKIES["look"] = cookie
    return request


def test_look_without_cookie_is_the_ordinary_one():
    with override("zh-hans"):
        look = look_of(request_with())

    assert look == Look(elder=False, text_px=17, theme="auto", language="zh-hans")


@pytest.mark.parametrize("cookie", ["", "x", "1", "0.17", "2.99.pink", "..", "<script>", "0.17.auto.more"])
def test_look_of_a_strange_cookie_is_still_a_look(cookie):
    look = look_of(request_with(cookie))

    assert look.text_px in (17, 20)
    assert look.theme == "auto"


@pytest.mark.parametrize(
    "look",
    [
        Look(elder=True, text_px=26, theme="night", language="en"),
        Look(elder=False, text_px=22, theme="light", language="zh-hans"),
    ],
)
def test_look_survives_the_cookie(look):
    response = HttpResponse()

    keep(response, look)

    with override(response.cookies["language"].value):
        assert look_of(request_with(response.cookies["look"].value)) == look
    assert response.cookies["look"]["samesite"] == "Lax"


def test_entering_elder_mode_enlarges_the_text_and_leaving_restores_it():
    entered = changed(Look(), wishes={"elder": "1"})
    left = changed(entered, wishes={"elder": "0"})

    assert (entered.elder, entered.text_px) == (True, 20)
    assert left == Look()


def test_elder_text_never_falls_below_20_px():
    look = changed(Look(elder=True, text_px=24), wishes={"text": "17"})

    assert look.text_px == 20


def test_text_steps_end_at_30_px():
    look = Look(elder=True, text_px=20)
    sizes = [look.text_px]
    while look.larger_px:
        look = changed(look, wishes={"text": str(look.larger_px)})
        sizes.append(look.text_px)

    assert sizes == [20, 22, 24, 26, 28, 30]
    assert look.smaller_px == 28
    assert Look(elder=True, text_px=20).smaller_px is None
    assert Look().smaller_px is None


@pytest.mark.parametrize("wishes", [{}, {"text": "99"}, {"theme": "pink"}, {"language": "xx"}, {"elder": "yes"}])
def test_unknown_wishes_change_nothing(wishes):
    look = Look(elder=True, text_px=24, theme="night", language="en")

    assert changed(look, wishes=wishes) == look
