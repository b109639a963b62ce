"""Rich text (RTF), as Word, f4 and MAXQDA write it."""

import re
from collections.abc import Callable
from typing import cast

from striprtf.striprtf import rtf_to_text  # pyright: ignore[reportUnknownVariableType]

from runs.transcripts.blocks import talk_of_blocks
from runs.transcripts.decoding import canonical
from runs.transcripts.found import Found, rendered
from runs.transcripts.reading import UnreadableTranscript, refuse_larger

SIGNATURE = b"{\\rtf"
_MOST_BYTES = 30_000_000
_ADDRESS = re.compile(r'HYPERLINK\s+(?:\\l\s+)?"[^"\n]{0,2000}"')
_DELETED = re.compile(r"\\deleted(?![0-9a-z])")
_CELL_END = re.compile(r"\\(?:nest)?cell(?![a-z])")
_ROW_END = re.compile(r"\\(?:nest)?row(?![a-z])")
_DO = "Open it in Word and save it as .docx, or as plain text."


def read_rich_text(name: str, data: bytes, stem: str) -> Found:
    """The talk of a rich text file; pictures, styles and addresses of links are left out.

    Raises:
        UnreadableTranscript: It is larger than an interview can be, or cannot be decoded.
    """
    refuse_larger(name, data, _MOST_BYTES)
    source = data.decode("latin-1")
    text = _plain(name, _ROW_END.sub(r"\\par", _CELL_END.sub(r"\\tab", _ADDRESS.sub("", source))))
    talk = talk_of_blocks([text], stem)
    deleted = len(_DELETED.findall(source))
    changes = (
        (f"Tracked changes found: {deleted} deletions, which are in the text. Accept them in Word first.",)
        if deleted
        else ()
    )
    return rendered(talk.utterances, f"RTF, {talk.layout}", talk.left_out, (*changes, *talk.warnings))


def _plain(name: str, source: str) -> str:
    """The words; characters beyond the first plane are written in two halves, which belong together."""
    try:
        text = cast("Callable[..., str]", rtf_to_text)(source, errors="strict")
        return canonical(text.encode("utf-16-le", "surrogatepass").decode("utf-16-le")).replace("\n", "\n\n")
    except (ValueError, LookupError, OverflowError, TypeError, IndexError):
        raise UnreadableTranscript(name, "It is a damaged rich text (RTF) file.", do=_DO) from None
