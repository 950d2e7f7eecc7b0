"""Tells whether a text is one Unicode emoji, as reactions and buttons demand (Unicode TR 51)."""

import re
import unicodedata

_REGIONAL = r"[\U0001F1E6-\U0001F1FF]"
_MODIFIER = r"[\U0001F3FB-\U0001F3FF]"
_TAGS = r"(?:[\U000E0020-\U000E007E]+\U000E007F)"
_BASE = r"(?P<base>.)"
_KEYCAP = re.compile(r"[0-9#*]\uFE0F?\u20E3")
_FLAG = re.compile(f"{_REGIONAL}{{1,2}}")
_ELEMENT = re.compile(f"{_BASE}(?:\ufe0f|{_MODIFIER})?{_TAGS}?", re.DOTALL)
_TEXT_SYMBOLS = "©®‼⁉™ℹ↔↕↖↗↘↙↩↪⌚⌛⏏Ⓜ▪▫▶◀◻◼◽◾⤴⤵⬅⬆⬇⬛⬜⭐⭕〰〽㊗㊙"  # data
_PLANES = ((0x2600, 0x27BF), (0x2300, 0x23FF), (0x1F000, 0x1FAFF))


def is_emoji(text: str) -> bool:
    """Whether the text is exactly one emoji; a lone regional letter such as 🇦 counts."""
    if not text or len(text) > 40:
        return False
    if _KEYCAP.fullmatch(text) or _FLAG.fullmatch(text):
        return True
    return all(_is_element(part) for part in text.split("\u200d"))


def _is_element(part: str) -> bool:
    found = _ELEMENT.fullmatch(part)
    if not found:
        return False
    base = found["base"]
    if base in _TEXT_SYMBOLS:
        return True
    inside = any(low <= ord(base) <= high for low, high in _PLANES)
    return inside and unicodedata.category(base) in {"So", "Sk", "Sm", "Cn"}
