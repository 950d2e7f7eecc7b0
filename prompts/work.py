"""Work: a plan in the making, with what was decided on the way."""

from dataclasses import dataclass, field

from prompts.beats import (
    Scene,
)
from prompts.plan import (
    Change,
    Dropped,
    Question,
    Settings,
)


@dataclass
class Work:
    """A plan in the making, with what was decided on the way."""

    scene: Scene
    settings: Settings
    answer: str | None
    changes: list[Change] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    question: Question | None = None
    held: bool = False
    chosen: str = ""
    notes: list[str] = field(default_factory=list)
    asked: set[str] = field(default_factory=set)
    unseen: list[str] = field(default_factory=list)

    def change(self, rule: str, what: str, why: str = "") -> None:
        """Note a change once."""
        rules = self.scene.book.rules
        if any(change.rule == rule and change.what == what for change in self.changes):
            return
        entry = rules[rule]
        self.changes.append(Change(rule=rule, what=what, why=why or entry.why or entry.statement))

    def drop(self, text: str, rule: str, why: str) -> None:
        """Leave a beat out, offered as the next shot."""
        if text and all(dropped.text != text for dropped in self.dropped):
            self.dropped.append(Dropped(text=text, rule=rule, why=why))
