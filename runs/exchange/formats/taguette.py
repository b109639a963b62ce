"""Projects of Taguette (``.sqlite3``)."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from codebook import Code
from codebook.hierarchy import PlacedCode
from runs.exchange.code_places import BookRead, printable_name, put_together
from runs.exchange.codings_table import CodingRow, CodingsTable, TableShape
from runs.exchange.foreign_databases import SQLITE, ForeignDatabase, ForeignDatabaseError, foreign_database
from runs.exchange.format import Format, Sureness
from runs.exchange.imported import Imported, NotTaken, UnreadableFile
from runs.exchange.positions.html_texts import HtmlText
from runs.exchange.positions.offsets import Detected, Mark, Positions, Reckoning, SourceText, detect
from runs.exchange.positions.project_texts import positions_told, project_transcript
from runs.exchange.positions.selections import GivenCode, Selection, rows_of

_NAME = "Taguette project"
_DO = "Export the project anew from Taguette."


def _recognises(name: str, data: bytes) -> Sureness:
    if not data.startswith(SQLITE):
        return Sureness.NO
    try:
        with foreign_database(data) as database:
            known = {"documents", "highlights", "highlight_tags", "tags"} <= database.tables
    except ForeignDatabaseError:
        known = False
    return Sureness.CERTAIN if known else Sureness.NO


def _read(name: str, data: bytes, rater: str | None) -> Imported:
    try:
        with foreign_database(data) as database:
            return _project(name, database, rater or "")
    except ForeignDatabaseError as error:
        raise UnreadableFile(name, _NAME, str(error), do=_DO) from None


class _Document(NamedTuple):
    """A document that has words."""

    name: str
    html: HtmlText


class _Highlight(NamedTuple):
    """A highlight; its positions are those that Taguette counts, its words those of its snippet."""

    document: int
    start: int
    end: int
    snippet: HtmlText
    tags: tuple[GivenCode, ...]


def _project(name: str, database: ForeignDatabase, rater: str) -> Imported:
    projects = [str(title) for (title,) in database.rows("projects", ("name",))]
    if len(projects) != 1:
        raise ForeignDatabaseError(f"It holds {len(projects)} projects, and one file is one project.")
    documents = _documents(database)
    highlights = list(_highlights(database, {number: at for at, number in enumerate(documents)}, rater))
    texts = list(documents.values())
    detected, marked = _in_the_text(texts, highlights)
    names, book = _codes(name, projects[0], database)
    finals = [SourceText(each.html.text) for each in texts]
    rows = [
        CodingRow(
            number=each.number,
            document=texts[each.source].name,
            rater=each.user,
            codes=(names.get(each.code, f"tag {each.code}"),),
            quotation=each.quotation,
            start=each.start,
            end=each.end,
        )
        for each in rows_of(marked, finals, Detected(Reckoning(), detected.matching, detected.named))
    ]
    return Imported(
        found=_NAME,
        transcripts=tuple(
            project_transcript(
                each.name, each.html.text, program="Taguette", file=name, sha256=_sha256(each.html.nodes.raw)
            )
            for each in texts
        ),
        codebook=book.reading,
        codings=CodingsTable(file=name, shape=TableShape.SPANS, rows=rows),
        not_taken=tuple(_not_taken(database, len(documents), marked)),
        notes=(
            *positions_told([each.html.nodes for each in texts], detected, marked),
            *filter(None, [book.fault]),
        ),
    )


def _documents(database: ForeignDatabase) -> dict[int, _Document]:
    """The documents that have words, by their ids; names are unique."""
    found: dict[int, _Document] = {}
    taken: set[str] = set()
    for number, title, contents in database.rows("documents", ("id", "name", "contents")):
        html = HtmlText(str(contents or ""))
        if html.text.strip():
            name = str(title or "").strip() or f"document {number}"
            name = f"{name} ({number})" if name in taken else name
            taken.add(name)
            found[number] = _Document(name, html)
    return found


def _highlights(database: ForeignDatabase, places: Mapping[int, int], rater: str) -> Iterator[_Highlight]:
    tags: defaultdict[int, list[GivenCode]] = defaultdict(list)
    for highlight, tag in database.rows("highlight_tags", ("highlight_id", "tag_id")):
        tags[highlight].append(GivenCode(str(tag), rater))
    columns = ("id", "document_id", "start_offset", "end_offset", "snippet")
    for number, document, start, end, snippet in database.rows("highlights", columns):
        if document in places and isinstance(start, int) and isinstance(end, int):
            yield _Highlight(places[document], start, end, HtmlText(str(snippet or "")), tuple(tags[number]))


def _in_the_text(texts: Sequence[_Document], highlights: Sequence[_Highlight]) -> tuple[Detected, list[Selection]]:
    """How Taguette counted among the text nodes, and the highlights with their spans in the texts."""
    nodes = [each.html.nodes for each in texts]
    marks = [Mark(each.document, each.start, each.end, each.snippet.nodes.text, False) for each in highlights]
    detected = detect(nodes, marks)
    positions = [Positions(each, detected.reckoning) for each in nodes]
    marked: list[Selection] = []
    for each in highlights:
        found = positions[each.document].span(each.start, each.end)
        span = texts[each.document].html.span(*found) if found else (None, None)
        marked.append(Selection(each.document, *span, each.snippet.text, "", each.tags, may_be_cut=False))
    return detected, marked


def _codes(file: str, project: str, database: ForeignDatabase) -> tuple[dict[str, str], BookRead]:
    placed: list[tuple[str, PlacedCode]] = []
    for number, path, description in database.rows("tags", ("id", "path", "description")):
        name = printable_name(str(path or ""))
        code = Code(name=name, definition=str(description or "").strip())
        placed.append((str(number), PlacedCode(code, 1, (name,))))
    together = put_together(placed)
    return together.names, together.book(file, project or "Taguette")


def _not_taken(database: ForeignDatabase, documents: int, marked: Sequence[Selection]) -> Iterator[NotTaken]:
    counts = {
        "documents without a word": database.count("documents") - documents,
        "highlights without a tag": sum(not each.codings for each in marked),
        "highlights of documents that are not there": database.count("highlights") - len(marked),
    }
    yield from (NotTaken(what, number) for what, number in counts.items() if number)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


FORMAT = Format(
    name=_NAME,
    endings=".sqlite3",
    gives=("transcripts", "codebook", "codings"),
    recognises=_recognises,
    read=_read,
    is_read="Documents as plain text, a line for each block; tags with their descriptions as codes; highlights with"
    " their tags. Taguette does not keep who highlighted: `--rater` says it.",
    is_lost="Formatting, descriptions of documents, highlights without a tag.",
    tested_with="A project of Taguette with 17 transcripts, 22 tags and 1,794 highlights.",
)
