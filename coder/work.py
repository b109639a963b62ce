"""What a plan leaves to be done in a study: the segments that have no answer yet, and how they are asked about."""

from collections.abc import Callable, Iterator
from itertools import chain
from typing import NamedTuple

from codebook import Codebook, InputError
from coder.plan import Plan
from coder.questions import Questions, brief_questions, full_questions
from coder.shortlist import Embed
from runs import Segment
from runs.coding_store import answered, latest_codebook
from runs.keeping.soundness import require_sound
from runs.ledger.entries import run_with
from runs.segments import segment
from runs.study import Study
from runs.study_texts import StudyTexts
from runs.transcript_store import speakers
from runs.transcripts.roles import interviewed_among


class Work(NamedTuple):
    """What is to be done. Segments are cut anew each time they are gone through, one transcript after the other."""

    study: Study
    plan: Plan
    texts: StudyTexts
    codebook: Codebook
    codebook_number: int
    key: str
    run: int | None
    """The run, where it was begun before."""
    rater: str
    """Its rater; empty where it was not begun."""
    questions: Questions
    segments: int
    """How many segments the run has."""
    waiting: int
    """How many of them have no answer yet, those included that are taken to have no code without asking."""

    def passed_over(self) -> list[Segment]:
        """The segments without an answer that are taken to have no code without asking."""
        return [s for found in self._pending() for s in found if s in self.questions.unasked]

    def packs(self) -> Iterator[tuple[Segment, ...]]:
        """The segments to ask about, those of a request together; a pack never reaches into another transcript."""
        left = self.plan.limit
        for found in self._pending():
            asked = [s for s in found if s not in self.questions.unasked][:left]
            left = None if left is None else left - len(asked)
            yield from packed(asked, self.plan.pack)

    def every_pack(self) -> Iterator[tuple[Segment, ...]]:
        """All segments of the run in packs, answered or not."""
        for found in _segments(self.plan, self.texts):
            yield from packed(found, self.plan.pack)

    def to_ask(self) -> int:
        """How many segments will be asked about."""
        return sum(map(len, self.packs()))

    def looked_at_again(self) -> "Work":
        """The same work as the study is now: another process may have run meanwhile."""
        run, rater = run_with(self.study, self.key) or (None, "")
        waiting = sum(len(found) for found in _pending(self.study, self.plan, self.texts, run))
        return self._replace(run=run, rater=rater, waiting=waiting)

    def _pending(self) -> Iterator[list[Segment]]:
        return _pending(self.study, self.plan, self.texts, self.run)


def work(study: Study, plan: Plan, *, embed: Callable[[], Embed]) -> Work:
    """What the plan leaves to be done.

    Args:
        study: The study.
        plan: The run.
        embed: Makes the embedding that a small model's questions need.

    Raises:
        InputError: The study has no transcripts or no codebook, no turn is by the speakers meant, or a small model
            was to answer packs.
        WeightsError: The embedding cannot be had.
        DamagedStudyError: The study is damaged; nothing has been sent.
    """
    if plan.model.small and plan.pack > 1:
        raise InputError("A model on this machine is asked about one segment at a time.", do="Leave --pack out.")
    require_sound(study)
    texts, book = StudyTexts(study), latest_codebook(study)
    if not texts or book is None:
        missing = "transcripts" if not texts else "codebook"
        raise InputError(f"The study has no {missing}.", do="Bring them in with intercoder import.")
    plan = plan._replace(speakers=plan.speakers or interviewed_among(speakers(study)))
    count = sum(len(found) for found in _segments(plan, texts))
    if not count:
        raise InputError("There is nothing to code.", why="No turn is by the speakers meant.", do="Name --speakers.")
    number, codes = book
    key = plan.key(codes.fingerprint)
    run, rater = run_with(study, key) or (None, "")
    waiting = sum(len(found) for found in _pending(study, plan, texts, run))
    questions = _questions(plan, codes, texts, embed if waiting else None)
    return Work(study, plan, texts, codes, number, key, run, rater, questions, count, waiting)


def packed(segments: list[Segment] | tuple[Segment, ...], size: int) -> list[tuple[Segment, ...]]:
    """The segments of one transcript in packs of at most so many."""
    return [tuple(segments[start : start + size]) for start in range(0, len(segments), size)]


def _questions(plan: Plan, codes: Codebook, texts: StudyTexts, embed: Callable[[], Embed] | None) -> Questions:
    if plan.model.small and embed:
        return brief_questions(codes, texts, tuple(chain.from_iterable(_segments(plan, texts))), embed())
    return full_questions(codes, texts, packed=plan.pack > 1)


def _segments(plan: Plan, texts: StudyTexts) -> Iterator[list[Segment]]:
    for text in texts.values():
        cut = segment(text, plan.unit, speakers=plan.speakers)
        yield [s for s in cut if plan.within is None or (s.document, s.start, s.end) in plan.within]


def _pending(study: Study, plan: Plan, texts: StudyTexts, run: int | None) -> Iterator[list[Segment]]:
    """The segments of each transcript that have no answer yet."""
    for found in _segments(plan, texts):
        done = answered(study, run, found[0].document, again=plan.again) if run and found else ()
        yield [s for s in found if (s.start, s.end) not in done]
