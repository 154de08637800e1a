"""PDF by typst. The text goes in as data, never as markup, so nothing that officers write can run."""

import io
import json
from pathlib import Path
from typing import Any

import segno
import typst

from .document import FIGURE, Block, Piece
from .fonts import folders, stacks

LAYOUT = Path(__file__).with_name("layout.typ")


def pdf_file(paper: Any) -> bytes:
    """The report as PDF/A-2b with its fonts inside."""
    told = {
        "title": paper.title,
        "org": paper.org,
        "signed_on": paper.signed_on,
        "head": paper.head,
        "state": paper.state,
        "blocks": [_block(block) for block in paper.document.blocks],
        "remarks": paper.remarks,
        "address": paper.address,
        "code": qr_svg(paper.address) if paper.address else "",
        "fonts": stacks(),
        "english": paper.language == "en",
    }
    return typst.compile(
        str(LAYOUT),
        format="pdf",
        font_paths=folders(),
        sys_inputs={"data": json.dumps(told, ensure_ascii=False)},
        pdf_standards=["a-2b"],
    )


def qr_svg(address: str) -> str:
    """The code of an address as SVG."""
    out = io.BytesIO()
    segno.make(address, error="m").save(out, kind="svg", border=2, xmldecl=False, svgns=True)
    return out.getvalue().decode()


def _block(block: Block) -> dict[str, Any]:
    return {
        "kind": block.kind,
        "pieces": [_piece(piece) for piece in block.pieces],
        "heads": block.heads,
        "rows": [[_piece(piece) for piece in row] for row in block.rows],
        "bars": [share for _name, _number, share in block.bars] if block.kind == "chart" else [],
        "caption": block.caption,
    }


def _piece(piece: Piece) -> dict[str, Any]:
    note = piece.why if piece.kind == FIGURE else ""
    return {"text": piece.full, "kind": piece.kind, "note": note}
