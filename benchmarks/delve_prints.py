"""How far the reader of Delve prints agrees with an independent parse of them, and with the plain transcripts.

Run it with ``python benchmarks/delve_prints.py DATA``, where DATA holds ``coded_pdfs/``, ``transcripts/``,
``turns_coded.csv`` and ``spans_coded.csv``. It prints places and counts, never a word of an interview.
"""

import csv
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from runs.exchange.delve_codings import PARAGRAPH_LEVEL
from runs.exchange.placing.delve_placement import PlacedPrint, place_delve_print
from runs.transcripts import read_transcript
from runs.transcripts.delve_paragraphs import Paragraph
from runs.transcripts.delve_print import read_delve_print

Key = tuple[str, str, str]
Rows = dict[Key, list[dict[str, str]]]
CLOSING = "Created with the Delve Qualitative Analysis Tool (http://www.delvetool.com)"


class Compared(NamedTuple):
    """One print beside the other parse of it."""

    paragraphs: int
    speakers: int
    texts: int
    codes: int
    passages: int
    others: int
    same_passages: int
    differences: list[str]


def parsed(path: Path) -> Rows:
    """The rows of the other parse by interview, coder and kind."""
    rows: Rows = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            rows.setdefault((row["interview"], row["coder"], row["kind"]), []).append(row)
    return rows


def key_of(name: str) -> Key:
    """Interview, coder and kind, as the other parse took them from the file's name."""
    interview, coder = re.findall(r"Interview (\d+) - (\w+)", name)[0]
    return interview, coder, "moderated" if name.startswith("moderated") else "coder"


def compared(paragraphs: tuple[Paragraph, ...], turns: list[dict[str, str]], spans: list[dict[str, str]]) -> Compared:
    """What is the same, and each difference with its explanation."""
    pairs = list(zip(paragraphs, turns, strict=bool(turns)))
    found = {(at, *span): each.text[slice(*span)] for at, each in enumerate(paragraphs) for span in each.underlined}
    other = {(int(row["turn"]), int(row["start_in_turn"]), int(row["end_in_turn"])): row["quote"] for row in spans}
    return Compared(
        paragraphs=len(pairs),
        speakers=sum(each.speaker == row["speaker"] for each, row in pairs),
        texts=sum(each.text == row["text"] for each, row in pairs),
        codes=sum(sorted(each.codes) == sorted(filter(None, row["codes"].split("|"))) for each, row in pairs),
        passages=len(found),
        others=len(other),
        same_passages=len(found.keys() & other.keys()),
        differences=[*_of_text(pairs), *_of_passages(found, other)],
    )


def _of_text(pairs: list[tuple[Paragraph, dict[str, str]]]) -> Iterator[str]:
    for at, (each, row) in enumerate(pairs):
        if each.text == row["text"]:
            continue
        bare = row["text"].removesuffix(CLOSING).strip()
        if each.text == bare:
            why = "the other parse has Delve's own closing line in the last paragraph"
        elif each.text.split() == bare.split():
            why = "the other parse has Delve's own closing line in the last paragraph, and joins a line broken by hand"
        else:
            why = "UNEXPLAINED"
        yield f"text of paragraph {at}: {why}"


def _of_passages(found: dict[tuple[int, int, int], str], other: dict[tuple[int, int, int], str]) -> Iterator[str]:
    bare = {(at, quote.strip()) for (at, _, _), quote in other.items()}
    for place in sorted(found.keys() - other.keys()):
        is_space = (place[0], found[place]) in bare
        why = "the other parse keeps white space at its edge" if is_space else "UNEXPLAINED"
        yield f"passage in paragraph {place[0]}: {why}"
    ours = {(at, quote) for (at, _, _), quote in found.items()}
    for place in sorted(other.keys() - found.keys()):
        if (place[0], other[place].strip()) not in ours:
            yield f"passage in paragraph {place[0]} of the other parse: UNEXPLAINED"


def placed_line(placed: PlacedPrint) -> str:
    """Where the codings came to lie on the plain transcript."""
    told = f"{placed.words} words, {placed.only_printed} only printed, {placed.only_spoken} only in the transcript"
    if placed.placement is None:
        return f"{told}; nothing is coded"
    assignments = [each for coding in placed.placement.codings for each in coding.assignments]
    level = sum(each.rationale == PARAGRAPH_LEVEL for each in assignments)
    outcomes = ", ".join(f"{count} {outcome}" for outcome, count in placed.placement.outcomes.items())
    return f"{told}; {outcomes}; {len(assignments)} assignments, {level} of them to a paragraph as a whole"


def main() -> None:
    """Print one block a file and the sums."""
    data = Path(sys.argv[1])
    turns, spans = parsed(data / "turns_coded.csv"), parsed(data / "spans_coded.csv")
    readings = (read_transcript(each.name, each.read_bytes()) for each in sorted((data / "transcripts").glob("*.txt")))
    transcripts = {reading.transcript.document: reading.transcript for reading in readings}
    sums: Counter[str] = Counter()
    for path in sorted((data / "coded_pdfs").glob("*.pdf")):
        content, key = path.read_bytes(), key_of(path.name)
        shown = read_delve_print(path.name, content)
        tagged = sum(bool(each.codes) and not each.underlined for each in shown.paragraphs)
        result = compared(shown.paragraphs, turns.get(key, []), spans.get(key, []))
        print(f"{' '.join(key)}: {len(shown.paragraphs)} paragraphs, {tagged} with tags and nothing underlined")
        if key in turns:
            print(
                f"  the same of {result.paragraphs}: speakers {result.speakers}, texts {result.texts}, codes"
                f" {result.codes}; passages {result.passages}, of the other parse {result.others},"
                f" the same {result.same_passages}"
            )
        else:
            print("  not in the other parse, which holds coded prints only")
        for difference in result.differences:
            print(f"  {difference}")
        placed = place_delve_print(path.name, content, transcripts, rater=key[1], codes=None)
        print(f"  on {placed.transcript.document!r}: {placed_line(placed)}")
        sums.update({name: value for name, value in result._asdict().items() if isinstance(value, int)})
    print(dict(sums))


if __name__ == "__main__":
    main()
