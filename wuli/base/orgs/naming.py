"""How Chinese names are ordered and found: by sound and by pinyin initials."""

from pypinyin import Style, lazy_pinyin


def name_key(name: str) -> str:
    """The sound of `name` without tones, by which lists are ordered."""
    return " ".join(lazy_pinyin(name))[:240]


def initials(name: str) -> str:
    """Pinyin initials in small letters, as officers type them: 正红镇总工会 -> zhzzgh."""
    return "".join(lazy_pinyin(name, style=Style.FIRST_LETTER)).lower()[:100]
