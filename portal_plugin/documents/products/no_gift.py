"""Product 25: the announcement that nobody takes or gives gifts on account of his office."""

from __future__ import annotations

from portal_plugin.documents.gathering.opening import opening
from portal_plugin.documents.model import Block, Document, Item, Items, Paragraph, Section, Title
from portal_plugin.documents.product import TEXT_FORMATS, Asked, Body, Product, TextField
from portal_plugin.documents.wording.correction import correction
from portal_plugin.documents.wording.period_words import year_words
from portal_plugin.documents.wording.posts import full_name
from portal_plugin.documents.wording.signatures import head_signature
from portal_plugin.tenants.session import TenantSession
from portal_plugin.thai import thai_digits

SUBJECT = "นโยบายไม่รับของขวัญและของกำนัลทุกชนิดจากการปฏิบัติหน้าที่"
_SUBJECT_LINES = ("เรื่อง นโยบายไม่รับของขวัญและของกำนัลทุกชนิด", "จากการปฏิบัติหน้าที่")
"""The subject, broken where a reader would break it."""
CLOSING = "จึงประกาศให้ทราบและถือปฏิบัติโดยทั่วกัน"
_STATEMENTS = ("statement_1", "statement_2", "statement_3")


def gather(session: TenantSession, asked: Asked) -> Body:
    """The officer's words, or the usual ones in the words of the LAO type."""
    body = opening(session, PRODUCT.code, f"ประกาศ เรื่อง {SUBJECT}", asked)
    usual = {"preamble": _preamble(body), **_statements(body)}
    return body | {"texts": {name: asked.texts.get(name) or usual[name] for name in usual}}


def compose(body: Body) -> Document:
    """The announcement, with the head's signature."""
    owner, texts = full_name(body["municipality"]), body["texts"]
    items = (
        Item(texts[name], thai_digits(f"{number}."))
        for number, name in enumerate(_STATEMENTS, start=1)
    )
    blocks: tuple[Block, ...] = (
        Title((f"ประกาศ{owner}", *_SUBJECT_LINES, f"ประจำ{year_words(body['fiscal_year'])}")),
        *correction(body),
        Paragraph(texts["preamble"], indent=True),
        Items(tuple(items)),
        Paragraph(CLOSING, indent=True),
        head_signature(body, "ประกาศ ณ วันที่"),
    )
    return Document(f"ประกาศ เรื่อง {SUBJECT}", owner, (Section(blocks),))


def _preamble(body: Body) -> str:
    owner = full_name(body["municipality"])
    return (
        f"{owner} มุ่งมั่นบริหารราชการด้วยความซื่อสัตย์สุจริต โปร่งใส และตรวจสอบได้ "
        "เพื่อป้องกันการขัดกันระหว่างประโยชน์ส่วนตนกับประโยชน์ส่วนรวม "
        "และการเรียกรับสินบนทุกรูปแบบ จึงประกาศนโยบายดังต่อไปนี้"
    )


def _statements(body: Body) -> dict[str, str]:
    words = body["municipality"]["words"]
    council = f"สมาชิก{words['council']} " if words["council"] else ""
    staff = words["staff"] or "ข้าราชการ"
    sentences = (
        f"คณะผู้บริหาร {council}{staff} ลูกจ้าง และพนักงานจ้าง ไม่รับของขวัญ ของกำนัล "
        "หรือประโยชน์อื่นใดจากการปฏิบัติหน้าที่ ทั้งก่อน ขณะ และหลังปฏิบัติหน้าที่ และในทุกเทศกาล",
        "ไม่ให้ของขวัญหรือของกำนัลแก่ผู้บังคับบัญชาหรือครอบครัวของผู้บังคับบัญชา "
        "และให้แสดงความปรารถนาดีต่อกันด้วยการอวยพรหรือการลงนามในบัตรอวยพรแทน",
        "ผู้บังคับบัญชาทุกระดับประพฤติตนเป็นแบบอย่างที่ดี กำกับดูแลให้ปฏิบัติตามประกาศนี้ "
        "และเปิดช่องทางให้ประชาชนแจ้งเบาะแสเมื่อพบการฝ่าฝืน",
    )
    return dict(zip(_STATEMENTS, sentences, strict=True))


PRODUCT = Product(
    code="no-gift",
    numbers=(25,),
    title="ประกาศนโยบายไม่รับของขวัญ (No Gift Policy)",
    formats=TEXT_FORMATS,
    gather=gather,
    compose=compose,
    texts=(
        TextField("preamble", "ข้อความนำ"),
        *(
            TextField(name, f"ข้อ {thai_digits(number)}")
            for number, name in enumerate(_STATEMENTS, start=1)
        ),
    ),
    topics=("INTENT_OR_NO_GIFT",),
)
