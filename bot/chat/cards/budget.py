"""Discord's length budget: 4000 characters over all texts of a card, kept by construction."""

from collections.abc import Iterable

from discord import ui

CHARACTERS = 4000
"""Over all text displays of one message."""
COMPONENTS = 40
"""Of one message, nested ones included."""


class Budget:
    """What is left of a card's characters. Texts that matter most are taken first.

    Lines are taken whole or left out whole, so that markup is never cut in the middle.
    """

    def __init__(self, characters: int = CHARACTERS) -> None:
        self.left = characters

    def text(self, lines: Iterable[str], most: int = CHARACTERS) -> ui.TextDisplay[ui.LayoutView]:
        """A text display of the lines that fit into `most` characters and into the budget.

        Empty lines are skipped. When lines are left out, a last line says how many.

        Raises:
            ValueError: not even the first line fits; a card has to cap its lines first.
        """
        wanted = [line for line in lines if line]
        room = min(most, self.left)
        shown = self._fitting(wanted, room)
        if len(shown) < len(wanted):
            more = f"-# … and {len(wanted) - len(shown)} more"
            shown = self._fitting(wanted, room - len(more) - 1)
            shown.append(f"-# … and {len(wanted) - len(shown)} more")
        content = "\n".join(shown)
        if not content or len(content) > room:
            raise ValueError(f"a text of {len(content)} characters does not fit into {room}")
        self.left -= len(content)
        return ui.TextDisplay(content)

    @staticmethod
    def _fitting(lines: list[str], room: int) -> list[str]:
        shown: list[str] = []
        used = -1
        for line in lines:
            if used + 1 + len(line) > room:
                break
            used += 1 + len(line)
            shown.append(line)
        return shown
