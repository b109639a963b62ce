"""What must hold of each row of a study, so that it is what was stored."""

import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from pydantic import ValidationError

from codebook import Codebook, IntercoderError
from runs.records import Assignment, Coding, CodingStatus, Grounding, RaterKind

Values = Mapping[str, Any]

EXCHANGE_STATES = {"sent", "received", "error"}
OTHER_TEXT = "the text is not the one that was stored (its SHA-256 differs)"


class Surroundings:
    """What rows are checked against: transcripts, reviews and cases that are right, and the names of raters.

    Args:
        connection: To the file; it gives texts as bytes.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.lengths: dict[int, int] = {}
        self.documents: dict[int, str] = {}
        self.raters: dict[int, str] = {}
        self.pairs: dict[int, tuple[str, str]] = {}
        self.case_codes: dict[int, dict[str, tuple[int, ...]]] = {}
        self._text = lru_cache(maxsize=4)(self._read)

    def add_transcript(self, values: Values) -> None:
        """Take a transcript in that is right."""
        self.lengths[values["id"]] = len(values["text"])
        self.documents[values["id"]] = values["document"]

    def slice(self, transcript: int, start: int, end: int) -> str:
        """What stands in a transcript from one place to another."""
        return self._text(transcript)[start:end]

    def _read(self, transcript: int) -> str:
        row = self._connection.execute("select text from transcripts where id = ?", [transcript]).fetchone()
        return row[0].decode()


def sha256(text: str) -> str:
    """SHA-256 of a text in UTF-8, hexadecimal."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def transcript_faults(values: Values, around: Surroundings) -> Iterator[str]:
    """What is wrong with a row of ``transcripts``; one with nothing wrong is taken in."""
    if sha256(values["text"]) == values["text_sha256"]:
        around.add_transcript(values)
    else:
        yield OTHER_TEXT


def turn_faults(values: Values, around: Surroundings) -> Iterator[str]:
    """What is wrong with a row of ``turns``."""
    length = around.lengths.get(values["transcript_id"])
    if length is not None and not 0 <= values["start"] <= values["end"] <= length:
        yield "the turn does not lie in its transcript"


def codebook_faults(values: Values, around: Surroundings) -> Iterator[str]:
    """What is wrong with a row of ``codebooks``."""
    try:
        right = Codebook.model_validate_json(values["content"]).fingerprint == values["fingerprint"]
    except (ValidationError, IntercoderError):
        right = False
    if not right:
        yield "the codebook is not the one that was stored (its fingerprint differs)"


def rater_faults(values: Values, around: Surroundings) -> Iterator[str]:
    """What is wrong with a row of ``raters``, which is taken in; its name is held by the fingerprint of each coding."""
    around.raters[values["id"]] = values["name"]
    if values["kind"] not in set(RaterKind):
        yield "the rater is of no kind that there is"


def run_faults(values: Values, around: Surroundings) -> Iterator[str]:
    """What is wrong with a row of ``runs``."""
    for name in ("settings", "made_with"):
        if not _is_json(values.get(name, "{}")):
            yield f"what stands in {name} is damaged"


def sample_faults(values: Values, around: Surroundings) -> Iterator[str]:
    """What is wrong with a row of ``samples``."""
    if sha256(values["content"]) != values["content_sha256"]:
        yield "the sample is not the one that was stored (its SHA-256 differs)"


def part_faults(values: Values, around: Surroundings) -> Iterator[str]:
    """What is wrong with a row of ``request_parts``."""
    if sha256(values["content"]) != values["sha256"]:
        yield "the part of a request is not the one that was stored (its SHA-256 differs)"


def exchange_faults(values: Values, around: Surroundings) -> Iterator[str]:
    """What is wrong with a row of ``exchanges``; replies of the first version have no SHA-256 to check."""
    reply, digest = values["reply"], values.get("reply_sha256")
    if digest is not None and (reply is None or sha256(reply) != digest):
        yield "the reply is not the one that was stored (its SHA-256 differs)"
    if values["state"] not in EXCHANGE_STATES:
        yield "the exchange is in no state that there is"
    if values["state"] == "received" and reply is None:
        yield "the reply is gone"
    if not _is_json(values["request"]):
        yield "what stands in request is damaged"


def coding_faults(values: Values, given: list[dict[str, Any]], around: Surroundings) -> Iterator[str]:
    """What is wrong with a row of ``codings`` and the assignments that belong to it."""
    number = values["transcript_id"]
    if number not in around.lengths or values["rater_id"] not in around.raters:
        return
    length = around.lengths[number]
    if not 0 <= values["start"] <= values["end"] <= length:
        yield "the coding does not lie in its transcript"
    if _fingerprint(values, given, around) != values["fingerprint"]:
        yield "the coding or what was assigned in it is not what was stored (its fingerprint differs)"
    for each in given:
        yield from _assignment_faults(each, number, length, around)


def _assignment_faults(values: Values, transcript: int, length: int, around: Surroundings) -> Iterator[str]:
    start, end = values["start"], values["end"]
    if values["grounding"] == Grounding.UNGROUNDED:
        return
    if start is None or end is None or not 0 <= start <= end <= length:
        yield "a quotation does not lie in its transcript"
    elif around.slice(transcript, start, end) != values["quotation"]:
        yield "a quotation is not what stands at its place in the transcript"


def _fingerprint(values: Values, given: list[dict[str, Any]], around: Surroundings) -> str:
    try:
        return Coding(
            document=around.documents[values["transcript_id"]],
            rater=around.raters[values["rater_id"]],
            start=values["start"],
            end=values["end"],
            status=CodingStatus(values["status"]),
            run=values["run_id"],
            independent=bool(values["independent"]),
            reason=values["reason"],
            assignments=tuple(_assignment(each) for each in given),
        ).fingerprint
    except ValueError:
        return ""


def _assignment(values: Values) -> Assignment:
    return Assignment(
        code=values["code"],
        quotation=values["quotation"],
        start=values["start"],
        end=values["end"],
        grounding=Grounding(values["grounding"]),
        rationale=values["rationale"],
        probability=values.get("probability"),
    )


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


ROW_CHECKS: dict[str, Callable[[Values, Surroundings], Iterator[str]]] = {
    "transcripts": transcript_faults,
    "turns": turn_faults,
    "codebooks": codebook_faults,
    "raters": rater_faults,
    "runs": run_faults,
    "request_parts": part_faults,
    "samples": sample_faults,
    "exchanges": exchange_faults,
}
"""The check of each table but ``codings``, whose rows are checked together with their assignments."""
