"""The messages of the stage, by channel and id."""

from collections.abc import Iterator

from bot.rehearsal.errors import ApiError
from bot.rehearsal.records import Message


class MessageStore:
    """Messages, oldest first in each channel."""

    def __init__(self) -> None:
        self._channels: dict[str, dict[str, Message]] = {}

    def __iter__(self) -> Iterator[Message]:
        for messages in self._channels.values():
            yield from messages.values()

    def put(self, message: Message) -> None:
        """Add a message, or replace the one with its id."""
        self._channels.setdefault(message.channel_id, {})[message.id] = message

    def drop(self, message: Message) -> None:
        """Forget a message."""
        self._channels.get(message.channel_id, {}).pop(message.id, None)

    def find(self, channel_id: str, message_id: str | None) -> Message | None:
        """A message, or None."""
        return self._channels.get(channel_id, {}).get(message_id or "")

    def get(self, channel_id: str, message_id: str) -> Message:
        """A message.

        Raises:
            ApiError: 10008.
        """
        message = self.find(channel_id, message_id)
        if message is None:
            raise ApiError(10008)
        return message

    def anywhere(self, message_id: str) -> Message | None:
        """A message by id alone, or None."""
        for messages in self._channels.values():
            if message_id in messages:
                return messages[message_id]
        return None

    def public(self, channel_id: str) -> list[Message]:
        """Everyone's messages of a channel, oldest first."""
        return [m for m in self._channels.get(channel_id, {}).values() if not m.audience]

    def seen_by(self, channel_id: str, user_id: str) -> list[Message]:
        """What one person sees in a channel, oldest first."""
        every = self._channels.get(channel_id, {}).values()
        return [message for message in every if message.audience in {None, user_id}]

    def with_nonce(
        self, channel_id: str, author_id: str, nonce: str | int, since: int
    ) -> Message | None:
        """An author's message with a nonce, not older than the snowflake `since`."""
        for message in reversed(self._channels.get(channel_id, {}).values()):
            if int(message.id) < since:
                return None
            if message.author_id == author_id and str(message.nonce) == str(nonce):
                return message
        return None
