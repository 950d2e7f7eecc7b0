"""The gateway: identify, heartbeat, dispatch, resume with replay. One bot, any number of sessions.

Text frames only: discord.py inflates binary frames and takes text as it is.
"""

import asyncio
import contextlib
import json
import secrets
import time
from collections import deque
from collections.abc import Callable
from typing import Any

from aiohttp import WSMsgType, web

from bot.rehearsal.cast import Cast
from bot.rehearsal.rules import Rules

Json = dict[str, Any]

_TRAVEL_SECONDS = 0.05
DISPATCH, HEARTBEAT, IDENTIFY, PRESENCE, VOICE, RESUME = 0, 1, 2, 3, 4, 6
RECONNECT, MEMBERS, INVALID, HELLO, ACK = 7, 8, 9, 10, 11

GUILDS, GUILD_MESSAGES, GUILD_REACTIONS, GUILD_TYPING = 1 << 0, 1 << 9, 1 << 10, 1 << 11
DIRECT_MESSAGES, DIRECT_REACTIONS, DIRECT_TYPING = 1 << 12, 1 << 13, 1 << 14
_KNOWN_INTENTS = (1 << 26) - 1
_BUFFER = 5000
_FAREWELL = 1.0
"""Seconds a client has to answer a close."""


class Session:
    """One identified session; it outlives its connection for a while, so it can be resumed."""

    def __init__(self, intents: int) -> None:
        self.id = secrets.token_hex(16)
        self.intents = intents
        self.connection: Connection | None = None
        self.left_at: float | None = None
        self._sequence = 0
        self._sent: deque[tuple[int, str]] = deque(maxlen=_BUFFER)

    def dispatch(self, event: str, data: Json) -> None:
        """Send an event, now or at the resume."""
        self._sequence += 1
        frame = json.dumps({"op": DISPATCH, "s": self._sequence, "t": event, "d": data})
        self._sent.append((self._sequence, frame))
        if self.connection:
            self.connection.send(frame)

    def replay(self, after: int) -> bool:
        """Send again everything after a sequence number; False when it is not known any more."""
        if after > self._sequence:
            return False
        missing = [frame for number, frame in self._sent if number > after]
        if len(missing) != self._sequence - after:
            return False
        if self.connection:
            for frame in missing:
                self.connection.send(frame)
        return True


class Connection:
    """One WebSocket; frames leave in order through a queue of their own."""

    def __init__(self, socket: web.WebSocketResponse, request: web.Request) -> None:
        self.session: Session | None = None
        self._socket = socket
        self.version = request.query.get("v", "")
        self._request = request
        self._outbox: asyncio.Queue[str] = asyncio.Queue()
        self._received: deque[float] = deque()

    def send(self, frame: str) -> None:
        """Queue a frame."""
        self._outbox.put_nowait(frame)

    def send_json(self, frame: Json) -> None:
        """Queue a frame."""
        self.send(json.dumps(frame))

    def acknowledge(self) -> None:
        """Answer a heartbeat after the time that a real network takes.

        discord.py notes when it sent a heartbeat only once its sending thread wakes up; an answer
        that is there before that looks like one to the heartbeat before, late by a whole interval.
        """
        ack = json.dumps({"op": ACK, "s": None, "t": None, "d": None})
        asyncio.get_running_loop().call_later(_TRAVEL_SECONDS, self.send, ack)

    async def write(self) -> None:
        """Send what is queued until the socket is gone."""
        while True:
            frame = await self._outbox.get()
            try:
                await self._socket.send_str(frame)
            except (ConnectionError, RuntimeError):
                return

    async def close(self, code: int, text: str = "") -> None:
        """Close with a code."""
        with contextlib.suppress(ConnectionError, RuntimeError):
            await self._socket.close(code=code, message=text.encode())

    def cut(self) -> None:
        """Tear the connection without a word."""
        if self._request.transport:
            self._request.transport.abort()

    def too_many(self, rules: Rules) -> bool:
        """Count a received frame; whether there were too many lately."""
        now = time.monotonic()
        self._received.append(now)
        while self._received and self._received[0] < now - rules.gateway_window:
            self._received.popleft()
        return len(self._received) > rules.gateway_sends


class Gateway:
    """Serves `/gateway`.

    Attributes:
        url: own address, told to the bot as `resume_gateway_url`.
        acks_withheld: heartbeats go unanswered (a fault).
        resumes_refused: how many of the next resumes get an invalid session (a fault).
        identifies: how often a bot identified.
        resumes: how often a session was resumed.
    """

    def __init__(self, cast: Cast, rules: Rules, on_presence: Callable[[bool], None]) -> None:
        self.url = ""
        self.acks_withheld = False
        self.resumes_refused = 0
        self.identifies = 0
        self.resumes = 0
        self._cast = cast
        self._rules = rules
        self._on_presence = on_presence
        self._sessions: dict[str, Session] = {}
        self._connections: set[Connection] = set()

    @property
    def online(self) -> bool:
        """Whether a bot is connected."""
        return any(session.connection for session in self._sessions.values())

    def dispatch(self, event: str, data_for: Callable[[Session], Json | None]) -> None:
        """Send an event to every session for which there is data."""
        self._forget_old()
        for session in self._sessions.values():
            data = data_for(session)
            if data is not None:
                session.dispatch(event, data)

    def _forget_old(self) -> None:
        limit = time.monotonic() - self._rules.resume_life
        gone = [s.id for s in self._sessions.values() if s.left_at and s.left_at < limit]
        for session_id in gone:
            del self._sessions[session_id]

    # -- serving

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """Handle one connection until it ends."""
        socket = web.WebSocketResponse(compress=False, max_msg_size=1 << 20, timeout=_FAREWELL)
        await socket.prepare(request)
        connection = Connection(socket, request)
        self._connections.add(connection)
        writer = asyncio.create_task(connection.write())
        try:
            await self._converse(socket, connection)
        finally:
            self._connections.discard(connection)
            self._detach(connection)
            writer.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await writer
        return socket

    async def _converse(self, socket: web.WebSocketResponse, connection: Connection) -> None:
        if connection.version not in {"10", ""}:
            await connection.close(4012, "Invalid API version")
            return
        interval = int(self._rules.heartbeat * 1000)
        connection.send_json({"op": HELLO, "s": None, "t": None, "d": _hello(interval)})
        while True:
            try:
                message = await socket.receive(timeout=self._rules.heartbeat * 2)
            except TimeoutError:
                await connection.close(4009, "Session timed out.")
                return
            if message.type not in {WSMsgType.TEXT, WSMsgType.BINARY}:
                return
            code = self._receive(message.data, connection)
            if code:
                await connection.close(code[0], code[1])
                return

    def _receive(self, raw: str | bytes, connection: Connection) -> tuple[int, str] | None:
        """Handle one frame; a code and text when the connection must be closed."""
        if len(raw) > self._rules.gateway_payload:
            return 4002, "Payload too large."
        if connection.too_many(self._rules):
            return 4008, "You are being rate limited."
        try:
            frame = json.loads(raw)
            op, data = frame["op"], frame.get("d")
        except (ValueError, KeyError, TypeError, AttributeError):
            return 4002, "Error while decoding payload."
        if op == HEARTBEAT:
            if not self.acks_withheld:
                connection.acknowledge()
            return None
        if op in {IDENTIFY, RESUME}:
            if connection.session:
                return 4005, "Already authenticated."
            start = self._identify if op == IDENTIFY else self._resume
            return start(data, connection) if isinstance(data, dict) else (4002, "Decode error.")
        if op not in {PRESENCE, VOICE, MEMBERS}:
            return 4001, "Unknown opcode."
        if not connection.session:
            return 4003, "Not authenticated."
        if op == MEMBERS and isinstance(data, dict):
            self._members(data, connection.session)
        return None

    def _identify(self, data: Json, connection: Connection) -> tuple[int, str] | None:
        if data.get("token") != self._cast.token:
            return 4004, "Authentication failed."
        intents = data.get("intents")
        if not isinstance(intents, int) or intents & ~_KNOWN_INTENTS:
            return 4013, "Invalid intent(s)."
        if intents & self._rules.privileged_intents & ~self._rules.granted_intents:
            return 4014, "Disallowed intent(s)."
        self.identifies += 1
        session = Session(intents)
        self._sessions[session.id] = session
        self._attach(session, connection)
        session.dispatch("READY", self._ready(session))
        if intents & GUILDS:
            session.dispatch("GUILD_CREATE", self._cast.guild_create_json())
        return None

    def _ready(self, session: Session) -> Json:
        application = self._cast.application_json(self._rules.granted_intents)
        return {
            "v": 10,
            "user": {**self._cast.bot.json(), "verified": True, "mfa_enabled": True, "email": None},
            "guilds": [{"id": self._cast.guild_id, "unavailable": True}],
            "session_id": session.id,
            "session_type": "normal",
            "resume_gateway_url": self.url,
            "shard": [0, 1],
            "application": {"id": application["id"], "flags": application["flags"]},
            "private_channels": [],
            "relationships": [],
            "user_settings": {},
            "presences": [],
            "geo_ordered_rtc_regions": [],
            "_trace": ["stage"],
        }

    def _resume(self, data: Json, connection: Connection) -> tuple[int, str] | None:
        if data.get("token") != self._cast.token:
            return 4004, "Authentication failed."
        self._forget_old()
        session = self._sessions.get(str(data.get("session_id")))
        if self.resumes_refused > 0:
            self.resumes_refused -= 1
            session = None
        if session is None:
            connection.send_json({"op": INVALID, "s": None, "t": None, "d": False})
            return None
        sequence = data.get("seq")
        previous = session.connection
        self._attach(session, connection)
        if not isinstance(sequence, int) or not session.replay(sequence):
            session.connection = previous
            connection.session = None
            return 4007, "Invalid seq."
        if previous:
            previous.session = None
            previous.cut()
        self.resumes += 1
        session.dispatch("RESUMED", {"_trace": ["stage"]})
        return None

    def _members(self, data: Json, session: Session) -> None:
        wanted = data.get("user_ids")
        ids = [wanted] if isinstance(wanted, str) else wanted
        query = str(data.get("query") or "").lower()
        users = [
            user
            for user in self._cast.users.values()
            if (ids is None or user.id in map(str, ids)) and user.name.lower().startswith(query)
        ]
        chunk: Json = {
            "guild_id": self._cast.guild_id,
            "members": [self._cast.member_json(user) for user in users],
            "chunk_index": 0,
            "chunk_count": 1,
            "not_found": [],
        }
        if data.get("nonce"):
            chunk["nonce"] = data["nonce"]
        session.dispatch("GUILD_MEMBERS_CHUNK", chunk)

    def _attach(self, session: Session, connection: Connection) -> None:
        before = self.online
        session.connection, session.left_at = connection, None
        connection.session = session
        if not before:
            self._on_presence(True)

    def _detach(self, connection: Connection) -> None:
        session = connection.session
        if session is None or session.connection is not connection:
            return
        session.connection, session.left_at = None, time.monotonic()
        if not self.online:
            self._on_presence(False)

    # -- faults

    async def close_all(self, code: int, text: str = "") -> None:
        """Close every connection with a code."""
        for connection in tuple(self._connections):
            await connection.close(code, text)

    def cut_all(self) -> None:
        """Tear every connection without a word."""
        for connection in tuple(self._connections):
            connection.cut()

    def ask_to_reconnect(self) -> None:
        """Send op 7 to every connection."""
        for connection in tuple(self._connections):
            connection.send_json({"op": RECONNECT, "s": None, "t": None, "d": None})

    def invalidate(self, *, resumable: bool) -> None:
        """Send op 9 to every connection; when not resumable, the sessions are forgotten."""
        for connection in tuple(self._connections):
            connection.send_json({"op": INVALID, "s": None, "t": None, "d": resumable})
            if not resumable and connection.session:
                self._sessions.pop(connection.session.id, None)

    def forget_sessions(self) -> None:
        """Forget all sessions without a connection, as after a long absence."""
        gone = [session.id for session in self._sessions.values() if not session.connection]
        for session_id in gone:
            del self._sessions[session_id]


def _hello(interval: int) -> Json:
    return {"heartbeat_interval": interval, "_trace": ["stage"]}
