"""What the stage remembers: messages with their files and reactions, and interactions."""

import time
from typing import Any

from pydantic import BaseModel, Field

SUPPRESS_EMBEDS = 1 << 2
EPHEMERAL = 1 << 6
LOADING = 1 << 7
SUPPRESS_NOTIFICATIONS = 1 << 12
COMPONENTS_V2 = 1 << 15

DEFAULT = 0
REPLY = 19
COMMAND_ANSWER = 20
MENU_ANSWER = 23


class Attachment(BaseModel):
    """One uploaded file.

    Attributes:
        size: bytes.
        width: pixels, like `height`; None for what is no picture or clip.
        shown: whether a component or embed shows it; then it is missing from `attachments`.
        ephemeral: belongs to a command or an ephemeral message.
    """

    id: str
    filename: str
    size: int
    content_type: str | None = None
    width: int | None = None
    height: int | None = None
    description: str | None = None
    shown: bool = False
    ephemeral: bool = False


class Reaction(BaseModel):
    """One emoji on a message and the ids of who gave it, first giver first."""

    emoji: str
    users: list[str] = Field(default_factory=list)


class Message(BaseModel):
    """A message as the stage keeps it; links and other people's views are made when it is shown.

    Attributes:
        components: with numeric ids; media name an attachment by `attachment_id` or a foreign url.
        audience: the only person who sees it (ephemeral), or None.
        interaction: the interaction this message answers, as `interaction_metadata`, or None.
        application_id: set on answers to interactions.
        nonce: the sender's mark, kept as it came.
    """

    id: str
    channel_id: str
    author_id: str
    content: str = ""
    timestamp: str
    edited: str | None = None
    type: int = DEFAULT
    flags: int = 0
    embeds: list[dict[str, Any]] = Field(default_factory=list)
    components: list[dict[str, Any]] = Field(default_factory=list)
    attachments: list[Attachment] = Field(default_factory=list)
    reactions: list[Reaction] = Field(default_factory=list)
    mentions: list[str] = Field(default_factory=list)
    mention_everyone: bool = False
    reference: str | None = None
    audience: str | None = None
    interaction: dict[str, Any] | None = None
    application_id: str | None = None
    nonce: str | int | None = None

    @property
    def v2(self) -> bool:
        """Whether the message is made of components only."""
        return bool(self.flags & COMPONENTS_V2)

    @property
    def loading(self) -> bool:
        """Whether it is a deferred answer that is still empty."""
        return bool(self.flags & LOADING)

    def reaction(self, emoji: str) -> Reaction | None:
        """The reaction of an emoji, if anybody gave it."""
        return next((item for item in self.reactions if item.emoji == emoji), None)


class Interaction(BaseModel):
    """Something a person did to the bot that wants an answer.

    Attributes:
        type: 2 command, 3 component, 4 autocomplete, 5 modal.
        created: Unix seconds.
        data: Discord's interaction data.
        answer: callback type of the first answer, or None.
        message_id: the message of the component that was used, or None.
        original_id: the message that `@original` means, once there is one.
        modal: the modal opened by this interaction, or None.
        trigger: metadata of the interaction whose modal this one submits, or None.
        failed: the first answer did not come in time.
    """

    id: str
    token: str
    type: int
    channel_id: str
    user_id: str
    created: float = Field(default_factory=time.time)
    data: dict[str, Any] = Field(default_factory=dict)
    page_nonce: str | None = None
    answer: int | None = None
    message_id: str | None = None
    original_id: str | None = None
    modal: dict[str, Any] | None = None
    choices: list[dict[str, Any]] | None = None
    trigger: dict[str, Any] | None = None
    failed: bool = False
