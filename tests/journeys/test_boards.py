"""Notices and talk in a real browser: written, called, reported, hidden, objected to; and no fault on any page."""

import pytest
from django.urls import reverse

from sanshe.domain.boards import operations
from sanshe.domain.boards.models import Post
from tests.factories import AT
from tests.factories.boards import (
    make_comment,
    make_hiding,
    make_neighbourhood,
    make_picture,
    make_post,
    picture_bytes,
)
from tests.journeys.conftest import faults_of

LOOKS = {"ordinary": "", "elder": "1.30.light", "night": "0.17.night"}


@pytest.fixture
def place(transactional_db, settings, tmp_path):
    """A neighbourhood whose boards are in use."""
    settings.MEDIA_ROOT = tmp_path / "media"
    place = make_neighbourhood()
    picture = make_picture(person=place.wang, size=(1200, 800))
    place.pinned = make_post(
        board=place.board, author=place.worker, title="停水通知", text="周四 8:00 停水。\n\n请存水。"
    )
    operations.pin_post(
        actor=place.worker, post_id=place.pinned.pk, until=AT.replace(year=2027), at=AT.replace(year=2026, month=12)
    )
    place.post = make_post(
        board=place.board,
        author=place.wang,
        text="周三七点下棋，@李师傅 来不来？",
        pictures=[(picture.pk, "石桌上的棋盘")],
    )
    place.comment = make_comment(post=place.post, author=place.li, text="@王阿姨 来！看 https://example.com/qi")
    place.hidden = make_post(board=place.board, author=place.wang, text="你们都是坏人")
    operations.report_writing(actor=place.li, writing=place.post, reason="other", words="看不懂", at=AT)
    make_hiding(writing=place.hidden, moderator=place.worker)
    return place


def addresses(place) -> dict[str, list[str]]:
    post, hidden = [place.post.pk], [place.hidden.pk]
    return {
        "wang": [
            reverse("boards"),
            reverse("community_board", args=[place.community.code]),
            reverse("community_board", args=[place.community.code]) + "?q=没有",
            reverse("board", args=[place.group.pk]),
            reverse("write_post", args=[place.board.pk]),
            reverse("post", args=post),
            reverse("edit_post", args=post),
            reverse("print_post", args=post),
            reverse("post", args=hidden),
            reverse("appeal_post", args=hidden),
            reverse("report_comment", args=[place.comment.pk]),
            reverse("moderation_counts"),
        ],
        "worker": [
            reverse("post", args=post),
            reverse("post", args=[place.pinned.pk]),
            reverse("moderation"),
            reverse("moderation") + "?show=appeals",
            reverse("moderation") + "?show=decided",
            reverse("moderate_post", args=post),
            reverse("moderate_post", args=hidden),
            reverse("board_settings", args=[place.board.pk]),
        ],
    }


@pytest.mark.parametrize(("look", "locale"), [("ordinary", "zh-CN"), ("elder", "zh-CN"), ("night", "en-GB")])
def test_no_page_has_faults_or_overflows(place, open_page, look, locale):
    faults = []
    for who, pages in addresses(place).items():
        page = open_page(person=getattr(place, who), look=LOOKS[look], locale=locale, width=360)
        for address in pages:
            page.goto(address)
            faults += [f"{address} {fault}" for fault in faults_of(page)]
            width = page.evaluate("document.documentElement.scrollWidth")
            if width > 360:
                faults.append(f"{address} is {width} px wide")

    assert faults == []


def test_refused_forms_have_no_faults(place, open_page):
    faults = []
    page = open_page(person=place.worker, width=360)
    for name, target in (("write_post", place.board), ("report_post", place.post), ("moderate_post", place.post)):
        page.goto(reverse(name, args=[target.pk]))
        page.evaluate("document.querySelectorAll('main form').forEach((form) => { form.noValidate = true; })")
        page.locator("main button.btn--wide").click()
        page.locator(".form-errors").wait_for()
        faults += [f"{name} {fault}" for fault in faults_of(page)]

    assert faults == []


def test_notice_is_written_without_script(place, open_page, tmp_path):
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(picture_bytes().getvalue())
    page = open_page(person=place.wang, script=False, width=360)

    page.goto(reverse("community_board", args=[place.community.code]))
    page.locator("a.btn--ink").click()
    page.locator("textarea[name=text]").fill("明早八点遛弯，广场集合")
    page.locator("[name=file_1]").set_input_files(photo)
    page.locator("[name=alt_1]").fill("广场")
    page.locator("main button.btn--ink").click()

    page.locator(".notice--success").wait_for()
    assert page.locator(".note__words").inner_text() == "明早八点遛弯，广场集合"
    page.wait_for_load_state("networkidle")
    assert page.locator(".note__picture").evaluate("image => image.naturalWidth") == 640


def test_names_are_offered_while_writing_and_one_is_called(place, open_page):
    page = open_page(person=place.chen)
    page.goto(reverse("post", args=[place.post.pk]))

    page.locator("textarea").press_sequentially("叫上@李")
    page.locator("[data-name]").click()
    assert page.locator("textarea").input_value() == "叫上@李师傅 "
    page.locator("#answer button.btn--ink").click()

    page.locator(".notice--success").wait_for()
    assert page.locator(".talk__one").last.locator(".called").inner_text() == "@李师傅"


def test_what_is_taken_down_comes_back(place, open_page):
    page = open_page(person=place.wang)
    page.goto(reverse("post", args=[place.post.pk]))

    page.locator(".ways details.confirm summary").click()
    page.locator(".ways details.confirm button").click()
    page.locator(".notice--success").wait_for()
    assert Post.objects.get(pk=place.post.pk).taken_down_at is not None
    page.locator("form[action$='put-back/'] button").click()

    page.locator("#answer").wait_for()
    assert Post.objects.get(pk=place.post.pk).taken_down_at is None
