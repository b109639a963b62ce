"""The run: each segment is asked about once, and its coding stored as soon as it is there."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from coder.asking import Asked, Asker
from coder.errors import StoppedError
from coder.grounding import ground
from coder.pacing import Pacer
from coder.questions import Questions
from runs import Coding, CodingStatus, RaterKind, Segment, Transcript
from runs.coding_store import add_codings
from runs.sharing.writer import Writer
from runs.study import Study

FAR_FROM_ALL = "By the embedding no code lies near; the language model was not asked."
"""Why a segment has no code where the model was not asked."""


def pass_over(study: Study, segments: Iterable[Segment], *, rater: str, run: int) -> int:
    """How many segments were stored as "looked, none applies" with the reason that no code lies near."""
    return add_codings(
        study,
        (
            Coding(document=s.document, rater=rater, start=s.start, end=s.end, run=run, reason=FAR_FROM_ALL)
            for s in segments
        ),
        {rater: RaterKind.MODEL},
        now=datetime.now(UTC).isoformat(),
    )


def parts_to_ask_again(asked: Sequence[Asked]) -> list[range | list[int]]:
    """Which passages of a pack are asked about again, each part in a request of its own, by their place in the pack.

    A pack whose answer was cut off, or is of no use for any passage, is halved; passages that an answer left out are
    asked about without the others.
    """
    count = len(asked)
    missing = [index for index, each in enumerate(asked) if each.ask_apart]
    if count > 1 and (len(missing) == count or all(each.status is CodingStatus.TRUNCATED for each in asked)):
        return [range(count // 2), range(count // 2, count)]
    return [missing] if 0 < len(missing) < count else []


GRACE = 10.0
"""Seconds that requests under way are waited for when a run is to stop."""


async def code_segments(
    writer: Writer,
    asker: Asker,
    pacer: Pacer,
    packs: Iterable[Sequence[Segment]],
    transcripts: Mapping[str, Transcript],
    *,
    questions: Questions,
    rater: str,
    run: int,
    concurrency: int = 1,
    done: Callable[[Coding], None] = lambda coding: None,
) -> None:
    """Ask about packs of segments, some at once, and store the codings of a pack together when they come.

    The segments of a pack are of one transcript. Twice as many packs are in hand as requests are under way, so that
    the next request is ready when an answer comes. When the task is cancelled, nothing more is sent, what is under way
    is waited for, and what came is stored.

    Raises:
        EndpointError: The endpoint cannot be used; what came before is stored.
        CredentialsError: The key or the model is refused.
        StudyError: The study cannot be written.
    """

    async def ask(pack: Sequence[Segment], text: str) -> list[Asked]:
        passages = [text[segment.start : segment.end] for segment in pack]
        asked = await asker.ask(questions.messages(pack), questions.expected(pack), *passages, about=pack)
        for part in parts_to_ask_again(asked):
            again = await ask([pack[index] for index in part], text)
            for index, each in zip(part, again, strict=True):
                asked[index] = each
        return asked

    async def one(pack: Sequence[Segment]) -> None:
        text = transcripts[pack[0].document].text
        made = [
            ground(each, segment, text, rater=rater, run=run)
            for each, segment in zip(await ask(pack, text), pack, strict=True)
        ]
        kinds, now = {rater: RaterKind.MODEL}, datetime.now(UTC).isoformat()
        await writer.write(lambda study: add_codings(study, made, kinds, now=now))
        for coding in made:
            done(coding)
        asker.check()

    waiting = iter(packs)
    await _together((_each(waiting, one, pacer) for _ in range(2 * concurrency)), pacer)


async def _each(
    packs: Iterable[Sequence[Segment]], one: Callable[[Sequence[Segment]], Awaitable[None]], pacer: Pacer
) -> None:
    for pack in packs:
        if pacer.stopping:
            return
        try:
            await one(pack)
        except StoppedError:
            return
        except BaseException:
            pacer.stop()
            raise


async def _together(workers: Iterable[Coroutine[Any, Any, None]], pacer: Pacer) -> None:
    """Run all; when one fails or the task is cancelled, let nothing go any more and wait a while for the others.

    Each begins when the one before has begun, so that the first request need not wait for others to be made.
    """
    tasks: list[asyncio.Task[None]] = []
    try:
        for worker in workers:
            tasks.append(asyncio.ensure_future(worker))
            await asyncio.sleep(0)
        await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
    finally:
        if not all(task.done() for task in tasks):
            pacer.stop()
            _, late = await asyncio.wait(tasks, timeout=GRACE)
            for task in late:
                task.cancel()
        ended = await asyncio.gather(*tasks, return_exceptions=True)
    for error in ended:
        if isinstance(error, Exception):
            raise error
