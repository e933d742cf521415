"""Pictures on disk: written once, kept while shown, swept afterwards."""

import os
from datetime import timedelta
from io import BytesIO

import pytest

from sanshe.domain.boards import jobs, operations, queries, rules
from sanshe.domain.boards.errors import TooManyUploads
from sanshe.domain.boards.models import Picture
from sanshe.domain.boards.operations import pictures
from sanshe.kernel.pictures import PictureUnknown
from tests.factories import AT
from tests.factories.boards import make_hiding, make_picture, make_post

pytestmark = pytest.mark.django_db


def files_in(folder) -> list[str]:
    return sorted(path.stem for path in folder.rglob("*") if path.is_file())


def both_of(picture) -> list[str]:
    return sorted({picture.sha256, picture.small_sha256})


def grow_old(folder, *, at) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            os.utime(path, (at.timestamp(), at.timestamp()))


def test_picture_is_kept_in_two_sizes(world, media_folder):
    picture = make_picture(person=world.wang, size=(2000, 1000))

    assert (picture.width, picture.height, picture.post) == (1600, 800, None)
    assert files_in(media_folder) == both_of(picture)


def test_same_picture_twice_is_two_rows_over_the_same_files(world, media_folder):
    first, second = make_picture(person=world.wang), make_picture(person=world.li)

    assert first.pk != second.pk
    assert files_in(media_folder) == both_of(first) == both_of(second)


def test_what_is_no_picture_leaves_nothing(world, media_folder):
    with pytest.raises(PictureUnknown):
        operations.store_picture(actor=world.wang, file=BytesIO(b"<svg/>"), at=AT)

    assert (Picture.objects.count(), files_in(media_folder)) == (0, [])


def test_picture_that_never_went_up_goes_after_a_day_and_its_files_after_another(world, media_folder):
    make_picture(person=world.wang)
    grow_old(media_folder, at=AT)

    assert operations.forget_pictures(at=AT + timedelta(hours=23)) == 0
    assert Picture.objects.count() == 1
    assert operations.forget_pictures(at=AT + timedelta(hours=25)) == 0
    assert Picture.objects.count() == 0
    assert operations.forget_pictures(at=AT + timedelta(hours=50)) == 2
    assert files_in(media_folder) == []


def test_file_of_another_picture_with_the_same_content_stays(world, media_folder):
    shown, waiting = make_picture(person=world.wang), make_picture(person=world.wang)
    make_post(board=world.board, author=world.wang, pictures=[(shown.pk, "")])
    grow_old(media_folder, at=AT)

    operations.forget_pictures(at=AT + timedelta(days=2))
    operations.forget_pictures(at=AT + timedelta(days=4))

    assert list(Picture.objects.all()) == [shown]
    assert files_in(media_folder) == both_of(waiting)


def test_pictures_of_a_notice_taken_down_for_good_go_but_not_of_a_hidden_one(world, media_folder):
    gone, hidden = (make_picture(person=world.wang, size=(30, 30 + number)) for number in range(2))
    posts = [make_post(board=world.board, author=world.wang, pictures=[(one.pk, "")]) for one in (gone, hidden)]
    make_hiding(writing=posts[1], moderator=world.worker)
    for post in posts:
        operations.take_post_down(actor=world.wang, post_id=post.pk, at=AT)

    operations.forget_pictures(at=AT + timedelta(days=7))
    assert Picture.objects.count() == 2
    operations.forget_pictures(at=AT + timedelta(days=7, seconds=1))

    assert list(Picture.objects.all()) == [hidden]


def test_file_that_nothing_names_is_swept(world, media_folder):
    path = queries.picture_file(sha256="ab" * 32)
    path.parent.mkdir(parents=True)
    path.write_bytes(b"lost")
    grow_old(media_folder, at=AT)

    assert operations.forget_pictures(at=AT + timedelta(days=2)) == 1


def test_one_picture_too_many_within_a_day_is_refused(world, media_folder):
    for number in range(rules.UPLOADS_A_DAY):
        Picture.objects.create(
            sha256=f"{number:064}", small_sha256="", width=1, height=1, uploaded_by=world.wang, uploaded_at=AT
        )

    with pytest.raises(TooManyUploads):
        make_picture(person=world.wang)
    assert make_picture(person=world.li).uploaded_by == world.li


def test_who_sees_a_picture(world):
    picture = make_picture(person=world.wang)

    def seen_by() -> list:
        people = (None, world.wang, world.li, world.chen, world.worker)
        return [
            person and person.form_of_address
            for person in people
            if queries.picture_for(actor=person, pk=picture.pk, at=AT)
        ]

    assert seen_by() == ["王阿姨"]
    post = make_post(board=world.group_board, author=world.wang, pictures=[(picture.pk, "")])
    assert seen_by() == ["王阿姨", "李师傅", "小刘"]
    make_hiding(writing=post, moderator=world.officer)
    assert seen_by() == ["王阿姨", "小刘"]


def test_nightly_job_sweeps_as_of_when_it_was_due(world, media_folder):
    make_picture(person=world.wang)

    assert jobs.forget_pictures(timestamp=int((AT + timedelta(hours=25)).timestamp())) == 0

    assert Picture.objects.count() == 0


def test_files_swept_between_writing_and_storing_are_written_again(world, media_folder, monkeypatch):
    take_lock, swept = pictures._lock_files, []

    def swept_just_before(*digests):
        if not swept:
            swept.extend(digests)
            for digest in digests:
                queries.picture_file(sha256=digest).unlink()
        take_lock(*digests)

    monkeypatch.setattr(pictures, "_lock_files", swept_just_before)

    picture = make_picture(person=world.wang)

    assert sorted(swept) == files_in(media_folder) == both_of(picture)
