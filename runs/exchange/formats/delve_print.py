"""A transcript printed from Delve with one rater's codes."""

from runs.exchange.delve_codings import read_coded_print
from runs.exchange.format import Format, Sureness
from runs.exchange.imported import Imported
from runs.transcripts.delve_print import is_delve_print

_FIRST = 1024


def _recognises(name: str, data: bytes) -> Sureness:
    return Sureness.CERTAIN if b"%PDF" in data[:_FIRST] and is_delve_print(data) else Sureness.NO


def _read(name: str, data: bytes, rater: str | None) -> Imported:
    return Imported("Delve print", coded_print=read_coded_print(name, data, rater))


FORMAT = Format(
    name="print of Delve",
    endings=".pdf",
    gives=("codings",),
    recognises=_recognises,
    read=_read,
    is_read="Paragraphs, speakers, the tags of each paragraph and what is underlined, to the character, laid by their"
    " words on the study's transcript of the interview, or on the print itself where the study has none. Delve does not"
    " print who coded: `--rater` says it.",
    is_lost="Page headers and footers, colours; which of several tags of a paragraph belongs to which underline is not"
    " in the print.",
    tested_with="The prints of a study by two raters, and after moderation.",
)
