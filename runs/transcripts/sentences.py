"""Splits speech into sentences by rule: punctuation, white space and a list of abbreviations."""

import re
from collections.abc import Iterator

from runs.transcripts.trimming import are_one, trimmed
from runs.transcripts.words import words

_CLOSERS = "\"'”’»›)\\]}」』）】*_"
_WIDE_END = re.compile(rf"[。！？｡]+[{_CLOSERS}]*")
_END = re.compile(rf"(?<![.!?…؟।॥])[.!?…؟।॥]++[{_CLOSERS}]*+(?=\s)")
_BREAK = re.compile(r"\n[^\S\n]*\n")
_ABBREVIATIONS = words(
    """
    dr mr mrs ms mx prof sr jr st mt rev hon gen col sgt capt lt e.g i.e etc vs cf ca approx dept est
    fig no nr vol pp p ed eds al inc ltd co corp u.s u.k u.n a.m p.m ph.d m.d b.a m.a d.c jan feb mar
    apr jun jul aug sep sept oct nov dec mon tue wed thu fri sat sun z.b d.h u.a o.ä usw bzw evtl ggf
    vgl str hr fr bspw inkl mio mrd s.o s.u v.a i.d.r mme mlle mm me p.ex c.-à-d av env sra srta dra ud
    uds ej p.ej pág núm sig dott sig.ra prof.ssa
    """
)
_OPEN_ENDED = words("etc al inc ltd co corp a.m p.m usw jr sr u.s u.k ph.d")
"""Abbreviations that may also end a sentence: they do when a capital follows."""
_LAST_WORD = re.compile(r"[^\s(\[\"'“‘«]+$")


def sentence_spans(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The sentences of ``text[start:end]`` as spans without white space around them, none left out."""
    begin = start
    for boundary in _boundaries(text[start:end]):
        yield from trimmed(text, begin, start + boundary)
        begin = start + boundary
    yield from trimmed(text, begin, end)


def _boundaries(speech: str) -> list[int]:
    """Where one sentence ends and white space or the next sentence begins."""
    ends = {found.end() for found in _WIDE_END.finditer(speech) if not _goes_on(speech, found.end())}
    ends |= {found.start() for found in _BREAK.finditer(speech)}
    ends |= {found.end() for found in _END.finditer(speech) if _ends_sentence(speech, found)}
    return sorted(ends)


def _goes_on(speech: str, place: int) -> bool:
    return 0 < place < len(speech) and are_one(speech[place - 1], speech[place])


def _ends_sentence(speech: str, found: re.Match[str]) -> bool:
    """Whether a mark ends a sentence: not after an abbreviation, nor before a small letter."""
    following = speech[found.end() : found.end() + 40].lstrip(" \t\n\"'“‘«([¿¡-–—").lstrip()[:1]
    mark = found[0].rstrip("\"'”’»›)]}」』）】*_")
    if mark == ".":
        return not _is_abbreviation(speech, found.start(), following)
    return not (set(mark) <= {".", "…"} or len(found[0]) > len(mark)) or not following.islower()


def _is_abbreviation(speech: str, dot: int, following: str) -> bool:
    last = _LAST_WORD.search(speech, max(0, dot - 30), dot)
    if last is None:
        return False
    word = last[0].casefold().lstrip(",;:-–—")
    if len(word) == 1 and word.isalpha() and last[0][-1].isupper():
        return following != "" and last[0] != "I"
    if word in _OPEN_ENDED:
        return not following.isupper()
    if word.isdigit():
        return following.islower()
    return word in _ABBREVIATIONS
