"""The styles of DOCX files, and the properties that every run carries.

Word and LibreOffice take the font, size and weight of Thai from properties of their own
("complex script"): where one is missing, Thai falls back to 10 pt in another font. So the styles
state both kinds, and each run states them again; pasting into another document keeps them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

FONT: Final = "TH Sarabun New"
_OTHER_NAMES: Final = "TH SarabunPSK,TH Sarabun,TH SarabunIT๙,Sarabun"
"""Names under which the same face is installed elsewhere."""

NAMESPACES: Final = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_FACES: Final = f'<w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}" w:eastAsia="{FONT}" w:cs="{FONT}"/>'
_THAI_FACES: Final = _FACES.replace("<w:rFonts", '<w:rFonts w:hint="cs"')
_LANGUAGE: Final = '<w:lang w:val="en-US" w:eastAsia="th-TH" w:bidi="th-TH"/>'


@dataclass(frozen=True, slots=True)
class Style:
    """A paragraph style. `size` is in half points; `properties` are those of its paragraphs, in
    the order of the schema; `outline` is the level in the navigation (0 first)."""

    code: str
    name: str
    size: int = 32
    bold: bool = False
    properties: str = ""
    outline: int | None = None


_TIGHT: Final = '<w:spacing w:before="0" w:after="0"/>'

NORMAL = Style("Normal", "Normal")
TITLE = Style("Title", "Title", 36, True, f'<w:keepNext/>{_TIGHT}<w:jc w:val="center"/>')
COVER = Style(
    "Cover", "Cover", 48, True, '<w:spacing w:before="120" w:after="120"/><w:jc w:val="center"/>'
)
_ABOVE: Final = '<w:keepNext/><w:keepLines/><w:spacing w:before="{}" w:after="0"/>'
HEADING_1 = Style("Heading1", "heading 1", 36, True, _ABOVE.format(240), 0)
HEADING_2 = Style("Heading2", "heading 2", 32, True, _ABOVE.format(160), 1)
HEADING_3 = Style("Heading3", "heading 3", 32, True, _ABOVE.format(80), 2)
SMALL = Style("Small", "Small", 28)
ITEM = Style("Item", "Item")
FIELD = Style("Field", "Field")
CAPTION = Style("Caption", "caption", 28, True, _ABOVE.format(160))
CELL = Style("Cell", "Cell", 28, False, _TIGHT)
HEAD_CELL = Style("HeadCell", "Head Cell", 28, True, f'<w:keepNext/>{_TIGHT}<w:jc w:val="center"/>')
GAP = Style(
    "Gap", "Gap", 8, False, '<w:spacing w:before="0" w:after="0" w:line="120" w:lineRule="exact"/>'
)
SIGNATURE = Style(
    "Signature", "Signature", 32, False, f'<w:keepLines/>{_TIGHT}<w:jc w:val="center"/>'
)
MEMO_NAME = Style("MemoName", "Memo Name", 58, True, '<w:keepNext/><w:jc w:val="left"/>')
MEMO_LABEL = Style("MemoLabel", "Memo Label", 40, True)
MEMO_LINE = Style("MemoLine", "Memo Line", 32, False, "<w:keepNext/><w:keepLines/>")
CONTENTS_1 = Style("TOC1", "toc 1", 32)
CONTENTS_2 = Style("TOC2", "toc 2", 32, False, '<w:ind w:left="425"/>')
HEADER = Style(
    "Header",
    "header",
    properties='<w:spacing w:before="0" w:after="120"/><w:jc w:val="center"/>',
)
DRAFT = Style("Draft", "Draft", 28, True, f'{_TIGHT}<w:jc w:val="right"/>')

STYLES: Final = (
    NORMAL,
    TITLE,
    COVER,
    HEADING_1,
    HEADING_2,
    HEADING_3,
    SMALL,
    ITEM,
    FIELD,
    CAPTION,
    CELL,
    HEAD_CELL,
    GAP,
    SIGNATURE,
    MEMO_NAME,
    MEMO_LABEL,
    MEMO_LINE,
    CONTENTS_1,
    CONTENTS_2,
    HEADER,
    DRAFT,
)
HEADINGS: Final = (HEADING_1, HEADING_2, HEADING_3)


def run_properties(size: int, bold: bool, *, thai: bool = False) -> str:
    """`w:rPr` for both kinds of script; `thai` marks text that is of the complex one."""
    weight = "<w:b/><w:bCs/>" if bold else '<w:b w:val="0"/><w:bCs w:val="0"/>'
    faces, script = (_THAI_FACES, "<w:cs/>") if thai else (_FACES, "")
    return (
        f"<w:rPr>{faces}{weight}"
        f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>{script}{_LANGUAGE}</w:rPr>'
    )


def styles_xml() -> str:
    """The part `word/styles.xml`."""
    return (
        f"<w:styles {NAMESPACES}><w:docDefaults>"
        f"<w:rPrDefault>{run_properties(NORMAL.size, False)}</w:rPrDefault>"
        f"<w:pPrDefault><w:pPr>{_TIGHT}</w:pPr></w:pPrDefault></w:docDefaults>"
        f"{''.join(_style(style) for style in STYLES)}</w:styles>"
    )


def _style(style: Style) -> str:
    standard = style is NORMAL
    default, based = (' w:default="1"', "") if standard else ("", '<w:basedOn w:val="Normal"/>')
    outline = "" if style.outline is None else f'<w:outlineLvl w:val="{style.outline}"/>'
    return (
        f'<w:style w:type="paragraph"{default} w:styleId="{style.code}">'
        f'<w:name w:val="{style.name}"/>{based}<w:qFormat/>'
        f"<w:pPr>{style.properties}{outline}</w:pPr>"
        f"{run_properties(style.size, style.bold)}</w:style>"
    )


def fonts_xml() -> str:
    """The part `word/fontTable.xml`: what the font is called where it is not called so."""
    return (
        f'<w:fonts {NAMESPACES}><w:font w:name="{FONT}"><w:altName w:val="{_OTHER_NAMES}"/>'
        '<w:panose1 w:val="020B0500040200020003"/><w:charset w:val="DE"/>'
        '<w:family w:val="swiss"/><w:pitch w:val="variable"/></w:font></w:fonts>'
    )


def settings_xml() -> str:
    """The part `word/settings.xml`: of today's Word, with nothing to be updated at opening."""
    return (
        f'<w:settings {NAMESPACES}><w:zoom w:percent="100"/><w:defaultTabStop w:val="720"/>'
        '<w:characterSpacingControl w:val="doNotCompress"/><w:compat>'
        '<w:compatSetting w:name="compatibilityMode"'
        ' w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
        '<w:themeFontLang w:val="en-US" w:bidi="th-TH"/></w:settings>'
    )
