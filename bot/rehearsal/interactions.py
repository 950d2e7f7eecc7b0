"""Interactions: what people do to the bot, told to it, and the clock of its first answer."""

import asyncio
import secrets
import time
from typing import Any

from bot.rehearsal.audience import Audience
from bot.rehearsal.cast import Cast, Channel, User
from bot.rehearsal.errors import ApiError
from bot.rehearsal.gateway import Gateway
from bot.rehearsal.keeping import Keeper
from bot.rehearsal.messages import MessageStore
from bot.rehearsal.records import (
    Interaction,
)
from bot.rehearsal.rules import Rules
from bot.rehearsal.showing import Showing
from bot.rehearsal.snowflakes import Snowflakes

Json = dict[str, Any]

COMMAND, COMPONENT, AUTOCOMPLETE, MODAL_SUBMIT = 2, 3, 4, 5


class Interactions:
    """All interactions by id and token."""

    def __init__(
        self,
        cast: Cast,
        rules: Rules,
        ids: Snowflakes,
        store: MessageStore,
        showing: Showing,
        gateway: Gateway,
        audience: Audience,
        keeper: Keeper,
    ) -> None:
        self._cast = cast
        self._rules = rules
        self._ids = ids
        self._store = store
        self._showing = showing
        self._gateway = gateway
        self._audience = audience
        self._keeper = keeper
        self._by_id: dict[str, Interaction] = {}
        self._by_token: dict[str, Interaction] = {}
        self._timers: dict[str, asyncio.TimerHandle] = {}

    def close(self) -> None:
        """Stop all clocks."""
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()

    def restore(self, interactions: list[Interaction]) -> None:
        """Take back what was kept; what was unanswered has failed meanwhile."""
        for interaction in interactions:
            interaction.failed = interaction.failed or interaction.answer is None
            self._by_id[interaction.id] = self._by_token[interaction.token] = interaction

    def living(self) -> list[Interaction]:
        """Interactions whose token is still good; the others are forgotten."""
        limit = time.time() - self._rules.token_life
        for interaction in [item for item in self._by_id.values() if item.created < limit]:
            del self._by_id[interaction.id], self._by_token[interaction.token]
        return list(self._by_id.values())

    def get(self, interaction_id: str) -> Interaction | None:
        """An interaction by id, or None."""
        return self._by_id.get(interaction_id)

    # -- from a person to the bot

    def send(
        self,
        kind: int,
        person: User,
        channel: Channel,
        data: Json,
        *,
        message_id: str | None = None,
        page_nonce: str | None = None,
        opener: Interaction | None = None,
    ) -> Interaction:
        """Tell the bot of an interaction and start its clock; `opener` opened the modal of it."""
        interaction = Interaction(
            id=self._ids.mint(),
            token=secrets.token_urlsafe(48),
            type=kind,
            channel_id=channel.id,
            user_id=person.id,
            data=data,
            message_id=message_id,
            page_nonce=page_nonce,
            trigger=self._showing.metadata(opener) if opener else None,
        )
        self._by_id[interaction.id] = self._by_token[interaction.token] = interaction
        self._keeper.interaction(interaction)
        loop = asyncio.get_running_loop()
        self._timers[interaction.id] = loop.call_later(
            self._rules.first_answer, self._too_late, interaction
        )
        payload = self._payload(interaction, person, channel)
        self._gateway.dispatch("INTERACTION_CREATE", lambda _: payload)
        self.tell(interaction, "sent")
        return interaction

    def _payload(self, interaction: Interaction, person: User, channel: Channel) -> Json:
        bits = self._cast.permissions(person, channel)
        payload: Json = {
            "id": interaction.id,
            "application_id": self._cast.bot.id,
            "type": interaction.type,
            "token": interaction.token,
            "version": 1,
            "data": interaction.data,
            "channel_id": channel.id,
            "channel": {**self._cast.channel_json(channel), "permissions": str(bits)},
            "app_permissions": str(self._cast.permissions(self._cast.bot, channel)),
            "locale": "en-US",
            "entitlements": [],
            "authorizing_integration_owners": {"0": "0" if channel.direct else self._cast.guild_id},
            "context": 1 if channel.direct else 0,
            "attachment_size_limit": self._rules.file_bytes,
        }
        if channel.direct:
            payload["user"] = person.json()
        else:
            payload["member"] = {**self._cast.member_json(person), "permissions": str(bits)}
            payload["guild_id"] = self._cast.guild_id
            payload["guild_locale"] = "en-US"
            payload["guild"] = {"id": self._cast.guild_id, "locale": "en-US", "features": []}
        message = self._store.find(channel.id, interaction.message_id)
        if message:
            payload["message"] = self._showing.in_full(message)
        return payload

    def _too_late(self, interaction: Interaction) -> None:
        self._timers.pop(interaction.id, None)
        if interaction.answer is None:
            interaction.failed = True
            self._keeper.interaction(interaction)
            text = "This interaction failed"
            if interaction.type == COMMAND:
                text = "The application did not respond"
            self.tell(interaction, "failed", text)

    def tell(self, interaction: Interaction, state: str, text: str = "") -> None:
        """Tell the person's pages how it stands: `sent`, `acknowledged` or `failed`."""
        frame: Json = {
            "type": "interaction",
            "id": interaction.id,
            "nonce": interaction.page_nonce,
            "state": state,
        }
        self._audience.tell_one(interaction.user_id, {**frame, "text": text} if text else frame)

    def acknowledge(self, interaction: Interaction, kind: int) -> None:
        """Note the first answer and stop the clock."""
        # Before anything is awaited: a second answer meanwhile must find it taken.
        interaction.answer = kind
        timer = self._timers.pop(interaction.id, None)
        if timer:
            timer.cancel()

    def by_token(self, application_id: str, token: str) -> Interaction:
        """The answered interaction of a token.

        Raises:
            ApiError: 10015 unknown or unanswered, 50027 older than its life.
        """
        interaction = self._by_token.get(token)
        if interaction is None or application_id != self._cast.bot.id:
            raise ApiError(10015)
        if time.time() > interaction.created + self._rules.token_life:
            raise ApiError(50027)
        if interaction.answer is None:
            raise ApiError(10015)
        return interaction
