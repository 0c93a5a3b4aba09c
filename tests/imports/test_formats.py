"""The same document in another format gives the same measures."""

from __future__ import annotations

from typing import Any

from portal_plugin.imports.reader import read_document


def _content(data: bytes, name: str) -> dict[str, Any]:
    read = read_document(data, name).as_json()
    for key in ("format", "sha256"):
        read["document"].pop(key)
    return read


def test_every_format_gives_the_same_measures(sample, file_format, written):
    data, name = written(sample, file_format)
    expected = _content(sample.read_bytes(), sample.name)
    found = _content(data, name)
    assert found["measures"] == expected["measures"]
    assert found["document"] == expected["document"]


def test_every_format_gives_the_same_findings(sample, file_format, written):
    data, name = written(sample, file_format)
    expected = _content(sample.read_bytes(), sample.name)["findings"]
    found = _content(data, name)["findings"]
    assert sorted((f["code"], f["measure"] or 0) for f in found) == sorted(
        (f["code"], f["measure"] or 0) for f in expected
    )


def test_a_spreadsheet_finding_names_the_row(demo_samples, written):
    path = next(path for path in demo_samples if "12m" in path.name)
    data, name = written(path, "csv")
    document = read_document(data, name)
    finding = next(f for f in document.findings if f.code == "NOT_STARTED_WITHOUT_REASON")
    rows = data.decode("utf-8-sig").splitlines()
    assert "ประเมินความเสี่ยง" in rows[finding.line - 1]


def test_the_samples_of_the_demo_import_without_errors_and_with_a_few_warnings(demo_samples):
    assert len(demo_samples) == 5
    for path in demo_samples:
        document = read_document(path.read_bytes(), path.name)
        assert not document.blocked, path.name
        assert 1 <= len(document.findings) <= 5, path.name


def test_the_thai_windows_code_page_is_read_when_its_words_prove_it(demo_samples):
    for path in demo_samples:
        text = path.read_text(encoding="utf-8")
        expected = read_document(path.read_bytes(), path.name).as_json()["measures"]
        found = read_document(text.encode("cp874"), path.name).as_json()["measures"]
        assert found == expected


def test_a_byte_order_mark_and_windows_line_ends_change_nothing(sample):
    text = sample.read_text(encoding="utf-8")
    expected = read_document(sample.read_bytes(), sample.name).as_json()
    for data in (b"\xef\xbb\xbf" + sample.read_bytes(), text.replace("\n", "\r\n").encode()):
        found = read_document(data, sample.name).as_json()
        assert found["measures"] == expected["measures"]
        assert found["findings"] == expected["findings"]


def test_markdown_and_tab_tables_are_the_same_table(own_samples):
    path = own_samples / "outcome-table-12m.txt"
    lines = path.read_text(encoding="utf-8").splitlines()
    piped = [f"| {line.replace(chr(9), ' | ')} |" if "\t" in line else line for line in lines]
    expected = read_document(path.read_bytes(), path.name).as_json()["measures"]
    assert read_document("\n".join(piped).encode(), "x.md").as_json()["measures"] == expected


def test_html_tables_inside_a_text_file_are_read(own_samples):
    path = own_samples / "outcome-table-12m.txt"
    lines = path.read_text(encoding="utf-8").splitlines()
    rows = [
        f"<table><tr>{''.join(f'<td>{c}</td>' for c in line.split(chr(9)))}</tr></table>"
        if "\t" in line
        else line
        for line in lines
    ]
    expected = read_document(path.read_bytes(), path.name).as_json()["measures"]
    found = read_document("\n".join(rows).encode(), "x.md").as_json()["measures"]
    assert [m["title"] for m in found] == [m["title"] for m in expected]
    assert [m["steps"] for m in found] == [m["steps"] for m in expected]
