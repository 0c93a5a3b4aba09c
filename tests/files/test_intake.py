"""The files of a form: each is kept or refused on its own, and nothing is ever raised."""

from __future__ import annotations

import hashlib
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from portal_plugin.files.intake import FROM_CITIZENS, MOST_FILES, take_files
from portal_plugin.files.kinds import MEDIA_TYPES
from portal_plugin.files.virus import NoScanner, ScannerUnreachable, VirusFound

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n"
LIMIT = 1_000_000


class Stream(io.BytesIO):
    """Remembers how much was read of it, and gives at most `piece` bytes at a time."""

    taken = 0
    piece = 1_000

    def read(self, size=-1, /):
        assert size >= 0, "read without a bound"
        piece = super().read(min(size, self.piece))
        self.taken += len(piece)
        return piece


class Broken(io.BytesIO):
    def read(self, _size=-1, /):
        raise OSError("gone")


class Watchful:
    """A scanner that keeps what it saw and raises `verdict`, if any."""

    def __init__(self, verdict=None):
        self.seen = []
        self.verdict = verdict

    def scan(self, content):
        self.seen.append(content)
        if self.verdict is not None:
            raise self.verdict


def take(*uploads, scanner=None, **limits):
    streams = [(name, io.BytesIO(it) if isinstance(it, bytes) else it) for name, it in uploads]
    return take_files(
        streams, **({"limit_bytes": LIMIT, "scanner": scanner or NoScanner()} | limits)
    )


def test_a_document_is_kept_as_it_came():
    [kept] = take(("หนังสือ ร้องเรียน.PDF", PDF)).kept
    assert (kept.filename, kept.media_type) == ("หนังสือ ร้องเรียน.pdf", "application/pdf")
    assert (kept.content, kept.size) == (PDF, len(PDF))
    assert kept.sha256 == hashlib.sha256(PDF).hexdigest()


def test_a_photo_is_kept_drawn_anew(picture):
    sent = picture("JPEG", comment=b"secret") + b"more"
    [kept] = take(("IMG_0001.jpeg", sent)).kept
    assert (kept.filename, kept.media_type) == ("IMG_0001.jpg", "image/jpeg")
    assert b"secret" not in kept.content
    assert Image.open(io.BytesIO(kept.content)).size == (60, 40)
    assert kept.sha256 == hashlib.sha256(kept.content).hexdigest()
    assert kept.size == len(kept.content)


def test_a_photo_that_is_evidence_is_kept_as_it_came(picture):
    sent = picture("JPEG", comment=b"secret") + b"more"
    [kept] = take(("IMG_0001.jpeg", sent), drawn=False).kept
    assert kept.content == sent and kept.sha256 == hashlib.sha256(sent).hexdigest()


def test_an_animated_png_is_kept_as_its_first_frame(picture):
    frames = [Image.new("RGB", (60, 40), "red")]
    [kept] = take(("ภาพ.png", picture("PNG", save_all=True, append_images=frames))).kept
    assert kept.media_type == "image/png"
    assert b"acTL" not in kept.content


def test_every_kind_citizens_may_send_is_kept(picture, office):
    taken = take(
        ("ก.jpg", picture("JPEG")),
        ("ข.png", picture("PNG")),
        ("ค.webp", picture("WEBP")),
        ("ง.docx", office("word/document.xml")),
        ("จ.xlsx", office("xl/workbook.xml")),
    )
    assert [file.filename for file in taken.kept] == [
        "ก.jpg",
        "ข.png",
        "ค.webp",
        "ง.docx",
        "จ.xlsx",
    ]
    assert taken.refused == ()


@pytest.mark.parametrize("name", ["ก.txt", "ก.csv"])
def test_plain_text_is_not_taken_from_citizens(name):
    [(shown, sentence)] = take((name, "ข้อความ".encode())).refused
    assert shown == name
    assert sentence.startswith("รับเฉพาะไฟล์ JPG, PNG, WEBP, PDF, DOCX, XLSX กรุณา")


def test_unused_fields_do_not_count(picture):
    unused = [("", b"")] * 9
    taken = take(*unused, ("ก.pdf", PDF), *unused)
    assert len(taken.kept) == 1
    assert taken.refused == ()


def test_an_empty_file_with_a_name_is_told():
    [(name, sentence)] = take(("ว่าง.pdf", b"")).refused
    assert (name, sentence) == ("ว่าง.pdf", "ไฟล์ว่างเปล่า กรุณาเลือกไฟล์ที่มีเนื้อหา")


def test_a_bad_file_costs_nobody_the_others(picture):
    taken = take(
        ("ก.pdf", PDF),
        ("เสีย.jpg", picture("JPEG")[:200]),
        ("หาย.pdf", Broken()),
        ("virus.exe", b"MZ\x90\0"),
        ("ข.pdf", PDF),
    )
    assert [file.filename for file in taken.kept] == ["ก.pdf", "ข.pdf"]
    assert [name for name, _ in taken.refused] == ["เสีย.jpg", "หาย.pdf", "virus.exe"]
    assert all(sentence for _, sentence in taken.refused)


def test_reading_stops_one_byte_after_the_limit():
    endless = Stream(PDF + b"0" * 3 * LIMIT)
    [(_, sentence)] = take(("ใหญ่.pdf", endless)).refused
    assert endless.taken == LIMIT + 1
    assert sentence.startswith("ไฟล์ใหญ่เกิน 1 MB")
    exact = Stream(PDF.ljust(LIMIT))
    assert take(("พอดี.pdf", exact)).kept[0].size == LIMIT


def test_the_first_files_are_kept_and_the_rest_refused_unread():
    rest = [Stream(PDF) for _ in range(3)]
    scanner = Watchful()
    taken = take(
        *[(f"{number}.pdf", PDF) for number in range(MOST_FILES)],
        ("", b""),
        *[(f"เกิน{number}.pdf", stream) for number, stream in enumerate(rest)],
        scanner=scanner,
    )
    assert [file.filename for file in taken.kept] == [f"{number}.pdf" for number in range(5)]
    assert [name for name, _ in taken.refused] == ["เกิน0.pdf", "เกิน1.pdf", "เกิน2.pdf"]
    assert {sentence for _, sentence in taken.refused} == {
        "แนบได้ครั้งละไม่เกิน 5 ไฟล์ กรุณาส่งไฟล์นี้ในครั้งถัดไป"
    }
    assert max(stream.taken for stream in rest) <= 1
    assert len(scanner.seen) == MOST_FILES


def test_bad_files_use_up_the_count_too():
    taken = take(*[("ก.exe", b"MZ")] * MOST_FILES, ("ข.pdf", PDF))
    assert taken.kept == ()
    assert len(taken.refused) == MOST_FILES + 1


def test_content_is_scanned_as_it_came_before_anything_opens_it(picture, monkeypatch):
    opened = []
    monkeypatch.setattr("portal_plugin.files.intake.drawn_anew", opened.append)
    sent = picture("JPEG") + b"harm"
    scanner = Watchful(VirusFound())
    [(_, sentence)] = take(("ก.jpg", sent), scanner=scanner).refused
    assert sentence.startswith("พบไวรัสในไฟล์นี้")
    assert scanner.seen == [sent]
    assert not opened


def test_without_a_verdict_nothing_is_kept_and_the_scanner_is_asked_once():
    scanner = Watchful(ScannerUnreachable())
    taken = take(*[("ก.pdf", PDF)] * 4, scanner=scanner)
    assert taken.kept == ()
    assert {sentence for _, sentence in taken.refused} == {
        "ขณะนี้ตรวจไวรัสไม่ได้ จึงยังไม่ได้เก็บไฟล์นี้ กรุณาแนบใหม่ภายหลัง"
    }
    assert len(scanner.seen) == 1


def test_a_photo_that_grew_over_the_limit_is_refused(picture):
    noise = Image.effect_noise((300, 300), 80).quantize(16)
    file = io.BytesIO()
    noise.save(file, "PNG")
    sent = file.getvalue()
    [(_, sentence)] = take(("ภาพ.png", sent), limit_bytes=len(sent)).refused
    assert "กรุณาย่อไฟล์" in sentence


def test_with_a_daemon_a_clean_file_is_kept(clamd):
    from portal_plugin.files.virus import ClamAV

    daemon = clamd()
    assert len(take(("ก.pdf", PDF), ("ข.pdf", PDF), scanner=ClamAV(daemon.address)).kept) == 2
    assert daemon.streams == [PDF, PDF]


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(
            st.text(max_size=60),
            st.sampled_from([b"", b"%PDF-", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"PK\x03\x04"]),
            st.binary(max_size=200),
        ),
        max_size=8,
    )
)
def test_whatever_is_sent_each_file_is_kept_or_refused_and_nothing_raised(files):
    taken = take(*[(name, head + body) for name, head, body in files])
    used = [name for name, head, body in files if name or head + body]
    assert len(taken.kept) + len(taken.refused) == len(used)
    assert {file.media_type for file in taken.kept} <= {MEDIA_TYPES[kind] for kind in FROM_CITIZENS}
    assert all(name and sentence for name, sentence in taken.refused)
