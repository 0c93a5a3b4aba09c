"""English second: every Thai sentence of the portal has its English one, compiled and in step."""

from __future__ import annotations

import io
import re
import time
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.frontend import CommandLineInterface
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask

import portal_plugin
from portal_plugin import english, thai
from portal_plugin.language import DIRECTORY, DOMAIN, ensure_babel
from portal_plugin.said import said
from portal_plugin.translations.extraction import sentences

ROOT = Path(__file__).parents[2]
ENGLISH = DIRECTORY / "en" / "LC_MESSAGES" / f"{DOMAIN}.po"
GAP = re.compile(r"%\(\w+\)s")


@pytest.fixture(scope="module")
def written() -> Catalog:
    with ENGLISH.open("rb") as source:
        return read_po(source, locale="en", domain=DOMAIN)


@pytest.fixture(scope="module")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """What templates and code say now, found as `make translations` finds it."""
    found = tmp_path_factory.mktemp("catalogue") / "spoken.pot"
    mapping = DIRECTORY / "mapping.cfg"
    folders = (str(ROOT / "portal_plugin"), str(ROOT / "config"))
    arguments = ["pybabel", "-q", "extract", "-F", str(mapping), "-o", str(found), *folders]
    CommandLineInterface().run(arguments)
    with found.open("rb") as source:
        return read_po(source)


def _keys(catalogue: Catalog) -> set[tuple[str | None, str]]:
    return {(message.context, str(message.id)) for message in catalogue if message.id}


def _entries(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id]


def test_every_sentence_of_templates_and_code_stands_in_the_catalogue(
    written: Catalog, spoken: Catalog
) -> None:
    assert _keys(spoken) - _keys(written) == set(), "run `make translations`, then translate"


def test_the_catalogue_holds_nothing_that_is_no_longer_said(
    written: Catalog, spoken: Catalog
) -> None:
    assert _keys(written) - _keys(spoken) == set(), "run `make translations`"


def test_every_sentence_has_its_english_one_and_none_is_a_guess(written: Catalog) -> None:
    assert [message.id for message in _entries(written) if not message.string] == []
    assert [message.id for message in _entries(written) if message.fuzzy] == []


def test_no_english_sentence_holds_thai(written: Catalog) -> None:
    assert [m.id for m in _entries(written) if re.search("[ก-๙]", str(m.string))] == []


def test_no_english_sentence_asks_for_a_value_that_is_not_given(written: Catalog) -> None:
    for message in _entries(written):
        assert set(GAP.findall(str(message.string))) <= set(GAP.findall(str(message.id)))


def test_what_is_compiled_is_what_is_written(written: Catalog) -> None:
    compiled = io.BytesIO()
    write_mo(compiled, written)
    assert ENGLISH.with_suffix(".mo").read_bytes() == compiled.getvalue(), "run `make translations`"


def test_english_draws_everything_that_templates_ask_of_thai() -> None:
    templates = Path(portal_plugin.__file__).parent / "templates"
    asked = {
        name
        for path in templates.rglob("*.html")
        for name in re.findall(r"\bthai\.(\w+)\(", path.read_text())
    }
    assert asked >= {"thai_digits", "baht"}
    assert {name for name in asked if not callable(getattr(english, name, None))} == set()
    assert {name for name in asked if not callable(getattr(thai, name, None))} == set()


def test_a_literal_is_found_wherever_it_stands_but_not_in_a_docstring() -> None:
    source = '"""เอกสาร"""\nword = "แผน"\ncall(f"ขาด {len(seq)} รายการ 5%", _("ทำแล้ว"))\n'
    found = list(sentences(io.BytesIO(source.encode()), {"_": None}, (), {}))
    plain = {message if isinstance(message, str) else message[-1] for _, _, message, _ in found}
    assert plain == {"แผน", "ขาด %(seq)s รายการ 5%%", "ทำแล้ว"}


@pytest.fixture
def host() -> Flask:
    app = Flask("host")
    ensure_babel(app)
    return app


def _said(host: Flask, sentence: str, language: str = "en") -> str:
    with host.test_request_context(f"/?lang={language}"):
        return said(sentence)


def test_a_services_sentence_is_said_in_english_with_its_values(host: Flask) -> None:
    assert _said(host, "ไฟล์ใหญ่เกิน 10 MB กรุณาย่อไฟล์แล้วแนบใหม่").startswith(
        "The file is larger than 10 MB."
    )


def test_a_value_that_is_a_word_of_ours_is_said_in_english_too(host: Flask) -> None:
    assert _said(host, "ไม่พบแผน") == "Not found: plan"


def test_a_name_in_a_sentence_stays_as_it_is(host: Flask) -> None:
    told = _said(host, "เอกสารพิมพ์ชื่อเทศบาลตำบลตัวอย่าง กรุณาตรวจว่าเป็นเอกสารของเทศบาลเมืองตัวอย่าง")
    assert told == (
        "The document names เทศบาลตำบลตัวอย่าง. Please check that it belongs to เทศบาลเมืองตัวอย่าง."
    )


def test_several_sentences_in_a_row_are_said_one_by_one(host: Flask) -> None:
    told = _said(host, "กรุณาใส่ชื่อมาตรการ กรุณาเลือกไตรมาส 1 ถึง 4")
    assert told == "Please give the name of the measure. Please choose a quarter from 1 to 4."


def test_content_is_not_translated_and_thai_pages_stay_thai(host: Flask) -> None:
    content = "จัดอบรมแล้ว 100% (ตัวอย่าง) %(seq)s"
    assert _said(host, content) == content
    assert _said(host, "ไม่พบแผน", "th") == "ไม่พบแผน"


@pytest.mark.parametrize(
    "hostile",
    [
        'ชื่อหน่วยงาน "' * 200,
        "ในตาราง ผลรวม" + " ปี " * 80 + " พิมพ์ " * 40 + " บาท แต่ตัวเลขในแถวรวมได้ " * 10,
        "x" * 100_000,
    ],
)
def test_a_hostile_text_is_given_back_at_once(host: Flask, hostile: str) -> None:
    began = time.perf_counter()
    assert _said(host, hostile) == hostile
    assert time.perf_counter() - began < 0.5


def test_many_known_words_in_a_row_or_in_one_another_do_not_break_the_page(host: Flask) -> None:
    assert _said(host, "แผน " * 200 + "แผน") == "plan " * 200 + "plan"
    assert _said(host, "ไม่พบ" * 150 + "แผน").startswith("Not found: Not found: ไม่พบ")


def test_placeholders_of_services_sentences_have_names_of_their_own(written: Catalog) -> None:
    for message in _entries(written):
        names = GAP.findall(str(message.id))
        assert not message.context or len(names) == len(set(names)), message.id
