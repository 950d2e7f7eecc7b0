"""What the guides hold: one frozen record per kind of entry, checked when it is read."""

from typing import Literal

from pydantic import Field

from prompts.plan import Direction4, Dominant, Size, Speed
from prompts.record import Record


class Move(Record):
    """One camera move of the lexicon (section 1).

    Attributes:
        id: canonical id such as `cam.push_in`.
        name: noun phrase for cards ("push-in").
        family: moves of one family do not count as two (CAM-01).
        risk: 0 none to 5 "not without an end frame or a reference", for one still.
        landscape_risk: risk on a landscape, when it differs.
        depth_risk: risk with depth evidence, when it differs.
        needs_depth: held back without depth evidence (IMG-13).
        follows: follows a subject that moves.
        sudden: fast by nature.
        targeted: heads for or leaves a target.
        fallback: ids of lower risk, best first.
        forms: what people say, lower case.
        verbs: verbs that mean this move when the camera is their subject.
        directions: headings it may have.
        default: heading when nobody named one.
        joint: how a card joins the move and its target ("toward", "across").
        phrases: sentences with {adv}, {adj}, {target}, {way}.
    """

    id: str
    name: str
    family: str
    risk: int = Field(ge=0, le=5)
    landscape_risk: int | None = None
    depth_risk: int | None = None
    needs_depth: bool = False
    follows: bool = False
    sudden: bool = False
    targeted: bool = False
    fallback: tuple[str, ...] = ()
    forms: tuple[str, ...]
    verbs: tuple[str, ...] = ()
    directions: tuple[Direction4, ...] = ()
    default: Direction4 | None = None
    joint: str = "on"
    phrases: tuple[str, ...]


class Kind(Record):
    """One motion of the lexicon (sections 3 and 4).

    Attributes:
        id: canonical id such as `env.ripple`.
        class_: subject class it belongs to.
        dominant: what a beat of it is about.
        verbs: lemmas, with words that follow ("turn head").
        nouns: phrases that name it without a verb.
        subject: what moves when nobody said, empty for people and things.
        plural: the default subject is plural.
        action: default wording, third person.
        manner: adverb when nobody said how (MOT-05).
        size: size class.
        risk: 1 safe to 5 not from one still.
        nearest: id that a renderer without acting may shoot instead.
        end: what the last frame shows, if it matters.
        speech: somebody speaks.
        hands: hands act (DRIFT-07).
    """

    id: str
    class_: str = Field(alias="class")
    dominant: Dominant = Dominant.SUBJECT
    verbs: tuple[str, ...] = ()
    nouns: tuple[str, ...] = ()
    subject: str = ""
    plural: bool = False
    action: str
    manner: str = ""
    size: Size
    risk: int = Field(ge=1, le=5)
    nearest: str = ""
    end: str = ""
    speech: bool = False
    hands: bool = False


class NounClass(Record):
    """A subject class (lexicon section 3).

    Attributes:
        id: such as `person`.
        default: motion ids when nothing usable was asked, safest first.
        ambient: its motion is environment or light rather than acting.
        camera: move that goes with a default.
        nouns: words that name it.
    """

    id: str
    default: tuple[str, ...]
    ambient: bool = False
    camera: str = "cam.static"
    nouns: tuple[str, ...]


class Nouns(Record):
    """Nouns, pronouns and the words for camera and medium."""

    classes: dict[str, NounClass]
    pronouns: dict[str, str]
    owners: dict[str, str]
    words: dict[str, tuple[str, ...]]


class Verbs(Record):
    """Verbs beyond those of the motions, and irregular forms."""

    verbs: tuple[str, ...]
    ergative: tuple[str, ...]
    intransitive: dict[str, str]
    irregular: dict[str, str]
    manner: dict[str, str]
    pace: dict[str, tuple[str, ...]]


class Pace(Record):
    """A speed: what people say and how a prompt says it."""

    id: Speed
    words: tuple[str, ...]
    adverbs: tuple[str, ...]
    adjectives: tuple[str, ...]


class Speeds(Record):
    """Speeds, sizes and directions."""

    speeds: dict[Speed, Pace]
    sizes: dict[Size, tuple[str, ...]]
    slowmo: tuple[str, ...]
    directions: dict[Direction4, tuple[str, ...]]


class Vague(Record):
    """A vague word and its reading (lexicon section 6).

    Attributes:
        id: such as `epic`.
        forms: what people say.
        reading: what carries the beat: `still`, `subject`, `camera`, `environment`, `light`,
            `particles`, `confident` or `memory`.
        move: camera move of a camera reading.
        speed: speed of the reading.
        support: motion id that supports, or `ambient` for the scenery's own.
        support_camera: camera move beside a motion.
        loop: asks for a loop.
    """

    id: str
    forms: tuple[str, ...]
    reading: Literal[
        "still", "subject", "camera", "environment", "light", "particles", "confident", "memory"
    ]
    move: str = ""
    speed: Speed = Speed.SLOW
    support: str = ""
    support_camera: str = ""
    loop: bool = False


class Emotion(Record):
    """An emotion label and the visible cue that stands for it (TXT-EMOTION)."""

    id: str
    forms: tuple[str, ...]
    cue: str


class Platform(Record):
    """A platform preset (CLIP-02): seconds, ratio, loop."""

    id: str
    title: str
    forms: tuple[str, ...]
    seconds: float = Field(ge=1, le=60)
    ratio: str = Field(pattern=r"^\d{1,2}:\d{1,2}$")
    loop: bool


class Dialect(Record):
    """How a model wants to be spoken to.

    Attributes:
        id: dialect id.
        title: name for people.
        acts: performs subject actions.
        order: parts of the prompt in order: `motion`, `camera`, `locks`, `audio`, `anchor`.
        words: budget in words (MOT-09).
        negatives: `none`, or `field` for nouns beside the prompt.
        static: `always` says a held camera, `omit` leaves it out.
        static_phrases: sentences that say it.
        locks: `positive` says what stays, `omit` leaves it out.
        anchor: `last` or `omit` (STY-03).
        audio: carries an audio sentence.
        renderable: closed list of ids for a renderer that cannot act; empty means all.
    """

    id: str
    title: str
    acts: bool = True
    order: tuple[Literal["motion", "camera", "locks", "audio", "anchor"], ...]
    words: int = Field(ge=10)
    negatives: Literal["none", "field"]
    static: Literal["always", "omit"]
    static_phrases: tuple[str, ...]
    locks: Literal["positive", "omit"]
    anchor: Literal["last", "omit"]
    audio: bool
    renderable: tuple[str, ...] = ()


class Rule(Record):
    """A rule of the rulebook.

    Attributes:
        id: such as `BEAT-01`.
        statement: the rule in our words.
        severity: `error`, `warning` or `advice`.
        source: seeds and guides it comes from.
        check: what is checked, in words.
        fix: what is done about it; empty when only shown.
        offline: checked without a vision model.
        why: sentence for a card.
    """

    id: str
    statement: str
    severity: Literal["error", "warning", "advice"]
    source: str
    check: str
    fix: str = ""
    offline: bool = True
    why: str = ""


class RefusalRule(Record):
    """A kind of request that is refused.

    Attributes:
        code: id of the refusal.
        message: what the person reads.
        phrases: word sequences that ask for it; `*` stands for up to three words.
        innocent: word sequences that contain them and mean something else.
    """

    code: str
    message: str
    phrases: tuple[str, ...]
    innocent: tuple[str, ...] = ()


class Language(Record):
    """Trigger words of a language and the English they stand for (lexicon section 9).

    Attributes:
        code: ISO 639-1.
        title: name for people.
        hints: frequent small words that tell the language.
        script: Unicode block name if the script alone tells it.
        spaced: words stand apart.
        words: trigger to English.
    """

    code: str
    title: str
    hints: tuple[str, ...] = ()
    script: str = ""
    spaced: bool = True
    words: dict[str, str]


class Structure(Record):
    """Words that shape a request (lexicon section 7)."""

    chatty: tuple[str, ...]
    orders: tuple[str, ...]
    causatives: tuple[str, ...]
    sequence: tuple[str, ...]
    simultaneous: tuple[str, ...]
    keep: tuple[str, ...]
    kept: tuple[str, ...]
    stays: tuple[str, ...]
    negations: tuple[str, ...]
    additions: tuple[str, ...]
    adding: tuple[str, ...]
    edits: tuple[str, ...]
    texting: tuple[str, ...]
    audio: tuple[str, ...]
    quality: tuple[str, ...]
    meta: tuple[str, ...]
    abstract: tuple[str, ...]


class Wording(Record):
    """Sentences and openings that vary so that prompts do not sound alike.

    Attributes:
        ambient: motion id to (subject, action) pairs in place of the default wording.
        motion: sentence forms with {Subject}, {subject}, {action}.
        support: how a supporting motion is joined.
        camera: how a held camera or a second move is joined.
        locks: sentences with {lock} and {stays}.
    """

    ambient: dict[str, tuple[tuple[str, str], ...]]
    support: tuple[str, ...]
    locks: tuple[str, ...]


class Thresholds(Record):
    """Numbers marked P in the rulebook: proposals, calibrated on the built-in renderer."""

    small_text: float = Field(gt=0, lt=1)
    load_short: float = Field(gt=0)
    load_long: float = Field(gt=0)
    short_seconds: float = Field(gt=0)
    words: int = Field(gt=0)
    long_clip: float = Field(gt=0)
    dark: float = Field(gt=0)
    text_area: float = Field(gt=0, lt=1)
    amber: int = Field(gt=0)
    red: int = Field(gt=0)
    request: int = Field(gt=0)
    request_words: int = Field(gt=0)


class Guides(Record):
    """All guides."""

    moves: dict[str, Move]
    motions: dict[str, Kind]
    nouns: Nouns
    verbs: Verbs
    speeds: Speeds
    vague: tuple[Vague, ...]
    revisions: dict[str, tuple[str, ...]]
    emotions: tuple[Emotion, ...]
    structure: Structure
    setting_words: dict[str, tuple[str, ...]]
    models: tuple[str, ...]
    emoji: dict[str, str]
    languages: tuple[Language, ...]
    platforms: dict[str, Platform]
    dialects: dict[str, Dialect]
    rules: dict[str, Rule]
    refusals: tuple[RefusalRule, ...]
    wording: Wording
    thresholds: Thresholds
    grammar: dict[str, frozenset[str]]
    injections: tuple[str, ...]

    def __hash__(self) -> int:
        return id(self)

    def fallbacks(self, move: str) -> tuple[str, ...]:
        """Moves to take instead, best first, ending with the static camera."""
        known = self.moves.get(move)
        return known.fallback if known else ("cam.static",)
