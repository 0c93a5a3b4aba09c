"""Open data: the files, and a catalogue that other portals can harvest."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import pytest

from portal_plugin.config.catalogue import catalogue

SETS = [each["name"] for each in catalogue("open_data")["sets"]]
OWN = ("measures", "budget", "progress", "documents")


def rows_of(page: Any) -> list[dict[str, str]]:
    text = page.response.get_data().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_measures_of_a_published_report_are_rows(
    visit: Any, small_plan: Any, report_measure: Any, publish_round: Callable[[], UUID]
) -> None:
    report_measure(small_plan.works)
    assert visit().get("/data/measures.json").response.get_json()["rows"] == []
    publish_round()
    rows = visit().get("/data/measures.json").response.get_json()["rows"]
    assert [row["status"] for row in rows] == ["DONE", None]
    assert (rows[0]["plan"], rows[0]["ordinance"], rows[0]["paid"]) == (50_000, 40_000, 10_000)
    assert rows[0]["departments"] == "กองช่าง"


def test_budget_and_progress_add_up_to_the_measures(
    visit: Any, small_plan: Any, report_measure: Any, publish_round: Callable[[], UUID]
) -> None:
    report_measure(small_plan.works)
    publish_round()
    read = {n: visit().get(f"/data/{n}.json").response.get_json()["rows"] for n in OWN}
    whole = next(row for row in read["budget"] if row["dimension"] is None)
    for amount in ("plan", "ordinance", "paid"):
        assert whole[amount] == sum(row[amount] for row in read["measures"])
    [progress] = read["progress"]
    assert progress["measures"] == len(read["measures"]) == 2
    assert (progress["done"], progress["awaiting"]) == (1, 1)


def test_what_is_not_published_is_not_open_data(
    visit: Any, small_plan: Any, report_measure: Any, open_session: Any, plan_officer: Any
) -> None:
    from portal_plugin.measures.codes import Instrument, RoundCode
    from portal_plugin.reports.freeze import freeze_report

    with open_session() as session:
        freeze_report(session, plan_officer, 2566, RoundCode.SIX_MONTHS, Instrument.PLAN_5Y)
        session.commit()
    for name in ("measures", "budget", "progress"):
        assert visit().get(f"/data/{name}.json").response.get_json()["rows"] == []


@pytest.mark.parametrize("name", OWN)
def test_csv_has_the_columns_and_rows_of_the_json(
    visit: Any,
    name: str,
    small_plan: Any,
    publish_round: Callable[[], UUID],
    publish_paper: Callable[..., UUID],
) -> None:
    publish_round()
    publish_paper()
    words = next(each for each in catalogue("open_data")["sets"] if each["name"] == name)
    columns = words["columns"]
    rows = rows_of(visit().get(f"/data/{name}.csv"))
    body = visit().get(f"/data/{name}.json").response.get_json()
    assert body["schema"] == f"portal-plugin/open-data/{name}/1"
    assert len(rows) == len(body["rows"]) > 0
    for shown, row in zip(rows, body["rows"], strict=True):
        assert set(row) == set(columns)
        told = {key: "" if value is None else str(value) for key, value in row.items()}
        assert [shown[columns[key]["th"]] for key in columns] == [told[key] for key in columns]


def test_documents_carry_their_permanent_address_and_digest(
    visit: Any, publish_paper: Callable[..., UUID]
) -> None:
    publish_paper()
    [row] = visit().get("/data/documents.json").response.get_json()["rows"]
    assert len(row["sha256"]) == 64
    assert visit().get(urlsplit(row["href"]).path).status == 200


def test_another_name_is_no_data_set(visit: Any) -> None:
    for name in ("complaints", "measures.json", "..%2fx", "report"):
        assert visit().get(f"/data/{name}.csv").status == 404


def test_the_page_explains_every_set_and_every_column(visit: Any) -> None:
    page = visit().get("/data")
    for words in catalogue("open_data")["sets"]:
        assert page.tree.get_element_by_id(words["name"]) is not None
        assert words["title"]["th"] in page.text and words["about"]["th"] in page.text
        for meaning in words.get("columns", {}).values():
            assert meaning["th"] in page.text
    assert "DGA Open Government License" in visit().get("/data?lang=en").text


def test_every_download_of_the_catalogue_answers_with_its_media_type(
    visit: Any, small_plan: Any, publish_round: Callable[[], UUID]
) -> None:
    publish_round()
    body = visit().get("/data/catalog.jsonld").response.get_json()
    assert [each["dct:identifier"] for each in body["dcat:dataset"]] == SETS
    for dataset in body["dcat:dataset"]:
        for distribution in dataset["dcat:distribution"]:
            path = urlsplit(distribution["dcat:downloadURL"]["@id"])
            answer = visit().get(path.path + (f"?{path.query}" if path.query else ""))
            assert answer.status == 200
            media = distribution["dcat:mediaType"]["@id"].removeprefix(
                "https://www.iana.org/assignments/media-types/"
            )
            assert answer.response.mimetype == media


def test_the_catalogue_says_when_a_set_last_changed(
    visit: Any, small_plan: Any, publish_round: Callable[[], UUID]
) -> None:
    def changed() -> set[str]:
        body = visit().get("/data/catalog.jsonld").response.get_json()
        return {s["dct:identifier"] for s in body["dcat:dataset"] if "dct:modified" in s}

    assert changed() == set()
    publish_round()
    assert changed() == {"measures", "budget", "progress"}


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
def test_the_catalogue_is_dcat_as_a_reader_of_linked_data_reads_it(visit: Any) -> None:
    rdflib = pytest.importorskip("rdflib")
    from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF

    response = visit().get("/data/catalog.jsonld").response
    assert response.mimetype == "application/ld+json"
    graph = rdflib.Graph().parse(data=response.get_data(), format="json-ld")
    [whole] = graph.subjects(RDF.type, DCAT.Catalog)
    datasets = list(graph.objects(whole, DCAT.dataset))
    assert len(datasets) == len(SETS)
    for node in (whole, *datasets):
        assert {text.language for text in graph.objects(node, DCTERMS.title)} == {"th", "en"}
        assert {text.language for text in graph.objects(node, DCTERMS.description)} == {"th", "en"}
        [publisher] = graph.objects(node, DCTERMS.publisher)
        assert (publisher, RDF.type, FOAF.Agent) in graph
        assert str(graph.value(publisher, FOAF.name)) == "เทศบาลเมืองตัวอย่างริมน้ำ"
        for required in (DCTERMS.license, DCTERMS.issued, DCTERMS.language):
            assert graph.value(node, required) is not None
    for dataset in datasets:
        assert (dataset, RDF.type, DCAT.Dataset) in graph
        distributions = list(graph.objects(dataset, DCAT.distribution))
        assert len(distributions) == 2
        for distribution in distributions:
            assert (distribution, RDF.type, DCAT.Distribution) in graph
            for required in (DCAT.downloadURL, DCAT.accessURL, DCAT.mediaType, DCTERMS.conformsTo):
                assert isinstance(graph.value(distribution, required), rdflib.URIRef)
