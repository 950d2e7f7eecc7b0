"""Clean words: what a person typed, without what is not direction.

Mentions, links, markdown, orders to the product (injections), quoted strings and settings are
taken out and kept apart; other languages become English trigger words. All of it is data: nothing
here changes rules, keys or settings of the product (INJ-01).
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from prompts.detect import detect
from prompts.guides import Guides
from prompts.lexicon import Lexicon, lexicon
from prompts.plan import Settings
from prompts.words import first_words, lows, tokenize

QUOTES = re.compile(r'"([^"\n]{1,300})"|“([^”\n]{1,300})”|«([^»\n]{1,300})»|「([^」\n]{1,300})」')
MENTION = re.compile(r"<@[!&]?\d{1,20}>|<#\d{1,20}>|@everyone\b|@here\b|@[A-Za-z]\w{1,31}")
EMOJI_TAG = re.compile(r"<a?:\w{1,32}:\d{1,20}>|:[a-z_]{2,32}:")
LINK = re.compile(r"https?://\S{1,2000}|www\.\S{1,200}")
CODE = re.compile(r"`{1,3}")
BULLET = re.compile(r"^\s{0,8}(?:[-*•>]|#{1,6}|\d{1,2}[.)](?!\d))\s+", re.MULTILINE)
NUMBERED = re.compile(r"(?:(?<=\s)|^)\d{1,2}[.)]\s+(?=\S)")
HEADING = re.compile(r"^\s{0,8}#{1,6}\s[^\n]*$", re.MULTILINE)
LABEL = re.compile(
    r"\b(?:subject|motion|action|movement|light|lighting|mood|style|duration|length|environment|"
    r"background|setting|scene|format|audio|sound|music|note|notes|prompt|details|atmosphere)\s?:",
    re.IGNORECASE,
)
CAMERA_LABEL = re.compile(r"\bcamera(?: move| movement| motion)?\s?:", re.IGNORECASE)
AVOID_LABEL = re.compile(
    r"\b(?:avoid|negative(?: prompt)?|exclude|do not include)\s?:", re.IGNORECASE
)
SCENE = re.compile(
    r"\b(?:scene|shot|step|part|act|beat|clip)\s*(?:\d{1,2}|one|two|three|four|five)\s*[:.)–-]",
    re.IGNORECASE,
)
TIMECODE = re.compile(
    r"[\[(]?\b\d{1,2}(?::\d{2})?\s?s?\s?[-–]\s?\d{1,2}(?::\d{2})?\s?(?:seconds|secs|sec|s)?\s?[\]):]"
    r"|[\[(]\d{1,2}:\d{2}[\])]",
    re.IGNORECASE,
)
ROLE = re.compile(
    r"<\|?/?(?:im_start|im_end|system|assistant|user|inst|sys)\|?>|\[/?(?:INST|SYS|SYSTEM)\]"
    r"|<</?SYS>>|^#{1,4}\s*(?:system|instruction|instructions)\b:?",
    re.IGNORECASE | re.MULTILINE,
)
THENS = re.compile(r"(?: \. then\s+)+")
RUN = re.compile(r"([^\w\s])\1{3,}")
PIECE = re.compile(r"[^.!?;\n]+[.!?;\n]*")

SECONDS = re.compile(
    r"(?<!the )(?<!the 19)\b(\d{1,2}(?:\.\d)?)(?:\s?(?:-|–|to)\s?\d{1,3})?\s?-?\s?"
    r"(?:seconds?|secs?|s|segundos?|secondes?|sekunden|секунд\w{0,2}|秒)(?![\w'])",
    re.IGNORECASE,
)
RATIO = re.compile(
    r"(?:--?ar|aspect(?: ratio)?:?|ratio:?)?\s*\b(\d{1,2})\s?[:x]\s?(\d{1,2})\b(?!\d)"
)
FPS = re.compile(r"\b(\d{2,3})\s?fps\b", re.IGNORECASE)
SIZE = re.compile(r"\b(480|720|1080)p\b", re.IGNORECASE)
SEED = re.compile(r"(?:--)?\bseed\s?[:=#]?\s?(\d{1,10})\b", re.IGNORECASE)
TAKES = re.compile(
    r"\b([1-4]|one|two|three|four)\s(?:different\s)?(?:takes?|versions?|variations?|variants?|"
    r"options?|videos|clips)\b",
    re.IGNORECASE,
)
FLAG = re.compile(r"(?:^|\s)--?[a-z]{1,12}(?:\s+\d+(?:\.\d+)?)?(?=\s|$)", re.IGNORECASE)
NUMBER = {"one": 1, "two": 2, "three": 3, "four": 4}
RATIOS = {
    (16, 9),
    (9, 16),
    (1, 1),
    (4, 5),
    (5, 4),
    (4, 3),
    (3, 4),
    (21, 9),
    (9, 21),
    (2, 3),
    (3, 2),
}


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What is left to direct, and what was taken out.

    Attributes:
        text: English words with structure, settings and quotes taken out; quotes stand as private
            characters.
        quotes: quoted strings in order, verbatim.
        settings: settings found.
        injected: parts that gave orders to the product.
        language: ISO 639-1 code, `und` if unknown.
        unknown: words of another language that were not understood.
        model: model named, empty if none.
        flags: parameters that are not ours, such as `--v 6`.
        clipped: the text was longer than is read.
    """

    text: str
    quotes: tuple[str, ...]
    settings: Settings
    injected: tuple[str, ...]
    language: str
    unknown: tuple[str, ...]
    model: str = ""
    flags: tuple[str, ...] = ()
    clipped: bool = False


def clean(text: str, book: Guides) -> Cleaned:
    """Take apart what a person typed."""
    known = lexicon(book)
    limit = book.thresholds.request
    plain = _plain(text[: limit * 2])[:limit]
    plain, quotes = _quotes(first_words(plain, book.thresholds.request_words))
    plain, injected = _injections(plain, known)
    plain = _structure(plain)
    plain, settings, model, flags = _settings(_emoji(plain, book), known)
    language, english, unknown = _english(plain, book, known)
    return Cleaned(
        text=first_words(english, book.thresholds.request_words),
        quotes=quotes,
        settings=settings,
        injected=injected,
        language=language,
        unknown=unknown,
        model=model,
        flags=flags,
        clipped=len(text) > limit,
    )


def _plain(text: str) -> str:
    """Without control signs, mentions, links and markdown."""
    text = (
        RUN.sub(r"\1", unicodedata.normalize("NFKC", text))
        .replace("’", "'")
        .replace("‘", "'")
        .replace("…", ".")
    )
    text = text.replace("\r", "\n").replace("\t", " ").replace("->", "→").replace("=>", "→")
    text = "".join(
        sign
        for sign in text
        if sign in "\n\u200d" or unicodedata.category(sign) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
    )
    for pattern in (MENTION, EMOJI_TAG, LINK, CODE):
        text = pattern.sub(" ", text)
    return text.replace("**", "").replace("__", "").replace("~~", "")


def _quotes(text: str) -> tuple[str, tuple[str, ...]]:
    """Quoted strings out, a private character in their place."""
    found: list[str] = []

    def keep(match: re.Match[str]) -> str:
        words = next(group for group in match.groups() if group is not None)
        found.append(words.strip())
        return f" {chr(0xE000 + min(len(found), 200))} "

    return QUOTES.sub(keep, text), tuple(found)


def _injections(text: str, known: Lexicon) -> tuple[str, tuple[str, ...]]:
    """Sentences, or halves of them, that give orders to the product."""
    taken: list[str] = []
    if ROLE.search(text):
        taken += [match.group().strip() for match in ROLE.finditer(text)]
        text = ROLE.sub(" . ", text)
    kept: list[str] = []
    for match in PIECE.finditer(text):
        for part in _halves(match.group()):
            words = lows(tokenize(part))
            if words and known.injections.find(words):
                taken.append(part.strip(" ,.;!?\n"))
            else:
                kept.append(part)
    return "".join(kept), tuple(part for part in taken if part)


def _halves(piece: str) -> Iterator[str]:
    """A sentence cut at commas, "and", "then": orders and wishes share sentences."""
    yield from re.split(r"(?<=,)|(?=\sand\s)|(?=\sthen\s)|(?=\sbut\s)|(?<=:)", piece)


def _structure(text: str) -> str:
    """Numbered scenes, timecodes and list signs as sequence words."""
    numbered = len(NUMBERED.findall(text)) > 1
    text = TIMECODE.sub(" . then ", text)
    text = SCENE.sub(" . then ", text)
    if numbered:
        text = NUMBERED.sub(" . then ", text)
    text = THENS.sub(" . then ", BULLET.sub(" ", HEADING.sub(" ", text)))
    text = AVOID_LABEL.sub(" . no ", CAMERA_LABEL.sub(" . camera ", LABEL.sub(" . ", text)))
    return text.replace("\n", " . ")


def _settings(text: str, known: Lexicon) -> tuple[str, Settings, str, tuple[str, ...]]:
    """Settings out of the text."""
    values: dict[str, object] = {}
    text = _numbers(text, values)
    text, model = _model(text, known)
    flags = tuple(match.group().strip() for match in FLAG.finditer(text))
    text = FLAG.sub(" ", text)
    text = _named(text, known, values)
    return text, Settings.model_validate(values), model, flags


def _numbers(text: str, values: dict[str, object]) -> str:
    """Seconds, ratio, rate, size, seed and takes given as numbers."""

    def ratio(match: re.Match[str]) -> str:
        pair = int(match.group(1)), int(match.group(2))
        if pair not in RATIOS:
            return match.group()
        values["ratio"] = f"{pair[0]}:{pair[1]}"
        return " "

    def rate(match: re.Match[str]) -> str:
        if match.group(1) in {"24", "30"}:
            values["fps"] = int(match.group(1))
            return " "
        return match.group() if int(match.group(1)) >= 100 else " "

    text = RATIO.sub(ratio, text)
    text = FPS.sub(rate, text)
    if found := SEED.search(text):
        values["seed"] = int(found.group(1)) % 2**31
        text = SEED.sub(" ", text)
    if found := SIZE.search(text):
        values["size"] = f"{found.group(1)}p"
        text = SIZE.sub(" ", text)
    if found := TAKES.search(text):
        word = found.group(1).lower()
        values["takes"] = NUMBER.get(word) or int(word)
        text = TAKES.sub(" ", text)
    if found := SECONDS.search(text):
        values["seconds"] = min(60.0, max(1.0, float(found.group(1))))
        text = (
            re.sub(r"\b(?:for|lasting|in|over|of)\s*$", " ", text[: found.start()])
            + " . "
            + re.sub(r"^\s*(?:long|video|clip|shot)\b", " ", text[found.end() :])
        )
        text = SECONDS.sub(" ", text)
    return text


def _model(text: str, known: Lexicon) -> tuple[str, str]:
    """A model's name with the word that leads to it."""
    tokens = tokenize(text)
    words = lows(tokens)
    leads = {"use", "using", "with", "via", "on", "in", "by", "for", "model"}
    for at, length, name in known.models.all(words):
        if at and words[at - 1] in leads:
            return _without(text, words[at - 1 : at + length]), name
        if len(words) == length:
            return "", name
    return text, ""


def _without(text: str, words: list[str], instead: str = " ") -> str:
    """The text without the first occurrence of these words in a row."""
    pattern = r"[\s-]*".join(re.escape(word) for word in words)
    return re.sub(rf"\b{pattern}", instead, text, count=1, flags=re.IGNORECASE)


def _named(text: str, known: Lexicon, values: dict[str, object]) -> str:
    """Loop, orientation and platform given as words."""
    meanings: dict[str, tuple[str, object]] = {
        "unloop": ("loop", False),
        "loop": ("loop", True),
        "vertical": ("ratio", "9:16"),
        "horizontal": ("ratio", "16:9"),
        "square": ("ratio", "1:1"),
    }
    words = lows(tokenize(text))
    for key, (field, value) in meanings.items():
        hit = known.settings[key].find(words)
        if hit is None or (field == "ratio" and _describes(words, hit[0], hit[1])):
            continue
        values.setdefault(field, value)
        text = _without(text, words[hit[0] : hit[0] + hit[1]])
        words = lows(tokenize(text))
    if found := known.platforms.find(words):
        at, length, platform = found
        values["platform"] = platform.id
        lead = at - 1 if at and words[at - 1] in {"for", "on", "my", "an", "a", "to"} else at
        lead = lead - 1 if lead and lead < at and words[lead - 1] in {"for", "on"} else lead
        described = at > 1 and words[at - 1] not in {"for", "on", "to", "my"} and lead == at
        text = _without(text, words[lead : at + length], " video " if described else " ")
    return text


def _describes(words: list[str], at: int, length: int) -> bool:
    """The word describes a thing in the picture ("the square table", "moves horizontally")."""
    before = words[at - 1] if at else ""
    after = words[at + length] if at + length < len(words) else ""
    format_words = {"video", "format", "clip", "version", "reel", "crop", "please", "for", ",", "."}
    if words[at].endswith("ly"):
        return True
    return before in {"the", "of"} or bool(
        after and after not in format_words and before in {"a", "an"}
    )


def _english(text: str, book: Guides, known: Lexicon) -> tuple[str, str, tuple[str, ...]]:
    """(language, English trigger words, words not understood)."""
    found = detect(text, book, known)
    if found is None:
        letters = [sign for sign in text if sign.isalpha()]
        foreign = sum(not sign.isascii() for sign in letters)
        if letters and foreign > len(letters) / 2:
            return "und", "", tuple(text.split())[:8]
        return ("en" if letters else "und"), text, ()
    from prompts.languages import translate

    english, unknown = translate(text, found)
    return found.code, english, unknown


def _emoji(text: str, book: Guides) -> str:
    """Emoji as words when no other words are there; else left out."""
    meanings: list[str] = []
    rest: list[str] = []
    for sign in text:
        if meaning := book.emoji.get(sign):
            meanings.append(meaning)
            rest.append(" ")
        elif ord(sign) >= 0x1F000 or sign in "\u200d\ufe0f" or 0x2600 <= ord(sign) <= 0x27BF:
            rest.append(" ")
        else:
            rest.append(sign)
    plain = "".join(rest)
    words = lows(tokenize(plain))
    if any(word[0].isalnum() for word in words) or not meanings:
        return plain
    distinct = list(dict.fromkeys(meanings))
    return " . then ".join(distinct[:4])
