"""People's words on a card: data, never markup, never a ping."""

import re
import unicodedata

_MARKUP = frozenset("\\`*_~|[]<>#")
_SPACES = re.compile(r"\s+")
_LINK = re.compile(r":(?=//)")
_JOINER = "\u200d"
_GAP = "\u200b"
"""Zero-width space: after an `@` no mention can form."""

RATIOS = ("1:1", "16:9", "9:16", "4:3", "3:4", "3:2", "2:3", "4:5", "5:4", "21:9")


def plain(text: str) -> str:
    """Text on one line, without control characters and direction overrides."""
    spaced = _SPACES.sub(" ", text)
    return "".join(
        char
        for char in spaced
        if char == _JOINER or unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
    ).strip()


def quote(text: str, most: int) -> str:
    """Someone's words for a card: shown as typed, at most `most` characters after escaping.

    Markdown and links show as typed and mentions do not ping or resolve.
    """
    pieces: list[str] = []
    used = 0
    source = plain(text)
    for index, char in enumerate(source):
        piece = _escaped(source, index, char)
        room = most - used - (0 if index == len(source) - 1 else 1)
        if len(piece) > room:
            return "".join(pieces).rstrip() + "…" if most else ""
        pieces.append(piece)
        used += len(piece)
    return "".join(pieces)


def _escaped(source: str, index: int, char: str) -> str:
    if char in _MARKUP:
        return "\\" + char
    if char == "@":
        return char + _GAP
    if char == ":" and _LINK.match(source, index):
        return "\\:"
    return char


def sentence(text: str) -> str:
    """A phrase as a sentence: a capital first, a full stop last."""
    line = plain(text)
    if not line:
        return ""
    return line[0].upper() + line[1:] + ("" if line[-1] in ".!?…。！？" else ".")


def label(text: str, most: int) -> str:
    """Text for a button, option or field, where Discord shows no markup; never empty."""
    line = plain(text)
    return (line if len(line) <= most else line[: most - 1].rstrip() + "…") or "…"


def phrases(items: tuple[str, ...], most: int, none: str = "") -> str:
    """Phrases joined by commas, as many as fit into `most` characters."""
    shown: list[str] = []
    used = 0
    for item in items:
        piece = quote(item, most)
        if used + len(piece) + 2 > most and shown:
            shown[-1] += "…"
            break
        shown.append(piece)
        used += len(piece) + 2
    return ", ".join(shown) or none


def megabytes(size: int) -> str:
    """A size in bytes as people read it."""
    return f"{size / 1_000_000:.1f} MB"


def seconds(value: float) -> str:
    """A length of time as `5 s` or `4.5 s`."""
    return f"{value:g} s"


def ratio(plan_ratio: str, still_ratio: float) -> str:
    """The ratio that will be shot: as set, or the still's own by its usual name."""
    if plan_ratio != "still":
        return plan_ratio
    for name in RATIOS:
        width, height = name.split(":")
        if abs(still_ratio / (int(width) / int(height)) - 1) < 0.02:
            return name
    return "the still's own ratio"
