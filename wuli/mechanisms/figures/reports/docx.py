"""A .docx in the layout of GB/T 9704-2012: 22 lines of 28 characters, fonts by name, numbers outside."""

import io
from typing import Any

import segno
from docx import Document as NewDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.opc.oxml import serialize_part_xml
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from .document import CHART, FIGURE, TABLE, TITLE, Block, Piece
from .fonts import FACES
from .footnotes import Footnotes, off_grid

TITLE_FACE, BODY, BLACK, KAI, SONG = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体"
LATIN = "Times New Roman"
LINE = Pt(28.95)  # 22 lines in 225 mm
TIGHT = "-5"  # twentieths of a point between characters, so that 28 of them fill a line of 156 mm
INDENT = "640"  # two characters of 16 pt in twentieths of a point, for readers that know no character units
RED = RGBColor(0xD7, 0x00, 0x0F)
GREY = RGBColor(0x55, 0x55, 0x55)
HEADING_FACES = {"h1": BLACK, "h2": KAI, "h3": BODY, "h4": BODY}
AFTER_BORDERS = ("w:shd", "w:tabs", "w:snapToGrid", "w:spacing", "w:ind", "w:jc", "w:rPr")
BAR = 18  # characters of the longest bar of a chart
CHART_WIDTHS = (38, 84, 34)  # mm of name, bar and number
MOST_KEPT = 20  # bars of a chart that still fit on one page


def docx_file(paper: Any) -> bytes:
    """The report as .docx."""
    made = NewDocument()
    _page(made)
    _styles(made, paper.language)
    made.core_properties.title, made.core_properties.author = paper.title, paper.org
    made.core_properties.comments = paper.address
    _top(made, paper)
    notes = Footnotes(made)
    for block in paper.document.blocks:
        _block(made, block, notes)
    _end(made, paper)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _page(made: Any) -> None:
    section = made.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(25)
    grid = section._sectPr.find(qn("w:docGrid"))
    if grid is None:
        grid = OxmlElement("w:docGrid")
        section._sectPr.append(grid)
    # Lines alone: a grid of characters is read as another width by readers other than Word.
    for name, value in (("type", "lines"), ("linePitch", "579")):
        grid.set(qn(f"w:{name}"), value)
    made.settings.odd_and_even_pages_header_footer = True
    _name_fallbacks(made)
    made.settings.element.find(qn("w:themeFontLang")).set(
        qn("w:eastAsia"), "zh-CN"
    )  # not the default's Japanese
    _number(section.footer.paragraphs[0], WD_ALIGN_PARAGRAPH.RIGHT)
    _number(section.even_page_footer.paragraphs[0], WD_ALIGN_PARAGRAPH.LEFT)


def _name_fallbacks(made: Any) -> None:
    """Tell a reader without the bought faces which ones to take instead, the open ones last."""
    table = next(each for each in made.part.package.iter_parts() if each.partname == "/word/fontTable.xml")
    root = parse_xml(table.blob)
    for face, use in ((TITLE_FACE, "title"), (BODY, "body"), (BLACK, "black"), (KAI, "kai"), (SONG, "page")):
        font = OxmlElement("w:font", {qn("w:name"): face})
        names = ",".join(name for name in FACES[use] if name != face)
        for tag, value in (("altName", names), ("charset", "86"), ("family", "auto"), ("pitch", "variable")):
            font.append(OxmlElement(f"w:{tag}", {qn("w:val"): value}))
        root.append(font)
    table._blob = serialize_part_xml(root)


def _number(paragraph: Any, side: Any) -> None:
    """— 1 —, one character from the outer edge."""
    paragraph.alignment = side
    indent = {WD_ALIGN_PARAGRAPH.RIGHT: "right_indent", WD_ALIGN_PARAGRAPH.LEFT: "left_indent"}[side]
    setattr(paragraph.paragraph_format, indent, Pt(14))
    _low(paragraph)
    _run(paragraph, "— ", SONG, 14, SONG)
    run = _run(paragraph, "", SONG, 14, SONG)
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.set(qn("xml:space"), "preserve")
            mark.text = text
        run._r.append(mark)
    _run(paragraph, " —", SONG, 14, SONG)


def _styles(made: Any, language: str) -> None:
    normal = made.styles["Normal"]
    _face(normal.font, normal.element.get_or_add_rPr(), BODY, 16)
    form = normal.paragraph_format
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, LINE
    form.space_before = form.space_after = Pt(0)
    if language != "en":
        tight = OxmlElement("w:spacing")
        tight.set(qn("w:val"), TIGHT)
        normal.element.get_or_add_rPr().insert_element_before(tight, "w:w", "w:kern", "w:position", "w:sz")
    lang = OxmlElement("w:lang")
    lang.set(qn("w:val"), "en-GB")
    lang.set(qn("w:eastAsia"), "zh-CN")
    normal.element.get_or_add_rPr().append(lang)
    for level, face in enumerate((BLACK, KAI, BODY, BODY), start=1):
        style = made.styles[f"Heading {level}"]
        style.font.bold, style.font.italic, style.font.color.rgb = level > 2, False, RGBColor(0, 0, 0)
        _face(style.font, style.element.get_or_add_rPr(), face, 16)
        style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)
        style.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
        style.paragraph_format.line_spacing = LINE
        style.paragraph_format.keep_with_next = True


def _face(font: Any, properties: Any, face: str, size: float, latin: str = LATIN) -> None:
    """`font.name` alone never reaches Chinese: the East Asian face has an attribute of its own."""
    font.name, font.size = latin, Pt(size)
    fonts = properties.get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:eastAsia"), face)


def _run(paragraph: Any, text: str, face: str = BODY, size: float = 16, latin: str = LATIN) -> Any:
    run = paragraph.add_run(text)
    _face(run.font, run._r.get_or_add_rPr(), face, size, latin)
    return run


def _low(paragraph: Any) -> None:
    """As high as what stands in it, be it more or less than a line of the page."""
    paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
    off_grid(paragraph._p.get_or_add_pPr())


def _indented(paragraph: Any) -> Any:
    indent = OxmlElement("w:ind")
    indent.set(qn("w:firstLineChars"), "200")
    indent.set(qn("w:firstLine"), INDENT)
    paragraph._p.get_or_add_pPr().append(indent)
    return paragraph


def _top(made: Any, paper: Any) -> None:
    if paper.head:
        head = made.add_paragraph()
        head.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _low(head)
        run = _run(head, paper.org, TITLE_FACE, 36)
        run.font.color.rgb = RED
        _ruled(head, "D7000F")
    if paper.state:
        state = made.add_paragraph()
        state.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        _run(state, paper.state, BODY, 14).font.color.rgb = GREY
    if not any(block.kind == TITLE for block in paper.document.blocks):
        _title(made, [Piece(paper.title)])


def _ruled(paragraph: Any, colour: str) -> None:
    borders = OxmlElement("w:pBdr")
    bottom = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "18"), ("space", "6"), ("color", colour)):
        bottom.set(qn(f"w:{name}"), value)
    borders.append(bottom)
    paragraph._p.get_or_add_pPr().insert_element_before(borders, *AFTER_BORDERS)


def _title(made: Any, pieces: list[Piece]) -> None:
    title = made.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.paragraph_format.space_after = title.paragraph_format.space_before = Pt(14)
    title.paragraph_format.line_spacing = Pt(34)
    for piece in pieces:
        _run(title, piece.full, TITLE_FACE, 22)


def _block(made: Any, block: Block, notes: Footnotes) -> None:
    if block.kind == TITLE:
        _title(made, block.pieces)
    elif block.kind in (TABLE, CHART):
        _table(made, block)
    else:
        face = HEADING_FACES.get(block.kind, BODY)
        paragraph = made.add_paragraph(style=f"Heading {block.level}" if block.level else None)
        _indented(paragraph)
        if not block.level:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        for piece in block.pieces:
            _piece(paragraph, piece, face, notes)


def _piece(paragraph: Any, piece: Piece, face: str, notes: Footnotes) -> None:
    run = _run(paragraph, piece.full, face)
    if piece.kind in ("gap", "masked", "unknown", "broken"):
        run.font.color.rgb = GREY
    if piece.kind == FIGURE and piece.why:
        words = notes.add(paragraph, piece.why)
        _face(words.font, words._r.get_or_add_rPr(), BODY, 10.5)


def _table(made: Any, block: Block) -> None:
    caption = made.add_paragraph()
    caption.alignment = WD_ALIGN_PARAGRAPH.CENTER
    caption.paragraph_format.keep_with_next = True
    _run(caption, block.caption, BLACK, 14)
    heads = [block.heads[0], "", block.heads[1]] if block.kind == CHART else block.heads
    table = made.add_table(rows=1, cols=len(heads), style="Table Grid")
    _line(table.rows[0], heads, BLACK, block)
    _repeated(table.rows[0])
    for line in _lines(block):
        _line(table.add_row(), line, BODY, block)
    if block.kind == CHART:
        table.autofit = False
        for column, width in zip(table.columns, CHART_WIDTHS, strict=True):
            column.width = Mm(width)
            for cell in column.cells:
                cell.width = Mm(width)
    made.add_paragraph()


def _line(row: Any, texts: list[str], face: str, block: Block) -> None:
    """A line of a table; numbers and their heads stand at the right. The bars of a chart keep together."""
    kept = block.kind == CHART and len(block.rows) <= MOST_KEPT
    for n, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
        right = n == len(texts) - 1 or (n > 0 and block.kind == TABLE)
        _cell(cell, text, face, right=right)
        cell.paragraphs[0].paragraph_format.keep_with_next = kept


def _lines(block: Block) -> list[list[str]]:
    """The lines of a table; of a chart each with its bar drawn in blocks."""
    if block.kind == CHART:
        return [[name.full, "▇" * round(share * BAR), number.full] for name, number, share in block.bars]
    return [[piece.full for piece in row] for row in block.rows]


def _cell(cell: Any, text: str, face: str, *, right: bool = False) -> None:
    paragraph = cell.paragraphs[0]
    _low(paragraph)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if right else WD_ALIGN_PARAGRAPH.LEFT
    _run(paragraph, text, face, 12)


def _repeated(row: Any) -> None:
    """The heads stand again on the next page."""
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def _end(made: Any, paper: Any) -> None:
    made.add_paragraph()
    for words in (paper.org, paper.signed_on):
        signed = made.add_paragraph()
        signed.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        signed.paragraph_format.right_indent = Pt(64)
        _run(signed, words)
    english = paper.language == "en"
    for words in paper.remarks:
        _small(made, ("Remark: " if english else "说明：") + words)
    if paper.address:
        picture = io.BytesIO()
        segno.make(paper.address, error="m").save(picture, kind="png", scale=8, border=2)
        holder = _small(made, "")  # code and words are one line: no page parts them
        shown = holder.add_run().add_picture(io.BytesIO(picture.getvalue()), width=Mm(20))
        shown._inline.docPr.set("descr", paper.address)
        told = " Where each figure comes from: " if english else "每个数字的出处："
        _run(holder, told + paper.address, BODY, 10.5)


def _small(made: Any, words: str) -> Any:
    paragraph = made.add_paragraph()
    _low(paragraph)
    paragraph.paragraph_format.space_before = Pt(6)
    _run(paragraph, words, BODY, 12)
    return paragraph
