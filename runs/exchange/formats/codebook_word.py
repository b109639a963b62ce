"""A codebook as a Word document."""

import re
from collections import Counter
from collections.abc import Sequence

from codebook.headers import header_key
from codebook.outlined import LABELS, Paragraph
from codebook.written import Block, is_written_codebook, read_written_codebook
from runs.exchange.format import Format, Sureness
from runs.exchange.imported import Imported, UnreadableFile
from runs.exchange.word.blocks import blocks_of
from runs.exchange.xml_elements import XmlError
from runs.transcripts import UnreadableTranscript
from runs.transcripts.labelled_text import talk_in
from runs.transcripts.word_file import tracked_changes
from runs.transcripts.word_package import document_xml, open_package

_NAME = "codebook in Word"


def _recognises(name: str, data: bytes) -> Sureness:
    if not data.startswith(b"PK") or b"word/document" not in data:
        return Sureness.NO
    try:
        blocks = blocks_of(open_package(name, data))
    except (UnreadableTranscript, XmlError):
        return Sureness.POSSIBLE
    if not is_written_codebook(blocks):
        return Sureness.POSSIBLE
    return Sureness.LIKELY if _has_talk(blocks) else Sureness.CERTAIN


def _has_talk(blocks: Sequence[Block]) -> bool:
    """Whether several speakers take turns in paragraphs that do not begin with a label of codebooks."""
    texts = [block.text for block in blocks if isinstance(block, Paragraph)]
    others = (text for text in texts if header_key(re.split("[:\uff1a]", text)[0]) not in LABELS)
    turns = Counter(turn.speaker for turn in talk_in("\n\n".join(others), "").turns if turn.speaker)
    return sum(number > 1 for number in turns.values()) > 1


def _read(name: str, data: bytes, rater: str | None) -> Imported:
    try:
        parts = open_package(name, data)
        blocks = blocks_of(parts)
    except UnreadableTranscript as error:
        raise UnreadableFile(name, _NAME, str(error)) from None
    except XmlError as error:
        do = "Open it in Word, save a copy as .docx and import that."
        raise UnreadableFile(name, _NAME, str(error), do=do) from None
    return Imported(_NAME, codebook=read_written_codebook(name, blocks, list(tracked_changes(document_xml(parts)))))


FORMAT = Format(
    name=_NAME,
    endings=".docx",
    gives=("codebook",),
    recognises=_recognises,
    read=_read,
    is_read="Tables with a row for each code, in the columns that spreadsheets may have, several as one codebook; rows"
    " that span the table and indentation (NVivo) as hierarchy. Tables of one code with a label in each row. Else a"
    " heading for each code, with labelled paragraphs below, such as `Definition:` or `Examples`; levels of headings"
    " are the hierarchy. Tracked insertions are kept, deletions left out. Where nothing is labelled, `--as codebook`"
    " takes each heading with text below.",
    is_lost="Formatting; other tables, headings and columns, which the import names.",
    tested_with="Documents of python-docx; no document of NVivo.",
)
