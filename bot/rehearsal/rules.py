"""The numbers that Discord enforces, as one frozen record; tests may loosen or tighten them."""

from pydantic import BaseModel, ConfigDict

MIB = 1024 * 1024


class Limit(BaseModel):
    """So many requests in so many seconds, per bucket."""

    model_config = ConfigDict(frozen=True)

    requests: int
    seconds: float


DEFAULT_LIMITS = {
    "message-create": Limit(requests=5, seconds=5),
    "message-edit": Limit(requests=5, seconds=5),
    "message-delete": Limit(requests=5, seconds=1),
    "reaction": Limit(requests=1, seconds=0.25),
    "typing": Limit(requests=5, seconds=5),
    "webhook": Limit(requests=5, seconds=2),
    "default": Limit(requests=50, seconds=1),
}
"""Documented or reported windows by bucket name; Discord tells the real ones in headers."""


class Rules(BaseModel):
    """What the stage enforces; every default is Discord's own value.

    Sizes are bytes, times are seconds, the rest are counts or characters.

    Attributes:
        granted_intents: privileged intents that the bot may ask for (bits); none by default.
        content_intent: bit of the message content intent.
        rate_limits: False answers with the headers of a bucket that never runs empty.
        file_bytes: limit of a file the bot sends; `person_file_bytes` and
            `person_content` are those of a paying member.
        ephemeral_dispatch: whether the bot hears of its own ephemeral messages on the gateway.
    """

    model_config = ConfigDict(frozen=True)

    content: int = 2000
    text_total: int = 4000
    components: int = 40
    row_buttons: int = 5
    select_options: int = 25
    custom_id: int = 100
    label: int = 80
    option_text: int = 100
    placeholder: int = 150
    alt_text: int = 1024
    gallery_items: int = 10
    section_texts: int = 3
    modal_title: int = 45
    modal_label: int = 45
    modal_description: int = 100
    modal_components: int = 5
    text_input: int = 4000
    uploads: int = 10
    embeds: int = 10
    embed_total: int = 6000
    nonce: int = 25
    nonce_seconds: float = 300.0
    files: int = 10
    file_bytes: int = 10 * MIB
    request_bytes: int = 25 * MIB
    person_file_bytes: int = 100 * MIB
    person_content: int = 4000
    reactions: int = 20
    autocomplete_choices: int = 25
    command_options: int = 25
    command_characters: int = 8000
    slash_commands: int = 100
    menu_commands: int = 15

    first_answer: float = 3.0
    token_life: float = 900.0
    link_life: float = 86400.0
    resume_life: float = 180.0
    heartbeat: float = 41.25
    gateway_sends: int = 120
    gateway_window: float = 60.0
    gateway_payload: int = 4096

    granted_intents: int = 0
    content_intent: int = 1 << 15
    privileged_intents: int = 1 << 1 | 1 << 8 | 1 << 15
    rate_limits: bool = True
    global_limit: Limit = Limit(requests=50, seconds=1)
    limits: dict[str, Limit] = DEFAULT_LIMITS
    ephemeral_dispatch: bool = True
