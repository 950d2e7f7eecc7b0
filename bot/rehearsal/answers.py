"""Answers of the bot to interactions: the first one, and its messages and edits afterwards."""

from collections.abc import Mapping
from typing import Any

from bot.rehearsal.audience import Audience
from bot.rehearsal.cast import Cast
from bot.rehearsal.conversation import Conversation
from bot.rehearsal.errors import ApiError, FormProblems
from bot.rehearsal.forms import Upload
from bot.rehearsal.interactions import (
    AUTOCOMPLETE,
    COMMAND,
    COMPONENT,
    MODAL_SUBMIT,
    Interactions,
)
from bot.rehearsal.keeping import Keeper
from bot.rehearsal.messages import MessageStore
from bot.rehearsal.modals import check_modal
from bot.rehearsal.permissions import Permission
from bot.rehearsal.records import (
    COMMAND_ANSWER,
    DEFAULT,
    EPHEMERAL,
    LOADING,
    MENU_ANSWER,
    REPLY,
    Interaction,
    Message,
)
from bot.rehearsal.rules import Rules
from bot.rehearsal.showing import Showing

Json = dict[str, Any]

MESSAGE, DEFER, DEFER_UPDATE, UPDATE, CHOICES, MODAL = 4, 5, 6, 7, 8, 9
_ALLOWED = {
    COMMAND: {MESSAGE, DEFER, MODAL},
    COMPONENT: {MESSAGE, DEFER, DEFER_UPDATE, UPDATE, MODAL},
    AUTOCOMPLETE: {CHOICES},
    MODAL_SUBMIT: {MESSAGE, DEFER, DEFER_UPDATE, UPDATE},
}
_USERS_ONLY = {"parse": ["users"]}


class Answers:
    """Takes the bot's answers and turns them into messages, modals and choices."""

    def __init__(
        self,
        cast: Cast,
        rules: Rules,
        store: MessageStore,
        showing: Showing,
        audience: Audience,
        conversation: Conversation,
        interactions: Interactions,
        keeper: Keeper,
    ) -> None:
        self._cast = cast
        self._rules = rules
        self._store = store
        self._showing = showing
        self._audience = audience
        self._conversation = conversation
        self._interactions = interactions
        self._keeper = keeper

    # -- the first answer

    async def answer(
        self, interaction_id: str, token: str, payload: Json, uploads: Mapping[int, Upload]
    ) -> Json:
        """Take the first answer; gives the body of a `with_response` answer.

        Raises:
            ApiError: 10062 late or unknown, 40060 answered before, 50035 or others for its content.
        """
        interaction = self._interactions.get(interaction_id)
        if interaction is None or interaction.token != token or interaction.failed:
            raise ApiError(10062)
        if interaction.answer is not None:
            raise ApiError(40060)
        kind = payload.get("type")
        if not self._may_answer(interaction, kind):
            raise _wrong_type()
        data = payload.get("data") or {}
        message = await self._perform(interaction, int(kind or 0), data, uploads)
        self._interactions.tell(interaction, "acknowledged")
        if interaction.modal is not None:
            frame = {
                "type": "modal",
                "interaction_id": interaction.id,
                "modal": interaction.modal,
            }
            self._audience.tell_one(interaction.user_id, frame)
        if interaction.choices is not None:
            self._audience.tell_one(
                interaction.user_id,
                {
                    "type": "autocomplete",
                    "interaction_id": interaction.id,
                    "nonce": interaction.page_nonce,
                    "choices": interaction.choices,
                },
            )
        return self._response(interaction, int(kind or 0), message)

    def _may_answer(self, interaction: Interaction, kind: object) -> bool:
        if kind not in _ALLOWED[interaction.type]:
            return False
        return kind not in {DEFER_UPDATE, UPDATE} or interaction.message_id is not None

    async def _perform(
        self, interaction: Interaction, kind: int, data: Json, uploads: Mapping[int, Upload]
    ) -> Message | None:
        message: Message | None = None
        if kind == MESSAGE:
            message = await self._create(interaction, data, uploads, prefix="data.", first=kind)
            interaction.original_id = message.id
        elif kind == DEFER:
            self._interactions.acknowledge(interaction, kind)
            ephemeral = bool(int(data.get("flags") or 0) & EPHEMERAL)
            message = self._blank(interaction, ephemeral=ephemeral)
            message.flags |= LOADING
            interaction.original_id = message.id
            self._conversation.post(message)
        elif kind in {DEFER_UPDATE, UPDATE}:
            message = self._store.get(interaction.channel_id, interaction.message_id or "")
            if kind == UPDATE:
                await self._change(message, data, uploads, prefix="data.", first=interaction)
            else:
                self._interactions.acknowledge(interaction, kind)
            interaction.original_id = message.id
        elif kind == CHOICES:
            interaction.choices = self._checked_choices(data)
            self._interactions.acknowledge(interaction, kind)
        else:
            problems = FormProblems("data.")
            modal = check_modal(data, self._rules, problems)
            problems.raise_if_any()
            interaction.modal = modal
            self._interactions.acknowledge(interaction, kind)
        self._keeper.interaction(interaction)
        return message

    def _checked_choices(self, data: Json) -> list[Json]:
        problems = FormProblems("data.")
        choices = data.get("choices")
        most = self._rules.autocomplete_choices
        if not isinstance(choices, list) or len(choices) > most:
            problems.add("choices", "BASE_TYPE_MAX_LENGTH", f"Must be {most} or fewer in length.")
        for index, choice in enumerate(choices if isinstance(choices, list) else []):
            problems.length(f"choices.{index}.name", choice.get("name"), 1, 100)
            if isinstance(choice.get("value"), str):
                problems.length(f"choices.{index}.value", choice["value"], 0, 100)
        problems.raise_if_any()
        return list(choices or [])

    def _response(self, interaction: Interaction, kind: int, message: Message | None) -> Json:
        about: Json = {"id": interaction.id, "type": interaction.type}
        resource: Json = {"type": kind}
        if message:
            about["response_message_id"] = message.id
            about["response_message_loading"] = message.loading
            about["response_message_ephemeral"] = message.audience is not None
            resource["message"] = self._showing.in_full(message)
        if kind in {CHOICES, MODAL, DEFER_UPDATE}:
            return {"interaction": about}
        return {"interaction": about, "resource": resource}

    # -- messages of an interaction

    def message(self, interaction: Interaction, message_id: str) -> Message:
        """A message of an interaction by id, or `@original`.

        Raises:
            ApiError: 10008.
        """
        wanted = interaction.original_id if message_id == "@original" else message_id
        message = self._store.get(interaction.channel_id, wanted or "")
        if message.application_id is None and message.id != interaction.original_id:
            raise ApiError(10008)
        return message

    async def follow_up(
        self, interaction: Interaction, payload: Json, uploads: Mapping[int, Upload]
    ) -> Message:
        """Post a follow-up; the first one fills a deferred answer that is still empty."""
        waiting = self._store.find(interaction.channel_id, interaction.original_id)
        if interaction.answer == DEFER and waiting and waiting.loading:
            await self._change(waiting, payload, uploads)
            return waiting
        return await self._create(interaction, payload, uploads)

    async def edit(self, message: Message, payload: Json, uploads: Mapping[int, Upload]) -> Message:
        """Edit a message of an interaction."""
        await self._change(message, payload, uploads)
        return message

    async def _create(
        self,
        interaction: Interaction,
        data: Json,
        uploads: Mapping[int, Upload],
        *,
        prefix: str = "",
        first: int | None = None,
    ) -> Message:
        ephemeral = bool(int(data.get("flags") or 0) & EPHEMERAL)
        body = self._conversation.check.check(data, uploads, ephemeral=ephemeral, prefix=prefix)
        if first is not None:
            self._interactions.acknowledge(interaction, first)
        message = self._blank(interaction, ephemeral=ephemeral, follow_up=first is None)
        await self._conversation.fill(
            message, body, {"allowed_mentions": _USERS_ONLY, **data}, everyone=False
        )
        if message.audience:
            message.flags |= EPHEMERAL
        self._conversation.post(message)
        return message

    def _blank(
        self, interaction: Interaction, *, ephemeral: bool, follow_up: bool = False
    ) -> Message:
        channel = self._cast.channel(interaction.channel_id)
        kind, reference = DEFAULT, None
        if follow_up:
            kind, reference = REPLY, interaction.original_id
        elif interaction.type == COMMAND:
            kind = COMMAND_ANSWER if interaction.data.get("type") == 1 else MENU_ANSWER
        elif interaction.type == COMPONENT:
            kind, reference = REPLY, interaction.message_id
        return self._conversation.new(
            self._cast.bot,
            channel,
            type=kind if reference or kind != REPLY else DEFAULT,
            reference=reference,
            flags=EPHEMERAL if ephemeral else 0,
            audience=interaction.user_id if ephemeral else None,
            interaction=self._showing.metadata(interaction),
            application_id=self._cast.bot.id,
        )

    async def _change(
        self,
        message: Message,
        payload: Json,
        uploads: Mapping[int, Upload],
        *,
        prefix: str = "",
        first: Interaction | None = None,
    ) -> None:
        body = self._conversation.check.check(
            payload, uploads, message, ephemeral=message.audience is not None, prefix=prefix
        )
        if first is not None:
            self._interactions.acknowledge(first, UPDATE)
        channel = self._cast.channel(message.channel_id)
        bits = self._cast.permissions(self._cast.bot, channel)
        deferred = message.loading
        await self._conversation.fill(
            message,
            body,
            {"allowed_mentions": _USERS_ONLY, **payload},
            everyone=bool(bits & Permission.MENTION_EVERYONE),
        )
        if not deferred:
            self._conversation.mark_edited(message)
        self._conversation.update(message)


def _wrong_type() -> ApiError:
    problems = FormProblems()
    problems.add(
        "type", "INTERACTION_CALLBACK_TYPE_INVALID", "This answer does not fit the interaction."
    )
    return problems.error()
