"""Photos are drawn anew: the picture stays, all else that its file carried goes."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ExifTags, Image, PngImagePlugin

from portal_plugin.files import images
from portal_plugin.files.images import drawn_anew
from portal_plugin.files.kinds import FileRefused

SECRET = b"saithong-13.7563-100.5018"


def opened(content):
    return Image.open(io.BytesIO(content))


def saved(image, kind, **options):
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def exif(orientation=1):
    told = Image.Exif()
    told[ExifTags.Base.Orientation] = orientation
    told[ExifTags.Base.Make] = SECRET.decode()
    place = told.get_ifd(ExifTags.IFD.GPSInfo)
    place[ExifTags.GPS.GPSLatitudeRef], place[ExifTags.GPS.GPSLatitude] = "N", (13.0, 45.0, 23.0)
    return told


def two_halves(mode="RGB"):
    """Left half red, right half blue."""
    image = Image.new("RGB", (64, 32), (220, 20, 20))
    image.paste((20, 20, 220), (32, 0, 64, 32))
    return image.convert(mode)


def png_of(width, height):
    """A PNG that says it is of this size and holds nearly nothing."""

    def chunk(name, data):
        return (
            struct.pack("!I", len(data)) + name + data + struct.pack("!I", zlib.crc32(name + data))
        )

    header = struct.pack("!IIBBBBB", width, height, 8, 6, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def webp_of(width, height):
    """A WEBP whose canvas is of this size and whose only frame is a dot."""
    dot = saved(Image.new("RGB", (16, 16)), "WEBP", lossless=True)[12:]
    frame = b"\0" * 6 + (15).to_bytes(3, "little") * 2 + b"\0" * 4 + dot
    size = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    body = b"WEBPVP8X" + struct.pack("<I", 10) + b"\2\0\0\0" + size
    body += b"ANIM" + struct.pack("<I", 6) + b"\0" * 6
    body += b"ANMF" + struct.pack("<I", len(frame)) + frame
    return b"RIFF" + struct.pack("<I", len(body)) + body


def test_a_photo_loses_its_place_its_camera_its_comment_and_its_profile():
    xmp = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>" + SECRET + b"</x:xmpmeta>"
    sent = saved(two_halves(), "JPEG", exif=exif(), comment=SECRET, icc_profile=SECRET, xmp=xmp)
    assert sent.count(SECRET) == 4
    kept = drawn_anew(sent)
    assert kept.media_type == "image/jpeg"
    assert SECRET not in kept.content
    assert b"Exif" not in kept.content
    assert not opened(kept.content).getexif()


def test_a_png_loses_its_texts_its_exif_and_its_profile():
    told = PngImagePlugin.PngInfo()
    told.add_text("Comment", SECRET.decode())
    told.add_itxt("XML:com.adobe.xmp", SECRET.decode())
    sent = saved(two_halves(), "PNG", pnginfo=told, exif=exif(), icc_profile=SECRET)
    kept = drawn_anew(sent)
    assert kept.media_type == "image/png"
    chunks = {kept.content[at + 4 : at + 8] for at in png_chunks(kept.content)}
    assert chunks == {b"IHDR", b"IDAT", b"IEND"}


def png_chunks(content):
    at = 8
    while at < len(content):
        yield at
        at += 12 + struct.unpack("!I", content[at : at + 4])[0]


def test_a_webp_loses_its_exif_and_xmp():
    sent = saved(two_halves(), "WEBP", exif=exif(), xmp=SECRET, icc_profile=SECRET)
    assert SECRET in sent
    kept = drawn_anew(sent)
    assert kept.media_type == "image/webp"
    assert SECRET not in kept.content
    assert b"EXIF" not in kept.content


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_what_follows_the_picture_is_gone(picture, kind):
    hidden = b"PK\x03\x04<script>alert(1)</script>" + SECRET
    kept = drawn_anew(picture(kind) + hidden)
    assert SECRET not in kept.content
    assert b"<script>" not in kept.content


@pytest.mark.parametrize(
    ("orientation", "red_at"),
    [
        (1, (0.25, 0.5)),
        (2, (0.75, 0.5)),
        (3, (0.75, 0.5)),
        (4, (0.25, 0.5)),
        (5, (0.5, 0.25)),
        (6, (0.5, 0.25)),
        (7, (0.5, 0.75)),
        (8, (0.5, 0.75)),
    ],
)
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_is_turned_as_the_camera_was_held(kind, orientation, red_at):
    kept = opened(drawn_anew(saved(two_halves(), kind, exif=exif(orientation))).content)
    assert kept.size == ((64, 32) if orientation < 5 else (32, 64))
    red, _, blue = kept.convert("RGB").getpixel(
        (int(kept.width * red_at[0]), int(kept.height * red_at[1]))
    )
    assert red > 150 > blue


@pytest.mark.parametrize("orientation", [0, 9, 65_535])
def test_a_senseless_orientation_turns_nothing(orientation):
    kept = drawn_anew(saved(two_halves(), "JPEG", exif=exif(orientation)))
    assert opened(kept.content).size == (64, 32)


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("told", [b"Exif\0\0garbage", b"Exif\0\0II*\0\xff\xff\xff\xff\0\1"])
def test_an_unreadable_exif_costs_nobody_the_photo(kind, told):
    kept = drawn_anew(saved(two_halves(), kind, exif=told))
    assert opened(kept.content).size == (64, 32)


@pytest.mark.parametrize("fault", [OSError, ValueError, SyntaxError, zlib.error, MemoryError])
def test_whatever_a_decoder_raises_is_one_sentence(picture, monkeypatch, fault):
    def fails(*_):
        raise fault("told by the file")

    monkeypatch.setattr(images, "_redrawn", fails)
    with pytest.raises(FileRefused, match="เปิดภาพนี้ไม่ได้"):
        drawn_anew(picture("PNG"))


@pytest.mark.parametrize(
    ("size", "kept_size"),
    [((2560, 8), (2560, 8)), ((5120, 40), (2560, 20)), ((4, 9000), (1, 2560))],
)
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_the_longest_side_is_bounded_and_the_shape_kept(picture, kind, size, kept_size):
    assert opened(drawn_anew(picture(kind, size)).content).size == kept_size


@pytest.mark.parametrize("mode", ["CMYK", "L"])
def test_jpegs_of_other_colours_are_kept(mode):
    kept = opened(drawn_anew(saved(two_halves(mode), "JPEG")).content)
    assert (kept.format, kept.mode) == ("JPEG", "L" if mode == "L" else "RGB")
    left, right = kept.convert("RGB").getpixel((10, 10)), kept.convert("RGB").getpixel((50, 10))
    assert left != right
    if mode == "CMYK":
        assert left[0] > left[2]
        assert right[2] > right[0]


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
@pytest.mark.parametrize("long", [False, True])
def test_pngs_of_every_depth_are_kept(picture, mode, long):
    kept = opened(drawn_anew(picture("PNG", (5000, 10) if long else (50, 10), mode)).content)
    assert kept.mode in {"L", "RGB", "RGBA"}
    assert kept.width == (2560 if long else 50)


def test_a_grey_of_16_bit_keeps_its_shades():
    image = Image.new("I;16", (3, 1))
    for x, value in enumerate([0, 32_768, 65_535]):
        image.putpixel((x, 0), value)
    kept = opened(drawn_anew(saved(image, "PNG")).content)
    assert [kept.getpixel((x, 0)) for x in range(3)] == [0, 128, 255]


@pytest.mark.parametrize("mode", ["P", "RGB"])
def test_transparent_places_stay_transparent(mode):
    image = Image.new(mode, (4, 4))
    told = {"transparency": 0} if mode == "P" else {"transparency": (0, 0, 0)}
    kept = opened(drawn_anew(saved(image, "PNG", **told)).content)
    assert kept.getpixel((0, 0))[3] == 0


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_of_an_animation_the_first_frame_stays(kind):
    first, second = Image.new("RGB", (8, 8), (255, 0, 0)), Image.new("RGB", (8, 8), (0, 0, 255))
    kept = opened(
        drawn_anew(saved(first, kind, save_all=True, append_images=[second], lossless=True)).content
    )
    assert getattr(kept, "n_frames", 1) == 1
    red, _, blue = kept.convert("RGB").getpixel((4, 4))
    assert red > 200 > blue


def test_a_photo_with_a_second_picture_inside_is_kept_as_a_jpeg():
    sent = saved(two_halves(), "MPO", save_all=True, append_images=[two_halves()])
    assert drawn_anew(sent).media_type == "image/jpeg"


@pytest.mark.parametrize(
    "bomb",
    [
        png_of(6_000, 6_000),
        png_of(60_000, 60_000),
        png_of(2**31 - 1, 2**31 - 1),
        webp_of(16_383, 16_383),
    ],
)
def test_a_bomb_is_refused_before_it_is_decoded(bomb, monkeypatch):
    decoded = []
    monkeypatch.setattr(images, "_redrawn", lambda *_: decoded.append(1))
    assert len(bomb) < 1_000
    with pytest.raises(FileRefused, match="26 ล้านพิกเซล"):
        drawn_anew(bomb)
    assert not decoded


def test_a_jpeg_bomb_is_refused_with_the_limit_of_jpegs(picture):
    small = picture("JPEG", (16, 16))
    at = small.index(b"\xff\xc0") + 5
    for side in (8_000, 11_000, 60_000):
        with pytest.raises(FileRefused, match="52 ล้านพิกเซล"):
            drawn_anew(small[:at] + struct.pack("!HH", side, side) + small[at + 4 :])


def test_a_phone_of_fifty_megapixels_may_send_its_photo(picture):
    photo = picture("JPEG", (8_160, 6_120), "L", quality=10)
    assert opened(drawn_anew(photo).content).size == (2_560, 1_920)


def test_a_jpeg_of_countless_scans_is_refused_unopened(picture):
    photo = picture("JPEG", progressive=True)
    scan = photo[photo.rindex(b"\xff\xda") : -2]
    assert drawn_anew(photo[:-2] + scan * 5 + photo[-2:])
    with pytest.raises(FileRefused, match="เปิดภาพนี้ไม่ได้"):
        drawn_anew(photo[:-2] + scan * 60 + photo[-2:])


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_truncated_picture_is_refused(kind):
    whole = saved(Image.effect_noise((200, 200), 50), kind)
    for part in (0.02, 0.3, 0.7):
        with pytest.raises(FileRefused, match="เปิดภาพนี้ไม่ได้"):
            drawn_anew(whole[: int(len(whole) * part)])


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xd8\xff", b"GIF89a" + b"\0" * 40, b"%PDF-1.7", b"<svg/>", b"RIFF\0\0\0\0WEBPVP8X"],
)
def test_what_is_no_picture_of_ours_is_refused(content):
    with pytest.raises(FileRefused, match="เปิดภาพนี้ไม่ได้"):
        drawn_anew(content)


def test_a_picture_of_another_format_is_refused_even_where_pillow_could_read_it(picture):
    for kind in ("GIF", "BMP", "TIFF", "PPM"):
        with pytest.raises(FileRefused):
            drawn_anew(picture(kind))


@settings(deadline=None)
@given(st.sampled_from(["JPEG", "PNG", "WEBP"]), st.data())
def test_a_damaged_picture_is_drawn_or_refused(kind, data):
    whole = bytearray(saved(two_halves(), kind, exif=exif(6)))
    for _ in range(data.draw(st.integers(1, 8))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    try:
        kept = drawn_anew(bytes(whole))
        assert max(opened(kept.content).size) <= 2_560
    except FileRefused as refusal:
        assert refusal.sentence
