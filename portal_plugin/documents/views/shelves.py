"""How the page of documents is ordered: four groups, and what each document is in a few words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from portal_plugin.documents.product import Product

SHELVES: Final[Mapping[str, Mapping[str, str]]] = {
    "แผน": {
        "announcement": "ประกาศใช้แผนห้าปี ให้ผู้บริหารลงนาม",
        "plan-book": "แผนทั้งเล่ม มีคำนำ สารบัญ และสามส่วน",
        "budget-table": "งบประมาณรายปีของทุกมาตรการพร้อมยอดรวม",
        "measure-sheets": "รายละเอียดของแต่ละมาตรการ เก้าหัวข้อ",
        "risk-register": "ความเสี่ยงการทุจริต ระดับ และการควบคุม",
        "targets": "ค่าเป้าหมายของแต่ละปี",
    },
    "ผลการดำเนินงาน": {
        "plan-report": "ผลตามแผนห้าปีในรอบนี้ พร้อมงบประมาณและปัญหา",
        "risk-report": "ผลการจัดการความเสี่ยงในรอบนี้",
        "ita-analysis": "คะแนน ITA รายตัวชี้วัดและประเด็นที่ต้องแก้ไข",
        "measures-table": "มาตรการที่กำหนดจากผลการประเมิน ITA",
        "measures-report": "ผลตามมาตรการในรอบนี้ เลือกได้สี่รูปแบบ",
    },
    "เรื่องร้องเรียน": {
        "corruption-statistics": "จำนวนเรื่องแจ้งเบาะแส ไม่มีเรื่องก็แจ้งว่าไม่มี",
        "complaint-statistics": "จำนวนเรื่องร้องเรียนทั่วไปและการตอบภายในกำหนด",
        "complaint-summary": "สรุปปัญหา สาเหตุ และแนวทางป้องกัน",
        "satisfaction": "ความพึงพอใจของผู้ร้องเรียนเทียบกับเป้าหมาย",
    },
    "หนังสือราชการ": {
        "memo": "เสนอรายงานให้ผู้บังคับบัญชาลงนามตามลำดับ",
        "circular": "แจ้งทุกหน่วยงานให้ส่งผลของรอบ",
        "reminder": "เตือนหน่วยงานที่ยังไม่ส่งผล",
        "submission-record": "หลักฐานการส่งรายงานและใบรับ",
        "no-gift": "ประกาศไม่รับของขวัญจากการปฏิบัติหน้าที่",
        "import-check": "สิ่งที่พบเมื่อนำเข้าเอกสาร",
    },
}
"""By the group's title: product codes with what each is."""


def shelves(products: Mapping[str, Product]) -> Iterator[tuple[str, list[tuple[Product, str]]]]:
    """The groups with those of their products that are offered; an empty group is left out."""
    for title, phrases in SHELVES.items():
        found = [(products[code], says) for code, says in phrases.items() if code in products]
        if found:
            yield title, found
