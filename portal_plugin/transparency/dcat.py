"""The catalogue of open data in the words of DCAT 3, as JSON-LD, for other portals to harvest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from portal_plugin.config.catalogue import catalogue

MEDIA_TYPE: Final = "application/ld+json"
CONTEXT: Final[Mapping[str, Any]] = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
"""Written out whole: a reader of the catalogue must not have to fetch it from elsewhere."""

_MEDIA: Final = "https://www.iana.org/assignments/media-types/"
_THAI: Final = "http://id.loc.gov/vocabulary/iso639-1/th"
_EVERY_DAY: Final = "http://purl.org/cld/freq/daily"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a data set stands: whole addresses, and the day it last changed where that is known."""

    name: str
    csv_href: str
    json_href: str
    issued: date
    modified: date | None


@dataclass(frozen=True, slots=True)
class Publisher:
    """Whose data it is: the municipality, its address here, and that of the page of its data."""

    name: str
    href: str
    data_href: str
    catalogue_href: str


def dcat_catalogue(publisher: Publisher, sources: Sequence[Source]) -> dict[str, Any]:
    """A `dcat:Catalog` of the sets of `open_data.json` that have a source."""
    described = {each["name"]: each for each in catalogue("open_data")["sets"]}
    changed = [source.modified for source in sources if source.modified]
    return {
        "@context": CONTEXT,
        "@id": publisher.catalogue_href,
        "@type": "dcat:Catalog",
        "dct:title": [
            _in("th", f"ข้อมูลเปิดของ{publisher.name}"),
            _in("en", f"Open data of {publisher.name}"),
        ],
        "dct:description": [
            _in("th", "แผน ผลการดำเนินการ สถิติ และเอกสารด้านคุณธรรมและความโปร่งใส"),
            _in("en", "Plans, results, statistics and documents of integrity and transparency"),
        ],
        "dct:publisher": _agent(publisher),
        "dct:language": {"@id": _THAI},
        "dct:license": {"@id": catalogue("open_data")["licence"]["href"]},
        "dct:issued": _day(min(source.issued for source in sources)),
        **({"dct:modified": _day(max(changed))} if changed else {}),
        "foaf:homepage": {"@id": publisher.data_href},
        "dcat:dataset": [_dataset(described[source.name], source, publisher) for source in sources],
    }


def _dataset(words: Mapping[str, Any], source: Source, publisher: Publisher) -> dict[str, Any]:
    page = f"{publisher.data_href}#{source.name}"
    return {
        "@id": f"{publisher.catalogue_href}#{source.name}",
        "@type": "dcat:Dataset",
        "dct:identifier": source.name,
        "dct:title": [_in(code, text) for code, text in words["title"].items()],
        "dct:description": [_in(code, text) for code, text in words["about"].items()],
        "dct:publisher": _agent(publisher),
        "dct:language": {"@id": _THAI},
        "dct:license": {"@id": catalogue("open_data")["licence"]["href"]},
        "dct:accrualPeriodicity": {"@id": _EVERY_DAY},
        "dct:issued": _day(source.issued),
        **({"dct:modified": _day(source.modified)} if source.modified else {}),
        "dcat:landingPage": {"@id": page},
        "dcat:distribution": [
            _distribution(source, "csv", source.csv_href, "text/csv", page),
            _distribution(source, "json", source.json_href, "application/json", page),
        ],
    }


def _distribution(
    source: Source, kind: str, href: str, media_type: str, page: str
) -> dict[str, Any]:
    return {
        "@id": f"{href}#distribution",
        "@type": "dcat:Distribution",
        "dct:title": f"{source.name}.{kind}",
        "dcat:accessURL": {"@id": page},
        "dcat:downloadURL": {"@id": href},
        "dcat:mediaType": {"@id": f"{_MEDIA}{media_type}"},
        "dct:license": {"@id": catalogue("open_data")["licence"]["href"]},
        "dct:conformsTo": {"@id": page},
    }


def _agent(publisher: Publisher) -> dict[str, Any]:
    return {
        "@id": publisher.href,
        "@type": "foaf:Agent",
        "foaf:name": _in("th", publisher.name),
    }


def _in(language: str, text: str) -> dict[str, str]:
    return {"@language": language, "@value": text}


def _day(day: date) -> dict[str, str]:
    return {"@type": "xsd:date", "@value": day.isoformat()}
