"""An endpoint of the OpenAI protocol that answers as it is told, in a process of its own.

    python benchmarks/scripted_endpoint.py [--latency S] [--bucket N] [--headers]

Prints its port, then one JSON line of counts for every line it reads, and ends with its input. Each answer gives the
first code of the request's schema, with words copied from the passage that was asked about.
"""

import argparse
import asyncio
import json
import re
import sys
import time
from collections import Counter

_TARGET = re.compile(r"Target passage[^\n]*:\n(.*?)(?=\n\n# Passage|\n\nAnswer each|\Z)", re.DOTALL)


class Bucket:
    """So many requests a second, and as many at once; without a rate, any number."""

    def __init__(self, rate: float) -> None:
        self.rate, self.left, self.at = rate, rate, time.monotonic()

    def take(self) -> bool:
        now = time.monotonic()
        self.left = min(self.rate, self.left + (now - self.at) * self.rate)
        self.at = now
        if self.rate and self.left < 1:
            return False
        self.left -= 1
        return True

    def headers(self) -> dict[str, str]:
        missing = self.rate - max(self.left, 0)
        return {
            "x-ratelimit-limit-requests": str(int(self.rate)),
            "x-ratelimit-remaining-requests": str(max(0, int(self.left))),
            "x-ratelimit-reset-requests": f"{int(1000 * missing / self.rate)}ms",
        }


def answer(request: dict) -> dict:
    said = request["messages"][-1]["content"]
    passages = [found.strip() for found in _TARGET.findall(said)]
    schema = json.dumps(request.get("response_format") or request.get("tools"))
    code = re.search(r'"(?:enum|const)": (?:\["|")([^"]+)"', schema)
    given = [
        {"quotation": " ".join(text.split(" ")[:6]), "code": code[1] if code else "", "rationale": "Says so."}
        for text in passages
    ]
    if '"passages"' in schema:
        return {"passages": [{"passage": i, "assignments": [one]} for i, one in enumerate(given, 1)]}
    return {"assignments": given[:1]}


def completion(request: dict, prompt: int) -> bytes:
    content = json.dumps(answer(request))
    message = {"role": "assistant", "content": content, "refusal": None}
    if "tools" in request:
        call = {"id": "1", "type": "function", "function": {"name": request["tools"][0]["function"]["name"]}}
        call["function"]["arguments"] = content
        message |= {"content": None, "tool_calls": [call]}
    return json.dumps(
        {
            "id": "1",
            "object": "chat.completion",
            "created": 1,
            "model": request["model"],
            "choices": [{"index": 0, "finish_reason": "stop", "message": message}],
            "usage": {"prompt_tokens": prompt // 4, "completion_tokens": 30, "total_tokens": prompt // 4 + 30},
        }
    ).encode()


def response(request: dict, prompt: int) -> bytes:
    """To a request of the Responses protocol: of twelve codes, named c0 to c11, the first."""
    said = json.dumps({f"c{i}": not i for i in range(12)})
    message = {"type": "message", "id": "1", "status": "completed", "role": "assistant"}
    message["content"] = [{"type": "output_text", "text": said, "annotations": []}]
    return json.dumps(
        {
            "id": "1",
            "object": "response",
            "created_at": 1,
            "model": request["model"],
            "status": "completed",
            "output": [message],
            "parallel_tool_calls": True,
            "tool_choice": "auto",
            "tools": [],
            "usage": {
                "input_tokens": prompt // 4,
                "output_tokens": 30,
                "total_tokens": prompt // 4 + 30,
                "input_tokens_details": {"cached_tokens": 0},
                "output_tokens_details": {"reasoning_tokens": 0},
            },
        }
    ).encode()


def body_for(request: dict, prompt: int) -> bytes:
    if "input" in request:
        return response(request, prompt)
    return completion(request, prompt) if request else b'{"object": "list", "data": []}'


class Endpoint:
    def __init__(self, given: argparse.Namespace) -> None:
        self.given, self.bucket, self.counts = given, Bucket(given.bucket), Counter()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while line := await reader.readline():
                await self.respond(line, reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def respond(self, line: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        length = 0
        while (header := await reader.readline()).strip():
            if header.lower().startswith(b"content-length:"):
                length = int(header.split(b":")[1])
        request = json.loads(await reader.readexactly(length)) if length else {}
        prompt = sum(len(message["content"]) for message in request.get("messages") or request.get("input") or [])
        self.counts["requests"] += 1
        self.counts["prompt_characters"] += prompt
        status, body = b"200 OK", b""
        if self.bucket.take():
            self.counts["answered"] += 1
            await asyncio.sleep(self.given.latency + 30 * self.given.token)
            body = body_for(request, prompt)
        else:
            self.counts["429"] += 1
            status, body = b"429 Too Many Requests", b'{"error": {"code": "rate_limit_exceeded"}}'
        extra = self.bucket.headers() if self.given.headers and self.bucket.rate else {}
        head = [b"HTTP/1.1 " + status, b"Content-Type: application/json", b"Content-Length: %d" % len(body)]
        head += [f"{name}: {value}".encode() for name, value in extra.items()]
        writer.write(b"\r\n".join(head) + b"\r\n\r\n" + body)
        await writer.drain()


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--latency", type=float, default=0.2, help="seconds before an answer")
    parser.add_argument("--token", type=float, default=0, help="seconds for each token of the answer")
    parser.add_argument("--bucket", type=float, default=0, help="requests a second before it answers 429")
    parser.add_argument("--headers", action="store_true", help="tell the limit in headers")
    endpoint = Endpoint(parser.parse_args())
    server = await asyncio.start_server(endpoint.serve, "127.0.0.1", 0, backlog=512, limit=2**20)
    print(server.sockets[0].getsockname()[1], flush=True)
    lines = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    while await lines.readline():
        print(json.dumps(endpoint.counts), flush=True)
        endpoint.counts.clear()


if __name__ == "__main__":
    asyncio.run(main())
