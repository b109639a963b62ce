"""Coded transcripts as one HTML file, to read and to print."""

from pathlib import Path

from runs.exchange.format import Format, WriteOptions, Written
from runs.exchange.pages.coded_page import CodedPage
from runs.exchange.whole_file import whole_file
from runs.study import Study


def _write(study: Study, path: Path, options: WriteOptions, now: str) -> Written:
    page = CodedPage(study)
    with whole_file(path) as part, part.open("w", encoding="utf-8", errors="replace", newline="\n") as stream:
        page.write(stream, now)
    lost = (f"{page.unanswered} judgements to which no answer came.",) if page.unanswered else ()
    return Written(page.passages, lost)


FORMAT = Format(
    name="coded transcripts as a web page",
    endings=".html",
    tested_with="Chromium, in light and dark and on paper.",
    form="html",
    word="Web page",
    media="text/html; charset=utf-8",
    counts="codings",
    write=_write,
    is_written="Every transcript, turn by turn, with speakers and times; each coded passage marked by rater and"
    " numbered, with the codes and rationales beside it, of the latest coding of each stretch; who looked at a turn and"
    " gave none; quotations that are not in the text, apart; an index of interviews and of codes. It loads nothing,"
    " runs no script, and follows light and dark.",
    is_not_written="Definitions of codes, judgements without an answer, probabilities, runs, earlier codings.",
)
