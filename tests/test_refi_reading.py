import io
import zipfile
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from refi_packages import ANN, BEN, CODE, TEXT, USERS, package, qde, selection, source

from codebook import InputError
from coder.cli.importing.files import import_files
from runs import RaterKind
from runs.coding_store import codings, latest_codebook, raters
from runs.exchange.positions.offsets import Counting, Mark, Positions, Reckoning, SourceText, detect
from runs.exchange.registry import format_of
from runs.study import Study
from runs.transcript_store import transcripts

SAID = (
    "Interviewer: How is it?\nP1: 😀 I never have time. Ma mère m'aide 👨‍👩‍👧 a lot.\n"
    "Interviewer: And 😀 then?\nP1: I never sleep."
)


@pytest.fixture
def study(tmp_path):
    return Study(tmp_path / "study.db", create=True)


def imported(study, data, *, name="work.qdpx", **wish):
    file = Path(study.path).with_name(name)
    file.write_bytes(data)
    (report,) = import_files(study, [file], **wish)
    assert not report.refused, report.summary
    return report


def given_codes(study):
    return [(each.rater, one.code, one.quotation) for each in codings(study) for one in each.assignments]


def counted(text, measure, *, crlf):
    """How long a text is in a unit."""
    written = text.replace("\n", "\r\n") if crlf else text
    wide = {"bytes of UTF-8": len(written.encode()), "UTF-16 code units": len(written.encode("utf-16-le")) // 2}
    return wide.get(measure, len(written))


def marks(text, measure, *, crlf, bom, names=True):
    """Selections of words of a text as a program would write them that counts in this way."""
    shift = (3 if measure == "bytes of UTF-8" else 1) if bom else 0
    for words in ("I never have time", "m'aide", "a lot", "then?", "I never sleep"):
        start = text.index(words)
        name = words if names else ""
        first, last = (counted(text[:at], measure, crlf=crlf) for at in (start, start + len(words)))
        yield first + shift, last + shift, name


MEASURES = ("code points", "UTF-16 code units", "bytes of UTF-8")


@pytest.mark.parametrize(("measure", "crlf", "bom"), list(product(MEASURES, (False, True), (False, True))))
def test_the_unit_of_positions_is_found_by_the_words_that_selections_are_named_by(study, measure, crlf, bom):
    data = ("\ufeff" + SAID.replace("\n", "\r\n")).encode()
    marked = [selection(*each, number=n) for n, each in enumerate(marks(SAID, measure, crlf=crlf, bom=bom), 1)]
    report = imported(study, package(qde(source(*marked)), {TEXT: data}))
    assert transcripts(study)["P01"].text == SAID
    assert [words for _, _, words in given_codes(study)] == [name for _, _, name in marks(SAID, measure, crlf=0, bom=0)]
    assert "5 codings, 5 verified" in report.summary
    assert any(measure in each and "5 of 5" in each for each in report.details)


@given(
    st.text(st.sampled_from("ab \né́😀👨‍👩‍👧שלוםمر\u200f"), min_size=1, max_size=60),
    st.sampled_from(MEASURES),
    st.booleans(),
    st.data(),
)
def test_a_position_goes_out_and_comes_back_in_every_unit(text, measure, crlf, data):
    index = data.draw(st.integers(0, len(text)))
    raw = SourceText(text.replace("\n", "\r\n"))
    written = counted(text[:index], measure, crlf=crlf)
    if measure != "bytes of UTF-8":
        assert Counting(text, utf16=measure.startswith("UTF-16"), counts_cr=crlf).position(index) == written
    assert Positions(raw, Reckoning(measure, counts_cr=crlf)).index(written) == index


def test_where_nothing_tells_the_unit_the_standards_is_taken_and_the_rivals_are_named(study):
    spans = list(marks(SAID, "code points", crlf=False, bom=False, names=False))
    report = imported(study, package(qde(source(*(selection(*each) for each in spans))), {TEXT: SAID.encode()}))
    assert "5 without words to check them by" in report.summary
    assert any("nothing in the file tells" in each for each in report.details)
    no_names = detect([SourceText("ä b c d")], [Mark(0, 2, 3, "")])
    assert no_names.reckoning == Reckoning()


def test_1_any_name_of_the_project_file_is_taken(study):
    data = package(qde(source()), {TEXT: SAID.encode()}, qde_name="My Study.QDE")
    assert "1 new transcripts" in imported(study, data).summary


@pytest.mark.parametrize("folder", ["Sources", "SOURCES", "elsewhere/deep"])
def test_2_texts_are_found_whatever_the_case_of_their_folder(study, folder):
    imported(study, package(qde(source()), {TEXT: SAID.encode()}, folder=folder))
    assert transcripts(study)["P01"].text == SAID


@pytest.mark.parametrize("namespace", ["urn:QDA-XML:project:0:10", "urn:other"])
def test_10_names_are_matched_whatever_their_namespace_and_guids_whatever_case_and_braces(study, namespace):
    marked = selection(0, 11, "Interviewer", code=f"{{{CODE.upper()}}}", user=f"{{{BEN.upper()}}}")
    imported(study, package(qde(source(marked), namespace=namespace), {TEXT: SAID.encode()}))
    assert given_codes(study) == [("Ben", "strain", "Interviewer")]


def test_4_a_bom_before_the_project_and_the_text_shifts_nothing(study):
    data = package("\ufeff" + qde(source(selection(24, 26, "P1"))), {TEXT: b"\xef\xbb\xbf" + SAID.encode()})
    imported(study, data)
    assert given_codes(study) == [("Ann", "strain", "P1")]
    assert transcripts(study)["P01"].text == SAID


def test_a_text_in_windows_1252_is_read_and_the_guess_is_told(study):
    said = "Anna: Das ist für mich schön.\r\nBen: Ja, natürlich.\r\n"
    data = package(qde(source(selection(14, 28, "für mich schön"))), {TEXT: said.encode("cp1252")})
    report = imported(study, data)
    assert given_codes(study) == [("Ann", "strain", "für mich schön")]
    assert any("guessed" in each for each in report.details)


def test_12_codes_keep_their_places_and_a_heading_that_is_given_becomes_codable(study):
    codes = (
        '<CodeBook><Codes><Code guid="a1" name="Barriers" isCodable="false"><Code guid="a2" name="Time"'
        ' isCodable="true"/></Code><Code guid="a3" name="Needs" isCodable="false"><Code guid="a4" name="Time"'
        ' isCodable="true" color="rgb(1,2,3)"/></Code></Codes></CodeBook>'
    )
    marked = (selection(0, 11, code="a1"), selection(0, 11, code="a4", number=2))
    imported(study, package(qde(source(*marked), codes=codes), {TEXT: SAID.encode()}))
    book = latest_codebook(study)[1]
    assert [(code.name, code.parent, code.codable) for code in book.codes] == [
        ("Barriers", None, True),
        ("Barriers > Time", "Barriers", True),
        ("Needs", None, False),
        ("Needs > Time", "Needs", True),
    ]
    assert [code for _, code, _ in given_codes(study)] == ["Barriers", "Needs > Time"]


def test_13_sources_that_share_a_name_stay_apart(study):
    other = TEXT.replace("b", "c")
    texts = {TEXT: b"P1: Yes, always.", other: b"P2: No, never."}
    marked = selection(4, 7, "Yes"), selection(4, 6, "No", number=2)
    imported(study, package(qde(source(marked[0]), source(marked[1], guid=other)), texts))
    assert set(transcripts(study)) == {"P01", "P01 (2)"}
    assert {(each.document, each.assignments[0].quotation) for each in codings(study)} == {
        ("P01", "Yes"),
        ("P01 (2)", "No"),
    }


def test_14_15_notes_on_passages_are_counted_and_a_coding_of_the_whole_text_is_kept(study):
    whole = f'<Coding guid="d9" creatingUser="{BEN}"><CodeRef targetGUID="{CODE}"/></Coding>'
    data = package(qde(source(selection(0, 11, code=""), whole)), {TEXT: SAID.encode()})
    report = imported(study, data)
    assert given_codes(study) == [("Ben", "strain", SAID)]
    assert "not taken: 1 selections without a code (notes on passages)" in report.details


def test_16_without_a_user_it_asks_who_coded_and_a_users_selection_or_source_is_enough(study, tmp_path):
    data = package(qde(source(selection(0, 11, user=""))), {TEXT: SAID.encode()})
    file = tmp_path / "nobody.qdpx"
    file.write_bytes(data)
    (refused,) = import_files(study, [file])
    assert refused.refused
    assert "--rater" in refused.summary
    assert not transcripts(study)
    imported(study, data, rater="Cleo")
    assert given_codes(study) == [("Cleo", "strain", "Interviewer")]
    owned = source(selection(24, 26, user=""), attributes=f' creatingUser="{BEN}"')
    imported(study, package(qde(owned), {TEXT: SAID.encode()}))
    assert given_codes(study)[-1] == ("Ben", "strain", "P1")


def test_17_importing_again_adds_nothing_and_what_was_changed_there_comes_in(study):
    first = package(qde(source(selection(24, 26, "P1"))), {TEXT: SAID.encode()})
    assert imported(study, first).new == 3
    assert imported(study, first).new == 0
    more = package(
        qde(source(selection(24, 26, "P1"), selection(0, 11, "Interviewer", number=2))), {TEXT: SAID.encode()}
    )
    assert imported(study, more).new == 1
    assert [len(each.assignments) for each in codings(study)] == [1, 2]


def test_a_selection_whose_name_stands_elsewhere_is_re_anchored_and_one_that_stands_twice_is_not_guessed(study):
    marked = [selection(*each, number=n) for n, each in enumerate(marks(SAID, "code points", crlf=0, bom=0), 1)]
    marked += [selection(0, 5, "m'aide 👨‍👩‍👧 a lot", number=8), selection(1, 4, "I never", number=9)]
    report = imported(study, package(qde(source(*marked)), {TEXT: SAID.encode()}))
    assert "7 codings, 5 verified, 1 re-anchored, 1 ambiguous, 0 unmatched" in report.summary
    assert given_codes(study)[-2] == ("Ann", "strain", "m'aide 👨‍👩‍👧 a lot")
    assert codings(study)[0].assignments[-1].start is None


def test_a_name_that_is_cut_verifies_its_passage_by_its_beginning(study):
    words = "I never have time. Ma mère m'aide 👨‍👩‍👧 a lot."
    start = SAID.index(words)
    report = imported(
        study, package(qde(source(selection(start, start + len(words), f"{words[:12]}…"))), {TEXT: SAID.encode()})
    )
    assert "1 verified" in report.summary
    assert given_codes(study) == [("Ann", "strain", words)]


def test_a_cut_name_gives_no_passage_of_its_own_where_the_position_is_wrong(study):
    marked = selection(0, 11, "Interviewer"), selection(10, 9_999, "I never have t…", number=2)
    report = imported(study, package(qde(source(*marked)), {TEXT: SAID.encode()}))
    assert "1 verified, 0 re-anchored, 0 ambiguous, 1 unmatched" in report.summary
    assert codings(study)[0].assignments[-1].start is None


def test_positions_beyond_the_text_and_none_at_all_are_told(study):
    bad = selection(10, 9_999), selection("x", 4, number=2), selection(9, 3, number=3)
    report = imported(study, package(qde(source(*bad)), {TEXT: SAID.encode()}))
    assert "3 unmatched" in report.summary
    assert not any(one.start is not None for each in codings(study) for one in each.assignments)


@pytest.mark.parametrize(
    "path",
    ["internal://../../etc/passwd", "absolute:///etc/passwd", "relative:///../secret.txt", "internal://gone.txt"],
)
def test_s10_no_text_outside_of_the_package_is_read(study, path):
    report = imported(study, package(qde(source(path=path)), {}))
    assert not transcripts(study)
    assert "not taken: 1 sources: its text is not in the package" in report.details


def test_the_text_of_a_pdf_and_of_a_recording_come_in_and_pictures_are_counted(study):
    pdf = (
        f'<PDFSource guid="e1" name="Paper"><PDFSelection guid="e2" page="1" firstX="0" firstY="0" secondX="1"'
        f' secondY="1"><Coding guid="e3" creatingUser="{ANN}"><CodeRef targetGUID="{CODE}"/></Coding></PDFSelection>'
        f'<Representation guid="{TEXT}" plainTextPath="internal://{TEXT}.txt">{selection(0, 11)}</Representation>'
        "</PDFSource>"
    )
    audio = (
        '<AudioSource guid="f1" name="Talk"><Transcript guid="f2"><PlainTextContent>P1: Well, yes.</PlainTextContent>'
        '<SyncPoint guid="f3" timeStamp="0" position="4"/><SyncPoint guid="f4" timeStamp="9" position="8"/>'
        '<TranscriptSelection guid="f5" fromSyncPoint="f3" toSyncPoint="f4"><Coding guid="f6"'
        f' creatingUser="{BEN}"><CodeRef targetGUID="{CODE}"/></Coding></TranscriptSelection></Transcript>'
        "</AudioSource>"
    )
    report = imported(study, package(qde(pdf, audio, '<PictureSource guid="g1"/>'), {TEXT: SAID.encode()}))
    assert set(transcripts(study)) == {"Paper", "Talk"}
    assert sorted(given_codes(study)) == [("Ann", "strain", "Interviewer"), ("Ben", "strain", "Well")]
    assert "not taken: 1 pictures" in report.details


def test_a_document_that_the_study_has_under_another_name_or_with_another_text_gets_the_codings(study, tmp_path):
    (tmp_path / "Interview one.txt").write_text(SAID, encoding="utf-8")
    (tmp_path / "P02.txt").write_text("P2: Something else, and I never have time.", encoding="utf-8")
    import_files(study, [tmp_path / "Interview one.txt", tmp_path / "P02.txt"])
    other = TEXT.replace("b", "c")
    texts = {TEXT: SAID.encode(), other: b"P2: I never have time."}
    marked = selection(24, 26, "P1"), selection(4, 21, "I never have time", number=2)
    report = imported(study, package(qde(source(marked[0]), source(marked[1], guid=other, name="P02.txt")), texts))
    assert set(transcripts(study)) == {"Interview one", "P02"}
    assert {(each.document, one.quotation) for each in codings(study) for one in each.assignments} == {
        ("Interview one", "P1"),
        ("P02", "I never have time"),
    }
    assert any("has the very text of 'Interview one'" in each for each in report.details)
    assert any("another text as 'P02.txt'" in each for each in report.details)
    assert "1 re-anchored" in report.summary


def test_a_selection_without_a_name_goes_to_another_text_by_its_words_not_by_its_place(study, tmp_path):
    (tmp_path / "P01.txt").write_text("P1: Well, well.\n\nP1: I never have time.", encoding="utf-8")
    import_files(study, [tmp_path / "P01.txt"])
    start = SAID.index("I never have time")
    data = package(qde(source(selection(start, start + len("I never have time")))), {TEXT: SAID.encode()})
    imported(study, data)
    assert given_codes(study) == [("Ann", "strain", "I never have time")]


def test_only_what_is_asked_for_is_taken_and_the_studys_codebook_stays(study, tmp_path):
    data = package(qde(source(selection(24, 26, "P1"))), {TEXT: SAID.encode()})
    imported(study, data, kind="transcripts")
    assert transcripts(study)
    assert latest_codebook(study) is None
    (tmp_path / "own.csv").write_text("code,definition\nother,Something.\n", encoding="utf-8")
    import_files(study, [tmp_path / "own.csv"])
    report = imported(study, data, kind="codings")
    assert given_codes(study) == [("Ann", "strain", "P1")]
    assert any("does not have this code" in each for each in report.details)
    assert any("keeps its codebook 'own'; it lacks strain" in each for each in imported(study, data).details)
    imported(study, data, kind="codebook")
    assert latest_codebook(study)[1].names == ("strain",)


def test_a_model_and_a_consensus_are_known_by_what_stands_after_the_name(study):
    users = USERS.replace('"Ann"', '"gpt-5, run 2 (model)"').replace('"Ben"', '"Both (consensus)"')
    marked = selection(0, 11), selection(24, 26, user=BEN, number=2)
    imported(study, package(qde(source(*marked), users=users), {TEXT: SAID.encode()}))
    assert {name: each.kind for name, each in raters(study).items()} == {
        "gpt-5, run 2": RaterKind.MODEL,
        "Both": RaterKind.CONSENSUS,
    }


def test_codes_that_are_no_codebook_are_told_and_the_rest_comes_in(study):
    codes = f'<CodeBook><Codes><Code guid="{CODE}" name="heading" isCodable="false"/></Codes></CodeBook>'
    report = imported(study, package(qde(source(), codes=codes), {TEXT: SAID.encode()}))
    assert transcripts(study)
    assert any("None of its codes is codable" in each for each in report.details)


def test_a_project_can_be_what_several_people_settled_together(study):
    imported(study, package(qde(source(selection(0, 11))), {TEXT: SAID.encode()}), consensus=True)
    assert raters(study)["Ann"].kind is RaterKind.CONSENSUS


def test_users_of_one_name_stay_two_raters(study):
    users = USERS.replace('"Ben"', '"Ann"')
    marked = selection(0, 11), selection(24, 26, user=BEN, number=2)
    report = imported(study, package(qde(source(*marked), users=users), {TEXT: SAID.encode()}))
    assert set(raters(study)) == {"Ann", "Ann 2"}
    assert any("Several users are called 'Ann'" in each for each in report.details)


def test_a_package_is_known_whatever_its_name(study):
    data = package(qde(source()), {TEXT: SAID.encode()})
    assert format_of("work.zip", data).name == "REFI-QDA project"
    assert format_of("work", data).name == "REFI-QDA project"


BOMB = '<?xml version="1.0"?><!DOCTYPE Project [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><Project name="&b;"/>'
OUTSIDE = (
    '<?xml version="1.0"?><!DOCTYPE Project [<!ENTITY a SYSTEM "file:///etc/passwd">]><Project name="x">&a;</Project>'
)
DEEP_CODES = "".join(f'<Code guid="{n}" name="c{n}" isCodable="true">' for n in range(5000)) + "</Code>" * 5000


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"PK\x03\x04 and nothing", "broken"),
        (package(qde(source()), {TEXT: SAID.encode()})[:-40], "broken"),
        (package("<Project", {}), "XML is broken"),
        (package(BOMB, {}), "entities"),
        (package(OUTSIDE, {}), "entities"),
        (package(f"<Project name='x'>{'<a>' * 1_000_000}", {}), "nested over 250 deep|zip bomb"),
        (package(qde(codes=f"<CodeBook><Codes>{DEEP_CODES}</Codes></CodeBook>"), {}), "nested over 250 deep"),
        (package(qde(more=" " * 60_000_000), {}), "zip bomb"),
        (package(qde(source()), {TEXT: b" " * 60_000_000}), "zip bomb"),
        (package(qde(), {f"{n}": b"" for n in range(100_000)}, method=0), "20,000 parts"),
        (package(qde(), {"../../a": b""}), "leads out"),
        (package("<Other/>", {}), "does not begin with .Project"),
        (package(qde(), {}, qde_name="project.xml"), "ends with"),
        (package(qde(codes=""), {}).replace(b"project.qde", b"projectqde."), "ends with"),
    ],
)
def test_t11_t12_hostile_and_broken_packages_are_refused_with_the_reason_and_nothing_is_stored(
    study, tmp_path, data, why
):
    file = tmp_path / "bad.qdpx"
    file.write_bytes(data)
    (report,) = import_files(study, [file])
    assert report.refused
    with pytest.raises(InputError, match=why):
        format_of(file.name, data).read(file.name, data, None)
    assert not transcripts(study)


def test_t11_an_encrypted_package_is_refused():
    data = bytearray(package(qde(), {}))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + offset] |= 1
    with pytest.raises(InputError, match="encrypted"):
        format_of("a.qdpx", bytes(data)).read("a.qdpx", bytes(data), None)


@given(st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=6))
def test_a_damaged_package_is_read_or_refused_and_nothing_else(changes):
    data = bytearray(package(qde(source(selection(0, 11))), {TEXT: SAID.encode()}, method=zipfile.ZIP_STORED))
    for place, byte in changes:
        data[min(int(place * len(data)), len(data) - 1)] = byte
    try:
        format_of("a.qdpx", bytes(data)).read("a.qdpx", bytes(data), "Ann")
    except InputError:
        return
    except RecursionError:  # pragma: no cover
        pytest.fail("too deep")


def test_a_package_keeps_the_case_of_members_apart():
    buffer = io.BytesIO(package(qde(source()), {TEXT: b"P1: a", TEXT.upper(): b"P1: b"}))
    (reading,) = format_of("a.qdpx", buffer.getvalue()).read("a.qdpx", buffer.getvalue(), None).transcripts
    assert reading.transcript.text == "P1: a"
