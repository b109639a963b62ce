"""A study as a Word document with comments, and back."""

import io
import re
import zipfile

import pytest
from click.testing import CliRunner
from docx import Document
from docx2python import docx2python
from hypothesis import HealthCheck, given, settings
from test_refi_writing import DEMO, exported, filled, said_in, study_content

from codebook import Code, Codebook
from coder.cli import main
from coder.cli.importing.files import import_files
from runs import Assignment, Coding, CodingStatus, Grounding, RaterKind, Transcript, Turn
from runs.coding_store import codings
from runs.exchange.registry import format_of
from runs.study import Study
from runs.transcript_store import transcripts


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(content=study_content())
def test_a_study_that_goes_out_as_a_word_document_comes_back_as_it_was(tmp_path_factory, content):
    folder = tmp_path_factory.mktemp("study")
    study = filled(folder / "a.db", *content)
    file = folder / "work.docx"
    exported(study, file)
    back = filled(folder / "b.db", [], content[1], [], {})
    (report,) = import_files(back, [file])
    assert not report.refused, report.summary
    assert said_in(back) == said_in(study)
    (again,) = import_files(study, [file])
    assert (again.refused, again.new) == (False, 0), again


@pytest.fixture
def demo(tmp_path):
    study = Study(tmp_path / "demo.db", create=True)
    tables = [DEMO / f"{name}.csv" for name in ("codings_rater_a", "codings_rater_b", "consensus")]
    import_files(study, [*sorted(DEMO.glob("interview_*")), DEMO / "codebook.yaml", *tables])
    return study


def assignments(study):
    return sorted(
        (each.rater, each.document, one.code, one.start, one.end, one.quotation)
        for each in codings(study)
        for one in each.assignments
    )


def test_other_readers_find_the_text_and_each_comment_on_its_words(demo, tmp_path):
    file = tmp_path / "a.docx"
    assert exported(demo, file).rows == len(assignments(demo))
    document = Document(str(file))
    paragraphs = [each.text for each in document.paragraphs if each.style.name != "Interview"]
    headings = [each.text for each in document.paragraphs if each.style.name == "Interview"]
    assert headings == list(transcripts(demo))
    assert paragraphs == [line for each in transcripts(demo).values() for line in each.text.split("\n")]
    assert {each.author for each in document.comments} == {each[0] for each in assignments(demo)}
    with docx2python(io.BytesIO(file.read_bytes())) as read:
        found = [(author, quotation, text) for quotation, author, _, text in read.comments]
    wanted = {(rater, "".join(quotation.split())) for rater, *_, quotation in assignments(demo)}
    assert {(author, "".join(quotation.split())) for author, quotation, _ in found} == wanted


def with_comments_by(file, author, text, on, instead=None):
    """Code some words of the file as one does in Word; perhaps change others."""
    document = Document(str(file))
    (paragraph,) = [each for each in document.paragraphs if on in each.text][:1]
    document.add_comment(paragraph.runs[0], text=text, author=author)
    if instead:
        paragraph.runs[-1].add_text(instead)
    document.save(str(file))


def test_what_a_person_adds_in_word_comes_back_as_that_persons_coding(demo, tmp_path):
    file = tmp_path / "a.docx"
    exported(demo, file)
    before = assignments(demo)
    turn = transcripts(demo)["interview_1"].text.split("\n")[2]
    code = before[0][2]
    with_comments_by(file, "Cem", f"{code}\n\nQuite clear.", turn)
    (report,) = import_files(demo, [file])
    assert report.new == 1, report
    ((rater, _, added, *_),) = [each for each in assignments(demo) if each not in before]
    assert (rater, added) == ("Cem", code)
    (again,) = import_files(demo, [file])
    assert again.new == 0


def test_a_changed_text_is_told_and_codings_go_by_their_words(demo, tmp_path):
    file = tmp_path / "a.docx"
    exported(demo, file)
    text = transcripts(demo)["interview_1"].text
    with_comments_by(file, "Cem", "nothing known", text.split("\n")[2], instead=" And more.")
    (report,) = import_files(demo, [file])
    assert not report.refused
    assert any("'interview_1' is not as it was written" in each for each in report.details)
    assert transcripts(demo)["interview_1"].text == text
    for each in codings(demo):
        assert all(one.start is None or text[one.start : one.end] for one in each.assignments)


def test_a_study_without_codings_is_a_document_too(tmp_path):
    text = Transcript(
        document="P01", text="P1: Well.", turns=(Turn(position=1, speaker="P1", start=4, end=9),), format="x"
    )
    study = filled(tmp_path / "a.db", [text], Codebook(name="b", codes=(Code(name="a"),)), [], {})
    assert exported(study, tmp_path / "a.docx").rows == 0
    assert format_of("a.docx", (tmp_path / "a.docx").read_bytes()).form == "docx"
    back = Study(tmp_path / "b.db", create=True)
    import_files(back, [tmp_path / "a.docx"])
    assert transcripts(back)["P01"].turns == text.turns


def test_what_has_no_place_is_told(tmp_path):
    text = Transcript(
        document="P01", text="P1: W\x0bell.", turns=(Turn(position=1, speaker="P1", start=4, end=10),), format="x"
    )
    lost = Assignment(code="a", quotation="gone", start=None, end=None, grounding=Grounding.UNGROUNDED)
    made = [
        Coding(document="P01", rater="Ann", start=0, end=10, assignments=(lost,)),
        Coding(document="P01", rater="gpt", start=0, end=10, status=CodingStatus.REFUSED),
    ]
    who = {"Ann": RaterKind.PERSON, "gpt": RaterKind.MODEL}
    study = filled(tmp_path / "a.db", [text], Codebook(name="b", codes=(Code(name="a"),)), made, who)
    written = exported(study, tmp_path / "a.docx")
    assert [re.sub(r"\d+ ", "", each) for each in written.left_out] == [
        "codes whose quotation does not stand in the text.",
        "judgements to which no answer came.",
        "control characters that XML forbids; U+FFFD stands in their place.",
    ]


def test_words_of_participants_are_text_and_nothing_else(tmp_path):
    said = '<w:del/> &amp; <a href="http://x.invalid">y</a> {MERGEFIELD x} =1+1'
    turn = Turn(position=1, speaker="P1", start=4, end=4 + len(said))
    text = Transcript(document="<P01> & co", text=f"P1: {said}", turns=(turn,), format="x")
    given = Assignment(code="a", quotation=said, start=4, end=4 + len(said), grounding=Grounding.EXACT, rationale="=1")
    made = [Coding(document=text.document, rater="Ann", start=0, end=len(text.text), assignments=(given,))]
    study = filled(tmp_path / "a.db", [text], Codebook(name="b", codes=(Code(name="a"),)), made, {})
    exported(study, tmp_path / "a.docx")
    assert [each.text for each in Document(str(tmp_path / "a.docx")).paragraphs] == ["<P01> & co", f"P1: {said}"]
    with zipfile.ZipFile(tmp_path / "a.docx") as package:
        parts = b"".join(map(package.read, package.namelist()))
    assert not re.search(rb"hyperlink|fldChar|instrText|fldSimple|TargetMode", parts)


def test_the_command_writes_it_and_the_consensus_of_a_review_is_refused(demo, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    said = CliRunner().invoke(main, ["export", "docx", "a.docx", "--study", "demo.db"])
    assert said.exit_code == 0, said.output
    assert f"{len(assignments(demo))} codings in a.docx" in said.output
    refused = CliRunner().invoke(main, ["export", "--consensus", "docx", "b.docx", "--study", "demo.db"])
    assert refused.exit_code == 2
    assert not (tmp_path / "b.docx").exists()
