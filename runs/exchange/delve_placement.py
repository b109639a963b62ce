"""A Delve print brought together with the transcripts of a study."""

from collections.abc import Mapping
from typing import NamedTuple

from runs.exchange.codings_table import CodingsError, Problem, ProblemKind
from runs.exchange.delve_codings import delve_codings
from runs.exchange.placement import place_codings
from runs.exchange.placing import Outcome, Placement
from runs.exchange.printed_places import PrintedPlaces
from runs.exchange.same_interview import same_interview
from runs.exchange.word_alignment import words_in
from runs.records import Transcript
from runs.transcripts.delve_print import DelvePrint, read_delve_print
from runs.transcripts.read import read_transcript


class PlacedPrint(NamedTuple):
    """What a print says of one interview."""

    transcript: Transcript
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

    Passages lie where the words of the print and of the transcript answer to each other, and are then checked as
    those of a table are. A print in which nothing is coded says nothing of what its rater judged.

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
    shown = read_delve_print(name, data)
    if shown.is_coded and not rater:
        raise CodingsError(name, "Delve does not print who coded.", do="Say it: `--rater NAME`.")
    words = [word for each in shown.paragraphs for word in words_in(each.text, [(0, len(each.text))])]
    found = same_interview(words, transcripts, shown.title)
    transcript = found or _transcript(name, data, rater or "")
    if shown.is_coded:
        placement, places = _placed(name, shown, transcript, rater or "", codes)
    else:
        placement, places = None, PrintedPlaces([each.text for each in shown.paragraphs], transcript)
    return PlacedPrint(
        transcript=transcript,
        known=found is not None,
        placement=placement,
        words=places.words,
        only_printed=places.only_printed,
        only_spoken=places.only_spoken,
    )


def _transcript(name: str, data: bytes, rater: str) -> Transcript:
    """The print as a transcript; its name is the print's title without the rater's name at its end."""
    transcript = read_transcript(name, data).transcript
    bare = transcript.document.removesuffix(f" - {rater}") if rater else transcript.document
    return transcript.model_copy(update={"document": bare or transcript.document})


def _placed(
    name: str, shown: DelvePrint, transcript: Transcript, rater: str, codes: frozenset[str] | None
) -> tuple[Placement, PrintedPlaces]:
    table, places = delve_codings(name, shown.paragraphs, transcript, rater)
    placement = place_codings(table, {transcript.document: transcript}, codes=codes)
    return _with_differences(placement, places), places


def _with_differences(placement: Placement, places: PrintedPlaces) -> Placement:
    """Passages whose printed words differ from the transcript's count as re-anchored, and are told."""
    differing = places.differing
    if not differing:
        return placement
    outcomes = dict(placement.outcomes)
    outcomes[Outcome.VERIFIED] = outcomes.get(Outcome.VERIFIED, 0) - len(differing)
    outcomes[Outcome.REANCHORED] = outcomes.get(Outcome.REANCHORED, 0) + len(differing)
    told = [_differs(paragraph, places.document) for paragraph, _, _ in sorted(differing)]
    problems = sorted([*placement.problems, *told], key=lambda problem: problem.rows[0])
    return placement.model_copy(update={"outcomes": outcomes, "problems": tuple(problems)})


def _differs(paragraph: int, document: str) -> Problem:
    why = "Its printed words differ from the transcript's, which were taken."
    return Problem(kind=ProblemKind.MOVED, rows=(paragraph + 1,), why=why, kept=True, document=document)
