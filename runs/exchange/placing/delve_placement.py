"""A Delve print brought together with the transcripts of a study."""

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from runs.exchange.codings_table import CodingsTable, Problem, ProblemKind, TableShape
from runs.exchange.delve_codings import CodedPrint, read_coded_print
from runs.exchange.placing.laying import Laid, lay_on
from runs.exchange.placing.outcomes import Outcome, Placement
from runs.exchange.placing.placement import place_codings
from runs.exchange.placing.same_interview import same_interview
from runs.records import Transcript
from runs.transcripts.reading import Reading


class PlacedPrint(NamedTuple):
    """What a print says of one interview."""

    reading: Reading
    """The print as a transcript of its own."""
    transcript: Transcript
    """The transcript that its codings lie on."""
    known: bool
    """Whether the transcript was among those given; else it was read from the print."""
    placement: Placement | None
    """The rater's codings and what became of each passage; None where nothing is coded in the print."""
    words: int
    """How many words are printed."""
    only_printed: int
    """How many of them the transcript does not have at their place."""
    only_spoken: int
    """How many words of the transcript are not printed."""


def place_delve_print(
    name: str,
    data: bytes,
    transcripts: Mapping[str, Transcript],
    *,
    rater: str | None,
    codes: frozenset[str] | None,
) -> PlacedPrint:
    """The transcript that a print shows, and its codings on it.

    Args:
        name: The print's name, for messages.
        data: Its bytes.
        transcripts: The study's transcripts by name.
        rater: Who coded; Delve does not print it.
        codes: The names of the codebook's codes; None where there is no codebook.

    Raises:
        UnreadableTranscript: It is no print of Delve, or cannot be read.
        CodingsError: It is coded and no rater is named.
        InputError: Several transcripts have its words.
    """
    return place_coded_print(name, read_coded_print(name, data, rater), transcripts, codes=codes)


def place_coded_print(
    name: str, coded: CodedPrint, transcripts: Mapping[str, Transcript], *, codes: frozenset[str] | None
) -> PlacedPrint:
    """The transcript that a print shows, as it was read, and its codings on it.

    Passages lie where the words of the print and of the transcript answer to each other, and are then checked as
    those of a table are. A print in which nothing is coded says nothing of what its rater judged.

    Args:
        name: The print's name, for messages.
        coded: What was read of it.
        transcripts: The study's transcripts by name.
        codes: The names of the codebook's codes; None where there is no codebook.

    Raises:
        InputError: Several transcripts have its words.
    """
    own = coded.reading.transcript
    found = same_interview(own, transcripts, coded.title)
    transcript = found or own
    laid = lay_on(coded.codings or CodingsTable(name, TableShape.SPANS, ()), own, transcript)
    placement = place_codings(laid.table, {transcript.document: transcript}, codes=codes)
    return PlacedPrint(
        reading=coded.reading,
        transcript=transcript,
        known=found is not None,
        placement=_with_differences(placement, laid) if coded.codings else None,
        words=laid.words,
        only_printed=laid.only_first,
        only_spoken=laid.only_second,
    )


def _with_differences(placement: Placement, laid: Laid) -> Placement:
    """Passages whose printed words differ from the transcript's count as re-anchored, and are told."""
    if not laid.reworded:
        return placement
    outcomes = Counter(placement.outcomes)
    outcomes[Outcome.VERIFIED] -= len(laid.reworded)
    outcomes[Outcome.REANCHORED] += len(laid.reworded)
    why = "Its printed words differ from the transcript's, which were taken."
    told = [Problem(kind=ProblemKind.MOVED, rows=(number,), why=why, kept=True) for number in laid.reworded]
    problems = sorted([*placement.problems, *told], key=lambda problem: problem.rows[0])
    return placement.model_copy(update={"outcomes": dict(+outcomes), "problems": tuple(problems)})
