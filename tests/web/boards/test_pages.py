"""The pages of boards: who sees what, at which cost, and what happens to bad input."""

from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from sanshe.domain.boards.models import Picture, Post, Report
from tests.factories import AT, make_person
from tests.factories.boards import make_comment, make_hiding, make_post, picture_bytes, settled

pytestmark = pytest.mark.django_db


def queries_of(client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def group_address(world) -> str:
    return reverse("board", args=[world.group.pk])


def community_address(world) -> str:
    return reverse("community_board", args=[world.community.code])


def test_every_page_opens_for_whom_it_is_meant(world, as_person):
    post = make_post(board=world.board, author=world.wang)
    comment = make_comment(post=post, author=world.li)
    client = as_person(world.worker)

    for address in (
        reverse("boards"),
        community_address(world),
        group_address(world),
        reverse("write_post", args=[world.board.pk]),
        reverse("board_settings", args=[world.board.pk]),
        reverse("board_names", args=[world.board.pk]) + "?q=李",
        reverse("post", args=[post.pk]),
        reverse("print_post", args=[post.pk]),
        reverse("report_post", args=[post.pk]),
        reverse("report_comment", args=[comment.pk]),
        reverse("moderate_post", args=[post.pk]),
        reverse("moderate_comment", args=[comment.pk]),
        reverse("moderation"),
        reverse("moderation") + "?show=appeals",
        reverse("moderation") + "?show=decided",
        reverse("moderation_counts"),
    ):
        assert (address, client.get(address).status_code) == (address, 200)


def test_pages_of_others_are_closed(world, client, as_person):
    closed = make_post(board=world.group_board, author=world.wang)
    own = make_post(board=world.board, author=world.wang)

    as_person(world.chen)

    refused = {
        address: client.get(address).status_code
        for address in (
            group_address(world),
            reverse("post", args=[closed.pk]),
            reverse("report_post", args=[closed.pk]),
            reverse("edit_post", args=[own.pk]),
            reverse("moderate_post", args=[own.pk]),
            reverse("moderation"),
            reverse("board_settings", args=[world.board.pk]),
            reverse("board_names", args=[world.group_board.pk]) + "?q=李",
            reverse("appeal_post", args=[own.pk]),
        )
    }
    assert set(refused.values()) == {403}


def test_visitor_is_asked_in_where_a_board_is_closed_and_reads_where_it_is_open(world, client):
    closed = make_post(board=world.group_board, author=world.wang)
    opened = make_post(board=world.board, author=world.wang)

    comment = make_comment(post=closed, author=world.li)
    assert client.get(group_address(world)).url == f"/sign-in/?next={quote(group_address(world), safe='')}"
    assert client.get(reverse("comment", args=[comment.pk])).url.startswith("/sign-in/")
    assert client.get(reverse("post", args=[closed.pk])).url.startswith("/sign-in/")
    assert client.get(community_address(world)).status_code == 200
    assert client.get(reverse("post", args=[opened.pk])).status_code == 200
    assert client.get(reverse("moderation_counts")).status_code == 200
    assert client.get(reverse("report_post", args=[opened.pk])).status_code == 302
    assert client.post(reverse("answer_post", args=[opened.pk]), {"text": "嗯"}).status_code == 302


def test_what_is_not_there_is_not_found(world, as_person):
    client = as_person(world.wang)
    nothing = world.wang.pk

    found = {
        name: client.get(reverse(name, args=[nothing])).status_code
        for name in ("board", "write_post", "post", "comment", "edit_post", "print_post", "picture", "moderate_comment")
    }

    assert set(found.values()) == {404}
    assert client.get("/communities/999999999999/board/").status_code == 404


def test_notice_is_written_with_pictures_and_read(world, as_person):
    client = as_person(world.wang)
    form = {"title": "下棋", "text": "周三七点\n老地方", "key": "one", "file_1": picture_bytes(), "alt_1": "棋盘"}

    answer = client.post(reverse("write_post", args=[world.board.pk]), form)

    post = Post.objects.get()
    assert answer.url == reverse("post", args=[post.pk])
    page = client.get(answer.url).content.decode()
    assert "<p>周三七点<br>老地方</p>" in page
    assert f'src="{reverse("picture", args=[post.pictures.get().pk])}" alt="棋盘"' in page


def test_same_form_twice_is_one_notice(world, as_person):
    client = as_person(world.wang)
    form = {"text": "周三七点", "key": "one"}
    address = reverse("write_post", args=[world.board.pk])

    assert client.post(address, form).url == client.post(address, form).url
    assert Post.objects.count() == 1


def test_refused_form_keeps_words_and_pictures(world, as_person):
    client = as_person(world.wang)
    address = reverse("write_post", args=[world.board.pk])

    answer = client.post(
        address, {"title": "下" * 61, "text": "周三", "key": "one", "file_1": picture_bytes(), "alt_1": "棋盘"}
    )

    page, picture = answer.content.decode(), Picture.objects.get()
    assert answer.status_code == 422
    assert f'name="picture_1" value="{picture.pk}"' in page
    assert 'value="棋盘"' in page
    again = client.post(address, {"text": "周三", "key": "one", "picture_1": picture.pk, "alt_1": "棋盘"})
    assert again.status_code == 302
    assert Post.objects.get().pictures.get() == picture


def test_wrong_file_is_refused_with_the_words_kept(world, as_person):
    client = as_person(world.wang)
    file = picture_bytes()
    file.name = "photo.jpg"
    file.truncate(100)

    answer = client.post(reverse("write_post", args=[world.board.pk]), {"text": "周三", "key": "one", "file_1": file})

    assert answer.status_code == 422
    assert Post.objects.count() == 0
    assert "周三" in answer.content.decode()


def test_change_drops_a_picture_by_a_tick(world, as_person):
    client = as_person(world.wang)
    client.post(reverse("write_post", args=[world.board.pk]), {"text": "周三", "key": "one", "file_1": picture_bytes()})
    post = Post.objects.get()
    picture = post.pictures.get()

    client.post(reverse("edit_post", args=[post.pk]), {"text": "周四", "picture_1": picture.pk, "drop_1": "on"})

    post.refresh_from_db()
    assert (post.text, post.pictures.count()) == ("周四", 0)


def test_picture_is_served_to_readers_only_and_kept_by_their_browser(world, client, as_person):
    as_person(world.wang).post(
        reverse("write_post", args=[world.group_board.pk]), {"text": "周三", "key": "one", "file_1": picture_bytes()}
    )
    picture = Picture.objects.get()
    address = reverse("picture", args=[picture.pk])

    answer = client.get(address)

    assert (answer.status_code, answer["Content-Type"]) == (200, "image/webp")
    assert answer["Content-Disposition"] == f'inline; filename="{picture.sha256[:16]}.webp"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, max-age=31536000, immutable"
    assert client.get(address, headers={"If-None-Match": answer["ETag"]}).status_code == 304
    assert client.get(reverse("small_picture", args=[picture.pk])).status_code == 200
    assert as_person(world.chen).get(address).status_code == 404
    client.logout()
    assert client.get(address).status_code == 404


def test_picture_whose_file_is_lost_is_not_found(world, as_person, media_folder):
    client = as_person(world.wang)
    client.post(reverse("write_post", args=[world.board.pk]), {"text": "周三", "key": "one", "file_1": picture_bytes()})
    for path in media_folder.rglob("*.webp"):
        path.unlink()

    assert client.get(reverse("picture", args=[Picture.objects.get().pk])).status_code == 404


HOSTILE = ["", " ", "\x00", "\ud800", "水" * 9000, "<script>", "' OR 1=1"]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_never_break_a_form(world, as_person, text):
    client = as_person(world.worker)
    post = make_post(board=world.board, author=world.wang)
    text = text.encode("utf-8", "replace").decode()

    for name in ("answer_post", "report_post", "moderate_post", "pin_post", "edit_post"):
        answer = client.post(
            reverse(name, args=[post.pk]),
            {
                "text": text,
                "reason": text,
                "hide-reason": text,
                "hide-words": text,
                "step": "hide",
                "until": text,
                "reply": text,
            },
        )
        assert (name, answer.status_code) in {(name, 302), (name, 403), (name, 422)}
    for name in ("title", "text", "key", "picture_1", "file_1", "alt_1"):
        answer = client.post(reverse("write_post", args=[world.board.pk]), {"text": "好", name: text})
        assert answer.status_code in (302, 422)
    for address in (community_address(world), reverse("moderation"), reverse("post", args=[post.pk])):
        assert client.get(address, {"q": text, "page": text, "show": text, "reply": text}).status_code == 200


@pytest.mark.parametrize("until", ["0001-01-01", "9999-12-31", "2026-13-40", "x"])
def test_absurd_days_never_break_a_pin(world, as_person, until):
    post = make_post(board=world.board, author=world.wang)

    answer = as_person(world.worker).post(reverse("pin_post", args=[post.pk]), {"until": until})

    post.refresh_from_db()
    assert (answer.status_code, post.pin) == (302, None)


def test_board_costs_the_same_for_one_and_three_notices(world, as_person):
    client = as_person(world.wang)
    client.get(community_address(world))

    def one_more():
        client.post(reverse("write_post", args=[world.board.pk]), {"text": "@李师傅 周三", "file_1": picture_bytes()})
        make_comment(post=Post.objects.latest("id"), author=world.li)

    one_more()
    cost_of_one = queries_of(client, community_address(world))
    one_more()
    one_more()

    assert queries_of(client, community_address(world)) == cost_of_one


def test_talk_costs_the_same_for_one_and_three_answers(world, as_person):
    post = make_post(board=world.board, author=world.wang)
    client = as_person(world.wang)
    address = reverse("post", args=[post.pk])
    make_comment(post=post, author=world.li, text="@王阿姨 好")
    client.get(address)
    cost_of_one = queries_of(client, address)
    make_comment(post=post, author=world.li)
    make_comment(post=post, author=world.chen, text="@李师傅 好")

    assert queries_of(client, address) == cost_of_one


@pytest.mark.parametrize("part", ["reports", "appeals", "decided"])
def test_desk_costs_the_same_for_one_and_three(world, as_person, part):
    client = as_person(settled(make_person(community=world.community, kinds=("district_officer", "resident"))))
    address = reverse("moderation") + f"?show={part}"

    def one_more():
        reported = make_post(board=world.board, author=world.wang)
        as_person(world.li).post(reverse("report_post", args=[reported.pk]), {"reason": "other"})
        comment = make_comment(post=reported, author=world.chen)
        as_person(world.li).post(reverse("report_comment", args=[comment.pk]), {"reason": "other"})
        hidden = make_post(board=world.board, author=world.officer)
        make_hiding(writing=hidden, moderator=world.worker)
        as_person(world.officer).post(reverse("appeal_post", args=[hidden.pk]), {"words": "没有"})

    one_more()
    me = settled(make_person(community=world.community, kinds=("district_officer",)))
    client = as_person(me)
    client.get(address)
    cost_of_one = queries_of(client, address)
    one_more()
    client = as_person(me)
    client.get(address)

    assert queries_of(client, address) == cost_of_one


def test_boards_cost_the_same_for_one_and_three(world, as_person):
    client = as_person(world.worker)
    client.get(reverse("boards"))
    cost_of_one = queries_of(client, reverse("boards"))
    client = as_person(world.wang)
    client.get(reverse("boards"))

    assert queries_of(client, reverse("boards")) == cost_of_one


def test_new_notices_are_marked_until_they_were_seen(world, as_person):
    client = as_person(world.wang)
    client.get(group_address(world))
    make_post(board=world.group_board, author=world.li, at=AT.replace(year=2099))
    client.cookies["language"] = "en"

    before = client.get(reverse("boards")).content.decode()
    marked = client.get(group_address(world)).content.decode()
    world.group_board.followings.update(seen_at=AT.replace(year=2100))

    assert ("1 new notice" in before, ">New<" in marked) == (True, True)
    assert "new notice" not in client.get(reverse("boards")).content.decode()
    assert ">New<" not in client.get(group_address(world)).content.decode()


def test_search_finds_words_and_says_where_there_are_none(world, as_person):
    make_post(board=world.board, author=world.wang, text="捡到一串钥匙")
    make_post(board=world.board, author=world.wang, text="周三下棋")
    client = as_person(world.li)

    page = client.get(community_address(world), {"q": "钥匙"}).content.decode()
    assert ("捡到一串钥匙" in page, "周三下棋" in page) == (True, False)
    assert "周三下棋" not in client.get(community_address(world), {"q": "没有的"}).content.decode()


def test_hidden_words_are_on_no_page_of_others(world, client, as_person):
    post = make_post(board=world.board, author=world.wang, title="标题坏", text="你们都是坏人")
    make_hiding(writing=post, moderator=world.worker, words="请不要骂人")
    addresses = [community_address(world), reverse("post", args=[post.pk])]

    as_others = [as_person(world.li).get(address).content.decode() for address in addresses]
    client.logout()
    as_others += [client.get(address).content.decode() for address in addresses]

    assert [("坏人" in page, "标题坏" in page, "请不要骂人" in page) for page in as_others] == [
        (False, False, True)
    ] * 4
    assert "坏人" in as_person(world.wang).get(addresses[1]).content.decode()
    assert "坏人" in as_person(world.worker).get(reverse("moderate_post", args=[post.pk])).content.decode()
    assert as_person(world.li).get(reverse("print_post", args=[post.pk])).status_code == 403


def test_author_does_not_learn_who_reported(world, as_person):
    post = make_post(board=world.board, author=world.wang)
    as_person(world.chen).post(reverse("report_post", args=[post.pk]), {"reason": "other", "words": "不喜欢"})
    as_person(world.worker).post(
        reverse("moderate_post", args=[post.pk]), {"step": "hide", "hide-reason": "other", "hide-words": "不合适"}
    )

    page = as_person(world.wang).get(reverse("post", args=[post.pk])).content.decode()

    assert Report.objects.get().settled_by is not None
    assert ("不合适" in page, "陈大姐" in page, "不喜欢" in page, "小刘" in page) == (True, False, False, False)


def test_report_to_decision_through_the_pages(world, as_person):
    post = make_post(board=world.board, author=world.wang, text="你们都是坏人")

    assert as_person(world.li).post(reverse("report_post", args=[post.pk]), {"reason": "insulting"}).status_code == 302
    desk = as_person(world.worker).get(reverse("moderation")).content.decode()
    assert reverse("moderate_post", args=[post.pk]) in desk
    hide = {"step": "hide", "hide-reason": "insulting", "hide-words": "请不要骂人"}
    assert as_person(world.worker).post(reverse("moderate_post", args=[post.pk]), hide).status_code == 302
    assert as_person(world.wang).post(reverse("appeal_post", args=[post.pk]), {"words": "气话"}).status_code == 302
    decide = {"step": "decide", "decide-outcome": "restored", "decide-words": "可以理解"}
    refused = as_person(world.worker).post(reverse("moderate_post", args=[post.pk]), decide)
    assert refused.status_code == 422
    assert as_person(world.other_worker).post(reverse("moderate_post", args=[post.pk]), decide).status_code == 302

    assert "你们都是坏人" in as_person(world.li).get(reverse("post", args=[post.pk])).content.decode()


def test_author_reads_what_was_decided_and_objects_only_once(world, as_person):
    comment = make_comment(post=make_post(board=world.board, author=world.wang), author=world.li, text="你才是")
    make_hiding(writing=comment, moderator=world.worker, words="请不要骂人")
    client, address = as_person(world.li), reverse("appeal_comment", args=[comment.pk])

    assert client.post(address, {"words": "气话"}).status_code == 302
    page = client.get(address).content.decode()
    again = client.post(address, {"words": "气话"})

    assert ("请不要骂人" in page, "气话" in page, 'name="words"' in page) == (True, True, False)
    assert again.status_code == 422


def test_refused_answer_keeps_its_words(world, as_person):
    post = make_post(board=world.board, author=world.wang)
    world.newcomer.joined_at = timezone.now()
    world.newcomer.save()

    answer = as_person(world.newcomer).post(
        reverse("answer_post", args=[post.pk]), {"text": "看 www.example.com", "key": "k"}
    )

    assert answer.status_code == 422
    assert "看 www.example.com</textarea>" in answer.content.decode()


def test_reply_names_whom_it_answers(world, as_person):
    post = make_post(board=world.board, author=world.wang)
    comment = make_comment(post=post, author=world.li)

    page = as_person(world.chen).get(reverse("post", args=[post.pk]), {"reply": comment.pk}).content.decode()

    assert "@李师傅 </textarea>" in page
    assert f'name="reply" value="{comment.pk}"' in page


def test_answer_is_found_on_its_page_of_the_talk(world, as_person):
    post = make_post(board=world.board, author=world.worker)
    comments = [make_comment(post=post, author=world.wang, text=f"第{number}句") for number in range(21)]

    client = as_person(world.li)

    assert client.get(reverse("comment", args=[comments[0].pk])).url == f"/posts/{post.pk}/#a-{comments[0].pk}"
    assert client.get(reverse("comment", args=[comments[20].pk])).url == f"/posts/{post.pk}/?page=2#a-{comments[20].pk}"


def test_sheet_carries_the_address_as_a_code(world, client, settings):
    settings.PUBLIC_ADDRESS = "https://board.example"
    post = make_post(board=world.board, author=world.wang)

    page = client.get(reverse("print_post", args=[post.pk])).content.decode()

    assert f"https://board.example/posts/{post.pk}/" in page
    assert 'src="data:image/svg+xml' in page


def test_following_is_turned_on_and_off(world, as_person):
    client = as_person(world.wang)
    address = reverse("follow_board", args=[world.board.pk])

    client.post(address, {"news": "on"})
    on = client.get(community_address(world)).content.decode()
    client.post(address, {"news": "off"})
    off = client.get(community_address(world)).content.decode()

    assert ('value="off"' in on, 'value="on"' in off) == (True, True)


def test_community_board_stays_open_whatever_is_sent(world, as_person):
    as_person(world.worker).post(
        reverse("board_settings", args=[world.board.pk]), {"who_reads": "members", "who_posts": "officers"}
    )

    world.board.refresh_from_db()
    assert (world.board.who_reads, world.board.who_posts) == ("everybody", "officers")
