"""The products by code. A module of `products` is offered once it stands here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from portal_plugin.documents.product import Page, Product
from portal_plugin.documents.products import (
    announcement,
    budget_table,
    circular,
    complaint_statistics,
    complaint_summary,
    corruption_statistics,
    import_check,
    ita_analysis,
    measure_sheets,
    measures_report,
    measures_table,
    memo,
    no_gift,
    plan_book,
    plan_report,
    reminder,
    risk_register,
    risk_report,
    satisfaction,
    submission_record,
    targets,
)
from portal_plugin.errors import NotFound

_ALL: Final[tuple[Product, ...]] = (
    announcement.PRODUCT,
    plan_book.PRODUCT,
    budget_table.PRODUCT,
    measure_sheets.PRODUCT,
    risk_register.PRODUCT,
    risk_report.PRODUCT,
    targets.PRODUCT,
    ita_analysis.PRODUCT,
    measures_table.PRODUCT,
    measures_report.PRODUCT,
    plan_report.PRODUCT,
    memo.PRODUCT,
    circular.PRODUCT,
    reminder.PRODUCT,
    submission_record.PRODUCT,
    corruption_statistics.PRODUCT,
    complaint_statistics.PRODUCT,
    complaint_summary.PRODUCT,
    satisfaction.PRODUCT,
    no_gift.PRODUCT,
    import_check.PRODUCT,
)

PRODUCTS: Final[Mapping[str, Product]] = {product.code: product for product in _ALL}

PAGES: Final[tuple[Page, ...]] = (
    Page("province-dashboard", (16,), "ภาพรวมการรายงานของจังหวัด", "province"),
    Page("complaint-form", (17,), "แบบร้องเรียน สอบถาม และแสดงความคิดเห็น", "complain"),
    Page("corruption-form", (18,), "แบบแจ้งเบาะแสการทุจริต", "corruption_form"),
    Page("corruption-guide", (19,), "คู่มือการแจ้งเบาะแสการทุจริต", "corruption"),
    Page("tracking", (20,), "หน้าติดตามเรื่อง", "follow"),
    Page("letters", (21,), "หนังสือถึงผู้ร้องเรียน", "letter"),
    Page("oit-index", (26,), "ดัชนีการเปิดเผยข้อมูล (OIT)", "oit_index"),
)
"""Products that people use where they stand; their endpoints are checked by a test."""


def product_of(code: str) -> Product:
    """The product. Raises `NotFound`."""
    if code not in PRODUCTS:
        raise NotFound(f"ไม่มีเอกสารชื่อ {code[:40]} ดูรายการด้วย portal-plugin render --list")
    return PRODUCTS[code]
