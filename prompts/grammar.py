"""Word classes that the small grammar works with, from the guides."""

from prompts.guides import guides

_WORDS = guides().grammar

ALONE = _WORDS["alone"]
AMBIGUOUS = _WORDS["ambiguous"]
AUXILIARIES = _WORDS["auxiliaries"]
BODY = _WORDS["body"]
BOUNCE = _WORDS["bounce"]
CHANGE = _WORDS["change"]
CHATTY = _WORDS["chatty"]
CUTS_BEFORE = _WORDS["cuts_before"]
DETERMINERS = _WORDS["determiners"]
ENGLISH = _WORDS["english"]
FILLER = _WORDS["filler"]
GENERIC = _WORDS["generic"]
HYPE = _WORDS["hype"]
IMPERATIVES = _WORDS["imperatives"]
LOOSE = _WORDS["loose"]
LOOKS = _WORDS["looks"]
MADE_OF = _WORDS["made_of"]
MINOR = _WORDS["minor"]
NEGATIONS = _WORDS["negations"]
NOT_ADVERBS = _WORDS["not_adverbs"]
NOT_BEFORE = _WORDS["not_before"]
PARTICLES = _WORDS["particles"]
PLACES = _WORDS["places"]
PLURAL_PRONOUNS = _WORDS["plural_pronouns"]
POSSESSIVES = _WORDS["possessives"]
PREPOSITIONS = _WORDS["prepositions"]
PRONOUNS = _WORDS["pronouns"]
SEQUENCE = _WORDS["sequence"]
SMALL_ADVERBS = _WORDS["small_adverbs"]
STAYING = _WORDS["staying"]
STYLISED = _WORDS["stylised"]
SUBSTANCES = _WORDS["substances"]
TARGET = _WORDS["target"]
TOWARD = _WORDS["toward"]
TO_CAMERA = _WORDS["to_camera"]
UNITS = _WORDS["units"]
WHO = _WORDS["who"]
WIND = _WORDS["wind"]
WISHES = _WORDS["wishes"]


def is_adverb(word: str) -> bool:
    """The word looks like an adverb."""
    return word in SMALL_ADVERBS or (
        word.endswith("ly") and len(word) > 4 and word not in NOT_ADVERBS
    )
