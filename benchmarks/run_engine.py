"""The run engine beside bare clients, on a scripted endpoint in a process of its own.

    python benchmarks/run_engine.py [--only NAME ...] [--gabriel PYTHON]

Prints for each client: requests that the endpoint saw, prompt characters, wall time over the ideal (waves x latency),
requests a second, milliseconds of CPU a request, peak memory; where it is a matter of seconds, the run of median length
of five, and the shortest and longest. The engine codes a study file with its durable ledger;
the others keep nothing. Each sends one request before the clock starts, the engine for a study of its own. Start-up,
imports and the making of the study file, which a process of its own does, are not in the times. Of the engine also the
run after it, which has nothing to ask. peer_gabriel.py says how another coding tool comes beside them.
"""

import argparse
import asyncio
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
sys.modules["pandas"] = None
"""No part of what is installed with Intercoder; where developers have it, sqlite-utils loads it and 30 MB with it."""

CASES = {
    "httpx2, bare": ("httpx2", 500, 64, 0.2, 1, ()),
    "openai, bare": ("openai", 500, 64, 0.2, 1, ()),
    "instructor, stock": ("instructor", 500, 64, 0.2, 1, ()),
    "engine": ("engine", 500, 64, 0.2, 1, ()),
    "engine, 16 at once": ("engine", 200, 16, 0.2, 1, ()),
    "engine, packs of 5": ("engine", 200, 16, 0.2, 5, ()),
    "engine, 5,000 at 20 ms": ("engine", 5000, 64, 0.02, 1, ()),
    "engine, 100,000 at 20 ms": ("engine", 100000, 64, 0.02, 1, ()),
    "engine, 50 a second allowed and told": ("engine", 1500, 64, 0.05, 1, ("--bucket", "50", "--headers")),
    "engine, 50 a second allowed, not told": ("engine", 1500, 64, 0.05, 1, ("--bucket", "50")),
}
REPEATS = 5
PEERS = {
    "openai-gabriel, 500": ("gabriel", 500, 64, 0.2, 1, ()),
    "openai-gabriel, 200": ("gabriel", 200, 64, 0.2, 1, ()),
}


def book():
    from codebook import Code, Codebook

    return Codebook(name="b", codes=tuple(Code(name=f"c{i}", definition="What is said of it. " * 8) for i in range(12)))


def interviews(count: int):
    """Transcripts, one after the other, with so many turns of the person interviewed in all."""
    from runs.transcripts import read_transcript

    said = "It was all too much for me in that week and I told them so. " + "More was said about it. " * 4
    for first in range(0, count, 50):
        numbers = range(first, min(first + 50, count))
        talk = "".join(f"I: And then, {i}?\n\nP: In week {i}. {said}\n\n" for i in numbers)
        yield read_transcript(f"t{first:06}.txt", talk.encode()).transcript


def prepare(path: Path, count: int) -> None:
    """Make the study file."""
    from contextlib import closing

    from runs.coding_store import add_codebook
    from runs.study import Study
    from runs.transcript_store import add_transcript

    with closing(Study(path, create=True)) as study, study.writing():
        add_codebook(study, book(), now="")
        for text in interviews(count):
            add_transcript(study, text, now="")


def prompts(count: int, size: int):
    """The packs of segments that are asked about, and how."""
    from coder.questions import full_questions
    from coder.work import packed
    from runs import Unit
    from runs.segments import segment

    texts = {text.document: text for text in interviews(count)}
    packs = [
        pack for text in texts.values() for pack in packed(segment(text, Unit.TURN, speakers=frozenset({"P"})), size)
    ]
    return packs, full_questions(book(), texts, packed=size > 1)


async def pool(count: int, concurrency: int, one: Callable[[int], Awaitable[object]]) -> None:
    numbers = iter(range(count))

    async def work() -> None:
        for number in numbers:
            await one(number)

    await asyncio.gather(*(work() for _ in range(concurrency)))


def bare(client: str, address: str, count: int, size: int, concurrency: int) -> dict:
    import httpx2
    import instructor
    import openai

    packs, questions = prompts(count, size)
    limits = httpx2.Limits(max_connections=None, max_keepalive_connections=None)
    http = httpx2.AsyncClient(limits=limits, timeout=60)
    plain = openai.AsyncOpenAI(base_url=address, api_key="k", max_retries=0, http_client=http)
    structured = instructor.from_openai(plain, mode=instructor.Mode.JSON_SCHEMA)
    answer = questions.expected(packs[0])
    form = {"type": "json_schema", "json_schema": {"name": "Answer", "schema": answer.model_json_schema()}}

    async def one(number: int) -> None:
        asked = {"model": "m", "temperature": 0, "max_tokens": 2000, "messages": questions.messages(packs[number])}
        if client == "httpx2":
            (await http.post(f"{address}/chat/completions", json=asked | {"response_format": form})).json()
        elif client == "openai":
            await plain.chat.completions.create(**asked, response_format=form)
        else:
            await structured.chat.completions.create(**asked, response_model=answer, max_retries=1)

    async def all_of_them() -> dict:
        await one(0)
        return await timed(lambda: pool(len(packs), concurrency, one))

    return asyncio.run(all_of_them())


async def timed(work: Callable[[], Awaitable[object]]) -> dict:
    began, busy = time.monotonic(), time.process_time()
    await work()
    return {"seconds": time.monotonic() - began, "cpu": time.process_time() - busy}


def engine(address: str, path: Path, size: int, concurrency: int) -> dict:
    from contextlib import closing

    from coder import session
    from coder.models import model_of
    from coder.plan import Plan
    from runs.study import Study

    model = model_of("m", address, key="k")
    plan = Plan(model, speakers=frozenset({"P"}), pack=size, concurrency=concurrency)

    async def code() -> None:
        with closing(Study(path)) as study:
            await session.code(study, plan)

    first = asyncio.run(timed(code))
    again = asyncio.run(timed(code))
    return first | {"again": again["seconds"]}


def gabriel(python: str, address: str, count: int, warm: Callable[[], object]) -> dict:
    packs, _ = prompts(count, 1)
    said = {text.document: text for text in interviews(count)}
    texts = [said[part.document].text[part.start : part.end] for pack in packs for part in pack]
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".json") as job:
        json.dump({"texts": texts, "labels": {code.name: code.definition for code in book().codes}}, job)
        job.flush()
        command = [python, str(HERE / "peer_gabriel.py"), address, job.name]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL, "text": True}
        with subprocess.Popen(command, **pipes) as peer:
            peer.stdout.readline()
            warm()
            found = json.loads(peer.communicate("\n")[0])
    assert found["coded"] == len(texts)
    return found


def measured(name: str, python: str) -> dict:
    client, count, concurrency, latency, size, extra = (CASES | PEERS)[name]
    command = [sys.executable, str(HERE / "scripted_endpoint.py"), "--latency", str(latency), *extra]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL, "text": True}
    with tempfile.TemporaryDirectory() as folder, subprocess.Popen(command, **pipes) as endpoint:
        address = f"http://127.0.0.1:{int(endpoint.stdout.readline())}/v1"

        def counts() -> dict:
            endpoint.stdin.write("\n")
            endpoint.stdin.flush()
            return json.loads(endpoint.stdout.readline())

        if client == "engine":
            path = Path(folder) / "study.db"
            small = Path(folder) / "small.db"
            for study, turns in ((path, count), (small, 1)):
                subprocess.run([sys.executable, __file__, "--prepare", str(study), str(turns)], check=True)
            engine(address, small, size, concurrency)
            counts()
            found = engine(address, path, size, concurrency)
        elif client == "gabriel":
            found = gabriel(python, address, count, warm=counts)
        else:
            found = bare(client, address, count, size, concurrency)
        found |= counts()
        endpoint.stdin.close()
        endpoint.terminate()
    found["ideal"] = -(-count // (size * concurrency)) * latency
    found.setdefault("peak", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="*")
    parser.add_argument("--gabriel", default="", help="the Python of an environment with openai-gabriel")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    parser.add_argument("--prepare", nargs=2, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.prepare:
        prepare(Path(given.prepare[0]), int(given.prepare[1]))
        return
    if given.one:
        print(json.dumps(measured(given.one, given.gabriel)))
        return
    print(f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}", flush=True)
    for name in given.only or [*CASES, *(PEERS if given.gabriel else ())]:
        command = [sys.executable, __file__, "--gabriel", given.gabriel, "--one", name]
        runs = [
            json.loads(subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout)
            for _ in range(REPEATS if (CASES | PEERS)[name][1] <= 500 else 1)
        ]
        runs.sort(key=lambda each: each["seconds"])
        found = runs[len(runs) // 2]
        rate, over = found["answered"] / found["seconds"], found["seconds"] / found["ideal"]
        print(
            f"{name}: {found['requests']} requests ({found.get('429', 0)} declined), {found['prompt_characters']}"
            f" characters, {found['seconds']:.2f} s ({runs[0]['seconds']:.2f} to {runs[-1]['seconds']:.2f};"
            f" {over:.2f} of the ideal), {rate:.0f}/s,"
            f" {1000 * found['cpu'] / found['requests']:.2f} ms CPU, {found['peak']:.0f} MB"
            + (f"; run again: {found['again']:.2f} s" if "again" in found else ""),
            flush=True,
        )


if __name__ == "__main__":
    main()
