"""An endpoint on loopback that answers each request with what a function makes of it."""

import asyncio
import json
import threading
from contextlib import asynccontextmanager, contextmanager

from scripted import body

USAGE = {"prompt_tokens": 1000, "completion_tokens": 100, "total_tokens": 1100}


def none_applies(request):
    return 200, body({"assignments": []}) | {"usage": USAGE}


def target_of(request):
    """The passage that a request asks about."""
    return request["messages"][-1]["content"].split("Target")[1]


class Answering:
    """Answers requests by ``answer(request) -> (status, JSON body)``; keeps what it was sent."""

    def __init__(self, answer=none_applies, *, delay=0.0):
        self.answer, self.delay = answer, delay
        self.requests, self.at_once, self.most_at_once = [], 0, 0

    async def serve(self, reader, writer):
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                lines = head.lower().split(b"\r\n")
                length = next(int(line[15:]) for line in lines if line.startswith(b"content-length:"))
                status, said = await self.answered(await reader.readexactly(length))
                content = json.dumps(said).encode()
                told = (
                    f"HTTP/1.1 {status} -\r\nContent-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n"
                )
                writer.write(told.encode() + content)
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def answered(self, content):
        request = json.loads(content)
        self.requests.append(request)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await asyncio.sleep(self.delay)
        self.at_once -= 1
        return self.answer(request)

    def questions(self):
        """The last message of each request."""
        return [request["messages"][-1]["content"] for request in self.requests]

    def targets(self):
        """The passage that each request asks about."""
        return [target_of(request) for request in self.requests]


@asynccontextmanager
async def answering(endpoint):
    """The endpoint's address while the block lasts."""
    server = await asyncio.start_server(endpoint.serve, "127.0.0.1", 0, limit=2**20)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
    finally:
        server.close()


@contextmanager
def serving(answer):
    """An endpoint in a thread of its own, and its address."""
    endpoint, loop, found, stop = Answering(answer), asyncio.new_event_loop(), [], asyncio.Event()
    ready = threading.Event()

    async def serve():
        async with answering(endpoint) as address:
            found.append(address)
            ready.set()
            await stop.wait()

    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()))
    thread.start()
    assert ready.wait(10)
    try:
        yield endpoint, found[0]
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(10)
        loop.close()
