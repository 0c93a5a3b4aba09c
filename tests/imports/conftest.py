"""One sample in every format: the blocks of a text file written as HTML, XLSX, CSV and DOCX."""

from __future__ import annotations

import csv
import html
import io
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import pytest
import xlsxwriter
from docx import Document

from portal_plugin.imports.blocks import Block, Line
from portal_plugin.imports.formats.open_source import open_source

OWN = Path(__file__).parent / "samples"
REAL = Path(__file__).parents[3] / "shared" / "documents"
FORMATS = ("txt", "html", "xlsx", "csv", "docx")


def _demo() -> list[Path]:
    return [
        Path(str(entry)) for entry in files("portal_plugin.imports").joinpath("samples").iterdir()
    ]


def _samples() -> list[Path]:
    return sorted([*OWN.glob("*.txt"), *_demo()], key=lambda path: path.name)


@pytest.fixture(params=_samples(), ids=lambda path: path.stem)
def sample(request: pytest.FixtureRequest) -> Path:
    """Each invented document in turn."""
    return request.param


@pytest.fixture()
def demo_samples() -> list[Path]:
    """The documents that the demo imports."""
    return sorted(_demo())


@pytest.fixture()
def own_samples() -> Path:
    """The folder of samples that only tests use."""
    return OWN


@pytest.fixture()
def real() -> Callable[[str], bytes]:
    """The bytes of the real document of that kind; skips where they are not at hand."""

    def read(kind: str) -> bytes:
        found = sorted(REAL.glob(f"*-{kind}*.txt")) if REAL.is_dir() else []
        if not found:
            pytest.skip("the real documents are not part of the repository")
        return found[0].read_bytes()

    return read


@pytest.fixture(params=FORMATS)
def file_format(request: pytest.FixtureRequest) -> str:
    """Each format in turn."""
    return request.param


@pytest.fixture()
def written() -> Callable[[Path, str], tuple[bytes, str]]:
    """Write a text sample in another format: (path, format) to (bytes, file name)."""

    def write(path: Path, kind: str) -> tuple[bytes, str]:
        data = path.read_bytes()
        if kind != "txt":
            data = _WRITERS[kind](open_source(data, path.name).blocks)
        return data, f"{path.stem}.{kind}"

    return write


def _as_html(blocks: tuple[Block, ...]) -> bytes:
    parts = ["<!doctype html><html><head><title>x</title></head><body>"]
    for block in blocks:
        if isinstance(block, Line):
            parts.append(f"<p>{html.escape(block.text)}</p>")
            continue
        rows = [
            "".join(f"<td>{html.escape(cell).replace(chr(10), '<br>')}</td>" for cell in row.cells)
            for row in block.rows
        ]
        parts.append("<table>" + "\n".join(f"<tr>{row}</tr>" for row in rows) + "</table>")
    return ("\n".join(parts) + "</body></html>").encode()


def _rows(blocks: tuple[Block, ...]) -> list[list[str]]:
    rows: list[list[str]] = []
    for block in blocks:
        rows += (
            [[], [block.text]]
            if isinstance(block, Line)
            else [[], *map(list, (r.cells for r in block.rows))]
        )
    return rows


def _as_csv(blocks: tuple[Block, ...]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(_rows(blocks))
    return out.getvalue().encode("utf-8-sig")


def _as_xlsx(blocks: tuple[Block, ...]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"strings_to_formulas": False}) as workbook:
        sheet = workbook.add_worksheet("แผน")
        for number, row in enumerate(_rows(blocks)):
            for place, cell in enumerate(row):
                if cell:
                    sheet.write_string(number, place, cell)
    return out.getvalue()


def _as_docx(blocks: tuple[Block, ...]) -> bytes:
    document = Document()
    for block in blocks:
        if isinstance(block, Line):
            document.add_paragraph(block.text)
            continue
        table = document.add_table(rows=0, cols=block.width)
        for row in block.rows:
            cells = table.add_row().cells
            for place, text in enumerate(row.cells):
                cells[place].text = text
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


_WRITERS = {"html": _as_html, "csv": _as_csv, "xlsx": _as_xlsx, "docx": _as_docx}
