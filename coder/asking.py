"""Asks the model about passages: every attempt in the ledger, every reply kept before it is read."""

import hashlib
import json
import logging
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import instructor
from instructor.core import IncompleteOutputException, InstructorRetryException
from openai.types.chat import ChatCompletion
from pydantic import ValidationError

from codebook import IntercoderError, Record
from coder.endpoint import Endpoint, PassingError, patiently
from prompts import Answer, BriefAnswer, GivenCode, Message, PackAnswer, asked_about
from runs import CodingStatus
from runs.ledger import note_error, note_received, note_sent, reply_to
from runs.study import Study

logging.getLogger("instructor").setLevel(logging.CRITICAL + 1)
"""instructor logs what it could not validate, and that may be a participant's words."""


AnswerModel = type[Answer] | type[BriefAnswer] | type[PackAnswer]


class Asked(Record, frozen=True):
    """What became of one passage that was asked about."""

    status: CodingStatus
    answer: Answer | None = None
    reason: str = ""
    """Why there is no answer; empty where there is one."""


class RefusedError(Exception):
    """The model declined to answer."""


class Asker:
    """Asks questions of one run; a question whose very bytes were answered before is not sent again.

    Args:
        study: Where attempts and replies are kept.
        run: The run's number.
        endpoint: The model's endpoint.
        address: What names the endpoint in request keys.
        parameters: Model and sampling parameters, sent with every request.
        attempts: How often one request is sent at most while errors may pass.
    """

    def __init__(
        self,
        study: Study,
        run: int,
        endpoint: Endpoint,
        *,
        address: str,
        parameters: dict[str, Any],
        attempts: int = 5,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._study, self._run, self._endpoint, self._address = study, run, endpoint, address
        self._parameters, self._attempts, self._now = parameters, attempts, now
        self._create: Any = instructor.patch(create=self._complete, mode=instructor.Mode.JSON_SCHEMA)

    async def ask(self, messages: Sequence[Message], expected: AnswerModel, *passages: str) -> list[Asked]:
        """What became of each passage; a quotation, code or number that is wrong is asked about once more.

        Args:
            messages: The chat that asks.
            expected: The answer model.
            passages: What is asked about.
        """
        try:
            with asked_about(*passages):
                answer = await self._create(
                    messages=list(messages), response_model=expected, max_retries=1, **self._parameters
                )
        except (IncompleteOutputException, InstructorRetryException) as error:
            return _without_answer(_own_cause(error), expected, len(passages))
        return _of_each(answer, len(passages))

    async def _complete(self, **request: Any) -> ChatCompletion:
        sent = json.dumps(request, ensure_ascii=False, sort_keys=True)
        key = hashlib.sha256(f"{self._address}\n{sent}".encode("utf-8", "surrogatepass")).hexdigest()
        known = reply_to(self._study, key)
        body = known.body if known else await self._send(key, sent, request)
        completion = ChatCompletion.model_validate_json(body)
        if completion.choices and completion.choices[0].message.refusal:
            raise RefusedError(completion.choices[0].message.refusal)
        return completion

    async def _send(self, key: str, sent: str, request: dict[str, Any]) -> str:
        async for attempt in patiently(self._attempts):
            with attempt:
                exchange = note_sent(self._study, self._run, key, sent, now=self._now().isoformat())
                try:
                    received = await self._endpoint.send(request)
                except PassingError as error:
                    note_error(self._study, exchange, str(error), http_status=error.status, seconds=0)
                    raise
                note_received(
                    self._study, exchange, received.body, http_status=received.status, seconds=received.seconds
                )
                return received.body
        raise AssertionError


def _without_answer(error: Exception, expected: AnswerModel, count: int) -> list[Asked]:
    if isinstance(error, InstructorRetryException):
        return _imperfect(error, expected, count) or [_failed("No answer in the asked form came.")] * count
    if isinstance(error, RefusedError):
        return [Asked(status=CodingStatus.REFUSED, reason="The model declined to answer.")] * count
    if isinstance(error, IncompleteOutputException):
        return [Asked(status=CodingStatus.TRUNCATED, reason="The answer was cut off.")] * count
    if isinstance(error, PassingError):
        return [_failed(f"No reply came: {error}.")] * count
    raise error


def _imperfect(error: InstructorRetryException, expected: AnswerModel, count: int) -> list[Asked] | None:
    """The last answer, where all that is wrong with it is a quotation or the number of a passage."""
    last: Any = error.last_completion
    try:
        answer = expected.model_validate_json(last.choices[0].message.content)
    except (AttributeError, IndexError, TypeError, ValidationError):
        return None
    return _of_each(answer, count)


def _of_each(answer: Answer | BriefAnswer | PackAnswer, count: int) -> list[Asked]:
    return [
        _failed("The answer left this passage out.")
        if given is None
        else Asked(status=CodingStatus.CODED, answer=Answer(assignments=[_plain(each) for each in given]))
        for given in answer.of_each(count)
    ]


def _plain(given: GivenCode) -> GivenCode:
    return GivenCode(code=given.code, quotation=given.quotation, rationale=given.rationale)


def _failed(reason: str) -> Asked:
    return Asked(status=CodingStatus.FAILED, reason=reason)


def _own_cause(error: Exception) -> Exception:
    """What really happened under the exceptions of instructor and tenacity: our own error, or the given one."""
    inner: BaseException | None = error
    while inner is not None:
        if isinstance(inner, IntercoderError | PassingError | RefusedError | IncompleteOutputException):
            return inner
        inner = inner.__cause__ or inner.__context__
    return error
