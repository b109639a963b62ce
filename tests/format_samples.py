"""A file of each format that is read, composed for tests, and what a study has before it comes in."""

import json
from typing import NamedTuple

import test_codebook_word
import test_doccano
import test_label_studio
import test_nvivo_references
import test_qualcoder
import test_taguette
from commented_word import comment, commented, end, paragraph, run, start
from delve_prints import Shown, delve_pdf
from refi_packages import CODES, TEXT, package, qde, selection, source
from test_transcripts_damaged import VALID
from test_transcripts_pdf import pdf
from test_transcripts_tables import table, workbook

TALK = "I: And then?\nP: Well. I was tired.\nI: Tired?\nP: Well. It was the work.\n"
BOOK = "code,definition\nBody,Tired in body.\nWork,Work.\n"
WORDS, LATER = "I was tired", "It was the work."
_AT, _TO = TALK.index(WORDS), TALK.index(WORDS) + len(WORDS)
_MAXQDA = ("Color", "Comment", "Document group", "Document name", "Code", "Begin", "End", "Weight score", "Segment")
_DEDOOSE = ("Media Title", "Excerpt Range", "Excerpt Creator", "Excerpt Date", "Excerpt Copy", "Code: Body Applied")


class Sample(NamedTuple):
    """A file of a format."""

    name: str
    data: bytes
    rater: str | None = None
    """Whose codings they are, where the format does not say."""


def samples(folder):
    """A sample by the name of each format; ``folder`` is for the programs' databases."""
    qualcoder = test_qualcoder.project(folder / "made.qda").read_bytes()
    taguette = test_taguette.project(folder / "made.sqlite3", [("well", [1])]).read_bytes()
    studio = test_label_studio.task(test_label_studio.annotation("Ann", test_label_studio.label(8, 12, "sad")))
    doccano = test_doccano.lines({"id": 3, "text": "P1: I felt alone.", "label": [[6, 10, "sad"]]})
    word = paragraph(run("P: "), start(1), run(WORDS), end(1))
    talked = {
        "transcript as text": Sample("t.txt", b"I: Hello?\nP: Hello there.\nI: Why?\nP: So.\n"),
        "transcript as PDF": Sample("t.pdf", pdf(["I: Hello?", "P: Hello there.", "I: Why?", "P: So."])),
        "transcript in Word": Sample(
            "t.docx", test_nvivo_references.as_word("I: Hello?\nP: Hi there.\nI: So?\nP: So.")
        ),
        "print of Delve": Sample(
            "d.pdf", delve_pdf("Talk 2 - Ann", [Shown("P", "I was [tired] then.", ("Body",))]), "Ann"
        ),
    }
    book = test_codebook_word.with_table(("Code", "Definition"), ("Place", "Where it was."), ("Time", "When it was."))
    endings = {
        "transcript of Whisper": "json",
        "transcript as rich text": "rtf",
        "transcript in OpenDocument": "odt",
        "transcript as a web page": "html",
        "table of turns": "csv",
        "survey": "csv",
        "transcript in CHAT": "cha",
        "transcript as subtitles": "vtt",
    }
    return {
        **talked,
        **{name: Sample(f"s.{ending}", VALID[name][0]) for name, ending in endings.items()},
        "codebook in Word": Sample("Study codes.docx", test_codebook_word.saved(book)),
        "codebook": Sample("c.csv", b"code,definition\nPlace,Where it was.\n"),
        "table of codings": _codings(("document", "rater", "quotation", "code"), ("talk", "Ann", WORDS, "Body")),
        "table with a column for each code": _codings(
            ("document", "rater", "turn", "Body", "Work"),
            ("talk", "Ann", "2", "1", "0"),
            ("talk", "Ann", "4", "0", "1"),
        ),
        "our own table of units and codes": _codings(
            ("document", "unit", "turn", "start", "end", "speaker", "rater", "rater_kind", "code: Body", "code: Work"),
            ("talk", "2", "2", str(_AT), str(_TO), "P", "Ann", "person", "1", "0"),
        ),
        "OpenQDA table of selections": _codings(
            ("file", "code category", "created by", "start pos", "end pos", "selection", "created at", "last update"),
            ("talk", "Body", "Ann", str(_AT), str(_TO), WORDS, "2026-01-01", "2026-01-01"),
        ),
        "zotQDA table of codings": _codings(
            ("title", "code", "codedBy", "codedAt", "text", "positionStart", "positionEnd", "weight"),
            ("talk", "Body", "Ann", "2026-01-01", WORDS, str(_AT), str(_TO), "1"),
        ),
        "QualCoder report of codings": _codings(
            ("Id", "File", "Coder", "Coded", "Codename", "Coded_Memo", "Category", "Case"),
            ("1", "talk", "Ann", WORDS, "Body", "", "", ""),
        ),
        "Taguette table of highlights": _codings(
            ("id", "document", "content", "tag"), ("1", "talk", WORDS, "Body"), rater="Ann"
        ),
        "MAXQDA table of coded segments": _book(
            (*_MAXQDA, "Area", "Coverage %", "Author", "Creation date"),
            ("", "", "", "talk", "Body", 2, 2, 0, WORDS, 11, 1.5, "Ann", "2026-01-01"),
        ),
        "ATLAS.ti list of quotations": _book(
            (
                "ID",
                "Document",
                "Quotation Content",
                "Codes",
                "Reference",
                "Comment",
                "Created by",
                "Created",
                "Modified",
            ),
            ("1:1", "talk", WORDS, "Body", "2 - 2", "", "Ann", "2026-01-01", "2026-01-01"),
        ),
        "Dedoose table of excerpts": _book(
            (*_DEDOOSE, "Code: Work Applied"), ("talk", f"{_AT}-{_TO}", "Ann", "1/2/2026", WORDS, True, False)
        ),
        "QualCoder project": Sample("w.qda", qualcoder),
        "Taguette project": Sample("w.sqlite3", taguette, "Ann"),
        "Label Studio export": Sample("l.json", json.dumps([studio]).encode()),
        "doccano export": Sample("ann.jsonl", doccano, "Ann"),
        "REFI-QDA project": Sample(
            "w.qdpx", package(qde(source(selection(4, 15, WORDS), name="R1")), {TEXT: b"P: I was tired."})
        ),
        "REFI-QDA codebook": Sample(
            "w.qdc", f'<CodeBook xmlns="urn:QDA-XML:codebook:1.0" origin="x">{CODES[10:]}'.encode()
        ),
        "NVivo report of a code": Sample(
            "Body.txt",
            f"<Files\\\\talk> - § 1 reference coded [9% Coverage]\n\nReference 1 - 9% Coverage\n\n{WORDS}\n".encode(),
            "Ann",
        ),
        "Word document with comments": Sample("c.docx", commented(word, [comment(1, "Ann", "Body")])),
    }


def _codings(*rows, rater=None):
    return Sample("codings.csv", table(*rows), rater)


def _book(*rows):
    return Sample("codings.xlsx", workbook(codings=list(rows)))
