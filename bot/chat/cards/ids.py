"""Custom ids: what a button says when it is pressed. They hold row ids, so they never die.

`draft:12:roll`, `draft:12:answer:<choice>`, `shot:7:close`, `shot:7:pick:1`. Discord allows 100
characters; row ids and choice ids (at most 40) stay far below.
"""

import re

DRAFT_BUTTON = re.compile(r"draft:(?P<id>\d{1,18}):(?P<action>roll|edit|settings|why|cancel)")
DRAFT_ANSWER = re.compile(r"draft:(?P<id>\d{1,18}):answer:(?P<choice>.{1,40})")
DRAFT_SELECT = re.compile(r"draft:(?P<id>\d{1,18}):(?P<action>idea|next)")
DRAFT_FORM = re.compile(r"draft:(?P<id>\d{1,18}):(?P<action>words|configure)")
SHOT_BUTTON = re.compile(r"shot:(?P<id>\d{1,18}):(?P<action>cancel|reroll|close|delete|more)")
SHOT_TAKE = re.compile(r"shot:(?P<id>\d{1,18}):(?P<action>pick|original):(?P<n>[0-3])")

FIRST_IDEA = "first"
"""Value of the director's own choice in the select of other ideas."""


def of_draft(draft: int, action: str, detail: str = "") -> str:
    """Custom id of an action on a draft."""
    return f"draft:{draft}:{action}" + (f":{detail}" if detail else "")


def of_shot(shot: int, action: str, n: int | None = None) -> str:
    """Custom id of an action on a shot, or on take `n` of it."""
    return f"shot:{shot}:{action}" + ("" if n is None else f":{n}")


def prefix(kind: str, row: int) -> str:
    """What every custom id on the card of this row begins with."""
    return f"{kind}:{row}:"
