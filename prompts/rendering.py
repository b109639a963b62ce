"""The texts that a model is sent: the same bytes for the same input, whenever they are rendered."""

import hashlib
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from operator import attrgetter
from typing import cast

from jinja2 import Environment, PackageLoader, StrictUndefined

from codebook import Codebook
from prompts.excerpts import excerpts, numbered
from runs import Segment, Transcript, Turn
from runs.transcripts.sentences import sentence_spans

_TEMPLATES = Environment(
    loader=PackageLoader("prompts"),
    undefined=StrictUndefined,
    autoescape=False,
    keep_trailing_newline=False,
)

Message = dict[str, str]
"""One message of a chat: its ``role`` and its ``content``."""


def fingerprint(*, brief: bool) -> str:
    """What names the templates of one way of asking: it changes when one of them does. 12 hexadecimal digits."""
    names = ("brief.jinja", "brief_segment.jinja") if brief else ("system.jinja", "segment.jinja", "pack.jinja")
    loader = cast("PackageLoader", _TEMPLATES.loader)
    sources = "\0".join(loader.get_source(_TEMPLATES, name)[0] for name in names)
    return hashlib.sha256(sources.encode()).hexdigest()[:12]


def render_instructions(codebook: Codebook) -> str:
    """The part that all requests of a run share: what to do, and the codebook."""
    return _TEMPLATES.get_template("system.jinja").render(codebook=codebook)


def render_segment(transcript: Transcript, segment: Segment, *, context: int = 1) -> str:
    """The part that asks for one segment, with the turns around it as context that is not to be coded.

    Args:
        transcript: The transcript that the segment lies in.
        segment: The passage to code.
        context: How many turns before and after are shown.
    """
    before, after = _around(transcript, segment, context)
    said = {turn.position: f"{turn.speaker}: {transcript.text[turn.start : turn.end]}" for turn in before + after}
    return _TEMPLATES.get_template("segment.jinja").render(
        before="\n".join(said[turn.position] for turn in before),
        after="\n".join(said[turn.position] for turn in after),
        target=transcript.text[segment.start : segment.end],
        speaker=segment.speaker,
    )


def render_pack(transcripts: Mapping[str, Transcript], segments: Sequence[Segment], *, context: int = 1) -> str:
    """The part that asks for several segments at once, numbered from 1, each as ``render_segment`` shows it.

    Args:
        transcripts: The transcripts by name.
        segments: The passages to code.
        context: How many turns before and after each are shown.
    """
    passages = [render_segment(transcripts[each.document], each, context=context) for each in segments]
    return _TEMPLATES.get_template("pack.jinja").render(passages=passages)


def render_brief_instructions(codebook: Codebook) -> str:
    """The shared part for a small model: names and definitions only."""
    return _TEMPLATES.get_template("brief.jinja").render(codebook=codebook)


def render_brief_passage(before: str, passage: str, closest: Sequence[str]) -> str:
    """The part that asks a small model for one passage, whose pieces are numbered.

    Args:
        before: What was said just before; empty where nothing was.
        passage: The passage to code.
        closest: Codes to consider first, the likeliest first.
    """
    target = numbered(passage, excerpts(passage))
    return _TEMPLATES.get_template("brief_segment.jinja").render(before=before, target=target, closest=closest)


def render_brief_segment(transcript: Transcript, segment: Segment, closest: Sequence[str]) -> str:
    """``render_brief_passage`` of a segment, after the last sentence of the turn before it."""
    earlier, _ = _around(transcript, segment, 1)
    sentences = [span for turn in earlier for span in sentence_spans(transcript.text, turn.start, turn.end)]
    before = transcript.text[slice(*sentences[-1])] if sentences else ""
    return render_brief_passage(before, transcript.text[segment.start : segment.end], closest)


def _around(transcript: Transcript, segment: Segment, context: int) -> tuple[tuple[Turn, ...], tuple[Turn, ...]]:
    """The last turns that end before the segment and the first that begin after it."""
    ended = bisect_right(transcript.turns, segment.start, key=attrgetter("end"))
    begun = bisect_left(transcript.turns, segment.end, key=attrgetter("start"))
    return transcript.turns[max(0, ended - context) : ended], transcript.turns[begun : begun + context]
