"""Taking pictures in, and letting go of those that nobody shows."""

import os
import tempfile
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import IO, Final

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q

from sanshe.domain.boards import rules
from sanshe.domain.boards.models import Picture
from sanshe.domain.boards.operations import pace
from sanshe.domain.boards.queries.writings import FOLDER, picture_file
from sanshe.domain.people.models import Person
from sanshe.kernel import journal
from sanshe.kernel.pictures import clean_picture

SMALL_PX: Final = 480
# How long a picture may wait to go up with its notice, and a file stays after its last picture is gone.
WAITING: Final = timedelta(days=1)


def store_picture(*, actor: Person, file: IO[bytes], at: datetime) -> Picture:
    """Keep a picture that somebody sent, cleaned and in two sizes; it goes up with a notice later.

    The files are written first, under the digest of what they hold: written twice they are the same, and what no
    picture names in the end is swept away.

    Raises
    ------
    sanshe.kernel.pictures.PictureTooHeavy, PictureTooLarge, PictureUnknown, PictureIsHeic, PictureBroken
        It cannot be shown.
    TooManyUploads
        The actor has sent too many within a day.
    """
    pace.check_upload(person=actor, at=at)  # before the work, and once more under the lock
    large = clean_picture(file)
    small = clean_picture(BytesIO(large.content), longest_px=SMALL_PX)
    while True:
        for one in (large, small):
            _write(picture_file(sha256=one.sha256), one.content)
        with transaction.atomic():
            pace.lock_person(actor)
            pace.check_upload(person=actor, at=at)
            _lock_files(large.sha256, small.sha256)
            # Between writing and here the sweeper may have taken the files of an earlier picture for forgotten.
            if not all(picture_file(sha256=one.sha256).exists() for one in (large, small)):
                continue
            picture = Picture.objects.create(
                sha256=large.sha256,
                small_sha256=small.sha256,
                width=large.width,
                height=large.height,
                uploaded_by=actor,
                uploaded_at=at,
            )
            journal.record(operation="boards.store_picture", subject=picture, actor=actor, at=at)
            return picture


def forget_pictures(*, at: datetime) -> int:
    """Remove pictures that never went up, or whose notice was taken down for good, and files that nothing names.

    Returns how many files went. What is hidden stays: somebody may still have to look at it.
    """
    with transaction.atomic():
        unused = Picture.objects.select_for_update(of=["self"]).filter(
            Q(post=None, uploaded_at__lt=at - WAITING)
            | Q(post__taken_down_at__lt=at - rules.PUT_BACK_WITHIN, post__hiding=None)
        )
        forgotten = list(unused)
        Picture.objects.filter(pk__in=[one.pk for one in forgotten]).delete()
        for one in forgotten:
            journal.record(operation="boards.forget_picture", subject=one, at=at)
    for digest in {digest for one in forgotten for digest in (one.sha256, one.small_sha256)}:
        # A backup that runs now has seen the picture: its file stays for another day.
        _touch(picture_file(sha256=digest), at)
    return _sweep_files(at)


def _sweep_files(at: datetime) -> int:
    swept = 0
    for path in sorted((Path(settings.MEDIA_ROOT) / FOLDER).glob("??/*")):
        with transaction.atomic():
            _lock_files(path.stem)
            is_named = Picture.objects.filter(Q(sha256=path.stem) | Q(small_sha256=path.stem)).exists()
            if not is_named and path.stat().st_mtime < (at - WAITING).timestamp():
                path.unlink(missing_ok=True)
                swept += 1
    return swept


def _lock_files(*digests: str) -> None:
    with connection.cursor() as cursor:
        for digest in sorted(set(digests)):
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"sanshe.boards.file {digest}"])


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix="new-", delete=False) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.chmod(file.name, 0o640)
    os.replace(file.name, path)


def _touch(path: Path, at: datetime) -> None:
    if path.exists():
        os.utime(path, (at.timestamp(), at.timestamp()))
