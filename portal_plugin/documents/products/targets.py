"""Product 6: the yearly targets of the five-year plan."""

from __future__ import annotations

from uuid import UUID

import sqlalchemy as sa

from portal_plugin.documents.gathering.opening import opening
from portal_plugin.documents.model import Align, Cell, Column, Document, Row, Section, Table, Title
from portal_plugin.documents.model import cell as text_cell
from portal_plugin.documents.product import TABLE_FORMATS, Asked, Body, Product
from portal_plugin.measures.codes import Instrument
from portal_plugin.measures.models import PlanTarget
from portal_plugin.measures.queries import plan_for
from portal_plugin.tenants.session import TenantSession
from portal_plugin.thai import thai_digits

TITLE = "ค่าเป้าหมายของแผน"
_BEFORE = "ร้อยละ"
"""The unit that stands before its number."""


def gather(session: TenantSession, asked: Asked) -> Body:
    """The targets of the plan that covers the year. Raises `NotFound` where none does."""
    plan = plan_for(session, Instrument.PLAN_5Y, asked.fiscal_year)
    return opening(session, PRODUCT.code, TITLE, asked) | {
        "plan": {"title": plan.title, "year_from": plan.year_from, "year_to": plan.year_to},
        "targets": targets_of(session, plan.id),
    }


def targets_of(session: TenantSession, plan_id: UUID) -> list[Body]:
    """The rows of the target table; `values` by Buddhist year as text."""
    rows = session.scalars(
        sa.select(PlanTarget).where(PlanTarget.plan_id == plan_id).order_by(PlanTarget.position)
    )
    return [
        {
            "name": row.name,
            "unit": row.unit,
            "base_year": row.base_year,
            "values": dict(sorted(row.values.items())),
        }
        for row in rows
    ]


def table(body: Body) -> Table:
    """Targets by year; shared with the plan book."""
    years = range(body["plan"]["year_from"], body["plan"]["year_to"] + 1)
    columns = (
        Column("ค่าเป้าหมาย", width=2.5),
        *(Column(thai_digits(f"ปี {year}"), align=Align.END) for year in years),
    )
    rows = (
        Row((text_cell(_name(target)), *(_value(target, year) for year in years)))
        for target in body["targets"]
    )
    return Table(columns, tuple(rows))


def compose(body: Body) -> Document:
    """One table under the plan's title."""
    blocks = (Title((TITLE, body["plan"]["title"])), table(body))
    return Document(TITLE, body["municipality"]["name"], (Section(blocks),))


def _name(target: Body) -> str:
    base = f" (เทียบปี {thai_digits(target['base_year'])})" if target["base_year"] else ""
    return f"{target['name']}{base}"


def _value(target: Body, year: int) -> Cell:
    """The number with its unit as one says it: "ร้อยละ ๑๐", "๘๕ คะแนน"."""
    value, unit = target["values"].get(str(year)), target["unit"]
    if value is None:
        return text_cell("-")
    number = thai_digits(f"{value:g}")
    if not unit:
        return Cell((number,), number=value)
    return text_cell(f"{unit} {number}" if unit == _BEFORE else f"{number} {unit}")


PRODUCT = Product(
    code="targets",
    numbers=(6,),
    title=TITLE,
    formats=TABLE_FORMATS,
    gather=gather,
    compose=compose,
)
