"""Asks the model about passages: every attempt in the ledger, every reply kept before it is read."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any

import instructor
from instructor.core import IncompleteOutputException, InstructorRetryException
from openai.types.chat import ChatCompletion
from pydantic import ValidationError

from codebook import IntercoderError, Record
from coder.code_probabilities import code_probabilities
from coder.completions import completion_in, is_answer
from coder.endpoint import Endpoint, Received
from coder.errors import (
    BadResponseError,
    EndpointError,
    PassingError,
    RateLimitedError,
    RefusedError,
    RejectedError,
    StoppedError,
)
from coder.money.budget import Reserved
from coder.money.metering import Meter
from coder.pacing import Pacer
from coder.requests import Framing, Request
from coder.retrying import patiently
from coder.wrapping import AnswerModel, WrongFormError, wrapped
from prompts import Answer, CodesForm, GivenCode, Message, asked_about
from runs import CodingStatus, Segment
from runs.ledger.entries import Reply, begin_exchange, note_error, note_received, note_unusable
from runs.sharing.writer import Writer
from runs.study import Study

logging.getLogger("instructor").setLevel(logging.CRITICAL + 1)
"""instructor logs what it could not validate, and that may be a participant's words."""


class Asked(Record, frozen=True):
    """What became of one passage that was asked about."""

    status: CodingStatus
    answer: Answer | None = None
    probabilities: tuple[float | None, ...] = ()
    """Of each code of the answer, as ``coder.code_probabilities`` reads them; empty where they were not asked for."""
    reason: str = ""
    """Why there is no answer; empty where there is one."""
    ask_apart: bool = False
    """Whether a reply came that is of no use for this passage, and fewer passages at once may bring a better one."""


@dataclass
class _Used:
    """What brought the answer to one question, or its correction."""

    exchanges: list[int] = field(default_factory=list[int])
    reply: str = ""
    """The body of the last reply."""


_USED: ContextVar[_Used] = ContextVar("used")
_ABOUT: ContextVar[Sequence[Segment]] = ContextVar("about")
"""The segments that one question is about."""

HOPELESS = 3
"""After so many requests in a row that failed in all their attempts, the run stops."""
USELESS = 10
"""After so many questions in a row that brought no answer which can be used, or were declined, the run stops."""


class Asker:
    """Asks questions of one run; a question whose very bytes were answered before is not sent again.

    Args:
        writer: Writes the study where attempts and replies are kept.
        run: The run's number.
        endpoint: The model's endpoint.
        framing: Makes requests of questions; its parameters are sent with each.
        pacer: Lets requests go.
        meter: Keeps the run within its budget.
        failed: Told the kind of each exchange that brought no usable reply.
        attempts: How often one request is sent at most while errors may pass.
        patience: Seconds after which a request that keeps meeting a limit is given up.
    """

    def __init__(
        self,
        writer: Writer,
        run: int,
        endpoint: Endpoint,
        *,
        framing: Framing,
        pacer: Pacer,
        meter: Meter,
        failed: Callable[[str], None] = lambda kind: None,
        attempts: int = 5,
        patience: float = 600,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._writer, self._run, self._endpoint, self._framing = writer, run, endpoint, framing
        self._pacer, self._meter, self._failed, self._now = pacer, meter, failed, now
        self._attempts, self._patience = attempts, patience
        self._failed_in_a_row = 0
        self._useless: list[str] = []
        self._create: Any = instructor.patch(create=self._complete, mode=instructor.Mode.JSON_SCHEMA)

    async def ask(
        self, messages: Sequence[Message], expected: AnswerModel, *passages: str, about: Sequence[Segment] = ()
    ) -> list[Asked]:
        """What became of each passage; a quotation, code or number that is wrong is asked about once more.

        Args:
            messages: The chat that asks.
            expected: The answer model.
            passages: What is asked about.
            about: The segments that it is, for the ledger.

        Raises:
            EndpointError: The endpoint is of no use now.
            CredentialsError: The key or the model is refused.
            StoppedError: The run is to stop.
        """
        used = _Used()
        _USED.set(used)
        _ABOUT.set(about)
        try:
            with asked_about(*passages):
                answer = await self._create(
                    messages=list(messages), response_model=wrapped(expected), max_retries=1, **self._framing.parameters
                )
        except (IncompleteOutputException, InstructorRetryException) as error:
            answer = _in_spite_of(_own_cause(error), expected)
        asked = self._of_each(answer, len(passages), used.reply)
        useless = all(each.status is CodingStatus.FAILED for each in asked)
        if useless:
            await self._writer.write(lambda study: note_unusable(study, used.exchanges, asked[0].reason))
        self._useless = [*self._useless, asked[0].reason] if useless else []
        return asked

    def check(self) -> None:
        """Return unless too many answers in a row were of no use.

        Raises:
            EndpointError: They were; nothing more is sent.
        """
        if len(self._useless) >= USELESS:
            self._pacer.stop()
            what = f"{len(self._useless)} requests in a row brought nothing that can be used."
            raise _hopeless(what, self._useless[-1], logprobs="logprobs" in self._framing.parameters)

    def _of_each(self, answer: CodesForm | Asked, count: int, reply: str) -> list[Asked]:
        """What became of each passage by an answer and the reply that held it."""
        if isinstance(answer, Asked):
            return [answer] * count
        known = ()
        if self._framing.parameters.get("logprobs"):
            known = code_probabilities(reply, [each.code for each in answer.given()])
        shares = zip(answer.of_each(count), answer.shares(count), strict=True)
        return [_coded(given, known[share or slice(0)]) for given, share in shares]

    async def _complete(self, **request: Any) -> ChatCompletion:
        made = self._framing.request(request["messages"], request["response_format"])
        try:
            completion = await self._patiently(made)
        except RateLimitedError:
            self._pacer.stop()
            raise _limited() from None
        except PassingError as error:
            self._failed_in_a_row += 1
            if self._failed_in_a_row >= HOPELESS:
                self._pacer.stop()
                raise _hopeless(f"{HOPELESS} requests in a row failed.", f"{error}.") from None
            raise
        self._failed_in_a_row = 0
        return completion

    async def _patiently(self, made: Request) -> ChatCompletion:
        async for attempt in patiently(self._attempts, self._patience, self._pacer.sleep):
            with attempt:
                return await self._exchange(made)
        raise AssertionError

    async def _exchange(self, made: Request) -> ChatCompletion:
        """The completion of one exchange, whose reply is on the disk before it is read.

        The next request takes its place when the reply was handed to the writer: it goes when its own row is on the
        disk, and that is never before the reply, which the writer has first.
        """
        async with self._pacer.slot(tokens=len(made.own) / 4):
            reserved = await self._reserved(made)
            cost = self._meter.told(reserved)
            begun = await self._writer.write(partial(self._begin, made=made, cost=cost, about=_ABOUT.get()))
            used = _USED.get()
            used.exchanges.append(begun.exchange if isinstance(begun, Reply) else begun)
            if isinstance(begun, Reply):
                self._meter.release(reserved)
                used.reply = begun.body
                return completion_in(begun.body)
            received, kept = await self._sent(begun, made.content, reserved)
            used.reply = received.body
        await kept
        await asyncio.sleep(0)  # lets those go that waited for their turn
        try:
            return completion_in(received.body)
        except BadResponseError as error:
            await self._note_error(begun, error)
            raise

    async def _reserved(self, made: Request) -> Reserved:
        try:
            return await self._meter.reserve(made)
        except IntercoderError:
            self._pacer.stop()
            raise

    def _begin(self, study: Study, made: Request, cost: float | None, about: Sequence[Segment]) -> Reply | int:
        return begin_exchange(
            study,
            self._run,
            made.key,
            made.own,
            made.parts,
            usable=is_answer,
            now=self._now().isoformat(),
            cost=cost,
            about=about,
        )

    async def _sent(self, exchange: int, content: bytes, reserved: Reserved) -> "tuple[Received, asyncio.Future[None]]":
        try:
            received = await self._endpoint.send(content)
        except (PassingError, RejectedError) as error:
            declined = error.status is not None and error.status >= 400
            cost = self._meter.settle_declined(reserved) if declined else self._meter.settle(reserved, error.body)
            await self._note_error(exchange, error, cost)
            if isinstance(error, RateLimitedError):
                self._pacer.limited(error.headers)
            raise
        except IntercoderError as error:
            self._pacer.stop()
            cost = self._meter.settle_declined(reserved)
            ended = partial(note_error, exchange=exchange, error=error.what, http_status=None, seconds=None, cost=cost)
            await self._writer.write(ended)
            raise
        cost = self._meter.settle(reserved, received.body)
        kept = self._writer.write(
            lambda study: note_received(
                study, exchange, received.body, http_status=received.status, seconds=received.seconds, cost=cost
            )
        )
        self._pacer.answered(received.headers)
        return received, kept

    async def _note_error(self, exchange: int, error: PassingError | RejectedError, cost: float | None = None) -> None:
        self._failed(str(error))
        await self._writer.write(
            lambda study: note_error(
                study,
                exchange,
                str(error),
                http_status=error.status,
                seconds=error.seconds or None,
                body=error.body,
                cost=cost,
            )
        )


def _limited() -> EndpointError:
    return EndpointError(
        "The endpoint keeps asking for fewer requests.",
        why="No request was let through for a long time.",
        do="Run the same command again later; what was answered is kept.",
    )


def _hopeless(what: str, last: str, *, logprobs: bool = False) -> EndpointError:
    without = " Some endpoints take no request with --logprobs." if logprobs else ""
    return EndpointError(
        what,
        why=f"The last one: {last}{without}",
        do="See intercoder runs show, and run the same command again when it is mended; what was answered is kept.",
    )


def _in_spite_of(error: Exception, expected: AnswerModel) -> CodesForm | Asked:
    """The answer that can be used in spite of an error, or what became of the passages without one."""
    if isinstance(error, InstructorRetryException):
        return _imperfect(error, expected) or _useless_answer("No answer in the asked form came.")
    if isinstance(error, RefusedError) or (isinstance(error, RejectedError) and error.filtered):
        return Asked(status=CodingStatus.REFUSED, reason="The model declined to answer.")
    if isinstance(error, IncompleteOutputException):
        return Asked(status=CodingStatus.TRUNCATED, reason="The answer was cut off.")
    if isinstance(error, WrongFormError):
        return _useless_answer(f"{error}.")
    if isinstance(error, PassingError | RejectedError):
        return Asked(status=CodingStatus.FAILED, reason=f"No usable reply came: {error}.")
    raise error


def _imperfect(error: InstructorRetryException, expected: AnswerModel) -> CodesForm | None:
    """The last answer, where all that is wrong with it is a quotation or the number of a passage."""
    last: Any = error.last_completion
    try:
        return expected.model_validate_json(last.choices[0].message.content)
    except (AttributeError, IndexError, TypeError, ValidationError):
        return None


def _coded(given: Sequence[GivenCode] | None, probabilities: Sequence[float | None]) -> Asked:
    if given is None:
        return _useless_answer("The answer left this passage out.")
    answer = Answer(assignments=[_plain(each) for each in given])
    return Asked(status=CodingStatus.CODED, answer=answer, probabilities=tuple(probabilities))


def _plain(given: GivenCode) -> GivenCode:
    return GivenCode(code=given.code, quotation=given.quotation, rationale=given.rationale)


def _useless_answer(reason: str) -> Asked:
    return Asked(status=CodingStatus.FAILED, reason=reason, ask_apart=True)


_OURS = (IntercoderError, PassingError, RejectedError, RefusedError, StoppedError, IncompleteOutputException)


def _own_cause(error: Exception) -> Exception:
    """What really happened under the exceptions of instructor and tenacity: our own error, or the given one."""
    inner: BaseException | None = error
    while inner is not None:
        if isinstance(inner, _OURS):
            return inner
        inner = inner.__cause__ or inner.__context__
    return error
