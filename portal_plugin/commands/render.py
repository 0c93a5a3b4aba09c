"""render: a document of a municipality as a file, and the list of all of them."""

from __future__ import annotations

import hashlib
import os
import secrets
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import click

from portal_plugin.blueprint import ROUTES
from portal_plugin.commands.surroundings import (
    json_option,
    one_sentence,
    print_json,
    tenant_work,
    workplace,
)
from portal_plugin.documents.catalogue import PAGES, PRODUCTS, product_of
from portal_plugin.documents.emblem import emblem_of
from portal_plugin.documents.product import Asked, Format, Layout, Page, Product
from portal_plugin.documents.writing import NotInThisFormat, Written, write
from portal_plugin.errors import PortalPluginError
from portal_plugin.measures.codes import RoundCode

_STDOUT = "-"


@click.command("render")
@click.argument("product", required=False)
@click.option("--tenant", "tenant", help="Code of the municipality.")
@click.option("--year", type=click.IntRange(2500, 2699), help="Buddhist fiscal year.")
@click.option(
    "--round",
    "round_code",
    type=click.Choice([one.value for one in RoundCode]),
    help="Of a report; other documents take no notice of it.",
)
@click.option(
    "--layout",
    type=click.Choice([one.value for one in Layout]),
    help="Default: the one that fits the data.",
)
@click.option(
    "--format", "wanted", type=click.Choice([one.value for one in Format]), help="Default: pdf."
)
@click.option("-o", "output", metavar="FILE", help="Default: a name of its own here; - for stdout.")
@click.option("--list", "listing", is_flag=True, help="Print every product and stop.")
@json_option
def render(
    product: str | None,
    tenant: str | None,
    year: int | None,
    round_code: str | None,
    layout: str | None,
    wanted: str | None,
    output: str | None,
    listing: bool,
    as_json: bool,
) -> None:
    """Write the document PRODUCT of a municipality; render --list shows them all."""
    if listing:
        _print_list(as_json)
        return
    if product is None or tenant is None or year is None:
        raise click.UsageError("give PRODUCT, --tenant and --year, or --list to see the products")
    if as_json and output == _STDOUT:
        raise click.UsageError("--json and -o - both print: give -o a file")
    with one_sentence():
        one = product_of(product)
        asked = Asked(year, _round(one, round_code), _layout(one, layout))
        chosen = _format(one, wanted)
        _check(output)
    with workplace() as place, tenant_work(place, tenant) as (record, session):
        emblem = emblem_of(place.settings.emblem_file)
        written = write(one.gather(session, asked), chosen, emblem=emblem)
        where = _put(written, output)
    if as_json:
        print_json(_row(record.code, one, chosen, where, written))
    elif output != _STDOUT:
        click.echo(f"{where}: {len(written.data)} bytes")


def _round(product: Product, given: str | None) -> RoundCode | None:
    if not product.has_rounds:
        return None
    if given is None:
        raise PortalPluginError(f"{product.code} is a document of a round: give --round 6M or 12M")
    return RoundCode(given)


def _layout(product: Product, given: str | None) -> Layout | None:
    if given is None:
        return None
    if given not in product.layouts:
        offered = ", ".join(product.layouts) or "it has one layout alone, leave --layout out"
        raise PortalPluginError(f"{product.code} has no layout {given}: {offered}")
    return Layout(given)


def _format(product: Product, given: str | None) -> Format:
    wanted = Format(given) if given else product.formats[0]
    if wanted not in product.formats:
        raise NotInThisFormat(product, wanted)
    return wanted


def _check(output: str | None) -> None:
    """Refuse a place that cannot take a file, before anything is gathered."""
    if output is None or output == _STDOUT:
        return
    place = Path(output)
    if not output or place.is_dir():
        raise PortalPluginError(f"{output or 'an empty name'} is no file: give -o the name of one")
    if place.exists() and not place.is_file():
        raise PortalPluginError(f"{output} is no ordinary file: give -o the name of one, or -")
    if not place.parent.is_dir():
        raise PortalPluginError(
            f"the folder {place.parent} does not exist: make it, or name another"
        )


def _put(written: Written, output: str | None) -> str:
    """Write whole or not at all: beside its place first, then renamed into it."""
    if output == _STDOUT:
        sys.stdout.buffer.write(written.data)
        sys.stdout.buffer.flush()
        return _STDOUT
    place = Path(output or written.filename)
    # Where a name leads elsewhere, what it leads to is replaced, and the name stays.
    target = place.resolve()
    beside = target.with_name(f".{secrets.token_hex(8)}.part")
    try:
        beside.write_bytes(written.data)
        beside.replace(target)
    except (OSError, ValueError) as fault:
        with suppress(OSError, ValueError):
            beside.unlink(missing_ok=True)
        reason = getattr(fault, "strerror", None) or "not a path"
        raise PortalPluginError(f"cannot write {place} ({reason}): name another file") from fault
    return os.fspath(place)


def _row(
    tenant: str, product: Product, wanted: Format, where: str, written: Written
) -> dict[str, Any]:
    return {
        "tenant": tenant,
        "product": product.code,
        "format": wanted.value,
        "file": where,
        "bytes": len(written.data),
        "sha256": hashlib.sha256(written.data).hexdigest(),
        "pages": None,
    }


def _print_list(as_json: bool) -> None:
    rows = [*map(_product_row, PRODUCTS.values()), *map(_page_row, PAGES)]
    if as_json:
        print_json(rows)
        return
    for row in rows:
        numbers = ",".join(str(number) for number in row["numbers"])
        offered = " ".join(row["formats"]) or row["page"] or ""
        click.echo(f"{numbers:<6}{row['code']:<22}{offered:<30}{row['title']}")


def _product_row(product: Product) -> dict[str, Any]:
    return {
        "code": product.code,
        "numbers": list(product.numbers),
        "title": product.title,
        "formats": [one.value for one in product.formats],
        "has_rounds": product.has_rounds,
        "layouts": [one.value for one in product.layouts],
        "page": None,
    }


def _page_row(page: Page) -> dict[str, Any]:
    """A product that is a page alone has the rule of its address instead of formats."""
    found = (route for route in ROUTES if route.endpoint == page.endpoint)
    return {
        "code": page.code,
        "numbers": list(page.numbers),
        "title": page.title,
        "formats": [],
        "has_rounds": False,
        "layouts": [],
        "page": next((f"{route.base}/<space>{route.rule}" for route in found), None),
    }


COMMANDS = (render,)
