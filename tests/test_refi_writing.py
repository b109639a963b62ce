import json
import re
import warnings
import zipfile
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from refi_packages import SPECS, project_schema, qde_in

from codebook import Code, Codebook, Exemplars
from coder.cli import main
from coder.cli.importing.files import import_files
from runs import Assignment, Coding, CodingStatus, Grounding, Rater, RaterKind, Transcript, Turn
from runs.coding_store import add_codebook, add_codings, codings, latest_codebook, raters
from runs.exchange.format import WriteOptions
from runs.exchange.refi.code_texts import code_described, description_of
from runs.exchange.registry import form_named, forms
from runs.study import Study
from runs.transcript_store import add_transcript, transcripts
from runs.transcripts import read_transcript

NOW = "2026-11-26T09:00:00Z"
DEMO = Path(__file__).parents[1] / "coder/demo"
AWKWARD = "ab é\u0301😀👨‍👩‍👧שלום\u200fم.'\"&<>"
WORDS = st.text(st.sampled_from(AWKWARD), min_size=1, max_size=12)
LINES = st.text(st.sampled_from(AWKWARD + "\n\t:"), max_size=30)


@st.composite
def transcript(draw, document):
    parts, turns = [], []
    length = 0
    for number in range(1, draw(st.integers(1, 4)) + 1):
        speaker, said = draw(st.sampled_from(["", "P1", "Müller 😀"])), draw(LINES.filter(str.strip))
        opening = ("\n\n" if parts else "") + (f"{speaker}: " if speaker else "")
        start = length + len(opening)
        parts.append(opening + said)
        length = start + len(said)
        ms = draw(st.none() | st.integers(0, 9999))
        turns.append(Turn(position=number, speaker=speaker, start=start, end=length, start_ms=ms))
    return Transcript(document=document, text="".join(parts), turns=tuple(turns), format="labelled text")


@st.composite
def codebook(draw):
    named = WORDS.filter(lambda each: each.isprintable() and each.strip() == each)
    names = draw(st.lists(named, min_size=1, max_size=4))
    names = [f"{number}{name}" for number, name in enumerate(names)]
    texts = st.lists(LINES.filter(str.strip), max_size=2).map(tuple)
    codes = []
    for number, name in enumerate(names):
        codes.append(
            Code(
                name=name,
                definition=draw(LINES.filter(lambda each: each.strip() or not each)),
                include=draw(texts),
                exclude=draw(texts),
                exemplars=Exemplars(typical=draw(texts), atypical=draw(texts), near_miss=draw(texts)),
                parent=names[number - 1] if number and draw(st.booleans()) else None,
                group=draw(st.sampled_from([None, "a group", "other"])),
                codable=True if number == 0 else draw(st.booleans()),
            )
        )
    # A project lists a code right under the one above it, so the codes are in that order here too.
    book = Codebook(name="Book", codes=tuple(codes))
    in_order = []

    def walk(parent):
        for each in book.children(parent):
            in_order.append(each)
            walk(each.name)

    walk(None)
    return Codebook(name="Work & care", description=draw(st.sampled_from(["", "About\nwork."])), codes=tuple(in_order))


@st.composite
def study_content(draw):
    texts = [draw(transcript(name)) for name in ("P01", "Müller 😀 <2>")[: draw(st.integers(1, 2))]]
    book = draw(codebook())
    who = {"Ann": RaterKind.PERSON, "gpt, run 2": RaterKind.MODEL, "Both": RaterKind.CONSENSUS}
    made = []
    for text in texts:
        for rater in draw(st.lists(st.sampled_from(sorted(who)), unique=True)):
            stretches = {(0, len(text.text))} if draw(st.booleans()) else {(t.start, t.end) for t in text.turns}
            stretches |= {(0, len(text.text))} if draw(st.integers(0, 5)) == 0 else set()
            for start, end in sorted(stretches):
                given = {}
                for _ in range(draw(st.integers(0, 3)) if end > start else 0):
                    first = draw(st.integers(start, end - 1))
                    last = draw(st.integers(first + 1, end))
                    if not text.text[first:last].strip() or text.text[first:last] != text.text[first:last].strip():
                        continue
                    code = draw(st.sampled_from([each.name for each in book.codable] + ["elsewhere"]))
                    given[code, first, last] = Assignment(
                        code=code,
                        quotation=text.text[first:last],
                        start=first,
                        end=last,
                        grounding=Grounding.UNIT if (first, last) == (start, end) else Grounding.EXACT,
                        rationale=draw(st.sampled_from(["", "Because.\nYes.", "é <&> \r\n 😀"])),
                    )
                independent = draw(st.booleans())
                made.append(
                    Coding(
                        document=text.document,
                        rater=rater,
                        start=start,
                        end=end,
                        independent=independent,
                        assignments=tuple(given.values()),
                    )
                )
    return texts, book, made, who


def filled(path, texts, book, made, who):
    study = Study(path, create=True)
    for text in texts:
        add_transcript(study, text, now=NOW)
    if book:
        add_codebook(study, book, now=NOW)
    add_codings(study, made, who, now=NOW)
    return study


def exported(study, path, **options):
    return form_named(path.suffix[1:]).write(study, path, WriteOptions(**options), NOW)


def said_in(study):
    """All that a project carries of a study."""
    texts = {name: (each.text, each.turns) for name, each in transcripts(study).items()}
    made = {
        (each.document, each.rater, each.start, each.end, each.independent): sorted(
            (one.code, one.quotation, one.start, one.end, one.grounding, one.rationale) for one in each.assignments
        )
        for each in codings(study)
    }
    kinds = {name: each.kind for name, each in raters(study).items()}
    return texts, made, kinds, latest_codebook(study)[1].fingerprint


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(content=study_content(), ends=st.sampled_from(["lf", "crlf"]), offsets=st.sampled_from(["codepoints", "utf16"]))
def test_a_study_that_goes_out_as_a_project_comes_back_as_it_was(tmp_path_factory, content, ends, offsets):
    folder = tmp_path_factory.mktemp("study")
    study = filled(folder / "a.db", *content)
    file = folder / "work.qdpx"
    exported(study, file, line_endings=ends, offsets=offsets)
    project_schema().assertValid(etree.fromstring(qde_in(file)))
    back = Study(folder / "b.db", create=True)
    (report,) = import_files(back, [file])
    assert not report.refused, report.summary
    assert said_in(back) == said_in(study)
    (again,) = import_files(study, [file])
    assert (again.refused, again.new) == (False, 0), again


@given(codebook())
def test_a_code_comes_back_from_its_description_as_it_was(book):
    for code in book.codes:
        bare = Code(name=code.name, parent=code.parent, group=code.group, codable=code.codable)
        assert code_described(bare, description_of(code)) == code


def test_what_another_program_has_written_into_a_description_is_the_definition():
    code = code_described(Code(name="a"), "Lack of time.\nInclude: work\n  and care\nSomebody's afterthought.")
    assert code.definition == "Lack of time.\nSomebody's afterthought."
    assert code.include == ("work\nand care",)


@pytest.fixture
def demo(tmp_path):
    study = Study(tmp_path / "demo.db", create=True)
    import_files(study, [*sorted(DEMO.glob("interview_*")), DEMO / "codebook.yaml", DEMO / "codings_rater_a.csv"])
    import_files(study, [DEMO / "codings_rater_b.csv"])
    return study


def test_another_reader_loads_the_project_and_finds_every_coding(demo, tmp_path):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pyrefiqda import RefiProject
    exported(demo, tmp_path / "work.qdpx")
    project = RefiProject.load(tmp_path / "work.qdpx", extract_dir=tmp_path / "unpacked")
    found = {
        (
            source.name,
            coding.creating_user,
            coding.code_ref.target_guid,
            selection.start_position,
            selection.end_position,
        )
        for source in project.sources.text_source
        for selection in source.plain_text_selection
        for coding in selection.coding
    }
    texts = {
        each.name: (tmp_path / "unpacked/sources" / each.plain_text_path.removeprefix("internal://")).read_text(
            encoding="utf-8"
        )
        for each in project.sources.text_source
    }
    assert texts == {name: each.text for name, each in transcripts(demo).items()}
    ours = {
        (each.document, each.rater, one.code, one.start, one.end) for each in codings(demo) for one in each.assignments
    }
    users = {each.guid: each.name for each in project.users.user}
    names, waiting = {}, list(project.code_book.codes.code)
    while waiting:
        code = waiting.pop()
        names[code.guid] = code.name
        waiting += code.code
    assert {(text, users[user], names[code], start, end) for text, user, code, start, end in found} == ours


def test_a_project_that_is_written_again_is_the_same_to_the_byte(demo, tmp_path):
    first, second = tmp_path / "a.qdpx", tmp_path / "b.qdpx"
    exported(demo, first)
    exported(demo, second)
    assert first.read_bytes() == second.read_bytes()


def test_texts_are_utf8_without_bom_in_a_small_folder_and_nothing_is_empty(demo, tmp_path):
    exported(demo, tmp_path / "a.qdpx")
    exported(demo, tmp_path / "crlf.qdpx", line_endings="crlf")
    with zipfile.ZipFile(tmp_path / "a.qdpx") as archive, zipfile.ZipFile(tmp_path / "crlf.qdpx") as other:
        names = archive.namelist()
        assert names[0] == "project.qde"
        assert all(name.startswith("sources/") and name == name.lower() for name in names[1:])
        texts = [archive.read(name) for name in names[1:]]
        assert not any(text.startswith(b"\xef\xbb\xbf") or b"\r" in text for text in texts)
        assert sum(b"\r\n" in other.read(name) for name in other.namelist()[1:]) == 6
    root = etree.fromstring(qde_in(tmp_path / "a.qdpx"))
    assert not any(b"richTextPath" in etree.tostring(each) for each in root.iter("{*}TextSource"))
    containers = ("Users", "Codes", "Sources", "Notes", "Sets")
    assert all(len(each) for name in containers for each in root.iter(f"{{*}}{name}"))


def test_a_bare_study_gives_a_valid_project(tmp_path):
    study = Study(tmp_path / "bare.db", create=True)
    exported(study, tmp_path / "bare.qdpx")
    project_schema().assertValid(etree.fromstring(qde_in(tmp_path / "bare.qdpx")))


def test_what_a_project_has_no_place_for_is_told(tmp_path):
    text = Transcript(
        document="P", text="P1: well", turns=(Turn(position=1, speaker="P1", start=4, end=8),), format="x"
    )
    lost = Assignment(code="a", quotation="never said", start=None, end=None, grounding=Grounding.UNGROUNDED)
    made = [
        Coding(document="P", rater="Ann", start=0, end=8, assignments=(lost,)),
        Coding(document="P", rater="gpt", start=4, end=8, status=CodingStatus.REFUSED),
    ]
    rationale = Assignment(code="b", quotation="well", start=4, end=8, grounding=Grounding.EXACT, rationale="a\x0bb")
    made.append(Coding(document="P", rater="Ben", start=0, end=8, assignments=(rationale,)))
    who = {"Ann": RaterKind.PERSON, "Ben": RaterKind.PERSON, "gpt": RaterKind.MODEL}
    written = exported(filled(tmp_path / "a.db", [text], None, made, who), tmp_path / "a.qdpx")
    assert written.rows == 1
    assert [each[:8] for each in written.left_out] == ["1 codes ", "1 judgem", "1 contro"]
    project_schema().assertValid(etree.fromstring(qde_in(tmp_path / "a.qdpx")))


def test_a_later_coding_of_a_stretch_goes_out_and_an_earlier_one_does_not(demo, tmp_path):
    coding = codings(demo, of=["Rater B"])[0]
    empty = Coding(document=coding.document, rater="Rater B", start=coding.start, end=coding.end)
    rows = exported(demo, tmp_path / "a.qdpx").rows
    add_codings(demo, [empty], {"Rater B": RaterKind.PERSON}, now=NOW)
    assert exported(demo, tmp_path / "a.qdpx").rows == rows - len(coding.assignments)


def test_a_codebook_goes_out_and_comes_back_with_its_criteria_and_groups(demo, tmp_path):
    exported(demo, tmp_path / "Work and care.qdc")
    back = Study(tmp_path / "back.db", create=True)
    (report,) = import_files(back, [tmp_path / "Work and care.qdc"])
    assert report.kind == "codebook"
    assert latest_codebook(back)[1].codes == latest_codebook(demo)[1].codes


def test_the_codebook_is_valid_after_the_schema_of_codebooks(demo, tmp_path):
    if not SPECS.is_dir():
        pytest.skip(f"shared data is absent: {SPECS}")
    exported(demo, tmp_path / "a.qdc")
    etree.XMLSchema(etree.parse(str(SPECS / "REFI_Codebook_v1.0_openqda.xsd"))).assertValid(
        etree.parse(str(tmp_path / "a.qdc"))
    )


def test_the_command_writes_projects_and_codebooks_and_says_what_was_left_out(demo, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    run = CliRunner()
    said = run.invoke(main, ["export", "qdpx", "a.qdpx", "--study", "demo.db", "--line-endings", "crlf"])
    assert said.exit_code == 0, said.output
    assert "codings in a.qdpx" in said.output
    said = json.loads(run.invoke(main, ["export", "qdc", "a.qdc", "--study", "demo.db", "--json"]).stdout)
    assert said["rows"] == len(latest_codebook(demo)[1].codes)
    wrong = run.invoke(main, ["export", "csv", "a.csv", "--study", "demo.db", "--offsets", "utf16"])
    assert (wrong.exit_code, "neither line ends nor offsets" in wrong.output) == (2, True)
    unknown = run.invoke(main, ["export", "pdf", "a.pdf", "--study", "demo.db"])
    assert (unknown.exit_code, ", ".join(forms()) in unknown.output) == (2, True)


def test_raters_keep_their_kind_when_a_project_comes_back(demo, tmp_path):
    add_codings(
        demo,
        [Coding(document="interview_1", rater="m", start=0, end=5)],
        {"m": Rater(name="m", kind=RaterKind.MODEL).kind},
        now=NOW,
    )
    exported(demo, tmp_path / "a.qdpx")
    back = Study(tmp_path / "b.db", create=True)
    import_files(back, [tmp_path / "a.qdpx"])
    assert raters(back)["m"].kind is RaterKind.MODEL


def test_judged_stretches_of_a_text_that_the_study_has_otherwise_are_left_out_and_told(demo, tmp_path):
    exported(demo, tmp_path / "a.qdpx")
    other = Study(tmp_path / "other.db", create=True)
    (tmp_path / "interview_1.txt").write_text("P1: Another text.", encoding="utf-8")
    import_files(other, [tmp_path / "interview_1.txt"])
    (report,) = import_files(other, [tmp_path / "a.qdpx"])
    assert not any(each.document == "interview_1" for each in codings(other))
    assert any("judgements of 'interview_1' are left out" in each for each in report.details)


@pytest.mark.parametrize("harm", ['"turns":[[0,999999,', '"turns":[[5,2,', '"turns":[["x",2,', '"turns":{}'])
def test_a_note_that_was_changed_beyond_sense_is_left_aside(demo, tmp_path, harm):
    exported(demo, tmp_path / "a.qdpx")
    with zipfile.ZipFile(tmp_path / "a.qdpx") as old, zipfile.ZipFile(tmp_path / "b.qdpx", "w") as new:
        for name in old.namelist():
            new.writestr(name, re.sub(r'"turns":\[\[\d+,\d+,', harm, old.read(name).decode()))
    back = Study(tmp_path / "back.db", create=True)
    (report,) = import_files(back, [tmp_path / "b.qdpx"])
    assert not report.refused, report.summary
    for each in transcripts(back).values():
        assert all(0 <= turn.start <= turn.end <= len(each.text) for turn in each.turns)
    assert len(codings(back)) == 12


@pytest.mark.parametrize("renamed", ["the user", "the creator of each coding"])
def test_one_whose_codings_another_program_put_under_its_own_name_is_not_taken_to_have_found_nothing(
    demo, tmp_path, renamed
):
    exported(demo, tmp_path / "a.qdpx")
    project = qde_in(tmp_path / "a.qdpx").decode()
    (guid,) = re.findall(r'<User guid="([^"]+)" name="Rater B"/>', project)
    if renamed == "the user":
        project = project.replace('name="Rater B"', 'name="JD"')
    else:
        other = f'<User guid="{guid[::-1]}" name="JD"/>'
        project = project.replace(f'creatingUser="{guid}"', f'creatingUser="{guid[::-1]}"').replace(
            "</Users>", f"{other}</Users>"
        )
    with zipfile.ZipFile(tmp_path / "a.qdpx") as old, zipfile.ZipFile(tmp_path / "b.qdpx", "w") as new:
        for name in old.namelist():
            new.writestr(name, project if name == "project.qde" else old.read(name))
    back = Study(tmp_path / "back.db", create=True)
    (report,) = import_files(back, [tmp_path / "b.qdpx"])
    assert {each.rater for each in codings(back)} == {"Rater A", "JD"}
    assert any("'Rater B' are gone or under another name" in each for each in report.details)


def test_codings_alone_into_a_study_without_their_transcripts_say_that_nothing_could_be_placed(demo, tmp_path):
    exported(demo, tmp_path / "a.qdpx")
    with closing(Study(tmp_path / "other.db", create=True)) as other:
        (report,) = import_files(other, [tmp_path / "a.qdpx"], kind="codings")
        assert "nothing of it could be placed" in report.summary
        (report,) = import_files(other, [tmp_path / "a.qdpx"])
        (report,) = import_files(other, [tmp_path / "a.qdpx"])
        assert "all of it already in the study" in report.summary


def test_of_one_code_in_two_stretches_each_keeps_its_own_rationale(tmp_path):
    text = read_transcript("P01.txt", b"P: Too much.\n").transcript
    place = {"code": "strain", "quotation": "Too much.", "start": 3, "end": 12}
    whole = Assignment(**place, grounding=Grounding.EXACT)
    turn = Assignment(**place, grounding=Grounding.UNIT, rationale="Because.\nYes.")
    made = [
        Coding(document="P01", rater="Ann", start=0, end=len(text.text), assignments=(whole,)),
        Coding(document="P01", rater="Ann", start=3, end=12, assignments=(turn,)),
    ]
    book = Codebook(name="Book", codes=(Code(name="strain"),))
    study = filled(tmp_path / "a.db", [text], book, made, {"Ann": RaterKind.PERSON})
    for name in ("a.qdpx", "a.docx"):
        exported(study, tmp_path / name)
        back = filled(tmp_path / f"{name}.db", [], book, [], {})
        import_files(back, [tmp_path / name])
        assert said_in(back) == said_in(study)


def test_positions_that_fit_in_several_ways_are_read_as_they_were_written(tmp_path):
    turn = Turn(position=1, speaker="", start=0, end=7)
    text = Transcript(document="P01", text="\U0001f467\n\n:\n\n:", turns=(turn,), format="")
    given = Assignment(code="strain", quotation=":", start=3, end=4, grounding=Grounding.EXACT)
    made = [Coding(document="P01", rater="Ann", start=0, end=7, assignments=(given,))]
    book = Codebook(name="Book", codes=(Code(name="strain"),))
    study = filled(tmp_path / "a.db", [text], book, made, {"Ann": RaterKind.PERSON})
    exported(study, tmp_path / "a.qdpx", offsets="utf16", line_endings="crlf")
    back = Study(tmp_path / "b.db", create=True)
    import_files(back, [tmp_path / "a.qdpx"])
    assert said_in(back)[1] == said_in(study)[1]
