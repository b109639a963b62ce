"""The run: each segment is asked about once, and its coding stored as soon as it is there."""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import groupby
from operator import attrgetter

from coder.asking import Asker
from coder.grounding import ground
from coder.questions import Questions
from runs import Coding, CodingStatus, RaterKind, Segment, Transcript
from runs.coding_store import add_codings, codings
from runs.study import Study

FAR_FROM_ALL = "By the embedding no code lies near; the language model was not asked."
"""Why a segment has no code where the model was not asked."""


def pending(study: Study, run: int, segments: Iterable[Segment]) -> tuple[Segment, ...]:
    """The segments that the run has no answer for: never asked, or failed."""
    answered = {
        (coding.document, coding.start, coding.end)
        for coding in codings(study)
        if coding.run == run and coding.status is not CodingStatus.FAILED
    }
    return tuple(s for s in segments if (s.document, s.start, s.end) not in answered)


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


def packed(segments: Iterable[Segment], size: int) -> list[tuple[Segment, ...]]:
    """Segments in packs of at most so many; a pack never reaches from one transcript into another."""
    documents = groupby(segments, key=attrgetter("document"))
    return [pack for _, found in documents for pack in _batches(tuple(found), size)]


def _batches(segments: tuple[Segment, ...], size: int) -> list[tuple[Segment, ...]]:
    return [segments[start : start + size] for start in range(0, len(segments), size)]


async def code_segments(
    study: Study,
    asker: Asker,
    packs: Iterable[Sequence[Segment]],
    transcripts: Mapping[str, Transcript],
    *,
    questions: Questions,
    rater: str,
    run: int,
    concurrency: int = 1,
    done: Callable[[Coding], None] = lambda coding: None,
) -> None:
    """Ask about each pack of segments, some at once, and store the codings of a pack together when they come.

    Raises:
        EndpointError: The endpoint cannot be used; what came before is stored.
        CredentialsError: The key or the model is refused.
    """

    async def work(waiting: Iterator[Sequence[Segment]]) -> None:
        for pack in waiting:
            texts = [transcripts[segment.document].text for segment in pack]
            passages = [text[segment.start : segment.end] for text, segment in zip(texts, pack, strict=True)]
            asked = await asker.ask(questions.messages(pack), questions.expected(pack), *passages)
            made = [
                ground(each, segment, text, rater=rater, run=run)
                for each, segment, text in zip(asked, pack, texts, strict=True)
            ]
            add_codings(study, made, {rater: RaterKind.MODEL}, now=datetime.now(UTC).isoformat())
            for coding in made:
                done(coding)

    waiting = iter(packs)
    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(concurrency):
                group.create_task(work(waiting))
    except ExceptionGroup as several:
        raise several.exceptions[0] from None
