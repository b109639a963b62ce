"""The same table says the same as CSV, as a workbook of Excel, new and old, and of OpenDocument."""

import pytest
from written_tables import WRITERS

from coder.cli.importing.files import import_files
from runs.coding_store import codebook_in_use, codings
from runs.study import Study
from runs.transcript_store import transcripts

SEGMENTS = [
    ["Color", "Comment", "Document group", "Document name", "Code", "Begin", "End", "Weight score", "Segment"],
    ["●", "why so", "", "talk", "Barriers > Time", 2, 2, 0, "I never have time 😀, ever."],
    ["●", "", "", "talk", "Barriers > Cost", 4, 4, 0, "=it cost\ntoo much"],
]
for header, row in zip(["Area", "Coverage %", "Author", "Creation date"], [9, 1.25, "Anna", "2026-05-02"], strict=True):
    SEGMENTS[0].append(header)
    for each in SEGMENTS[1:]:
        each.append(row)
CODE_SYSTEM = [["Code", "Memo"], ["Barriers", "What keeps away."], ["Barriers > Time", "No time."]]
CODE_SYSTEM += [["Barriers > Cost", "Größe: “dear”."]]
TALK = "I: Why?\n\nP: I never have time 😀, ever.\n\nI: And?\n\nP: Well, =it cost\ntoo much for us.\n"
TURNS = [["speaker", "text"], ["I", "Why?"], ["P", "Größe 😀\n=1+1"], ["I", 7]]


@pytest.fixture(params=WRITERS)
def written(request, tmp_path):
    """Writes rows to a file of one kind."""

    def write(rows, stem):
        file = tmp_path / f"{stem}.{request.param}"
        file.write_bytes(WRITERS[request.param](rows))
        return file

    return write


@pytest.fixture
def study(tmp_path):
    return Study(tmp_path / "study.db", create=True)


def test_segments_of_maxqda_and_its_code_system_come_in_from_each_kind_of_table(study, tmp_path, written):
    (tmp_path / "talk.txt").write_text(TALK, encoding="utf-8")
    files = [tmp_path / "talk.txt", written(CODE_SYSTEM, "system"), written(SEGMENTS, "segments")]
    reports = import_files(study, files)
    assert [report.refused for report in reports] == [False] * 3
    book = codebook_in_use(study)
    assert [(code.name, code.parent, code.definition) for code in book.codes] == [
        ("Barriers", None, "What keeps away."),
        ("Time", "Barriers", "No time."),
        ("Cost", "Barriers", "Größe: “dear”."),
    ]
    (coding,) = codings(study)
    given = [(each.code, TALK[each.start : each.end], each.rationale) for each in coding.assignments]
    assert coding.rater == "Anna"
    assert given == [("Time", "I never have time 😀, ever.", "why so"), ("Cost", "=it cost\ntoo much", "")]
    assert [report.new for report in import_files(study, files)] == [0, 0, 0]


def test_turns_come_in_from_each_kind_of_table(study, written):
    (report,) = import_files(study, [written(TURNS, "turns")])
    assert not report.refused
    (told,) = transcripts(study).values()
    said = [(turn.speaker, told.text[turn.start : turn.end]) for turn in told.turns]
    assert said == [("I", "Why?"), ("P", "Größe 😀\n=1+1"), ("I", "7")]
