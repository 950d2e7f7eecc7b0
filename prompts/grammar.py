"""Word classes that the small grammar works with, from the guides."""

from prompts.guides import guides

_WORDS = guides().grammar

ACTING_VERBS = _WORDS["acting_verbs"]
ACTORLESS = _WORDS["actorless"]
ADJECTIVAL = _WORDS["adjectival"]
ALONE = _WORDS["alone"]
AMBIENT_NOUNS = _WORDS["ambient_nouns"]
AMBIGUOUS = _WORDS["ambiguous"]
AT_CAMERA = _WORDS["at_camera"]
AUXILIARIES = _WORDS["auxiliaries"]
BACKSTORY = _WORDS["backstory"]
BODY = _WORDS["body"]
BOUNCE = _WORDS["bounce"]
CHANGE = _WORDS["change"]
CHATTY = _WORDS["chatty"]
CUTS_BEFORE = _WORDS["cuts_before"]
DETERMINERS = _WORDS["determiners"]
EDITING = _WORDS["editing"]
ENGLISH = _WORDS["english"]
FILLER = _WORDS["filler"]
FILMING = _WORDS["filming"]
FULL_TURN = _WORDS["full_turn"]
GENERIC = _WORDS["generic"]
GLOOM = _WORDS["gloom"]
HYPE = _WORDS["hype"]
IMPERATIVES = _WORDS["imperatives"]
INTRODUCING = _WORDS["introducing"]
LOOKS = _WORDS["looks"]
LOOSE = _WORDS["loose"]
MADE_OF = _WORDS["made_of"]
MINOR = _WORDS["minor"]
MOVING_CLASSES = _WORDS["moving_classes"]
NEGATIONS = _WORDS["negations"]
NOT_ADVERBS = _WORDS["not_adverbs"]
NOT_BEFORE = _WORDS["not_before"]
OVER = _WORDS["over"]
OWN_ADVERBS = _WORDS["own_adverbs"]
PARTICLES = _WORDS["particles"]
PLACES = _WORDS["places"]
PLURAL_PRONOUNS = _WORDS["plural_pronouns"]
POSSESSIVES = _WORDS["possessives"]
PREPOSITIONS = _WORDS["prepositions"]
PRONOUNS = _WORDS["pronouns"]
SENSES = _WORDS["senses"]
SEQUENCE = _WORDS["sequence"]
SMALL_ADVERBS = _WORDS["small_adverbs"]
STAYING = _WORDS["staying"]
STYLISED = _WORDS["stylised"]
SUBSTANCES = _WORDS["substances"]
SWAPS = _WORDS["swaps"]
TARGET = _WORDS["target"]
TOWARD = _WORDS["toward"]
TO_CAMERA = _WORDS["to_camera"]
TURNING = _WORDS["turning"]
UNITS = _WORDS["units"]
WHO = _WORDS["who"]
WIND = _WORDS["wind"]
WISHES = _WORDS["wishes"]


def is_adverb(word: str) -> bool:
    """The word looks like an adverb."""
    return word in SMALL_ADVERBS or (
        word.endswith("ly") and len(word) > 4 and word not in NOT_ADVERBS
    )
