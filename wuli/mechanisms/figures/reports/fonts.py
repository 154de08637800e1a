"""Fonts for PDF: bought ones by name first, open ones next; found on the system or in the folder of settings.

No font is part of the product. `scripts/fonts.py` fetches open ones; a page says so where none is found.
"""

from functools import cache
from pathlib import Path

import typst
from django.conf import settings

SERIF = ("Noto Serif SC", "Noto Serif CJK SC", "Source Han Serif SC", "FandolSong", "SimSun", "Songti SC")
SANS = ("Noto Sans SC", "Noto Sans CJK SC", "Source Han Sans SC", "FandolHei", "PingFang SC")
FANG = ("FangSong_GB2312", "仿宋_GB2312", "FangSong", "STFangsong", "FandolFang", "LXGW WenKai")
FACES = {
    "title": ("FZXiaoBiaoSong-B05S", "方正小标宋简体", "FZXiaoBiaoSong-B05", *SERIF, *SANS),
    "body": (*FANG, *SERIF, *SANS),
    "black": ("SimHei", "黑体", "STHeiti", *SANS, *SERIF),
    "kai": ("KaiTi_GB2312", "楷体_GB2312", "KaiTi", "STKaiti", "FandolKai", "LXGW WenKai", *SERIF, *SANS),
    "page": ("SimSun", *SERIF, *SANS),
}  # fmt: skip


@cache
def families() -> frozenset[str]:
    """Names of all fonts that can be set, asked once a process."""
    found = typst.Fonts(include_system_fonts=True, font_paths=folders()).families()
    return frozenset(found)


def folders() -> list[str]:
    """Folders with fonts beside the system's own."""
    return [str(folder) for folder in settings.FONT_DIRS if Path(folder).is_dir()]


def stacks() -> dict[str, list[str]]:
    """The fonts of each face that are there, in order of preference."""
    return {face: [name for name in names if name in families()] for face, names in FACES.items()}


def fonts_are_there() -> bool:
    """Whether Chinese can be set at all."""
    return any(stacks().values())
