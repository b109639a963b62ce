"""What our export makes inert for spreadsheets is the same name again in a table that agreement is computed from."""

from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_transcripts_tables import table, workbook

from coder.cli.exporting import export_form
from evaluation.files.judgements import read_codes, read_values
from evaluation.files.spans import read_lengths, read_spans
from evaluation.weights import Level
from runs import Assignment, Coding, Grounding, Transcript, Turn
from runs.coding_store import add_codings
from runs.exchange.format import WriteOptions
from runs.study import Study
from runs.transcript_store import add_transcript

NOW = "2026-01-02T03:04:05+00:00"
TEXT = "P: One two."
NAMES = st.text("'=+-@\uff1d\uff0b\uff0d\uff20ab", min_size=1, max_size=5)


def exported(document, rater, code):
    """The CSV of a study with one coding."""
    turn = Turn(position=1, speaker="P", start=3, end=len(TEXT))
    given = Assignment(code=code, quotation="One", start=3, end=6, grounding=Grounding.EXACT)
    coding = Coding(document=document, rater=rater, start=0, end=len(TEXT), assignments=(given,))
    with TemporaryDirectory() as folder, closing(Study(Path(folder) / "study.db", create=True)) as study:
        add_transcript(study, Transcript(document=document, text=TEXT, turns=(turn,), format="labelled text"), now=NOW)
        add_codings(study, [coding], {}, now=NOW)
        export_form(study, "csv", Path(folder) / "out.csv", None, WriteOptions())
        return (Path(folder) / "out.csv").read_bytes()


@given(NAMES, NAMES, NAMES)
def test_documents_raters_and_codes_of_an_export_are_read_by_their_names(document, rater, code):
    data = exported(document, rater, code)
    units = read_codes("out.csv", data)
    assert (units.interviews, units.raters, units.codes) == ((document,), (rater,), (code,))
    spans = read_spans("out.csv", data, lengths={document: len(TEXT)})
    assert (spans.interviews, spans.raters, spans.codes) == ((document,), (rater,), (code,))


def test_values_below_zero_are_numbers_again_and_units_are_met_by_their_names():
    data = table(("unit", "rater", "value"), ("'-1", "a", "'-2"), ("-1", "b", "3"))
    values = read_values("a.csv", data, Level.INTERVAL)
    assert values.values == ("-2", "3")
    assert values.given.shape == (1, 2)


def test_lengths_are_of_the_document_by_its_name():
    assert read_lengths("a.csv", table(("document", "length"), ("'=talk", "9"))) == {"=talk": 9}


@pytest.mark.parametrize("name", ["'t Hooft", "O'Neill=", "'", "''a", "a'=b"])
def test_an_apostrophe_of_a_name_stays(name):
    rows = (("unit", "rater", "codes"), ("1", name, f"b; {name}"))
    for file, data in (("a.csv", table(*rows)), ("a.xlsx", workbook(A=list(rows)))):
        units = read_codes(file, data)
        assert (units.raters, set(units.codes)) == ((name,), {"b", name})
