"""Tables of codings in the layouts of other programs; all of them are composed, and none came from a program."""

import csv
import io

import pytest
from openpyxl import Workbook

from codebook import InputError
from coder.cli.importing.files import import_files
from coder.cli.importing.layouts import layout_asked_for
from runs.coding_store import codings
from runs.exchange.codings_table import CodingsError, ProblemKind
from runs.exchange.format import WriteOptions
from runs.exchange.registry import form_named, format_of
from runs.exchange.tables.codings_reading import layouts_of, read_codings
from runs.exchange.tables.shipped_profiles import shipped_profiles
from runs.study import Study

TALK = "I: And then?\nP: Well. I was tired, and \u201cdone\u201d \u2013 really.\nI: Tired?\nP: Well. It was the work.\n"
CODEBOOK = "code,definition\nFatigue > Body,Tired in body.\nFatigue > Mind,Tired in mind.\nWork,Work.\n"
MAXQDA = ["Color", "Comment", "Document group", "Document name", "Code", "Begin", "End", "Weight score", "Segment"]
MAXQDA += ["Area", "Coverage %", "Author", "Creation date"]
UNKNOWN = ["Väri", "Huomautus", "Ryhmä", "Asiakirja", "Koodi", "Alku", "Loppu", "Paino", "Jakso", "Ala", "Osuus %"]
UNKNOWN += ["Tekijä", "Luotu"]


def maxqda_row(code, paragraph, segment, author="Anna", comment=""):
    numbers = [paragraph, paragraph, 0]
    return ["●", comment, "", "talk", code, *numbers, segment, len(segment), 1.25, author, "2026-05-02 10:11:12"]


def table(*rows):
    stream = io.StringIO()
    csv.writer(stream).writerows(rows)
    return stream.getvalue().encode()


def workbook(*rows):
    book = Workbook(write_only=True)
    sheet = book.create_sheet("codings")
    for row in rows:
        sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.fixture
def study(tmp_path):
    (tmp_path / "talk.txt").write_text(TALK, encoding="utf-8")
    (tmp_path / "book.csv").write_text(CODEBOOK, encoding="utf-8")
    made = Study(tmp_path / "study.db", create=True)
    reports = import_files(made, [tmp_path / "talk.txt", tmp_path / "book.csv"])
    assert not any(report.refused for report in reports)
    return made


def brought_in(study, tmp_path, data, name="codings", **asked):
    file = tmp_path / name
    file.write_bytes(data)
    (report,) = import_files(study, [file], **asked)
    return report


def given(study):
    return sorted(
        (each.rater, one.code, one.start, one.quotation) for each in codings(study) for one in each.assignments
    )


@pytest.mark.parametrize(("header", "found"), [(MAXQDA, "MAXQDA"), (UNKNOWN, "MAXQDA")])
def test_segments_of_maxqda_come_in_whatever_the_language_of_their_header(study, tmp_path, header, found):
    rows = [
        maxqda_row("Fatigue > Body", 2, "I was tired", comment="clear"),
        maxqda_row("Work", 4, "It was the work.", "Ben"),
    ]
    report = brought_in(study, tmp_path, workbook(header, *rows))
    assert "2 verified" in report.summary, report
    assert any(f"read by the profile '{found}" in line and f"code = {header[4]!r}" in line for line in report.details)
    assert given(study) == [
        ("Anna", "Body", TALK.index("I was tired"), "I was tired"),
        ("Ben", "Work", TALK.index("It was"), "It was the work."),
    ]


def test_a_file_is_known_by_its_content_whatever_it_is_called(tmp_path):
    data = workbook(MAXQDA, maxqda_row("Work", 4, "It was the work."))
    assert format_of("export", data).name == shipped_profiles()["maxqda_segments"].name
    assert format_of("codings.txt", table(MAXQDA, maxqda_row("Work", 4, "x y"))).gives == ("codings",)


def test_paragraphs_tell_places_apart_once_others_show_how_they_are_counted(study, tmp_path):
    rows = [
        maxqda_row("Work", 2, "I was tired"),
        maxqda_row("Work", 4, "It was the work."),
        maxqda_row("Work", 4, "Well."),
    ]
    report = brought_in(study, tmp_path, workbook(MAXQDA, *rows))
    assert "3 verified, 0 re-anchored, 0 ambiguous" in report.summary
    assert ("Anna", "Work", TALK.index("Well. It"), "Well.") in given(study)


def test_a_paragraph_by_itself_tells_nothing(study, tmp_path):
    alone = brought_in(study, tmp_path, workbook(MAXQDA, maxqda_row("Work", 4, "Well.")))
    assert "1 ambiguous" in alone.summary


def test_paragraphs_that_say_nothing_leave_a_passage_ambiguous(study, tmp_path):
    """In a real export all rows had 1 for begin and end."""
    rows = [maxqda_row("Work", 1, words) for words in ("I was tired", "It was the work.", "Well.")]
    assert "2 verified, 0 re-anchored, 1 ambiguous" in brought_in(study, tmp_path, workbook(MAXQDA, *rows)).summary


ATLAS = ["ID", "Document", "Quotation Name", "Quotation Content", "Comment", "Codes", "Reference", "Created by"]


def test_quotations_of_atlas_ti_have_several_codes_in_a_cell(study, tmp_path):
    row = ["1:1", "talk", "", 'I was tired, and "done" - really.', "", "Fatigue::Body\nWork", "2 - 2", "Anna"]
    report = brought_in(study, tmp_path, workbook(ATLAS, row))
    assert "1 re-anchored" in report.summary
    assert [code for _, code, *_ in given(study)] == ["Body", "Work"]
    assert given(study)[0][3] == "I was tired, and \u201cdone\u201d \u2013 really."


DEDOOSE = ["Media Title", "Excerpt Range", "Excerpt Creator", "Excerpt Date", "Excerpt Copy", "Codes Applied Combined"]
DEDOOSE += ["Code: Tired, or ill Applied", "Code: Fatigue\\Body Applied", "Code: Fatigue\\Body Weight"]


def test_codes_of_dedoose_are_those_whose_column_says_true_though_one_has_a_comma(study, tmp_path):
    at = TALK.index("I was tired")
    rows = [
        ["talk.docx", f"{at}-{at + 11}", "Anna", "5/2/2026", "I was tired", "Tired, or ill, Body", True, True, 1],
        ["talk.docx", "900-920", "Anna", "5/2/2026", "It was the work.", "", "False", "True", 1],
    ]
    report = brought_in(study, tmp_path, workbook(DEDOOSE, *rows))
    assert "1 verified, 1 re-anchored" in report.summary
    assert [(code, start) for _, code, start, _ in given(study)] == [
        ("Body", at),
        ("Body", TALK.index("It was")),
        ("Tired, or ill", at),
    ]


def test_highlights_of_taguette_ask_for_the_rater(study, tmp_path):
    data = table(["id", "document", "tag", "content"], [1, "talk.txt", "Work", "It was the work."])
    refused = brought_in(study, tmp_path, data)
    assert refused.refused
    assert "--rater" in refused.summary
    assert "1 verified" in brought_in(study, tmp_path, data, rater="Anna").summary
    assert brought_in(study, tmp_path, data, rater="Anna").new == 0


def test_a_report_of_qualcoder_names_coder_and_memo(study, tmp_path):
    header = ["File", "Coder", "Coded", "Id", "Codename", "Coded_Memo", "Category", "Category"]
    data = b"\xef\xbb\xbf" + table(header, ["talk.txt", "Ben", "It was the work.", "ctid:12", "Work", "sure", "A", "B"])
    report = brought_in(study, tmp_path, data)
    assert "QualCoder" in report.details[0]
    assert [each.rater for each in codings(study)] == ["Ben"]
    assert codings(study)[0].assignments[0].rationale == "sure"


def test_selections_of_openqda_stand_though_it_made_quotes_single_and_space_one(study, tmp_path):
    header = ["file", "code category", "created by", "created at", "last update", "start pos", "end pos", "selection"]
    at = TALK.index("and \u201c")
    row = ["talk.txt", "Work", "Ben", "2026", "", at, at + 10, "and 'done'"]
    report = brought_in(study, tmp_path, table(header, row))
    assert "1 verified" in report.summary
    assert given(study)[0][2:] == (at, "and \u201cdone\u201d")


def test_positions_of_zotqda_that_are_wrong_go_by_the_words(study, tmp_path):
    header = ["title", "code", "codedBy", "codedAt", "text", "positionStart", "positionEnd", "weight"]
    report = brought_in(study, tmp_path, table(header, ["talk", "Work", "Ben", "2026", "It was the work.", 3, 19, 50]))
    assert "1 re-anchored" in report.summary
    assert given(study)[0][2] == TALK.index("It was")


def test_a_matrix_has_a_column_for_each_code(study, tmp_path):
    data = table(
        ["document", "turn", "coder", "Body", "Mind", "note"], ["talk", 2, "A", 1, 0, "!"], ["talk", 4, "A", 0, 0, ""]
    )
    report = brought_in(study, tmp_path, data)
    assert "2 new codings" in report.summary
    assert [(each.start, [one.code for one in each.assignments]) for each in codings(study)] == [
        (TALK.index("Well."), ["Body"]),
        (TALK.index("Well. It"), []),
    ]
    assert "not taken: the columns 'note'" in report.details


def test_a_blank_cell_of_a_matrix_is_never_taken_for_no():
    header = ["document", "turn", "rater", "one", "two"]
    with_no = read_codings("a.csv", table(header, ["d", 1, "A", 1, ""], ["d", 2, "A", 1, 0], ["d", 3, "A", "", ""]))
    assert [(row.turn, row.codes) for row in with_no.rows] == [(2, ("one",))]
    told = {problem.kind: problem.rows for problem in with_no.problems}
    assert told == {ProblemKind.INCOMPLETE: (2,), ProblemKind.NO_JUDGEMENT: (4,)}
    only_yes = read_codings("a.csv", table(header, ["d", 1, "A", "x", ""], ["d", 2, "A", "", "x"]))
    assert [row.codes for row in only_yes.rows] == [("one",), ("two",)]


def test_a_mark_that_is_neither_yes_nor_no_is_reported_with_its_row():
    header = ["document", "turn", "rater", "one"]
    marks = [["d", at, "A", 0] for at in range(1, 60)]
    found = read_codings("a.csv", table(header, *marks, ["d", 60, "A", "maybe"]))
    assert [(problem.rows, problem.kept) for problem in found.problems] == [((61,), False)]
    assert len(found.rows) == 59


def test_an_occurrence_says_which_place_is_meant(study, tmp_path):
    header = ["document", "quote", "code", "coder", "occurrence"]
    assert "1 verified" in brought_in(study, tmp_path, table(header, ["talk", "Well.", "Work", "A", 2])).summary
    assert given(study)[0][2] == TALK.index("Well. It")


def test_a_header_that_two_layouts_know_as_well_is_refused(monkeypatch):
    first = shipped_profiles()["taguette_highlights"]
    twin = first._replace(name="table of another program")
    monkeypatch.setattr("runs.exchange.tables.codings_reading.shipped_profiles", lambda: {"a": first, "b": twin})
    data = table(["id", "document", "tag", "content"], [1, "a", "b", "c"])
    assert layouts_of(data) == {first.name, twin.name}
    with pytest.raises(CodingsError, match=f"{first.name} or as a {twin.name}"):
        read_codings("a.csv", data, rater="A")


def test_a_header_is_mapped_by_hand(study, tmp_path):
    data = table(["Quelle", "Wer", "Kategorie", "Wortlaut"], ["talk", "Ben", "Work", "It was the work."])
    assert brought_in(study, tmp_path, data, kind="codings").refused
    mapping = ["document=Quelle", "rater=Wer", "code=Kategorie", "quotation=Wortlaut"]
    assert "1 verified" in brought_in(study, tmp_path, data, layout=layout_asked_for(None, mapping)).summary
    wrong = brought_in(study, tmp_path, data, layout=layout_asked_for(None, ["code=Kot", *mapping[:1]]))
    assert wrong.refused
    assert "lacks the column 'Kot' (code)" in wrong.summary


@pytest.mark.parametrize("written", ["code", "kode=Kod", "code="])
def test_a_mapping_of_no_field_is_refused_and_the_fields_are_named(written):
    with pytest.raises(InputError, match="quotation"):
        layout_asked_for(None, [written])


def test_every_profile_has_required_fields_that_it_names():
    for profile in shipped_profiles().values():
        assert profile.required <= profile.columns.keys()
        assert profile.is_read
        assert profile.is_lost
        assert profile.tested_with


def test_of_a_problem_that_very_many_rows_have_the_first_are_told_and_the_rest_counted(study, tmp_path):
    rows = [["talk", "It was the work.", 5, 9, "Work", "A"] for _ in range(1200)]
    header = ["document", "quotation", "start", "end", "code", "rater"]
    report = brought_in(study, tmp_path, table(header, *rows))
    assert "0 verified, 1200 re-anchored" in report.summary
    assert report.details[-1] == "moved: 200 more, from row 1002 to row 1201"
    assert len([line for line in report.details if "begins at" in line]) == 1000


def test_places_without_words_are_told_as_unchecked(study, tmp_path):
    report = brought_in(
        study, tmp_path, table(["document", "start", "end", "code", "rater"], ["talk", 3, 9, "Work", "A"])
    )
    assert "1 without words to check them by" in report.summary
    assert any("--map quotation=HEADER" in line for line in report.details)


def test_a_code_that_the_codebook_lacks_is_named(study, tmp_path):
    report = brought_in(study, tmp_path, table(["document", "quote", "code", "rater"], ["talk", "Tired?", "Rest", "A"]))
    assert any("The codebook does not have this code" in line and "'Rest'" in line for line in report.details)


def test_a_sign_in_a_code_is_no_path(study, tmp_path):
    rows = [maxqda_row("Fatigue > Body", 2, "I was tired"), maxqda_row("Age >60", 2, "really")]
    brought_in(study, tmp_path, workbook(MAXQDA, *rows))
    assert [code for _, code, *_ in given(study)] == ["Age >60", "Body"]


def test_our_own_table_of_units_comes_back_with_the_names_of_codes(study, tmp_path):
    brought_in(study, tmp_path, table(["document", "turn", "rater", "codes"], ["talk", 2, "A", "Body;Work"]))
    form_named("onehot").write(study, tmp_path / "units.csv", WriteOptions(), "2026-11-26T09:00:00Z")
    (report,) = import_files(study, [tmp_path / "units.csv"])
    assert "our own table" in report.details[0]
    assert (report.new, [code for _, code, *_ in given(study)]) == (0, ["Body", "Work"])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_table_of_several_megabytes_is_known_whatever_its_encoding(encoding):
    rows = "".join(f"t,Ann,word {number} \U0001f600,x\n" for number in range(60_000))
    data = f"document,rater,quotation,code\n{rows}".encode(encoding)
    assert len(data) > 2**20
    assert format_of("a.csv", data).name == "table of codings"
