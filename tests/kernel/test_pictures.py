"""Pictures that strangers send, and files that only look like them."""

import struct
import zipfile
import zlib
from io import BytesIO

import pytest
from PIL import Image, ImageCms

from sanshe.kernel.pictures import (
    UPLOAD_MAX_MB,
    PictureBroken,
    PictureIsHeic,
    PictureTooHeavy,
    PictureTooLarge,
    PictureUnknown,
    clean_picture,
)

RED, GREEN = (200, 30, 30), (30, 160, 60)


def sent(image: Image.Image, kind: str = "JPEG", **options) -> BytesIO:
    stream = BytesIO()
    image.save(stream, kind, **options)
    stream.seek(0)
    return stream


def shown(picture) -> Image.Image:
    image = Image.open(BytesIO(picture.content))
    image.load()
    return image


def near(found: tuple[int, ...], wanted: tuple[int, ...], *, by: int = 12) -> bool:
    return len(found) == len(wanted) and all(abs(one - other) <= by for one, other in zip(found, wanted, strict=True))


def exif_of_a_home() -> Image.Exif:
    exif = Image.Exif()
    exif[0x010F] = "Secret Phone Maker"
    exif[0x9003] = "2026:03:01 08:00:00"
    exif.get_ifd(0x8825).update({1: "N", 2: (30.0, 39.0, 12.5), 3: "E", 4: (104.0, 3.0, 45.0)})
    return exif


def png_header(*, width: int, height: int) -> bytes:
    body = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + body
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", len(body)) + chunk + struct.pack(">I", zlib.crc32(chunk))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_where_and_when_it_was_taken_is_gone(kind):
    file = sent(Image.new("RGB", (80, 60), RED), kind, exif=exif_of_a_home())
    assert dict(Image.open(BytesIO(file.getvalue())).getexif().get_ifd(0x8825)) != {}

    picture = clean_picture(file)

    assert dict(shown(picture).getexif()) == {}
    assert [word for word in (b"Secret", b"2026", b"Exif", b"EXIF") if word in picture.content] == []


def test_comments_and_profiles_are_gone():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    file = sent(Image.new("RGB", (40, 40), RED), icc_profile=profile, comment=b"call me 13900001111")

    picture = clean_picture(file)

    assert set(shown(picture).info) & {"icc_profile", "comment", "exif", "xmp"} == set()
    assert b"13900001111" not in picture.content


def test_answer_says_size_kind_and_digest():
    picture = clean_picture(sent(Image.new("RGB", (320, 200), RED)))

    image = shown(picture)
    assert (picture.width, picture.height, picture.media_type) == (320, 200, "image/webp")
    assert (image.size, image.format) == ((320, 200), "WEBP")
    assert len(picture.sha256) == 64


def test_same_picture_twice_is_the_same_file():
    assert clean_picture(sent(Image.new("RGB", (50, 50), RED))) == clean_picture(sent(Image.new("RGB", (50, 50), RED)))


@pytest.mark.parametrize(
    ("size", "wanted"), [((3200, 1000), (1600, 500)), ((900, 2400), (600, 1600)), ((400, 300), (400, 300))]
)
def test_longest_side_is_limited_and_nothing_is_blown_up(size, wanted):
    picture = clean_picture(sent(Image.new("RGB", size, RED)))

    assert (picture.width, picture.height) == wanted


def test_line_one_pixel_high_stays_a_picture():
    picture = clean_picture(sent(Image.new("RGB", (30_000, 1), RED), "PNG"))

    assert (picture.width, picture.height) == (1600, 1)


@pytest.mark.parametrize(
    ("orientation", "size", "corner"),
    [
        (1, (60, 40), "top left"),
        (2, (60, 40), "top right"),
        (3, (60, 40), "bottom right"),
        (4, (60, 40), "bottom left"),
        (5, (40, 60), "top left"),
        (6, (40, 60), "top right"),
        (7, (40, 60), "bottom right"),
        (8, (40, 60), "bottom left"),
    ],
)
def test_picture_stands_upright(orientation, size, corner):
    image = Image.new("RGB", (60, 40), GREEN)
    image.paste(RED, (0, 0, 20, 20))
    exif = Image.Exif()
    exif[0x0112] = orientation

    upright = shown(clean_picture(sent(image, "PNG", exif=exif)))

    x = 3 if "left" in corner else upright.width - 4
    y = 3 if "top" in corner else upright.height - 4
    assert upright.size == size
    assert near(upright.getpixel((x, y)), RED)
    assert near(upright.getpixel((upright.width - 1 - x, upright.height - 1 - y)), GREEN)


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")
def test_broken_exif_does_not_matter():
    picture = clean_picture(sent(Image.new("RGB", (30, 20), RED), exif=b"Exif\x00\x00MM\x00*\xff\xff\xff\xff rubbish"))

    assert (picture.width, picture.height) == (30, 20)


def test_printers_colours_become_ours():
    picture = clean_picture(sent(Image.new("CMYK", (30, 30), (0, 255, 255, 0)), "JPEG"))

    assert near(shown(picture).getpixel((15, 15)), (255, 0, 0), by=30)


def test_profile_of_another_kind_of_colour_is_left_aside():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    picture = clean_picture(sent(Image.new("CMYK", (30, 30), (0, 255, 255, 0)), "JPEG", icc_profile=profile))

    assert near(shown(picture).getpixel((15, 15)), (255, 0, 0), by=30)


def test_colours_of_another_profile_are_turned_into_ours():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    crossed = profile.replace(b"rXYZ", b"????", 1).replace(b"gXYZ", b"rXYZ", 1).replace(b"????", b"gXYZ", 1)

    picture = clean_picture(sent(Image.new("RGB", (30, 30), (255, 0, 0)), "PNG", icc_profile=crossed))

    assert near(shown(picture).getpixel((15, 15)), (0, 255, 0), by=20)


def test_broken_profile_does_not_matter():
    picture = clean_picture(sent(Image.new("RGB", (30, 30), RED), "PNG", icc_profile=b"rubbish"))

    assert near(shown(picture).getpixel((15, 15)), RED)


def test_sixteen_bits_become_eight():
    image = Image.new("I;16", (20, 20), 0x8000)

    picture = clean_picture(sent(image, "PNG"))

    assert near(shown(picture).getpixel((10, 10)), (128, 128, 128))


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_what_was_see_through_is_white(kind):
    image = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    image.paste((*RED, 255), (20, 0, 40, 40))

    drawn = shown(clean_picture(sent(image, kind)))

    assert drawn.mode == "RGB"
    assert near(drawn.getpixel((5, 20)), (255, 255, 255))
    assert near(drawn.getpixel((35, 20)), RED, by=20)


def test_palette_with_transparency_is_white_there():
    image = Image.new("P", (40, 40), 0)
    image.putpalette([0, 0, 0, *RED])
    image.paste(1, (20, 0, 40, 40))

    drawn = shown(clean_picture(sent(image, "PNG", transparency=0)))

    assert near(drawn.getpixel((5, 20)), (255, 255, 255))
    assert near(drawn.getpixel((35, 20)), RED, by=20)


@pytest.mark.parametrize(("mode", "colour"), [("1", 1), ("L", 200), ("LA", (200, 255)), ("P", 0)])
def test_every_mode_that_a_file_can_have_is_drawn(mode, colour):
    drawn = shown(clean_picture(sent(Image.new(mode, (20, 20), colour), "PNG")))

    assert (drawn.mode, drawn.size) == ("RGB", (20, 20))


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_of_a_film_the_first_frame_stays(kind):
    frames = [Image.new("RGB", (40, 40), colour) for colour in (RED, GREEN)]
    file = sent(frames[0], kind, save_all=True, append_images=frames[1:], duration=100)

    drawn = shown(clean_picture(file))

    assert getattr(drawn, "n_frames", 1) == 1
    assert near(drawn.getpixel((20, 20)), RED)


def test_page_hidden_behind_a_picture_is_gone():
    page = b"<!doctype html><script>alert('boo')</script>"
    file = sent(Image.new("RGB", (40, 40), RED), comment=page)

    picture = clean_picture(BytesIO(file.getvalue() + page))

    assert b"script" not in picture.content
    assert shown(picture).size == (40, 40)


def test_archive_hidden_behind_a_picture_is_gone():
    archive = BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("evil.html", "boo")
    file = BytesIO(sent(Image.new("RGB", (40, 40), RED), "PNG").getvalue() + archive.getvalue())
    assert zipfile.is_zipfile(file)
    file.seek(0)

    picture = clean_picture(file)

    assert not zipfile.is_zipfile(BytesIO(picture.content))


def test_script_that_begins_like_a_gif_is_refused():
    with pytest.raises(PictureBroken):
        clean_picture(BytesIO(b"GIF89a/*<svg/onload=alert(1)>*/=alert('boo');"))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<?xml version='1.0'?><svg/>",
        b"<html></html>",
        b"%PDF-1.7",
        b"PK\x03\x04",
        b"BM" + bytes(60),
        b"II*\x00" + bytes(60),
        b"%!PS-Adobe-3.0 EPSF-3.0",
        b"RIFF\x00\x00\x00\x00AVI ",
    ],
)
def test_what_is_no_picture_of_ours_is_refused(data):
    with pytest.raises(PictureUnknown):
        clean_picture(BytesIO(data))


def test_photo_of_some_phones_is_refused_with_a_way_out():
    with pytest.raises(PictureIsHeic) as refused:
        clean_picture(BytesIO(b"\x00\x00\x00\x18ftypheic" + bytes(60)))

    assert refused.value.field == "pictures"


def test_too_many_bytes_are_refused():
    with pytest.raises(PictureTooHeavy):
        clean_picture(BytesIO(b"\xff\xd8\xff" + bytes(UPLOAD_MAX_MB * 1024 * 1024)))


@pytest.mark.parametrize(("width", "height"), [(8000, 6000), (20_000, 20_000), (2**31 - 1, 2**31 - 1)])
def test_bomb_is_refused_before_it_unfolds(width, height):
    with pytest.raises(PictureTooLarge):
        clean_picture(BytesIO(png_header(width=width, height=height) + b"\x00\x00\x00\x00IDAT"))


@pytest.mark.parametrize(
    "chunk",
    [
        b"VP8X\x0a\x00\x00\x00\x10\x00\x00\x00\xff\x3f\x00\xff\x3f\x00",
        b"VP8L\x0a\x00\x00\x00\x2f\xff\xff\xff\x0f\x00\x00\x00\x00\x00",
        b"VP8 \x0a\x00\x00\x00\x00\x00\x00\x9d\x01\x2a\xff\x3f\xff\x3f",
    ],
)
def test_webp_bomb_is_refused_before_it_unfolds(chunk):
    with pytest.raises(PictureTooLarge):
        clean_picture(BytesIO(b"RIFF\x40\x00\x00\x00WEBP" + chunk + bytes(40)))


def test_gif_whose_frame_is_larger_than_its_screen_is_refused():
    screen = b"GIF89a" + struct.pack("<HHBBB", 1, 1, 0, 0, 0)
    frame = b"," + struct.pack("<HHHHB", 0, 0, 65_535, 65_535, 0) + b"\x02\x02\x44\x01\x00;"

    with pytest.raises(PictureTooLarge):
        clean_picture(BytesIO(screen + frame))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
@pytest.mark.parametrize("share", [0.05, 0.5, 0.9])
def test_picture_that_ends_too_early_is_refused(kind, share):
    image = Image.effect_noise((200, 200), 80).convert("RGB")
    data = sent(image, kind).getvalue()

    with pytest.raises(PictureBroken):
        clean_picture(BytesIO(data[: int(len(data) * share)]))


def test_text_packed_tightly_into_a_picture_does_not_unfold():
    body = b"Comment\x00\x00" + zlib.compress(bytes(80_000_000), 9)
    chunk = b"zTXt" + body
    text = struct.pack(">I", len(body)) + chunk + struct.pack(">I", zlib.crc32(chunk))
    header = png_header(width=1, height=1)

    with pytest.raises(PictureBroken):
        clean_picture(BytesIO(header + text))
