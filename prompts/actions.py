"""Actions: a clause as a motion, the person's own verb phrase kept (MOT-02, MOT-03).

The phrase is put into the present tense, freed from talk, hype and the medium, and given a manner
when nobody said how (MOT-05).
"""

from collections.abc import Sequence

from prompts.clauses import Clause
from prompts.degrees import degrees
from prompts.grammar import (
    ALONE,
    BODY,
    DETERMINERS,
    FULL_TURN,
    GENERIC,
    LOOSE,
    MADE_OF,
    NOT_ADVERBS,
    OWN_ADVERBS,
    PARTICLES,
    POSSESSIVES,
    PREPOSITIONS,
    PRONOUNS,
    TO_CAMERA,
    TOWARD,
    TURNING,
    is_adverb,
)
from prompts.guides.records import Kind
from prompts.lexicon import Lexicon
from prompts.plan import Direction4, Dominant, Motion, Size, Speed
from prompts.subjects import Subject, noun_phrase, pronoun, strip, subject_of
from prompts.words import Token, agree, join, lows, third

KEPT_MANNERS = frozenset({Speed.VERY_SLOW, Speed.SLOW, Speed.MODERATE})
OBJECT_PRONOUNS = {"him": "the man", "them": "the people"}


def motion_of(
    clause: Clause, known: Lexicon, before: Subject
) -> tuple[Motion, Subject, Kind | None] | None:
    """The motion of a clause with a verb, its subject, and its lexicon entry.

    Returns None when the verb names no motion and nobody to move is named.
    """
    subject = subject_of(clause, known, before)
    lemma = clause.lemma
    rest = list(clause.rest)
    joined = clause.marker in {"and", "&", ","} and before.phrase and before.plural
    if joined and clause.order and not (rest and rest[0].low in DETERMINERS):
        subject = before
    elif not subject.phrase and clause.order:
        subject, lemma, rest = _owner_or_object(lemma, rest, known, before)
    if not subject.phrase and not clause.subject:
        subject = before
    if lemma in GENERIC and _empty(rest, known):
        return _default(subject, clause, known)
    following = [token.low for token in strip(rest, known)]
    following = ["camera" if word in TO_CAMERA else word for word in following]
    if lemma in {"rain", "snow"}:
        weather = known.book.motions[f"env.{lemma}"]
        fall = Motion(id=weather.id, subject=weather.subject, action=weather.action)
        return fall, Subject(), weather
    lemma = "speak" if lemma in {"say", "tell"} and not following else lemma
    kind = known.motion_for(lemma, [*following, subject.noun], subject.kind, subject.noun)
    if kind is None and subject.kind not in {"thing", "unknown"}:
        kind = known.motion_for(lemma, following, "none", subject.noun)
    if lemma in TURNING and _all_around(rest, lemma):
        rest = [token for token in rest if token.low not in FULL_TURN | {"degrees", "degree"}]
        turned = Size.LARGE
    else:
        turned = None
    speed, size, slowmo, words = degrees([*clause.before, *rest], known)
    size = size or turned
    tail = _owned(phrase_after(words, known), subject)
    if lemma in {"be", "feel", "seem"} or (lemma == "look" and not tail):
        return None
    said = _said([*clause.before, *rest]) if speed is Speed.SLOW else ""
    action = compose(lemma, tail, speed, kind, known, slowmo=slowmo, said=said)
    motion = Motion(
        id=kind.id if kind else "free",
        subject=subject.phrase,
        action=agree(action, subject.plural),
        direction=direction_of(following, known),
        speed=speed or Speed.SLOW,
        size=size or (kind.size if kind else Size.MEDIUM),
    )
    return motion, subject, kind


def _all_around(rest: Sequence[Token], lemma: str) -> bool:
    """A turn that shows what the still does not: "rotate 360", "spin"."""
    return lemma == "spin" or bool(FULL_TURN & {token.low for token in rest})


def _said(tokens: Sequence[Token]) -> str:
    """The adverb the person chose for slow, kept as it is."""
    return next((token.low for token in tokens if token.low in OWN_ADVERBS), "")


def _owned(tail: str, subject: Subject) -> str:
    """Whose head: "the woman turns the head" is "her head"."""
    first, _, rest = tail.partition(" ")
    if first in BODY:
        first, rest = "the", tail
    if first not in {"the", "its"} or rest.split(" ", 1)[0] not in BODY:
        return tail
    noun = subject.noun
    if subject.plural:
        part, _, after = rest.partition(" ")
        several = part if part.endswith("s") else f"{part}s"
        return f"their {several} {after}".strip()
    if subject.kind == "animal":
        return f"its {rest}"
    owner = {"woman": "her", "girl": "her", "lady": "her", "man": "his", "boy": "his"}.get(noun)
    return f"{owner} {rest}" if owner else tail


def _empty(rest: Sequence[Token], known: Lexicon) -> bool:
    """Nothing follows that tells how or where."""
    _, _, _, words = degrees(list(rest), known)
    return not [token for token in strip(words, known) if token.low not in {"around", "it"}]


def carrier(clause: Clause, known: Lexicon) -> str:
    """What carries an ambient motion: "steam rises from the coffee cup" names the cup."""
    words = lows(clause.rest)
    for index, word in enumerate(words):
        if word not in {"from", "on", "over", "across", "above", "through", "in", "around"}:
            continue
        end = index + 1 + _object_end(clause.rest[index + 1 :], known)
        target = clause.rest[index + 1 : end]
        if (
            target
            and known.class_of(target[-1].low) in MADE_OF
            and target[0].low not in POSSESSIVES
        ):
            return noun_phrase(target, known)
    return ""


def _default(
    subject: Subject, clause: Clause, known: Lexicon
) -> tuple[Motion, Subject, Kind | None] | None:
    """The class default for "make the dog move"."""
    entry = known.book.nouns.classes.get(subject.kind)
    if not subject.phrase:
        return None
    speed, size, _, _ = degrees([*clause.before, *clause.rest], known)
    kind = known.book.motions[entry.default[0]] if entry else known.book.motions["thing.move"]
    action = paced(kind.action, speed)
    if subject.kind == "landscape" or (subject.kind == "sky" and not subject.plural):
        own = Motion(id=kind.id, subject=kind.subject, action=action, size=kind.size)
        return own.model_copy(update={"speed": speed or Speed.SLOW}), subject, kind
    if kind.dominant.value == "light" and subject.kind in {"product", "building"}:
        return (
            Motion(
                id=kind.id,
                subject=kind.subject,
                action=f"travels slowly across {subject.phrase}",
                speed=speed or Speed.SLOW,
                size=size or kind.size,
            ),
            subject,
            kind,
        )
    if kind.id == "env.steam":
        return (
            Motion(id=kind.id, subject=kind.subject, action=f"rises from {subject.phrase}"),
            subject,
            kind,
        )
    motion = Motion(
        id=kind.id,
        subject=subject.phrase,
        action=agree(action if not kind.plural else singular(action), subject.plural),
        speed=speed or Speed.SLOW,
        size=size or kind.size,
    )
    return motion, subject, kind


def paced(action: str, speed: Speed | None) -> str:
    """A default wording at the speed that was asked for."""
    said = {Speed.VERY_SLOW: "very slowly", Speed.SLOW: "slowly"}.get(
        speed or Speed.SLOW, "steadily"
    )
    return action.replace("slowly", said) if speed else action


def singular(action: str) -> str:
    """A plural default wording made singular: `drift slowly` -> `drifts slowly`."""
    words = action.split(" ")
    for index, word in enumerate(words):
        if not word.endswith("ly") or word in NOT_ADVERBS:
            words[index] = third(word)
            break
    return " ".join(words)


def _owner_or_object(
    lemma: str, rest: list[Token], known: Lexicon, before: Subject
) -> tuple[Subject, str, list[Token]]:
    """Who acts in an order: the owner of a body part, the object that moves, or nobody named."""
    cut = _object_end(rest, known)
    object_tokens = rest[:cut]
    words = lows(object_tokens)
    if not words or words[0] in PREPOSITIONS or words[0] in PARTICLES:
        return Subject(), lemma, rest
    if len(words) == 1 and words[0] in PRONOUNS:
        if lemma in known.book.verbs.ergative or lemma in GENERIC:
            return pronoun(words[0], known, before), lemma, rest[cut:]
        return Subject(), lemma, rest
    head = words[-1]
    if lemma in ALONE and known.class_of(head) in {"person", "animal"} and cut == len(words):
        return (
            Subject(
                noun_phrase(object_tokens, known), head, known.class_of(head), known.is_plural(head)
            ),
            lemma,
            [],
        )
    owner = known.book.nouns.owners.get(words[0])
    kind = known.class_of(head)
    if kind == "part":
        if owner:
            noun = owner.rsplit(" ", 1)[-1]
            holder = before if before.kind in {"person", "animal"} else None
            return holder or Subject(owner, noun, known.class_of(noun)), lemma, rest
        if before.phrase:
            return before, lemma, rest
        return Subject(), lemma, rest
    if lemma in known.book.verbs.ergative and (
        words[0] in DETERMINERS | POSSESSIVES or cut == len(words)
    ):
        phrase = noun_phrase(object_tokens, known)
        plain = head not in known.meta_nouns
        if phrase and plain:
            verb = known.book.verbs.intransitive.get(lemma, lemma)
            return Subject(phrase, head, kind, known.is_plural(head)), verb, rest[cut:]
    return Subject(), lemma, rest


def _object_end(rest: Sequence[Token], known: Lexicon) -> int:
    """Where the object of a verb ends: before a preposition, particle, adverb or sign."""
    for index, token in enumerate(rest):
        word = token.low
        if (word in PREPOSITIONS and word != "of") or word in PARTICLES or not token.word:
            return index
        if word[0].isdigit():
            return index
        if is_adverb(word) or known.directions.at([word], 0):
            return index
    return len(rest)


def phrase_after(tokens: Sequence[Token], known: Lexicon) -> str:
    """What follows the verb, as it goes into the prompt."""
    tokens = _from_negation(strip(tokens, known), known)
    words = lows(tokens)
    out: list[Token] = []
    for index, token in enumerate(tokens):
        before = words[index - 1] if index else ""
        after = words[index + 1] if index + 1 < len(words) else ""
        if token.low in TO_CAMERA and (before in TOWARD or not before):
            out.append(Token("the camera", "the camera"))
        elif token.low == "camera" and before in TOWARD:
            out.append(Token("the camera", "camera"))
        elif token.low in {"my", "your"}:
            out.append(Token("the", "the"))
        elif (token.low == "a" and after == "lot") or token.low in {"lot", "degrees", "degree"}:
            continue
        elif token.low.isdigit():
            if after in {"degrees", "degree"}:
                continue
            if not after or after in PREPOSITIONS:
                continue
            out.append(Token(NUMBERS.get(token.low, "a few"), token.low))
        elif token.low in known.abstract and before in PREPOSITIONS:
            out = out[:-1]
        elif len(token.text) > 1 and token.text.isupper():
            out.append(Token(token.low, token.low, token.lead))
        else:
            out.append(token)
    return _trim(out)


NUMBERS = {"1": "one", "2": "two", "3": "three", "4": "four"}


def _from_negation(tokens: list[Token], known: Lexicon) -> list[Token]:
    """Up to the first negation; what follows is read as a lock or an exclusion (TXT-NEG)."""
    words = lows(tokens)
    hit = known.negations.find(words)
    return tokens[: hit[0]] if hit else tokens


def _trim(tokens: list[Token]) -> str:
    """Without a dangling preposition, article or joining word at the end."""
    while tokens and tokens[-1].low in LOOSE:
        tokens = tokens[:-1]
    text = join(tokens)
    return text.replace(" i ", " I ")


def compose(
    lemma: str,
    tail: str,
    speed: Speed | None,
    kind: Kind | None,
    known: Lexicon,
    *,
    slowmo: bool,
    said: str = "",
) -> str:
    """The action: manner, verb in the third person, and what follows."""
    verb = third(lemma)
    manner = said or manner_of(lemma, tail, speed, kind, known)
    if said == "slowly" and lemma in known.book.verbs.pace["verbs"][:8]:
        manner = "at an easy pace" if lemma != "walk" else said
    if slowmo:
        manner = "" if " " in manner or manner in {"slowly", "gently"} else manner
        tail = f"{tail} in slow motion".strip()
    if not manner:
        return f"{verb} {tail}".strip()
    if " " in manner:
        return f"{verb} {tail} {manner}".replace("  ", " ")
    return f"{manner} {verb} {tail}".strip()


def manner_of(lemma: str, tail: str, speed: Speed | None, kind: Kind | None, known: Lexicon) -> str:
    """How it is done: what was said, else the verb's own manner, else its motion's (MOT-05)."""
    pace = lemma in known.book.verbs.pace["verbs"]
    if speed is Speed.VERY_SLOW:
        return "at a very slow pace" if pace else "very slowly"
    if speed in {Speed.FAST, Speed.SUDDEN}:
        return "at a brisk pace" if pace else "briskly"
    if speed is Speed.MODERATE:
        return "at a steady pace" if pace else "steadily"
    words = tail.split()
    if any(is_adverb(word) and word.endswith("ly") for word in words) or "slightly" in words:
        return ""
    if kind is None and lemma not in known.verbs.lemmas:
        return ""
    own = known.book.verbs.manner.get(lemma)
    if own and " " in own and kind and kind.dominant is not Dominant.SUBJECT:
        own = kind.manner
    if own is not None and speed is None:
        return "" if " " in own and len(words) > 9 else own
    if speed is Speed.SLOW:
        return "gently" if own in {"gently", "softly", "lightly"} else "slowly"
    return kind.manner if kind else "slowly"


def direction_of(words: list[str], known: Lexicon) -> Direction4 | None:
    """Heading named among the words; "from the left" heads right."""
    for index in range(len(words)):
        if words[index : index + 1] == ["from"] and len(words) > index + 1:
            for ahead in words[index + 1 : index + 3]:
                if ahead in {"left", "right"}:
                    return "right" if ahead == "left" else "left"
        hit = known.directions.at(words, index)
        if hit and not (hit[1] in {"left", "right"} and index and words[index - 1] == "her"):
            return hit[1]
    if "camera" in words and set(words) & {"to", "toward", "towards", "at"}:
        return "in"
    return None
