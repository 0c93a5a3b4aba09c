"""Product 2: the plan as a book, from the announcement to the last measure's sheet."""

from __future__ import annotations

from typing import Final

from portal_plugin.documents.gathering.plan_content import (
    dimensions_of,
    measures_in,
    plan_opening,
    risks_of,
)
from portal_plugin.documents.model import (
    Block,
    Contents,
    Document,
    Heading,
    PageBreak,
    Paragraph,
    Section,
    Title,
)
from portal_plugin.documents.product import Asked, Body, Product, TextField
from portal_plugin.documents.products import announcement, targets
from portal_plugin.documents.products.budget_table import part_two
from portal_plugin.documents.products.measure_sheets import FORMATS, part_three
from portal_plugin.documents.products.risk_register import register
from portal_plugin.documents.wording.plan_wording import (
    listed,
    paragraphs,
    plan_name,
    span,
    title_lines,
)
from portal_plugin.documents.wording.posts import full_name
from portal_plugin.imports.layouts.plan_table import NO_DIMENSION
from portal_plugin.tenants.session import TenantSession
from portal_plugin.thai import thai_digits

TITLE: Final = "แผนปฏิบัติการป้องกันการทุจริต"
_NO_TARGETS: Final = "แผนนี้ยังไม่ได้กำหนดค่าเป้าหมายรายปี"


def gather(session: TenantSession, asked: Asked) -> Body:
    """Everything of the plan that covers the year. Raises `NotFound`."""
    body, plan_id = plan_opening(session, PRODUCT.code, TITLE, asked)
    body |= {
        "dimensions": dimensions_of(session, plan_id, asked.fiscal_year),
        "risks": risks_of(session, plan_id),
        "targets": targets.targets_of(session, plan_id),
    }
    preface = asked.texts.get("preface") or body["plan"]["preface"] or _usual_preface(body)
    return body | {"texts": announcement.texts_of(body, asked) | {"preface": preface}}


def compose(body: Body) -> Document:
    """Announcement, cover, preface, contents, and the three parts."""
    owner = full_name(body["municipality"])
    name = plan_name(body)
    cover = [*title_lines(name)] + ([] if owner in name else [owner])
    return Document(
        name,
        body["municipality"]["name"],
        (
            Section(announcement.announcement(body)),
            Section((Title(tuple(cover), cover=True),)),
            Section(_front(body)),
            Section((Heading("ส่วนที่ ๑ บทนำ"), *_part_one(body))),
            Section((Heading(f"ส่วนที่ ๒ {TITLE}"), *part_two(body)), landscape=True, name="งบประมาณ"),
            Section(
                (Heading("ส่วนที่ ๓ รายละเอียดโครงการ/กิจกรรม/มาตรการ"), *part_three(body)),
            ),
        ),
    )


def _front(body: Body) -> tuple[Block, ...]:
    return (
        Title(("คำนำ",)),
        *paragraphs(body["texts"]["preface"]),
        PageBreak(),
        Title(("สารบัญ",)),
        Contents(),
    )


def _part_one(body: Body) -> tuple[Block, ...]:
    plan = body["plan"]
    return (
        Heading("๑. การประเมินความเสี่ยงการทุจริตในองค์กร", 2),
        *register(body),
        Heading("๒. หลักการและเหตุผล", 2),
        *paragraphs(plan["rationale"] or _usual_rationale(body)),
        Heading("๓. วัตถุประสงค์ของการจัดทำแผน", 2),
        listed(plan["objectives"], "({})"),
        Heading("๔. เป้าหมาย", 2),
        listed(plan["goals"], "({})"),
        *_target_table(body),
        Heading("๕. ประโยชน์ของการจัดทำแผน", 2),
        listed(plan["benefits"], "({})"),
    )


def _target_table(body: Body) -> tuple[Block, ...]:
    return (targets.table(body) if body["targets"] else Paragraph(_NO_TARGETS, indent=True),)


def _usual_preface(body: Body) -> str:
    """A preface in the words of the LAO type, with the figures of the plan; name and all."""
    owner = full_name(body["municipality"])
    return "\n".join(
        (
            f"{owner} จัดทำ{plan_name(body)} เพื่อให้ทุกส่วนราชการมีแนวทางป้องกันการทุจริตร่วมกัน "
            "แต่ละมาตรการมีผู้รับผิดชอบ งบประมาณ และวิธีวัดผลที่ประชาชนตรวจสอบได้",
            f"แผนนี้แบ่งเป็นสามส่วน คือ บทนำ ตารางโครงการ/กิจกรรม/มาตรการพร้อมงบประมาณ "
            f"และรายละเอียดของแต่ละมาตรการ รวมจำนวน {thai_digits(_count(body))} โครงการ",
            *(_dimension_line(dimension) for dimension in body["dimensions"]),
            f"{owner} ขอขอบคุณทุกฝ่ายที่ร่วมจัดทำแผน และจะรายงานผลการดำเนินงานให้ประชาชนทราบทุกรอบ",
            owner,
        )
    )


def _dimension_line(dimension: Body) -> str:
    count = thai_digits(f"จำนวน {len(measures_in([dimension]))} โครงการ")
    if dimension["number"] is None:
        return f"{NO_DIMENSION} {count}"
    return f"มิติที่ {thai_digits(dimension['number'])} {dimension['title']} {count}"


def _usual_rationale(body: Body) -> str:
    owner = full_name(body["municipality"])
    return (
        f"{owner} มีหน้าที่ใช้อำนาจและเงินของประชาชนอย่างสุจริต โปร่งใส และตรวจสอบได้ "
        f"จึงกำหนดมาตรการป้องกันการทุจริตสำหรับ {span(body)} จากความเสี่ยงที่ประเมินไว้ "
        "และจากผลการประเมินคุณธรรมและความโปร่งใสของปีที่ผ่านมา"
    )


def _count(body: Body) -> int:
    return len(measures_in(body["dimensions"]))


PRODUCT = Product(
    code="plan-book",
    numbers=(2,),
    title="เล่มแผนปฏิบัติการป้องกันการทุจริต",
    formats=FORMATS,
    gather=gather,
    compose=compose,
    texts=(*announcement.TEXTS, TextField("preface", "คำนำ")),
    topics=("PLAN",),
)
