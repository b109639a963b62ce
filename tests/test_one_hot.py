"""Units by codes as CSV: the figures of the study come out of it again; unseen is empty and never 0."""

import csv
import io
import json
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from recorded_study import recorded_study
from run_process import finished

from codebook import Code, Codebook
from coder.cli.coding.demonstration import import_demo
from coder.cli.exporting import export_form
from evaluation.errors import AgreementError
from evaluation.files.one_hot import is_one_hot, read_one_hot
from evaluation.study_table import table_of
from evaluation.units import build_units
from runs import Assignment, Coding, CodingStatus, Grounding, RaterKind, Transcript, Turn, Unit
from runs.coding_store import add_codebook, add_codings
from runs.exchange.format import WriteOptions
from runs.exchange.rows.unit_rows import unit_of, unit_rows
from runs.segments import segment
from runs.study import Study
from runs.transcript_store import add_transcript

NOW = "2026-01-02T03:04:05+00:00"
TEXT = "P: One two.\nP: Three four five.\nP:   six \nP: seven"
TURNS = tuple(
    Turn(position=number, speaker="P", start=start, end=end)
    for number, (start, end) in enumerate(((3, 11), (15, 31), (35, 41), (45, 50)), 1)
)
TALK = Transcript(document="talk", text=TEXT, turns=TURNS, format="labelled text")
CODES = ("a", "b")
places = st.integers(0, len(TEXT))


@st.composite
def codings(draw):
    start, end = sorted((draw(places), draw(places)))
    given = [draw(assignments()) for _ in range(draw(st.integers(0, 2)))]
    coded = draw(st.sampled_from([CodingStatus.CODED] * 3 + [CodingStatus.FAILED]))
    return Coding(
        document="talk",
        rater=draw(st.sampled_from(["Ann", "Ben"])),
        start=start,
        end=end,
        status=coded,
        assignments=tuple(given) if coded is CodingStatus.CODED else (),
        independent=draw(st.sampled_from([True, True, False])),
    )


@st.composite
def assignments(draw):
    code = draw(st.sampled_from([*CODES, "gone"]))
    if draw(st.integers(0, 5)) == 0:
        return Assignment(code=code, quotation="x", start=None, end=None, grounding=Grounding.UNGROUNDED)
    start, end = sorted((draw(places), draw(places)))
    return Assignment(code=code, quotation=TEXT[start:end], start=start, end=end, grounding=Grounding.EXACT)


@given(st.lists(codings(), min_size=1, max_size=8))
def test_units_are_seen_and_coded_as_agreement_counts_them(made):
    with TemporaryDirectory() as folder, closing(Study(Path(folder) / "study.db", create=True)) as study:
        add_transcript(study, TALK, now=NOW)
        add_codebook(study, Codebook(name="b", codes=tuple(Code(name=code) for code in CODES)), now=NOW)
        add_codings(study, made, {}, now=NOW)
        rows = list(unit_rows(study, Unit.TURN))
    table = build_units(segment(TALK, Unit.TURN), made, transcripts=[TALK], unit="turn", codes=CODES)
    for row in rows:
        if row.rater.name not in table.raters:
            assert row.codes is None
            continue
        place = row.unit - 1, table.raters.index(row.rater.name)
        assert (row.codes is not None) == table.seen[place]
        found = {code for code, applied in zip(CODES, table.applied[place], strict=True) if applied}
        assert (row.codes or frozenset()) & set(CODES) == found


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    file = tmp_path_factory.mktemp("demo") / "study.db"
    with closing(Study(file, create=True)) as study:
        import_demo(study)
    return file


def written(study_file, tmp_path):
    file = tmp_path / "units.csv"
    with closing(Study(study_file)) as study:
        told = export_form(study, "onehot", file, None, WriteOptions())
    return file, told


def test_the_table_holds_the_very_judgements_of_the_study(demo, tmp_path):
    file, told = written(demo, tmp_path)
    back, kinds = read_one_hot(file.name, file.read_bytes())
    with closing(Study(demo)) as study:
        held = table_of(study, Unit.TURN, None, ())
    assert told.rows == held.seen.size
    assert back.raters == held.raters
    assert set(kinds.values()) == {RaterKind.PERSON, RaterKind.CONSENSUS}
    assert back.codes == held.codes
    assert back.interviews == held.interviews
    np.testing.assert_array_equal(back.interview, held.interview)
    np.testing.assert_array_equal(back.seen, held.seen)
    np.testing.assert_array_equal(back.applied, held.applied)


def test_the_command_finds_the_same_figures_in_the_table_as_in_the_study(demo, tmp_path):
    file, _ = written(demo, tmp_path)
    of_study = json.loads(finished(["agree", "--json", "--study", demo]).stdout)
    of_table = json.loads(finished(["agree", "--table", file, "--json"]).stdout)
    for part in ("codes", "pairs"):
        assert of_study[part]
        assert of_table[part] == of_study[part]


def test_what_was_not_seen_is_empty_and_what_was_seen_without_a_code_is_0(tmp_path):
    path = recorded_study(tmp_path / "study.db", code="=strain")
    file, told = written(path, tmp_path)
    assert file.read_bytes().startswith(b"\xef\xbb\xbfdocument,unit,")
    rows = list(csv.DictReader(io.StringIO(file.read_text("utf-8-sig"), newline="")))
    by = {(row["unit"], row["rater"]): (row["code: =strain"], row["code: support"]) for row in rows}
    assert told.rows == len(rows) == 16
    assert by["1", "m"] == ("1", "0")
    assert by["1", "Lena"] == ("0", "0")
    assert by["2", "m"] == ("", "")
    assert [rows[0][name] for name in ("document", "turn", "start", "end", "speaker", "rater_kind")] == [
        "talk", "1", "3", "31", "P", "model",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("units", "expected"), [(("sentence",), "sentence"), (("sentence", "turn"), "turn"), ((), "turn")]
)
def test_the_unit_is_that_of_the_runs_where_they_agree(units, expected, monkeypatch):
    class Run:
        def __init__(self, unit):
            self.settings = {"unit": unit}

    monkeypatch.setattr("runs.exchange.rows.unit_rows.run_summaries", lambda study: tuple(map(Run, units)))
    assert unit_of(None) == expected


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("1,A,1,2\n", "something other than 0 and 1"),
        ("1,A,1,\n", "something other than 0 and 1"),
        ("1,A,1,0\n1,A,0,0\n", "both judge unit '1'"),
        ("1,,1,0\n", "does not say the rater"),
    ],
)
def test_a_table_that_contradicts_itself_is_refused(rows, message):
    with pytest.raises(AgreementError, match=message):
        read_one_hot("t.csv", f"unit,rater,code: a,code: (b)\n{rows}".encode())


def test_codes_named_like_other_columns_stay_codes():
    data = b"document,start,end,unit,rater,code: unit,code: (x)\nd,0,1,1,A,1,0\nd,0,1,1,B,,\n"
    assert is_one_hot("t.csv", data)
    table, kinds = read_one_hot("t.csv", data)
    assert not kinds
    assert table.codes == ("unit", "(x)")
    assert table.seen.tolist() == [[True, False]]
    assert table.applied[0, 0].tolist() == [True, False]
