"""Codes in the outline of a document: a heading for each, and below it what it means, mostly after labels."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from codebook.column_words import COLUMN_WORDS
from codebook.findings import Finding, FindingKind
from codebook.headers import header_key
from codebook.hierarchy import PlacedCode
from codebook.records import Code, Exemplars
from codebook.table_entries import entries, yes_or_no

_FIELDS = ("parent", "definition", "memo", "include", "exclude", "typical", "atypical", "near_miss", "group", "codable")
_CODE_WORDS = (
    "code",
    "codes",
    "name",
    "code name",
    "codename",
    "name of code",
    "code label",
    "tag",
    "Codebezeichnung",
    "Kode",
)
LABELS: Mapping[str, str] = {
    **{header_key(word): field for field in reversed((*_FIELDS, "id")) for word in COLUMN_WORDS[field]},
    **{header_key(word): "code" for word in _CODE_WORDS},
}
"""What stands before the colon, as headers are compared, and the field of a code that it means."""
_TELLING = frozenset({"definition", "include", "exclude", "typical", "atypical", "near_miss"})
"""Fields by whose labels a heading is known as that of a code."""
_COLON = re.compile(r"\s*([^:：\n]{1,60}?)\s*[:：][ \t]*(.*)", re.DOTALL)
_AROUND = " \t:：–—-."
_NO_CODES = frozenset(
    map(
        header_key,
        """
        codebook|code book|the codebook|code list|list of codes|codes|coding scheme|coding manual|coding guide
        code system|categories|themes|introduction|overview|purpose|background|about|about this codebook|instructions
        how to use|how to use this codebook|coding rules|general rules|rules|procedure|method|methods|notes|remarks
        references|literature|bibliography|appendix|glossary|abbreviations|acknowledgements|contents
        table of contents|version history|revision history|history|changes|change log|changelog|contact|authors
        Kodierleitfaden|Kategoriensystem|Codesystem|Kodes|Codes|Einleitung|Einführung|Überblick|Zweck|Hinweise
        Kodierregeln|Literatur|Anhang|Inhalt|Inhaltsverzeichnis|Änderungen|Versionen|livre de codes|sommaire|annexe
        grille de codage|références|libro de códigos|introducción|instrucciones|referencias|anexo|índice
        livro de códigos|introdução|instruções|referências|książka kodów|wstęp|wprowadzenie|literatura|spis treści
        """.replace("\n", "|").split("|"),
    )
) - {""}
"""Headings that are never those of codes."""


class Paragraph(NamedTuple):
    """A paragraph of a document."""

    text: str
    number: int
    """Counts paragraphs and rows of tables, from 1."""
    level: int = 0
    """Of a heading, from 1; 0 for running text."""
    bold: str = ""
    """What of its beginning is in bold."""


class Outline(NamedTuple):
    """What the headings of a document say of codes."""

    codes: Sequence[PlacedCode]
    labelled: Sequence[int]
    """The numbers of the headings that have labels of a code below."""
    labels: int
    """How many fields these have."""
    passed_over: Sequence[str]
    """Headings that are taken neither for codes nor for what stands above codes."""
    findings: Sequence[Finding]


class _Section:
    """A heading, and what stands below it up to the next."""

    def __init__(self, path: tuple[str, ...], number: int, level: int) -> None:
        self.path, self.number, self.level = path, number, level
        self.fields: dict[str, list[str]] = {}
        self.open = ""
        """The field that what follows belongs to; empty for what stands directly below the heading."""

    def add(self, field: str, text: str) -> None:
        if text.strip():
            self.fields.setdefault(field, []).append(text.strip())

    @property
    def is_labelled(self) -> bool:
        return not _TELLING.isdisjoint(self.fields)

    @property
    def is_named_otherwise(self) -> bool:
        return header_key(self.path[-1]) in _NO_CODES


def outline_of(paragraphs: Iterable[Paragraph]) -> Outline:
    """The codes of an outline.

    A heading is a code when something below it, before the next heading, has the label of a definition, criterion or
    example; so is one beside such a code that has only text below, which is its definition. Headings above codes are
    headings, and not given as codes. Where nothing is labelled, each heading with text below is a code.
    """
    sections = list(_sections(paragraphs))
    labelled = [each for each in sections if each.is_labelled]
    likely = [each for each in sections if each.fields and not each.is_named_otherwise]
    beside = {each.path[:-1] for each in labelled}
    codes = [each for each in likely if not labelled or each.is_labelled or each.path[:-1] in beside]
    above = {each.path[:depth] for each in codes for depth in range(1, len(each.path))}
    headings = [each for each in sections if each not in codes and each.path in above and not each.is_named_otherwise]
    taken = sorted((*codes, *headings), key=lambda each: each.number)
    findings: list[Finding] = []
    placed = [_placed(each, each in codes, findings) for each in taken]
    passed = [each.path[-1] for each in sections if each not in taken and each.path not in above]
    labels = sum(len(_TELLING & each.fields.keys()) for each in labelled)
    return Outline(placed, [each.number for each in labelled], labels, passed, findings)


def _sections(paragraphs: Iterable[Paragraph]) -> Iterator[_Section]:
    stack: list[_Section] = []
    for each in paragraphs:
        label = _label(each)
        if label and label[0] == "code" and label[1].strip():
            section = _below(stack, label[1].strip(), each.number, 10)
        elif each.level and not label:
            section = _below(stack, " ".join(each.text.split()), each.number, each.level)
        else:
            _note(stack, each, label)
            continue
        if section is not None:
            yield section


def _below(stack: list[_Section], name: str, number: int, level: int) -> _Section | None:
    """A section put on the stack; None where a label only repeats the name of its heading."""
    while stack and stack[-1].level >= level:
        stack.pop()
    if level == 10 and stack and not stack[-1].fields and header_key(stack[-1].path[-1]) == header_key(name):
        return None
    path = tuple(each.path[-1] for each in stack if not each.is_named_otherwise)
    stack.append(_Section((*path, name), number, level))
    return stack[-1]


def _note(stack: Sequence[_Section], paragraph: Paragraph, label: tuple[str, str] | None) -> None:
    if not stack:
        return
    section = stack[-1]
    if label:
        section.open = label[0]
    section.add(section.open, label[1] if label else paragraph.text)


def _label(paragraph: Paragraph) -> tuple[str, str] | None:
    """The field that a paragraph is labelled with, and what stands after the label."""
    found = _COLON.fullmatch(paragraph.text)
    if found and header_key(found[1]) in LABELS:
        return LABELS[header_key(found[1])], found[2]
    for label in (paragraph.bold, paragraph.text):
        field = LABELS.get(header_key(label.strip(_AROUND))) if len(label) <= 60 else None
        if field and (label is not paragraph.text or field != "code"):
            return field, paragraph.text[len(label) :].lstrip(_AROUND)
    return None


def _placed(section: _Section, is_code: bool, findings: list[Finding]) -> PlacedCode:
    fields = section.fields
    definition = fields.get("definition") or fields.get("") or fields.get("memo", [])
    unread = [each for each in ("", "memo") if each in fields and fields[each] is not definition]
    if unread:
        what = (
            f"What stands below {section.path[-1]!r} beside its definition is in no field of a code and was left out."
        )
        findings.append(Finding(kind=FindingKind.LEFT_OUT, what=what, line=section.number, code=section.path[-1]))
    code = Code(
        name=section.path[-1],
        definition="\n".join(definition),
        include=entries(fields.get("include", ())),
        exclude=entries(fields.get("exclude", ())),
        exemplars=Exemplars(
            typical=entries(fields.get("typical", ())),
            atypical=entries(fields.get("atypical", ())),
            near_miss=entries(fields.get("near_miss", ())),
        ),
        group=" ".join(fields.get("group", ())) or None,
        codable=is_code and yes_or_no(" ".join(fields.get("codable", ()))) is not False,
    )
    if not is_code and definition:
        what = f"{section.path[-1]!r} stands above other codes and has no labels of its own; it is taken for a heading."
        do = "If it is a code too, write `Definition:` before its definition."
        findings.append(Finding(kind=FindingKind.ASSUMED, what=what, do=do, line=section.number, code=code.name))
    id_, parent = (" ".join(fields.get(field, ())) for field in ("id", "parent"))
    return PlacedCode(code, section.number, section.path, parent=parent if len(section.path) == 1 else "", id=id_)
