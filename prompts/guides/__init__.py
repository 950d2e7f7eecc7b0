"""The guides as data: rules, lexicon, dialects, platforms, refusals.

`guides()` gives the shipped set, read once and never changed.
"""

from prompts.guides.library import GuidesError, guides, load_guides
from prompts.guides.records import Guides

__all__ = ["Guides", "GuidesError", "guides", "load_guides"]
