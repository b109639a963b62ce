"""Tells titles, front matter and footers from speech."""

import re
from collections.abc import Sequence

from runs.transcripts.lines import Line
from runs.transcripts.words import phrases

_FOOTER = re.compile(
    r"transcribed by (?:https?://\S+|otter\.ai.*|rev\.com.*|descript.*|sonix.*|trint.*|temi.*|happy scribe.*)"
    r"|created with the delve qualitative analysis tool.*"
    r"|transcription ended after [\d:]+"
    r"|this editable transcript was computer generated.*"
    r"|this transcript was exported on .*"
    r"|(?:transcript|audio) (?:provided|generated) by .{1,40}"
    r"|[\[(<*=\s-]*end of (?:the )?(?:transcript|transcription|interview|recording|audio|session)"
    r"[\])>*=\s.-]*"
    r"|[\[(<*=\s-]*(?:interview|recording|audio|transcript) (?:ends|ended|end)[\])>*=\s.-]*"
    r"|(?:page )?\d+ ?(?:/|of) ?\d+",
    re.IGNORECASE,
)
_MEETING = re.compile(r".{1,60} (?:started|stopped) transcription\.?", re.IGNORECASE)
_OTTER = frozenset({"SUMMARY KEYWORDS", "KEYWORDS", "SPEAKERS", "SUMMARY"})
_COMMENT = re.compile(r"#(?:\s.*)?|[-=_*─━═~\s]{3,}")
_FIELD = re.compile(r"(?P<key>[^\s:][^:]{0,30}):\s*(?P<value>.{0,80})")
_FIELDS = phrases(
    """
    date|time|location|place|venue|duration|length|title|file|filename|file name|audio|recording
    language|project|study|session|source|transcriber|transcribed by|interview|interview no
    interview number|interview id|version|datum|ort|zeit|dauer|projekt|studie|lieu|durée|langue|fecha
    lugar|duración|idioma|data|durata|luogo
    """
)
_TITLE_WORD = re.compile(
    r"(?:interview|transcript|transcription|focus group|session|participant|recording|meeting"
    r"|transkript|gespräch"
    r"|entretien|entrevista|transcripción|transcrição|intervista|trascrizione|интервью|访谈|インタビュー|인터뷰)s?",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_SENTENCE_END = (".", "!", "?", ",", ";", "…", "。", "！", "？", ":")


def is_footer(line: str) -> bool:
    """Whether a line is what a program writes under a transcript."""
    return len(line) < 250 and _FOOTER.fullmatch(line.strip()) is not None


def is_meeting_notice(line: str) -> bool:
    """Whether a line says that someone started or stopped the transcription."""
    return len(line) < 100 and _MEETING.fullmatch(line.strip()) is not None


def front_matter(lines: Sequence[Line], first_mark: int, stem: str) -> dict[int, str]:
    """What stands before the first label and is no speech: line numbers from 0, with what each is."""
    head = [number for number in range(first_mark) if not lines[number].blank]
    if any(lines[number].text.strip().upper() in _OTTER for number in head):
        return dict.fromkeys(head, "front matter")
    found: dict[int, str] = {}
    for number in head:
        why = _kind(lines[number].text.strip(), stem)
        if why is None:
            break
        found[number] = why
    return found


def field_block(lines: Sequence[Line]) -> tuple[int, ...]:
    """The lines of a block of fields (``Date: …``, ``Interviewer: Ann Lee``) that opens a text."""
    first = next((number for number, line in enumerate(lines) if not line.blank), len(lines))
    last = next((number for number in range(first, len(lines)) if lines[number].blank), len(lines))
    block = [_FIELD.fullmatch(lines[number].text.strip()) for number in range(first, min(last, first + 16))]
    fields = [field for field in block if field is not None]
    is_block = last < len(lines) and last - first <= 15 and len(fields) == len(block)
    if not is_block or not any(field["key"].strip().casefold() in _FIELDS for field in fields):
        return ()
    if any(_says_something(field) for field in fields):
        return ()
    return tuple(range(first, last))


def footers(lines: Sequence[Line]) -> dict[int, str]:
    """What stands under the last speech and is none, such as ``Transcribed by https://otter.ai``."""
    found: dict[int, str] = {}
    for number in range(len(lines) - 1, -1, -1):
        text = lines[number].text
        if is_footer(text):
            found[number] = "footer"
        elif is_meeting_notice(text):
            found[number] = "meeting notice"
        elif text.strip():
            break
    return found


def _says_something(field: re.Match[str]) -> bool:
    """Whether a field's value reads as speech: more than a few words, or a sentence's end."""
    if field["key"].strip().casefold() in _FIELDS:
        return False
    return len(field["value"].split()) > 5 or field["value"].strip().endswith(_SENTENCE_END)


def _kind(text: str, stem: str) -> str | None:
    if _COMMENT.fullmatch(text):
        return "comment"
    if is_meeting_notice(text):
        return "meeting notice"
    field = _FIELD.fullmatch(text)
    if field is not None and field["key"].strip().casefold() in _FIELDS:
        return "front matter"
    return "title" if _is_title(text, stem) else None


def _is_title(text: str, stem: str) -> bool:
    """Whether a line before all speech is a heading: a title's first word, a year, or the file's own name."""
    words = text.split()
    if len(text) > 100 or len(words) > 10 or text.endswith(_SENTENCE_END) or ". " in text:
        return False
    if _plain(text) == _plain(stem) or _YEAR.search(text) or "_" in text:
        return True
    bare = [word.strip("#*_-–:()[]") for word in words]
    capitals = sum(not word[:1].islower() for word in bare)
    return 2 * capitals > len(bare) and any(_TITLE_WORD.fullmatch(word) for word in (bare[0], bare[-1]))


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()
