"""Each fault comes over a real socket, from an endpoint that misbehaves on cue."""

import asyncio
import gzip
import json
import time
from contextlib import asynccontextmanager

import pytest
from scripted import BOOK, GOOD, PASSAGE, body, study_with_a_run

from coder.asking import Asker
from coder.endpoint import Endpoint
from coder.errors import CredentialsError, EndpointError, PassingError
from coder.money.budget import Budget
from coder.money.metering import Meter
from coder.pacing import Pacer
from coder.requests import Framing
from coder.transport import http_client
from prompts import answer_model
from runs import CodingStatus
from runs.sharing.writer import Writer

WHOLE = json.dumps(body(GOOD)).encode()


def http(content=WHOLE, status="200 OK", length=None, **headers):
    told = {"Content-Type": "application/json", "Content-Length": str(len(content) if length is None else length)}
    told |= {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in told.items())]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + content


class Cue:
    """Does to each connection in turn what the script says: bytes to send, or a function of the writer."""

    def __init__(self, *script):
        self.script, self.count, self.heads = list(script), 0, []

    async def serve(self, reader, writer):
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            self.heads.append(head)
            length = next(int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
            await reader.readexactly(length)
            self.count += 1
            act = self.script.pop(0)
            if callable(act):
                await act(writer)
            else:
                writer.write(act)
                await writer.drain()
        except ConnectionError:
            pass
        finally:
            writer.close()


@asynccontextmanager
async def listening(cue):
    server = await asyncio.start_server(cue.serve, "127.0.0.1", 0, limit=2**20)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
    finally:
        server.close()


@pytest.fixture
def study(tmp_path):
    opened = study_with_a_run(tmp_path / "study.db")
    yield opened
    opened.close()


def ask(study, *script, attempts=3, deadline=5.0, most_bytes=100_000):
    """What became of one passage, and how many requests the endpoint saw."""
    cue = Cue(*script)

    async def once():
        async with listening(cue) as address:
            endpoint = Endpoint(address, "secret", deadline=deadline, http_client=http_client(most_bytes=most_bytes))
            parameters = {"model": "m"}
            writer, pacer = Writer(study), Pacer(1)
            framing = Framing("here", (), parameters, strict=True)
            meter = Meter(None, Budget(), output_limit=2000)
            asker = Asker(writer, 1, endpoint, framing=framing, pacer=pacer, meter=meter, attempts=attempts)
            try:
                (asked,) = await asker.ask([{"role": "user", "content": "?"}], answer_model(BOOK), PASSAGE)
                return asked
            finally:
                await endpoint.close()
                writer.close()

    return asyncio.run(once()), cue.count


def states(study):
    return [state for (state,) in study.connection.execute("select state from exchanges order by id")]


async def silence(writer):
    await asyncio.sleep(3)


async def drip(writer):
    for byte in http():
        writer.write(bytes([byte]))
        await writer.drain()
        await asyncio.sleep(0.1)


async def hang_up(writer):
    writer.close()


async def half_close(writer):
    writer.write(http()[:200])
    writer.write_eof()
    await asyncio.sleep(0.5)


async def reset(writer):
    writer.write(http()[:200])
    await writer.drain()
    writer.transport.abort()


async def endless(writer):
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n")
    for _ in range(100_000):
        writer.write(b" " * 10_000)
        await writer.drain()


BROKEN = {
    "R3 server error": http(b"{}", "500 Internal Server Error"),
    "R3 overloaded": http(b"{}", "529 Overloaded"),
    "R7 closed before an answer": hang_up,
    "R7 reset in the middle": reset,
    "R7 half closed": half_close,
    "R7 shorter than told": http(length=len(WHOLE) + 10),
    "R8 broken JSON": http(WHOLE[:-20]),
    "R10 no choices": http(json.dumps({**body(GOOD), "choices": []}).encode()),
    "R10 choices missing": http(b"{}"),
    "R10 an error in a 200": http(b'{"error": {"code": "overloaded", "message": "It was all too much"}}'),
    "R11 more than a reply may be": http(b" " * 200_000 + WHOLE),
    "R11 endless": endless,
    "R11 compressed unasked": http(gzip.compress(b" " * 10_000_000), Content_Encoding="gzip"),
    "R14 nested deeply": http(b"[" * 10_000),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_a_reply_that_cannot_be_used_is_asked_for_again_and_never_read_as_an_answer(study, fault):
    asked, sent = ask(study, BROKEN[fault], http())
    assert (asked.status, sent) == (CodingStatus.CODED, 2)
    assert states(study) == ["error", "received"]
    (error,) = study.connection.execute("select error from exchanges where state = 'error'").fetchone()
    assert "too much" not in error


@pytest.mark.parametrize("slow", [silence, drip])
def test_r5_r6_an_exchange_ends_at_its_deadline_however_slowly_bytes_come(study, slow):
    began = time.monotonic()
    asked, sent = ask(study, slow, http(), deadline=0.5)
    assert (asked.status, sent) == (CodingStatus.CODED, 2)
    assert time.monotonic() - began < 3


def test_r1_a_wait_that_is_asked_for_is_kept(study):
    began = time.monotonic()
    asked, sent = ask(study, http(b"{}", "429 Too Many Requests", Retry_After="1"), http(), attempts=1)
    assert (asked.status, sent) == (CodingStatus.CODED, 2)
    assert time.monotonic() - began > 1


FATAL = {
    "R4 401": (http(b'{"error": {"message": "bad key secret"}}', "401 Unauthorized"), CredentialsError),
    "R4 403": (http(b"{}", "403 Forbidden"), CredentialsError),
    "R4 unknown model": (http(b"{}", "404 Not Found"), CredentialsError),
    "R4 no quota": (http(b'{"error": {"code": "insufficient_quota"}}', "429 Too Many Requests"), CredentialsError),
    "R2 a wait of hours": (http(b"{}", "429 Too Many Requests", Retry_After="9999"), EndpointError),
    "R9 a page": (http(b"<html>Log in</html>", Content_Type="text/html"), EndpointError),
    "R9 a page that says it is JSON": (http(b"<!doctype html><p>Log in"), EndpointError),
    "R21 elsewhere": (http(b"", "307 Temporary Redirect", Location="http://127.0.0.1:1/"), EndpointError),
}


@pytest.mark.parametrize("fault", FATAL)
def test_what_asking_again_cannot_mend_stops_the_run_after_one_request(study, fault):
    reply, expected = FATAL[fault]
    with pytest.raises(expected) as caught:
        ask(study, reply)
    assert caught.value.exit_code == {CredentialsError: 4, EndpointError: 5}[expected]
    assert "secret" not in str(caught.value)
    assert states(study) == ["error"]


def test_r12_r13_a_cut_answer_and_a_refusal_are_asked_for_once_and_are_no_answers(study):
    filtered = body(None, finish="content_filter")
    for reply, expected in (
        (body(GOOD, finish="length"), CodingStatus.TRUNCATED),
        (body(None, refusal="no"), CodingStatus.REFUSED),
        (filtered, CodingStatus.REFUSED),
    ):
        asked, sent = ask(study, http(json.dumps(reply).encode()))
        assert (asked.status, asked.answer, sent) == (expected, None, 1)


def test_r13_a_filter_before_the_model_is_a_refusal_also_where_it_answers_400(study):
    asked, sent = ask(study, http(b'{"error": {"code": "content_filter", "message": "?"}}', "400 Bad Request"))
    assert (asked.status, sent) == (CodingStatus.REFUSED, 1)


def test_r21_no_proxy_of_the_environment_reads_along(study, monkeypatch):
    proxy = Cue(http(), http())

    async def behind_a_proxy(scheme):
        async with listening(proxy) as address:
            for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
                monkeypatch.setenv(name, address.removesuffix("/v1"))
            endpoint = Endpoint(f"{scheme}://127.0.0.1:9/v1", "secret", deadline=5)
            try:
                await endpoint.send(b'{"messages": "It was all too much"}')
            finally:
                await endpoint.close()

    for scheme in ("http", "https"):
        with pytest.raises(PassingError):
            asyncio.run(behind_a_proxy(scheme))
    assert proxy.count == 0
    (head,) = proxy.heads
    assert head.startswith(b"CONNECT 127.0.0.1:9 ")


def test_no_address_of_the_environment_takes_the_place_of_openais_own(monkeypatch):
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    assert Endpoint(None, "secret")._completions.host == "api.openai.com"


def test_one_request_that_the_endpoint_rejects_fails_alone(study):
    asked, sent = ask(study, http(b'{"error": {"code": "context_length_exceeded"}}', "400 Bad Request"))
    assert (asked.status, sent) == (CodingStatus.FAILED, 1)
    assert "context_length_exceeded" in asked.reason


def test_a_failed_answer_is_no_answer_for_an_equal_request_later(study):
    ask(study, http(json.dumps(body(GOOD, finish="length")).encode()))
    asked, sent = ask(study, http())
    assert (asked.status, sent) == (CodingStatus.CODED, 1)
    assert ask(study) == (asked, 0)
