"""Errors in Discord's shape, and the stage's own."""

from typing import Any

MESSAGES = {
    10002: (404, "Unknown Application"),
    10003: (404, "Unknown Channel"),
    10004: (404, "Unknown Guild"),
    10007: (404, "Unknown Member"),
    10008: (404, "Unknown Message"),
    10011: (404, "Unknown Role"),
    10013: (404, "Unknown User"),
    10014: (400, "Unknown Emoji"),
    10015: (404, "Unknown Webhook"),
    10062: (404, "Unknown interaction"),
    10063: (404, "Unknown application command"),
    30010: (400, "Maximum number of reactions reached (20)"),
    30015: (400, "Maximum number of attachments in a message reached (10)"),
    40005: (413, "Request entity too large"),
    40060: (400, "Interaction has already been acknowledged."),
    50001: (403, "Missing Access"),
    50003: (403, "Cannot execute action on a DM channel"),
    50005: (403, "Cannot edit a message authored by another user"),
    50006: (400, "Cannot send an empty message"),
    50007: (403, "Cannot send messages to this user"),
    50013: (403, "Missing Permissions"),
    50027: (401, "Invalid Webhook Token"),
    50035: (400, "Invalid Form Body"),
    50109: (400, "The request body contains invalid JSON."),
    160002: (400, "Cannot reply without permission to read message history"),
}
"""Error codes of Discord's JSON error table: HTTP status and message."""


class StageError(Exception):
    """The stage cannot start, or was asked something it cannot do; `str()` says what to do."""


class RefusedError(StageError):
    """A person's wish breaks a rule of the client, for example an empty required field.

    Attributes:
        status: HTTP status for the page.
    """

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.status = status


class ApiError(Exception):
    """A request of the bot that Discord would refuse.

    Attributes:
        status: HTTP status.
        code: Discord's error code; 0 for plain HTTP errors.
        message: Discord's text.
        errors: the nested `errors` object of an invalid form, or None.
    """

    def __init__(
        self,
        code: int,
        message: str | None = None,
        *,
        status: int | None = None,
        errors: dict[str, Any] | None = None,
    ) -> None:
        usual = MESSAGES.get(code, (400, "Bad Request"))
        self.code = code
        self.status = status or usual[0]
        self.message = message or usual[1]
        self.errors = errors
        super().__init__(f"{self.status} {self.code}: {self.message}")

    def body(self) -> dict[str, Any]:
        """The JSON body of the answer."""
        body: dict[str, Any] = {"message": self.message, "code": self.code}
        if self.errors:
            body["errors"] = self.errors
        return body


class FormProblems:
    """Collects what is wrong with a form, by path, and raises it as one `ApiError`.

    Args:
        prefix: put before every path, such as `data.`.
    """

    def __init__(self, prefix: str = "") -> None:
        self._errors: dict[str, Any] = {}
        self._prefix = prefix

    def add(self, path: str, code: str, message: str) -> None:
        """Note a problem.

        Args:
            path: dotted path into the body, such as `components.0.label`.
            code: such as `BASE_TYPE_MAX_LENGTH`.
            message: Discord's sentence.
        """
        node = self._errors
        for part in f"{self._prefix}{path}".split("."):
            node = node.setdefault(part, {})
        node.setdefault("_errors", []).append({"code": code, "message": message})

    def length(self, path: str, value: object, least: int, most: int) -> None:
        """Note a text that is missing, not a text, too short or too long."""
        if not isinstance(value, str):
            self.required(path)
        elif len(value) > most:
            text = (
                f"Must be {most} or fewer in length."
                if least == 0
                else f"Must be between {least} and {most} in length."
            )
            self.add(path, "BASE_TYPE_MAX_LENGTH" if least == 0 else "BASE_TYPE_BAD_LENGTH", text)
        elif len(value) < least:
            self.add(path, "BASE_TYPE_BAD_LENGTH", f"Must be between {least} and {most} in length.")

    def required(self, path: str) -> None:
        """Note a missing field."""
        self.add(path, "BASE_TYPE_REQUIRED", "This field is required")

    def error(self) -> ApiError:
        """What was noted, as an error 50035 with nested errors."""
        return ApiError(50035, errors=self._errors)

    def raise_if_any(self) -> None:
        """Raise what was noted.

        Raises:
            ApiError: 50035 with the nested errors.
        """
        if self._errors:
            raise self.error()
