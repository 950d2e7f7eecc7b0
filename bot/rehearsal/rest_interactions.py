"""REST: answers to interactions and their follow-ups."""

from bot.rehearsal.answers import Answers
from bot.rehearsal.api import NOTHING, Answer, Call, Route
from bot.rehearsal.conversation import Conversation
from bot.rehearsal.interactions import Interactions
from bot.rehearsal.records import Message
from bot.rehearsal.showing import Showing

_WEBHOOK = "/webhooks/{application_id}/{token}"
_MESSAGE = _WEBHOOK + "/messages/{message_id}"
_TRUE = {"1", "true", "True"}


class InteractionRest:
    """Handlers for callbacks and interaction webhooks; the token in the path is the key."""

    def __init__(
        self,
        interactions: Interactions,
        answers: Answers,
        conversation: Conversation,
        showing: Showing,
    ) -> None:
        self._interactions = interactions
        self._answers = answers
        self._conversation = conversation
        self._showing = showing

    def routes(self) -> list[Route]:
        """The routes of this resource."""
        callback = "/interactions/{interaction_id}/{token}/callback"
        return [
            Route("POST", callback, self._callback, "callback", open=True),
            Route("POST", _WEBHOOK, self._follow_up, "webhook", open=True),
            Route("GET", _MESSAGE, self._get, "webhook-get", open=True),
            Route("PATCH", _MESSAGE, self._edit, "webhook", open=True),
            Route("DELETE", _MESSAGE, self._delete, "webhook", open=True),
        ]

    async def _callback(self, call: Call) -> Answer:
        response = await self._answers.answer(
            call.path["interaction_id"],
            call.path["token"],
            call.form.fields(),
            call.form.uploads,
        )
        return Answer(response) if call.query.get("with_response") in _TRUE else NOTHING

    async def _follow_up(self, call: Call) -> Answer:
        interaction = self._interactions.by_token(call.path["application_id"], call.path["token"])
        message = await self._answers.follow_up(interaction, call.form.fields(), call.form.uploads)
        # Interaction webhooks always give the message, as if `wait` was asked for.
        return Answer(self._showing.in_full(message))

    def _message(self, call: Call) -> Message:
        interaction = self._interactions.by_token(call.path["application_id"], call.path["token"])
        return self._answers.message(interaction, call.path["message_id"])

    async def _get(self, call: Call) -> Answer:
        return Answer(self._showing.in_full(self._message(call)))

    async def _edit(self, call: Call) -> Answer:
        message = await self._answers.edit(
            self._message(call), call.form.fields(), call.form.uploads
        )
        return Answer(self._showing.in_full(message))

    async def _delete(self, call: Call) -> Answer:
        await self._conversation.delete(self._message(call))
        return NOTHING
