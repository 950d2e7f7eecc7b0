"""REST and gateway by hand, as any library would speak them."""

import asyncio
import json

import aiohttp


class Raw:
    """Requests to the stage as any HTTP library would send them."""

    def __init__(self, stage, session):
        self.stage = stage
        self.session = session

    async def __call__(self, method, path, body=None, files=None, token=True, **options):
        headers = {"Authorization": f"Bot {self.stage.token}"} if token else {}
        if files is not None:
            form = aiohttp.FormData(quote_fields=False)
            form.add_field("payload_json", json.dumps(body or {}), content_type="application/json")
            for index, (name, data) in enumerate(files):
                form.add_field(f"files[{index}]", data, filename=name)
            options["data"] = form
        elif body is not None:
            options["json"] = body
        url = self.stage.api_base + path
        async with self.session.request(method, url, headers=headers, **options) as answer:
            self.headers = answer.headers
            text = await answer.text()
            if answer.content_type == "application/json":
                return answer.status, await answer.json()
            return answer.status, text or None


class RawGateway:
    """One gateway connection, frame by frame."""

    def __init__(self, stage, session):
        self.stage = stage
        self.session = session
        self.sequence = None
        self.session_id = None
        self.events = []

    async def open(self, query="?v=10&encoding=json"):
        self.socket = await self.session.ws_connect(self.stage.gateway_url + query)
        return self

    async def close(self):
        await self.socket.close()

    async def send(self, op, data):
        await self.socket.send_str(json.dumps({"op": op, "d": data}))

    async def identify(self, intents=1 << 0 | 1 << 9 | 1 << 10 | 1 << 12 | 1 << 13, **fields):
        assert (await self.frame())["op"] == 10
        data = {"token": self.stage.token, "intents": intents, "properties": {}, **fields}
        await self.send(2, data)
        ready = await self.event("READY")
        self.session_id = ready["session_id"]
        return ready

    async def resume(self, session_id, sequence):
        assert (await self.frame())["op"] == 10
        data = {"token": self.stage.token, "session_id": session_id, "seq": sequence}
        await self.send(6, data)

    async def frame(self, deadline=5.0):
        """The next frame; None when the connection is closed."""
        message = await self.socket.receive(timeout=deadline)
        if message.type is not aiohttp.WSMsgType.TEXT:
            return None
        frame = json.loads(message.data)
        if frame.get("s") is not None:
            self.sequence = frame["s"]
        return frame

    async def event(self, name, deadline=5.0):
        """The data of the next event of a name; others are put aside."""
        async with asyncio.timeout(deadline):
            while True:
                frame = await self.frame(deadline)
                assert frame is not None, f"closed with {self.socket.close_code}"
                if frame["t"] == name:
                    return frame["d"]
                self.events.append(frame)

    async def code(self, deadline=5.0):
        """The code the connection is closed with."""
        async with asyncio.timeout(deadline):
            while await self.frame(deadline) is not None:
                pass
        return self.socket.close_code
