"""Pictures that strangers send: checked by what they are, drawn anew, so that nothing but the picture stays."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from threading import BoundedSemaphore
from typing import IO, Final

from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageCms

from sanshe.kernel.errors import DomainError

UPLOAD_MAX_MB: Final = 10
PIXELS_MAX: Final = 40_000_000
LONGEST_PX: Final = 1600
QUALITY: Final = 82
MEDIA_TYPE: Final = "image/webp"

_FORMATS: Final = ("JPEG", "PNG", "WEBP", "GIF")
_HEIC_BRANDS: Final = {b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"}
_ORIENTATION_TAG: Final = 0x0112
_TURNS: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_PAPER: Final = (255, 255, 255)
# The largest picture takes some 400 MB while it is drawn: many at once would be too much for a small machine.
_few_at_once = BoundedSemaphore(2)


class PictureTooHeavy(DomainError):
    """More bytes than are taken."""

    code = "picture_too_heavy"
    field = "pictures"
    message = _("This picture is larger than %(limit_mb)s MB. Please take it again in a smaller size, or send a part.")


class PictureTooLarge(DomainError):
    """More pixels than are taken."""

    code = "picture_too_large"
    field = "pictures"
    message = _("This picture has more than %(limit)s million dots. Please make it smaller and choose it again.")


class PictureUnknown(DomainError):
    """No kind of picture that is shown here, whatever the name of the file says."""

    code = "picture_unknown"
    field = "pictures"
    message = _("This file is no photo. Please choose a picture from your album (JPEG, PNG, WebP or GIF).")


class PictureIsHeic(DomainError):
    """A kind of picture that some phones make and others cannot show."""

    code = "picture_is_heic"
    field = "pictures"
    message = _(
        "Your phone made this photo in a format that others cannot open (HEIC). Please make a screenshot of it and "
        "choose that, or set the camera to “Most compatible”."
    )


class PictureBroken(DomainError):
    """A picture that ends too early or was damaged."""

    code = "picture_broken"
    field = "pictures"
    message = _("This picture is damaged or did not arrive whole. Please choose it again.")


@dataclass(frozen=True)
class Picture:
    """A picture as it may be shown to everybody; `sha256` is that of `content`, in hexadecimal."""

    content: bytes
    width: int
    height: int
    media_type: str
    sha256: str


def clean_picture(file: IO[bytes], *, longest_px: int = LONGEST_PX) -> Picture:
    """Return what somebody sent as a picture that is upright, in sRGB, no longer than `longest_px`, and nothing else.

    The picture is decoded and encoded again: where and when it was taken, colour profiles, comments, further frames and
    whatever else was packed into the file stay behind. What was see-through becomes white, so that it can be read at
    night too.

    Raises
    ------
    PictureTooHeavy, PictureTooLarge, PictureUnknown, PictureIsHeic, PictureBroken
        What was sent cannot be shown; each says what to do.
    """
    data = file.read(UPLOAD_MAX_MB * 1024 * 1024 + 1)
    if len(data) > UPLOAD_MAX_MB * 1024 * 1024:
        raise PictureTooHeavy(limit_mb=UPLOAD_MAX_MB)
    _check_kind(data)
    try:
        with _few_at_once:
            return _encoded(_drawn_anew(data, longest_px))
    except DomainError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureTooLarge(limit=PIXELS_MAX // 1_000_000) from error
    except Exception as error:  # decoders end in any way on files made to break them
        raise PictureBroken from error


def _check_kind(data: bytes) -> None:
    if data[4:8] == b"ftyp" and data[8:12] in _HEIC_BRANDS:
        raise PictureIsHeic
    is_webp = data[:4] == b"RIFF" and data[8:12] == b"WEBP"
    if not (is_webp or data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a"))):
        raise PictureUnknown
    if is_webp:  # its decoder takes memory for the whole canvas before anybody can ask how large that is
        _check_pixels(*_webp_size(data))


def _webp_size(data: bytes) -> tuple[int, int]:
    kind = data[12:16]
    if kind == b"VP8X":
        return int.from_bytes(data[24:27], "little") + 1, int.from_bytes(data[27:30], "little") + 1
    if kind == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8 ":
        return int.from_bytes(data[26:28], "little") & 0x3FFF, int.from_bytes(data[28:30], "little") & 0x3FFF
    raise PictureBroken


def _check_pixels(width: int, height: int) -> None:
    if width * height > PIXELS_MAX:
        raise PictureTooLarge(limit=PIXELS_MAX // 1_000_000)


def _drawn_anew(data: bytes, longest_px: int) -> Image.Image:
    with Image.open(BytesIO(data), formats=_FORMATS) as opened:
        _check_pixels(*opened.size)
        opened.seek(0)
        profile = opened.info.get("icc_profile")
        turn = _turn_of(opened)
        image: Image.Image = opened
        if image.mode not in {"RGB", "RGBA", "L", "LA", "CMYK"}:
            image = _in_eight_bits(image)
        # Reduced first: all later steps then work on little, whatever came.
        image.thumbnail((longest_px, longest_px), Image.Resampling.LANCZOS)
        image.load()
        image = _on_paper(_in_srgb(image, profile))
    return image if turn is None else image.transpose(turn)


def _turn_of(image: Image.Image) -> Image.Transpose | None:
    try:
        return _TURNS.get(image.getexif().get(_ORIENTATION_TAG, 1))
    except Exception:  # broken EXIF says nothing about the picture itself
        return None


def _in_eight_bits(image: Image.Image) -> Image.Image:
    if image.mode == "I;16":
        return Image.frombytes("L", image.size, image.tobytes()[1::2])  # the upper byte of each
    if image.mode.startswith("I"):
        return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    return image.convert("RGBA")


def _in_srgb(image: Image.Image, profile: object) -> Image.Image:
    alpha = image.getchannel("A") if image.mode in {"RGBA", "LA"} else None
    colours = image.convert({"RGBA": "RGB", "LA": "L"}.get(image.mode, image.mode))
    converted = _through_profile(colours, profile) if isinstance(profile, bytes) else colours.convert("RGB")
    if alpha is not None:
        converted.putalpha(alpha)
    return converted


def _through_profile(image: Image.Image, profile: bytes) -> Image.Image:
    convert: Callable[..., Image.Image | None] = ImageCms.profileToProfile
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        converted = convert(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):  # a profile that is broken, or of other colours than these
        converted = None
    return converted or image.convert("RGB")


def _on_paper(image: Image.Image) -> Image.Image:
    paper = Image.new("RGB", image.size, _PAPER)
    paper.paste(image, mask=image.getchannel("A") if image.mode == "RGBA" else None)
    return paper


def _encoded(image: Image.Image) -> Picture:
    stream = BytesIO()
    # A new image carries no notes of the old one: its `info` is empty.
    image.info = {}
    image.save(stream, format="WEBP", quality=QUALITY, method=4)
    content = stream.getvalue()
    return Picture(
        content=content,
        width=image.width,
        height=image.height,
        media_type=MEDIA_TYPE,
        sha256=hashlib.sha256(content).hexdigest(),
    )
