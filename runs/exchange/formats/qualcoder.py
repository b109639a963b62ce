"""Projects of QualCoder: a folder that ends with ``.qda``, or the database in it."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import NamedTuple

from codebook import Code, name_key
from codebook.hierarchy import PlacedCode
from runs.exchange.code_places import BookRead, printable_name, put_together
from runs.exchange.codings_table import CodingRow, CodingsTable, TableShape
from runs.exchange.foreign_databases import SQLITE, ForeignDatabase, ForeignDatabaseError, foreign_database
from runs.exchange.format import Format, Sureness
from runs.exchange.imported import Imported, NotTaken, UnreadableFile
from runs.exchange.positions.offsets import SourceText, detect
from runs.exchange.positions.project_texts import positions_told, project_transcript
from runs.exchange.positions.selections import GivenCode, Selection, mark_of, rows_of

_NAME = "QualCoder project"
_TABLES = {
    "annotation": "notes on passages",
    "journal": "journal entries",
    "cases": "cases",
    "attribute": "attributes",
    "code_image": "codings of pictures",
    "code_av": "codings of recordings",
    "graph": "graphs",
}
_DEEPEST = 100


def _recognises(name: str, data: bytes) -> Sureness:
    if not data.startswith(SQLITE):
        return Sureness.NO
    try:
        with foreign_database(data) as database:
            known = {"code_name", "code_text", "source"} <= database.tables
    except ForeignDatabaseError:
        known = False
    return Sureness.CERTAIN if known else Sureness.LIKELY if name.lower().endswith(".qda") else Sureness.NO


def _read(name: str, data: bytes, rater: str | None) -> Imported:
    try:
        with foreign_database(data) as database:
            return _project(name, database, rater)
    except ForeignDatabaseError as error:
        do = "Check that QualCoder opens the project, close it there, and import it again."
        raise UnreadableFile(name, _NAME, str(error), do=do) from None


class _Texts(NamedTuple):
    names: list[str]
    texts: list[SourceText]
    places: dict[int, int]
    """Where each text is in the lists, by its id."""
    without: int
    """Sources without a text."""


def _project(name: str, database: ForeignDatabase, rater: str | None) -> Imported:
    texts = _texts(database)
    marked, elsewhere = _selections(database, texts.places, rater or "")
    detected = detect(texts.texts, [mark_of(each) for each in marked])
    names, book = _codes(name, database)
    rows = [
        CodingRow(
            number=each.number,
            document=texts.names[each.source],
            rater=each.user,
            codes=(names.get(each.code, f"code {each.code}"),),
            quotation=each.quotation,
            start=each.start,
            end=each.end,
            rationale=each.rationale,
        )
        for each in rows_of(marked, texts.texts, detected)
    ]
    return Imported(
        found=_NAME,
        transcripts=tuple(
            project_transcript(document, text.text, program="QualCoder", file=name, sha256=_sha256(text.raw))
            for document, text in zip(texts.names, texts.texts, strict=True)
        ),
        codebook=book.reading,
        codings=CodingsTable(file=name, shape=TableShape.SPANS, rows=rows),
        not_taken=tuple(_not_taken(database, texts.without, elsewhere)),
        notes=(*positions_told(texts.texts, detected, marked), *filter(None, [book.fault])),
    )


def _texts(database: ForeignDatabase) -> _Texts:
    found = _Texts([], [], {}, 0)
    without = 0
    for number, document, text in database.rows("source", ("id", "name", "fulltext")):
        if isinstance(text, str) and text.strip():
            found.places[number] = len(found.texts)
            found.names.append(str(document))
            found.texts.append(SourceText(text.removeprefix("\ufeff"), has_bom=text.startswith("\ufeff")))
        else:
            without += 1
    return found._replace(without=without)


def _selections(database: ForeignDatabase, places: Mapping[int, int], rater: str) -> tuple[list[Selection], int]:
    """The codings of texts, and how many are of something else."""
    found: list[Selection] = []
    elsewhere = 0
    columns = ("fid", "cid", "pos0", "pos1", "seltext", "owner", "memo")
    for source, code, start, end, words, owner, memo in database.rows("code_text", columns):
        who = str(owner or "").strip() or rater
        if source not in places:
            elsewhere += 1
            continue
        found.append(
            Selection(
                source=places[source],
                start=start if isinstance(start, int) else None,
                end=end if isinstance(end, int) else None,
                name=str(words or ""),
                rationale=str(memo or ""),
                codings=(GivenCode(f"code {code}", who),),
                may_be_cut=False,
            )
        )
    return found, elsewhere


class _Node(NamedTuple):
    """A code or a category, and the id of what is above it."""

    code: Code
    above: str


def _codes(name: str, database: ForeignDatabase) -> tuple[dict[str, str], BookRead]:
    nodes: dict[str, _Node] = {}
    for number, label, memo, above in database.rows("code_cat", ("catid", "name", "memo", "supercatid")):
        nodes[f"category {number}"] = _Node(_code(label, memo, codable=False), _id("category", above))
    columns = ("cid", "name", "memo", "catid", "supercid")
    for number, label, memo, category, code in database.rows("code_name", columns):
        above = _id("code", code) or _id("category", category)
        nodes[f"code {number}"] = _Node(_code(label, memo, codable=True), above)
    placed = [(id_, PlacedCode(node.code, 1, _path(_placed_at(id_, nodes), nodes))) for id_, node in nodes.items()]
    together = put_together(placed)
    return together.names, together.book(name, PurePath(name).stem)


def _placed_at(id_: str, nodes: Mapping[str, _Node]) -> str:
    """The code or category at whose place this one stands: the category of the same name that a code lies in.

    QualCoder has no codes under codes, and makes such a category for one that came from elsewhere.
    """
    above = nodes[id_].above
    mirrors = above.startswith("category") and id_.startswith("code") and above in nodes
    return above if mirrors and name_key(nodes[above].code.name) == name_key(nodes[id_].code.name) else id_


def _id(kind: str, number: object) -> str:
    return f"{kind} {number}" if number else ""


def _code(label: object, memo: object, *, codable: bool) -> Code:
    return Code(name=printable_name(str(label or "")), definition=str(memo or "").strip(), codable=codable)


def _path(id_: str, nodes: Mapping[str, _Node]) -> tuple[str, ...]:
    """The names from the top down.

    Raises:
        ForeignDatabaseError: They run in a circle.
    """
    path: list[str] = []
    while id_ in nodes:
        path.append(nodes[id_].code.name)
        id_ = nodes[id_].above
        if len(path) > _DEEPEST:
            raise ForeignDatabaseError("Its categories run in a circle, or are nested too deeply.")
    return tuple(reversed(path))


def _not_taken(database: ForeignDatabase, without: int, elsewhere: int) -> Iterator[NotTaken]:
    counts: Sequence[tuple[str, int]] = (
        ("sources without a text", without),
        ("codings of something else than a text", elsewhere),
        *((what, database.count(table)) for table, what in _TABLES.items()),
    )
    yield from (NotTaken(what, number) for what, number in counts if number)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


FORMAT = Format(
    name=_NAME,
    endings=".qda",
    gives=("transcripts", "codebook", "codings"),
    recognises=_recognises,
    read=_read,
    is_read="Texts; codes under their categories, with memos as definitions; codings by owner, with memos as"
    " rationales. The folder of the project, or `data.qda` in it.",
    is_lost="Annotations, journal, cases, attributes, colours, dates; codings of pictures and recordings; what"
    " QualCoder has not yet written from its journal (`-wal`) into the database.",
    tested_with="A project of QualCoder 3.6 with 30 transcripts and 753 codings.",
)
