"""An endpoint whose answer depends on the passage alone, that counts each request by its bytes and can hold back."""

import asyncio
import hashlib
import json
import re
import threading
from collections import Counter

_PASSAGE = re.compile(r"Target passage[^\n]*:\n([^\n]+)")
_CODES = ("strain", "support", "time")


class FaultyEndpoint:
    """Listens on loopback, in a thread of its own, from ``with`` to its end.

    Args:
        latency: Seconds before an answer.
        bulk: How many characters each reply carries beside its content.
        port: Where it listens, so that it is the endpoint that was asked before; 0 for any.
    """

    def __init__(self, latency=0.01, bulk=0, port=0):
        self.latency, self.bulk, self.port = latency, bulk, port
        self.seen = Counter()
        self.texts = {}
        self.failing = set()
        self.hold_from = None
        self._changed = threading.Condition()

    def __enter__(self):
        self._loop, listening = asyncio.new_event_loop(), threading.Event()
        self._thread = threading.Thread(target=self._run, args=(listening,), daemon=True)
        self._thread.start()
        listening.wait()
        return self

    def __exit__(self, *error):
        self._loop.call_soon_threadsafe(self._ended.set)
        self._thread.join()

    @property
    def requests(self):
        """How many requests came."""
        return self.seen.total()

    @property
    def sent_again(self):
        """How many of them had come before, byte for byte."""
        return self.seen.total() - len(self.seen)

    def wait_for(self, requests, timeout=60):
        """Whether so many requests came within the time."""
        with self._changed:
            return self._changed.wait_for(lambda: self.requests >= requests, timeout)

    def hold(self, after=0):
        """From now on let no answer go but those to so many requests that are still to come."""
        self.hold_from = self.requests + after
        self._loop.call_soon_threadsafe(self._released.clear)

    def release(self):
        """Let every answer go."""
        self.hold_from = None
        self._loop.call_soon_threadsafe(self._released.set)

    def _run(self, listening):
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._listen(listening))
        self._loop.close()

    async def _listen(self, listening):
        self._ended, self._released = asyncio.Event(), asyncio.Event()
        self._serving = set()
        server = await asyncio.start_server(self._serve, "127.0.0.1", self.port, backlog=512, limit=2**20)
        self.port = server.sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}/v1"
        listening.set()
        await self._ended.wait()
        server.close()
        for task in self._serving:
            task.cancel()
        await asyncio.gather(*self._serving, return_exceptions=True)

    async def _serve(self, reader, writer):
        self._serving.add(asyncio.current_task())
        try:
            while True:
                writer.write(await self._response(await _body(reader)))
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            self._serving.discard(asyncio.current_task())
            writer.close()

    async def _response(self, body):
        request = json.loads(body)
        passage = _passage(request)
        key = hashlib.sha256(body).hexdigest()
        with self._changed:
            self.seen[key] += 1
            self.texts[key] = passage
            number = self.requests
            self._changed.notify_all()
        await asyncio.sleep(self.latency)
        if self.hold_from is not None and number > self.hold_from:
            await self._released.wait()
        if passage in self.failing:
            return _http(b'{"error": {"message": "busy"}}', "500 Internal Server Error")
        return _http(json.dumps(self._completion(request, passage)).encode())

    def _completion(self, request, passage):
        name = hashlib.sha256(passage.encode()).hexdigest()[:12]
        content = json.dumps({"assignments": self._assignments(passage)})
        message = {"role": "assistant", "content": content, "refusal": None}
        return {
            "id": f"reply-{name}",
            "object": "chat.completion",
            "created": 1,
            "model": request["model"],
            "system_fingerprint": "." * self.bulk,
            "choices": [{"index": 0, "finish_reason": "stop", "message": message}],
            "usage": {"prompt_tokens": 100, "completion_tokens": 30, "total_tokens": 130},
        }

    def _assignments(self, passage):
        """None, one or two codes; now and then the quotation of the last is made up, also when asked once more."""
        digest = hashlib.sha256(passage.encode()).digest()
        words = passage.split(" ")
        given = [
            {"code": code, "quotation": " ".join(words[: 3 + i]), "rationale": f"because {passage[:60]}"}
            for i, code in enumerate(_CODES[digest[0] % 3 :][: digest[1] % 3])
        ]
        if given and digest[2] < 32:
            given[-1]["quotation"] = "what nobody said"
        return given


async def _body(reader):
    head = await reader.readuntil(b"\r\n\r\n")
    length = re.search(rb"content-length: *(\d+)", head.lower())
    return await reader.readexactly(int(length[1]) if length else 0)


def _passage(request):
    (found,) = {text.strip() for message in request["messages"] for text in _PASSAGE.findall(str(message["content"]))}
    return found


def _http(body, status="200 OK"):
    head = f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body
