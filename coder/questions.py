"""What a run asks: the messages for each segment, and the answer that is expected."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from codebook import Codebook
from coder.shortlist import Embed, Shortlist
from coder.wrapping import AnswerModel
from prompts import (
    Message,
    answer_model,
    brief_answer_model,
    demonstrations,
    excerpts,
    fingerprint,
    pack_answer_model,
    render_brief_instructions,
    render_brief_segment,
    render_instructions,
    render_pack,
    render_segment,
)
from runs import Segment, Transcript

SIZE, SHOWN, UNASKED = 3, 16, 0.3
"""How a small model is asked: codes in a shortlist, answered exemplars, the share of segments not asked about."""


def style_fingerprint(*, brief: bool) -> str:
    """What stands for the texts and the settings of the questions in a run's settings."""
    return fingerprint(brief=brief) + (f" {SIZE} {SHOWN} {UNASKED}" if brief else "")


@dataclass(frozen=True)
class Questions:
    """How one run asks about its segments."""

    expected: Callable[[Sequence[Segment]], AnswerModel]
    """The answer model for a pack of segments."""
    shared: tuple[Message, ...]
    """The messages that every request begins with, so that a server reads them once."""
    last: Callable[[Sequence[Segment]], str]
    """The message that asks about a pack of segments; about one, where the answer is for one."""
    unasked: frozenset[Segment] = frozenset()
    """Segments that are taken to have no code without asking."""

    def messages(self, pack: Sequence[Segment]) -> list[Message]:
        """The whole chat that asks about a pack of segments."""
        return [*self.shared, {"role": "user", "content": self.last(pack)}]


def always(model: AnswerModel) -> Callable[[Sequence[Segment]], AnswerModel]:
    """The same answer model for every pack."""
    return lambda pack: model


def _said(transcripts: Mapping[str, Transcript], segment: Segment) -> str:
    return transcripts[segment.document].text[segment.start : segment.end]


def full_questions(codebook: Codebook, transcripts: Mapping[str, Transcript], *, packed: bool = False) -> Questions:
    """For a model that can read a whole codebook: definitions, criteria and exemplars, and turns around a segment.

    Args:
        codebook: The codes.
        transcripts: The study's transcripts by name.
        packed: Whether several segments are asked about at once, by number.
    """
    shared: Message = {"role": "system", "content": render_instructions(codebook)}
    if packed:
        return Questions(
            expected=always(pack_answer_model(codebook)),
            shared=(shared,),
            last=lambda pack: render_pack(transcripts, pack),
        )
    return Questions(
        expected=always(answer_model(codebook)),
        shared=(shared,),
        last=lambda pack: render_segment(transcripts[pack[0].document], pack[0]),
    )


def brief_questions(
    codebook: Codebook,
    transcripts: Mapping[str, Transcript],
    segments: Sequence[Segment],
    embed: Embed,
    *,
    size: int = SIZE,
    shown: int = SHOWN,
    unasked: float = UNASKED,
) -> Questions:
    """For a small model: definitions, answered exemplars, and for each segment the codes that lie nearest.

    Args:
        codebook: The codes.
        transcripts: The study's transcripts by name.
        segments: All segments of the run, answered ones too: scores are standardised over them.
        embed: The embedding that ranks the codes.
        size: How many codes a shortlist has.
        shown: For how many codes an exemplar is shown answered: those that are most often the nearest.
        unasked: The share of the segments, those farthest from every code, that is taken to have no code.
            A small model gives nearly every passage a code; people leave more than this share without one.
    """
    passages = [_said(transcripts, segment) for segment in segments]
    shortlist = Shortlist(codebook, passages, embed, size=size)
    closest = dict(zip(segments, shortlist.of_background, strict=True))
    nearest = Counter(names[0] for names in shortlist.of_background)
    most = sorted((code.name for code in codebook.codable), key=lambda name: -nearest[name])[:shown]
    instructions: Message = {"role": "system", "content": render_brief_instructions(codebook)}
    return Questions(
        expected=lambda pack: brief_answer_model(codebook, excerpts(_said(transcripts, pack[0]))),
        shared=(instructions, *demonstrations(codebook, shortlist.closest, codes=most)),
        last=lambda pack: render_brief_segment(transcripts[pack[0].document], pack[0], closest[pack[0]]),
        unasked=frozenset(segments[index] for index in shortlist.farthest(unasked)),
    )
