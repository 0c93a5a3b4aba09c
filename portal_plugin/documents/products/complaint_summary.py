"""Product 23: the summary of complaints with problems, obstacles and solutions (C8)."""

from __future__ import annotations

from collections.abc import Iterator

from portal_plugin.complaints.codes import SummaryState
from portal_plugin.complaints.models import ComplaintSummary
from portal_plugin.documents.gathering.complaint_figures import (
    figure_blocks,
    half_of,
    only_of_municipalities,
)
from portal_plugin.documents.gathering.opening import opening
from portal_plugin.documents.model import (
    Align,
    Block,
    Document,
    Heading,
    Paragraph,
    Section,
    Title,
)
from portal_plugin.documents.product import TEXT_FORMATS, Asked, Body, Product
from portal_plugin.documents.wording.correction import correction
from portal_plugin.documents.wording.memo_layout import running
from portal_plugin.documents.wording.period_words import (
    day_words,
    months_words,
    part_words,
    round_of,
    year_words,
)
from portal_plugin.documents.wording.posts import full_name
from portal_plugin.errors import NotFound
from portal_plugin.statistics.body import published_body
from portal_plugin.statistics.summary import revisions
from portal_plugin.tenants.session import TenantSession
from portal_plugin.thai import BANGKOK, thai_digits

TITLE = "รายงานสรุปเรื่องร้องเรียน"
WAITING = "ฉบับเสนอผู้บริหาร ยังไม่เผยแพร่"
NONE = "ไม่มี"
_TEXTS = (
    ("problems", "ปัญหาที่พบ"),
    ("obstacles", "อุปสรรค"),
    ("solutions", "แนวทางแก้ไขและป้องกัน"),
)
_DAYS = (
    ("submitted_on", "ส่งผู้บริหาร"),
    ("acknowledged_on", "ผู้บริหารรับทราบ"),
    ("published_on", "เผยแพร่"),
)


def gather(session: TenantSession, asked: Asked) -> Body:
    """The newest published summary of the round's months, else the one before the executive.

    A draft stays its writer's: its words come from complaints and nobody read them through yet.
    Raises `NotFound`, also in the province's own space.
    """
    half = half_of(round_of(asked))
    body = opening(session, PRODUCT.code, TITLE, asked)
    only_of_municipalities(body)
    found = [
        each
        for each in revisions(session, asked.fiscal_year, half)
        if each.state is not SummaryState.DRAFT
    ]
    if not found:
        raise NotFound(
            f"ยังไม่มีรายงานสรุปเรื่องร้องเรียนของปีงบประมาณ {asked.fiscal_year} ที่ส่งผู้บริหารแล้ว "
            "ให้เขียนและส่งที่หน้ารายงานสรุปก่อน"
        )
    published = [each for each in found if each.state is SummaryState.PUBLISHED]
    return body | {"summary": _summary((published or found)[0])}


def compose(body: Body) -> Document:
    """Figures, the three texts, and when it went to the executive and to the public."""
    summary, owner = body["summary"], full_name(body["municipality"])
    window = summary["figures"]["window"]
    when = f"{part_words(summary['period'])} ({months_words(window['from'], window['to'])})"
    blocks: list[Block] = [Title((TITLE, owner, year_words(body["fiscal_year"]), when))]
    blocks += [*_steps(summary), *_waiting(body), *correction(body), Heading("สถิติ", level=2)]
    blocks += figure_blocks(summary["figures"])
    for name, title in _TEXTS:
        blocks += [Heading(title, level=2), *running(summary[name] or NONE)]
    return Document(TITLE, owner, (Section(tuple(blocks)),))


def _summary(found: ComplaintSummary) -> Body:
    days = {
        name: at.astimezone(BANGKOK).date().isoformat() if at else None
        for name, at in (
            ("submitted_on", found.submitted_at),
            ("acknowledged_on", found.acknowledged_at),
            ("published_on", found.published_at),
        )
    }
    return {
        "period": found.period.value,
        "revision": found.revision,
        "reason": found.reason,
        "sha256": found.sha256,
        "figures": published_body(found.figures),
        **{name: getattr(found, name) for name, _ in _TEXTS},
        **days,
    }


def _waiting(body: Body) -> Iterator[Paragraph]:
    """What nobody acknowledged says so, until the head decides on this paper itself."""
    if not body["summary"]["published_on"] and "endorsements" not in body:
        yield Paragraph(WAITING, align=Align.CENTER, bold=True)


def _steps(summary: Body) -> Iterator[Paragraph]:
    """Which revision it is and why, and how far it came: the public is told when, not by whom."""
    told = [f"ฉบับที่ {thai_digits(summary['revision'])}"]
    told += [f"{label} {day_words(summary[name])}" for name, label in _DAYS if summary[name]]
    yield Paragraph(" · ".join(told), align=Align.CENTER, small=True)
    if summary["reason"]:
        yield Paragraph(f"เหตุที่แก้ไข: {summary['reason']}", align=Align.CENTER, small=True)


PRODUCT = Product(
    code="complaint-summary",
    numbers=(23,),
    title=TITLE,
    formats=TEXT_FORMATS,
    gather=gather,
    compose=compose,
    has_rounds=True,
)
