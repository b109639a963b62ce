"""Codings that people made as comments in Word; the files here are synthetic."""

import io

import pytest
from click.testing import CliRunner
from commented_word import comment, commented, end, paragraph, run, start
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from codebook import Code, Codebook
from coder.cli import main
from coder.cli.importing.files import import_files
from runs.coding_store import add_codebook, codings, raters
from runs.exchange.registry import format_of
from runs.study import Study
from runs.transcript_store import transcripts
from runs.transcripts import read_transcript

NOW = "2026-11-26T09:00:00Z"
CODES = ("isolation", "relocation", "work, paid")


@pytest.fixture
def study(tmp_path):
    study = Study(tmp_path / "study.db", create=True)
    add_codebook(study, Codebook(name="Book", codes=tuple(Code(name=each) for each in CODES)), now=NOW)
    return study


def given_codes(study):
    return [
        (each.rater, one.code, one.quotation, one.start, one.end, one.rationale)
        for each in codings(study)
        for one in each.assignments
    ]


def imported(study, tmp_path, data, name="P01.docx", **options):
    file = tmp_path / name
    file.write_bytes(data)
    (report,) = import_files(study, [file], **options)
    assert not report.refused, report.summary
    for text in transcripts(study).values():
        assert (
            text.text == read_transcript(text.source_name, (tmp_path / text.source_name).read_bytes()).transcript.text
        )
    return report


def of_comment(*lines):
    body = paragraph(run("I: And then?")) + paragraph(
        run("P1: "), start(0), run("I felt alone"), end(0), run(" there.")
    )
    return commented(body, [comment(0, "Ann", *lines)])


def test_the_anchored_words_are_coded_to_the_character_by_the_author(study, tmp_path):
    report = imported(study, tmp_path, of_comment("isolation; relocation"))
    assert given_codes(study) == [
        ("Ann", "isolation", "I felt alone", 18, 30, ""),
        ("Ann", "relocation", "I felt alone", 18, 30, ""),
    ]
    assert "1 codings, 1 verified" in report.summary
    again = imported(study, tmp_path, of_comment("isolation; relocation"))
    assert again.new == 0
    assert "already in the study" in again.summary


@pytest.mark.parametrize(
    ("lines", "codes", "rationale"),
    [
        (("Isolation",), ["isolation"], ""),
        (("isolation", "relocation"), ["isolation", "relocation"], ""),
        (("isolation, relocation",), ["isolation", "relocation"], ""),
        (("work, paid",), ["work, paid"], ""),
        (("work, paid; isolation",), ["work, paid", "isolation"], ""),
        (
            ("isolation", "She says that she is alone, work, paid."),
            ["isolation"],
            "She says that she is alone, work, paid.",
        ),
        (("isolation", "", "relocation"), ["isolation"], "relocation"),
        (("isolation; lonelyness",), ["isolation", "lonelyness"], ""),
    ],
)
def test_codes_stand_first_and_the_rationale_below(study, tmp_path, lines, codes, rationale):
    imported(study, tmp_path, of_comment(*lines))
    assert [each[1] for each in given_codes(study)] == codes
    assert {each[5] for each in given_codes(study)} == {rationale}


def test_a_remark_is_no_coding_and_is_told_with_what_it_may_be(study, tmp_path):
    body = paragraph(run("P1: "), start(0), run("I felt"), end(0), start(1), run(" alone"), end(1))
    remark = "Could somebody check the recording here? I hear something else."
    report = imported(study, tmp_path, commented(body, [comment(0, "Ann", remark), comment(1, "Ben", "lonelyness")]))
    assert list(transcripts(study)) == ["P01"]
    assert not codings(study)
    assert "Ann" not in raters(study)
    (told,) = [each for each in report.details if "remarks" in each]
    assert "2 comments ('Ann' 1, 'Ben' 1)" in told
    assert "'lonelyness'" in told
    assert "recording" not in told


def test_all_comments_are_codings_where_that_is_said(study, tmp_path):
    data = of_comment("lonelyness, sorrow")
    imported(study, tmp_path, data)
    imported(study, tmp_path, data, kind="codings")
    assert [each[1] for each in given_codes(study)] == ["lonelyness", "sorrow"]


def test_without_a_codebook_nothing_is_taken_for_a_code_until_it_is_there(tmp_path):
    study = Study(tmp_path / "new.db", create=True)
    report = imported(study, tmp_path, of_comment("isolation"))
    assert not codings(study)
    assert any("without a codebook" in each for each in report.details)
    add_codebook(study, Codebook(name="Book", codes=(Code(name="isolation"),)), now=NOW)
    assert imported(study, tmp_path, of_comment("isolation")).new == 1


def test_a_range_over_paragraphs_runs_and_tracked_changes_keeps_all_that_was_said(study, tmp_path):
    body = (
        paragraph(run("I: Why?"))
        + paragraph(run("P1: It was "), start(0), run("far"), f"<w:ins>{run(' away')}</w:ins>")
        + paragraph(
            run("and "), "<w:del><w:r><w:delText>very </w:delText></w:r></w:del>", run("cold"), end(0), run(".")
        )
    )
    report = imported(study, tmp_path, commented(body, [comment(0, "Ann", "isolation")]))
    assert [each[2] for each in given_codes(study)] == ["far away\n\nand cold"]
    assert any("Tracked changes" in each for each in report.details)


def test_a_range_in_cells_of_a_table_and_one_around_a_whole_paragraph(study, tmp_path):
    def cell(*inside):
        return f"<w:tc>{paragraph(*inside)}</w:tc>"

    rows = [
        (cell(run("Speaker")), cell(run("Text"))),
        (cell(run("I")), cell(run("Why?"))),
        (cell(run("P1")), cell(run("Well, "), start(0), run("so it was"), end(0))),
        (cell(run("I")), cell(start(1), run("Oh."))),
        (cell(run("P1")), cell(run("Yes"), end(1), run(", yes."))),
    ]
    table = f"<w:tbl>{''.join(f'<w:tr>{a}{b}</w:tr>' for a, b in rows)}</w:tbl>"
    body = table + start(2) + paragraph(run("P1: All of it.")) + end(2)
    made = [comment(0, "Ann", "isolation"), comment(1, "Ben", "relocation"), comment(2, "Ben", "isolation")]
    imported(study, tmp_path, commented(body, made))
    assert sorted((each[0], each[2]) for each in given_codes(study)) == [
        ("Ann", "so it was"),
        ("Ben", "All of it."),
        ("Ben", "Oh.\n\nP1: Yes"),
    ]


def test_replies_resolved_ones_and_those_without_an_anchor_are_told(study, tmp_path):
    body = paragraph(run("P1: "), start(0), start(1), run("I felt"), end(0), end(1), run(" alone."))
    body += paragraph(start(3), run("I:"), end(3), run(" Oh."))
    made = [
        comment(0, "Ann", "isolation"),
        comment(1, "Ben", "I agree"),
        comment(2, "Ben", "relocation"),
        comment(3, "Ben", "isolation"),
    ]
    threads = '<w15:commentEx w15:paraId="00000001" w15:done="1"/>'
    threads += '<w15:commentEx w15:paraId="00010001" w15:paraIdParent="00000001" w15:done="1"/>'
    report = imported(study, tmp_path, commented(body, made, threads=threads))
    assert [each[:3] for each in given_codes(study) if each[3] is not None] == [("Ann", "isolation", "I felt")]
    assert [each[:2] for each in given_codes(study) if each[3] is None] == [("Ben", "relocation"), ("Ben", "isolation")]
    assert "not taken: 1 replies to comments" in report.details
    told = "\n".join(report.details)
    assert "1 comments are marked as resolved" in told
    assert "2 comments are anchored to nothing that was said" in told


def test_names_that_were_removed_are_asked_for(study, tmp_path):
    body = paragraph(run("P1: "), start(0), run("I felt"), end(0), run(" alone."))
    data = commented(body, [comment(0, "Author", "isolation")])
    report = imported(study, tmp_path, data, rater="Ann", preview=True)
    assert {each[0] for each in given_codes(study)} == {"Ann"}
    assert not any("in the place of names" in each for each in report.details)


def test_copies_of_one_interview_by_two_raters_are_one_transcript(study, tmp_path):
    def by(author):
        body = paragraph(run("P1: "), start(0), run("I felt"), end(0), run(" alone."))
        return commented(body, [comment(0, author, "isolation")])

    imported(study, tmp_path, by("Ann"), "P01_ann.docx")
    imported(study, tmp_path, by("Ben"), "P01_ben.docx")
    assert list(transcripts(study)) == ["P01_ann"]
    assert {each.rater: each.document for each in codings(study)} == {"Ann": "P01_ann", "Ben": "P01_ann"}


def test_entities_in_comments_are_refused(study, tmp_path):
    doctype = '<!DOCTYPE w:comments [<!ENTITY a "b">]>'
    file = tmp_path / "a.docx"
    file.write_bytes(commented(paragraph(run("P1: Well.")), [comment(0, "Ann", "&a;")], doctype=doctype))
    (report,) = import_files(study, [file])
    assert report.refused
    assert "entities" in report.summary


def test_comments_nested_too_deep_are_refused(study, tmp_path):
    file = tmp_path / "a.docx"
    file.write_bytes(commented(paragraph(run("P1: Well.")), ["<w:x>" * 400 + "</w:x>" * 400]))
    (report,) = import_files(study, [file])
    assert report.refused
    assert "nested" in report.summary


def test_a_document_without_comments_is_a_transcript():
    document = Document()
    document.add_paragraph("P1: Well.")
    buffer = io.BytesIO()
    document.save(buffer)
    assert format_of("a.docx", buffer.getvalue()).name == "transcript in Word"


@given(st.lists(st.text("ab é😀\t", min_size=1, max_size=8), min_size=1, max_size=5), st.data())
def test_any_run_of_any_paragraph_is_found_where_it_stands(tmp_path_factory, pieces, data):
    tmp_path = tmp_path_factory.mktemp("word")
    study = Study(tmp_path / "study.db", create=True)
    first = data.draw(st.integers(0, len(pieces) - 1))
    last = data.draw(st.integers(first, len(pieces) - 1))
    inside = [
        (start(0) if at == first else "") + run(piece) + (end(0) if at == last else "")
        for at, piece in enumerate(pieces)
    ]
    body = paragraph(run("I: Oh?")) + paragraph(run("P1: x"), *inside, run("x")) + paragraph(run("I: Oh."))
    imported(study, tmp_path, commented(body, [comment(0, "Ann", "isolation")]), kind=None)
    imported(study, tmp_path, commented(body, [comment(0, "Ann", "isolation")]), kind="codings")
    ((*_, begin, stop, _),) = given_codes(study)
    before = "I: Oh?\n\nP1: x" + "".join(pieces[:first])
    assert (begin, stop) == (len(before), len(before) + len("".join(pieces[first : last + 1])))


def test_a_preview_shows_what_the_comments_are_taken_for_and_stores_nothing(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "book.csv").write_text("code\nisolation\n", encoding="utf-8")
    (tmp_path / "P01.docx").write_bytes(of_comment("isolation"))
    told = CliRunner().invoke(main, ["import", "--preview", "book.csv", "P01.docx"])
    assert told.exit_code == 0, told.output
    assert "raters 'Ann'" in told.output
    assert "1 codings, 1 verified" in told.output
    assert "turns by I 1, P1 1" in told.output
    assert not (tmp_path / "study.db").exists()
