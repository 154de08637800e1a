"""Real footnotes of Word: python-docx has no part for them, so the part is made here."""

from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import XmlPart
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt
from docx.text.paragraph import Paragraph

TEXT, REFERENCE = "Footnote Text", "Footnote Reference"
# The line above the notes and the one above those that run on: Word looks for both by their ids.
LOW = '<w:pPr><w:snapToGrid w:val="0"/><w:spacing w:line="240" w:lineRule="auto"/></w:pPr>'
FRAME = (
    f"<w:footnotes {nsdecls('w')}>"
    f'<w:footnote w:type="separator" w:id="-1"><w:p>{LOW}<w:r><w:separator/></w:r></w:p></w:footnote>'
    '<w:footnote w:type="continuationSeparator" w:id="0">'
    f"<w:p>{LOW}<w:r><w:continuationSeparator/></w:r></w:p></w:footnote></w:footnotes>"
)


class Footnotes:
    """The footnotes of one document, numbered by Word; without a note the document has no part for them."""

    def __init__(self, made: Any) -> None:
        self.made = made
        self.root: Any = None
        self.count = 0

    def add(self, paragraph: Any, words: str) -> Any:
        """Put the mark of a new note at the end of the paragraph; gives the run of the note's words."""
        if self.root is None:
            self._begin()
        self.count += 1
        mark = paragraph.add_run(style=REFERENCE)
        mark._r.append(_with_id("w:footnoteReference", self.count))
        note = _with_id("w:footnote", self.count)
        self.root.append(note)
        note.append(OxmlElement("w:p"))
        inner = Paragraph(note[0], paragraph._parent)
        inner.style = TEXT
        inner.add_run(style=REFERENCE)._r.append(OxmlElement("w:footnoteRef"))
        return inner.add_run(f" {words}")

    def _begin(self) -> None:
        document = self.made.part
        self.root = parse_xml(FRAME)
        name, kind = PackURI("/word/footnotes.xml"), CONTENT_TYPE.WML_FOOTNOTES
        document.relate_to(XmlPart(name, kind, self.root, document.package), RELATIONSHIP_TYPE.FOOTNOTES)
        self._name_separators()
        text = self.made.styles.add_style(TEXT, WD_STYLE_TYPE.PARAGRAPH)
        text.base_style = self.made.styles["Normal"]
        text.paragraph_format.line_spacing = 1.0
        off_grid(text.element.get_or_add_pPr())
        text.font.size = Pt(10.5)
        self.made.styles.add_style(REFERENCE, WD_STYLE_TYPE.CHARACTER).font.superscript = True

    def _name_separators(self) -> None:
        told = OxmlElement("w:footnotePr")
        for number in (-1, 0):
            told.append(_with_id("w:footnote", number))
        settings = self.made.settings.element
        settings.insert_element_before(
            told, "w:endnotePr", "w:compat", "w:rsids", "m:mathPr", "w:themeFontLang"
        )


def off_grid(properties: Any) -> None:
    """Small lines as high as they are: on the grid of the page each would take one of its 22 lines."""
    mark = OxmlElement("w:snapToGrid")
    mark.set(qn("w:val"), "0")
    properties.insert_element_before(mark, "w:spacing", "w:ind", "w:jc", "w:rPr")


def _with_id(tag: str, number: int) -> Any:
    element = OxmlElement(tag)
    element.set(qn("w:id"), str(number))
    return element
