"""The ten indicators of the ITA and the instrument that measures each (domain 2.3)."""

from __future__ import annotations

from portal_plugin.measures.codes import ItaInstrument

INDICATOR_NAMES = {
    1: "การปฏิบัติหน้าที่",
    2: "การใช้งบประมาณ",
    3: "การใช้อำนาจ",
    4: "การใช้ทรัพย์สินของราชการ",
    5: "การแก้ไขปัญหาการทุจริต",
    6: "คุณภาพการดำเนินงาน",
    7: "ประสิทธิภาพการสื่อสาร",
    8: "การปรับปรุงการทำงาน",
    9: "การเปิดเผยข้อมูล",
    10: "การป้องกันการทุจริต",
}


def instrument_of(number: int) -> ItaInstrument:
    """IIT measures 1-5, EIT 6-8, OIT 9-10."""
    if number <= 5:
        return ItaInstrument.IIT
    return ItaInstrument.EIT if number <= 8 else ItaInstrument.OIT
