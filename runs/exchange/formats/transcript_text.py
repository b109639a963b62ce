"""A transcript as plain text, with labels of many kinds."""

from codebook.tables import ENDINGS
from runs.exchange.format import Format, Sureness
from runs.exchange.one_transcript import read_one_transcript


def _recognises(name: str, data: bytes) -> Sureness:
    return Sureness.NO if name.lower().endswith(ENDINGS) else Sureness.POSSIBLE


FORMAT = Format(
    name="transcript as text",
    endings=".txt .md",
    gives=("transcripts",),
    recognises=_recognises,
    is_last_resort=True,
    read=read_one_transcript,
    is_read="Turns with their speakers, and times where turns have one. Labels before a colon, in brackets, in bold"
    " (`**Name:**`), on lines of their own, or with a time: Otter, Rev, Descript, Trint, Sonix, Happy Scribe, f4 and"
    " easytranscript. The file itself is the text, to the character, with LF as line ends and without a BOM.",
    is_lost="Nothing of the text; titles, footers and notices are no turns, and the import lists them.",
    tested_with="Exports of Delve and an export of Otter; the layouts of the others only as descriptions.",
)
