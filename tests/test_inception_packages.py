"""Packages of INCEpTION with several annotators; synthetic, laid out as its manual and its exporter's source say,
with CAS written by dkpro-cassis."""

import io
import json
import zipfile
from contextlib import closing

import pytest

from coder.cli.importing.files import import_files
from runs import RaterKind
from runs.coding_store import codings, raters
from runs.exchange.registry import format_of
from runs.study import Study
from runs.transcript_store import transcripts

cassis = pytest.importorskip("cassis")

TEXT = "P: \U0001f600 I felt alone.\r\nI: Oh.\r\nP: So alone, \U0001f468\u200d\U0001f469\u200d\U0001f467 alone."
FORM = "package of INCEpTION"
ALONE = ("felt alone", "isolation")
OH = ("Oh", "surprise")


def cas_of(*spans, text=TEXT, features=("code",)):
    """A CAS with spans as (words, label) or (words, label, feature)."""
    types = cassis.TypeSystem()
    span = types.create_type("custom.Span", "uima.tcas.Annotation")
    for feature in features:
        types.create_feature(span, feature, "uima.cas.String")
    cas = cassis.Cas(types)
    cas.sofa_string = text
    for words, label, *feature in spans:
        begin = text.index(words)
        cas.add(span(begin=begin, end=begin + len(words), **{(feature or features)[0]: label}))
    return cas


def as_json(*spans, **more):
    return cas_of(*spans, **more).to_json().encode()


def as_xmi(name, *spans, **more):
    cas = cas_of(*spans, **more)
    return packed({f"{name}.xmi": cas.to_xmi().encode(), "TypeSystem.xml": cas.typesystem.to_xml().encode()})


def packed(members):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in members.items():
            package.writestr(name, data)
    return held.getvalue()


def project(annotated=(), curated=()):
    """The file of a project: (document, user, state), and (document, state)."""
    held = {
        "name": "Interviews",
        "source_documents": [{"name": document, "state": state} for document, state in curated],
        "annotation_documents": [{"name": name, "user": user, "state": state} for name, user, state in annotated],
    }
    return json.dumps(held).encode()


@pytest.fixture
def study(tmp_path):
    with closing(Study(tmp_path / "study.db", create=True)) as opened:
        yield opened


def brought(study, tmp_path, members, **more):
    data = members if isinstance(members, bytes) else packed(members)
    (tmp_path / "project.zip").write_bytes(data)
    (report,) = import_files(study, [tmp_path / "project.zip"], **more)
    return report


def given(study):
    return {(each.document, each.rater, one.code, one.quotation) for each in codings(study) for one in each.assignments}


def told(report, words):
    return any(words in each for each in report.details)


BACKUP = {
    "exportedproject.json": project(
        [
            ("P01.txt", "anna", "FINISHED"),
            ("P01.txt", "ben", "FINISHED"),
            ("P01.txt", "cem", "NEW"),
            ("P02.txt", "anna", "FINISHED"),
        ],
        [("P01.txt", "CURATION_FINISHED"), ("P02.txt", "ANNOTATION_FINISHED")],
    ),
    "source/P01.txt": TEXT.encode(),
    "log/project.log": b"",
    "annotation_ser/P01.txt/anna.ser": b"\xac\xed",
    "annotation/P01.txt/INITIAL_CAS.json": as_json(),
    "annotation/P01.txt/anna.json": as_json(ALONE),
    "annotation/P01.txt/ben.json": as_json(ALONE, OH),
    "annotation/P02.txt/INITIAL_CAS.json": as_json(text="P: Nothing."),
    "annotation/P02.txt/anna.json": as_json(text="P: Nothing."),
    "curation/P01.txt/CURATION_USER.json": as_json(ALONE),
}


def test_each_annotator_is_a_rater_and_the_curation_a_consensus(study, tmp_path):
    report = brought(study, tmp_path, BACKUP)
    assert "4 codings, 4 verified, 0 re-anchored, 0 ambiguous, 0 unmatched" in report.summary
    assert {name: each.text for name, each in transcripts(study).items()} == {
        "P01": TEXT.replace("\r\n", "\n"),
        "P02": "P: Nothing.",
    }
    assert given(study) == {
        ("P01", "anna", "isolation", "felt alone"),
        ("P01", "ben", "isolation", "felt alone"),
        ("P01", "ben", "surprise", "Oh"),
        ("P01", "curation", "isolation", "felt alone"),
    }
    kinds = {each.name: each.kind for each in raters(study).values()}
    assert kinds == {"anna": RaterKind.PERSON, "ben": RaterKind.PERSON, "curation": RaterKind.CONSENSUS}
    assert all(each.independent for each in codings(study))


def test_who_finished_without_annotations_looked_and_who_did_not_begin_saw_nothing(study, tmp_path):
    brought(study, tmp_path, BACKUP)
    assert [(each.document, each.rater) for each in codings(study) if not each.assignments] == [("P02", "anna")]


def test_a_second_time_brings_nothing(study, tmp_path):
    brought(study, tmp_path, BACKUP)
    assert brought(study, tmp_path, BACKUP).new == 0


def test_what_is_not_finished_is_not_taken_and_told_with_what_to_do(study, tmp_path):
    states = project(
        [("P01.txt", "anna", "IN_PROGRESS"), ("P01.txt", "ben", "IGNORE"), ("P01.txt", "cem", "FINISHED")],
        [("P01.txt", "CURATION_IN_PROGRESS")],
    )
    report = brought(study, tmp_path, BACKUP | {"exportedproject.json": states})
    assert not given(study)
    assert told(report, "not taken: 3 annotations in documents that their annotator had not finished")
    assert told(report, "not taken: 1 annotations of a curation that was not finished")
    assert told(report, "Documents that are not finished: anna 1, ben 1, curation 1. Nothing says how far")
    assert told(report, "not taken: 1 documents that an annotator finished, and of whose annotations")


def test_without_states_no_annotations_tell_nothing(study, tmp_path):
    members = {name: data for name, data in BACKUP.items() if name.startswith(("annotation/", "curation/"))}
    report = brought(study, tmp_path, members)
    assert {each.rater for each in codings(study)} == {"anna", "ben", "curation"}
    assert {each.document for each in codings(study)} == {"P01"}
    assert told(report, "not taken: 1 files without annotations, of which nothing says")


def test_an_export_of_curated_documents_is_read_alone(study, tmp_path):
    brought(
        study,
        tmp_path,
        {"curation/P01.txt/CURATION_USER.ser": b"x", "curation/P01.txt/CURATION_USER77.json": as_json(OH)},
    )
    assert given(study) == {("P01", "curation", "surprise", "Oh")}


def test_xmi_packed_with_its_types_is_read_whatever_its_package_is_called(study, tmp_path):
    members = {
        "exportedproject.json": project([("P01.txt", "anna", "FINISHED"), ("P01.txt", "ben.b", "FINISHED")]),
        "annotation/P01.txt/anna.zip": as_xmi("anna", ALONE),
        "annotation/P01.txt/inception-document123.zip": as_xmi("ben.b", OH),
        "annotation/P01.txt/INITIAL_CAS.zip": as_xmi("INITIAL_CAS"),
        "curation/P01.txt/CURATION_USER.zip": as_xmi("CURATION_USER", ALONE, OH),
    }
    report = brought(study, tmp_path, members)
    assert "4 codings, 4 verified" in report.summary
    assert given(study) == {
        ("P01", "anna", "isolation", "felt alone"),
        ("P01", "ben.b", "surprise", "Oh"),
        ("P01", "curation", "isolation", "felt alone"),
        ("P01", "curation", "surprise", "Oh"),
    }


def test_xmi_of_one_annotator_asks_whose_it_is(study, tmp_path):
    data = as_xmi("P01", ALONE)
    assert format_of("P01.zip", data).name == FORM
    report = brought(study, tmp_path, data)
    assert report.refused
    assert "--rater" in report.summary
    brought(study, tmp_path, data, rater="Anna")
    assert given(study) == {("P01", "Anna", "isolation", "felt alone")}


def test_a_folder_that_was_packed_again_is_read_and_what_a_mac_adds_is_not(study, tmp_path):
    members = {f"Interviews/{name}": data for name, data in BACKUP.items()}
    brought(study, tmp_path, members | {"__MACOSX/Interviews/annotation/P01.txt/._anna.json": b"\0"})
    assert {each.rater for each in codings(study)} == {"anna", "ben", "curation"}


def test_who_annotated_another_text_is_told_and_never_mixed_in(study, tmp_path):
    other = as_json(ALONE, text=f"Heading\n{TEXT}")
    report = brought(study, tmp_path, BACKUP | {"annotation/P01.txt/ben.json": other})
    assert {rater for _, rater, *_ in given(study)} == {"anna", "curation"}
    assert told(report, "not taken: 1 files of annotators in which the document has another text")
    assert told(report, "The text of 'P01' that ben annotated is not the one of the others.")


def test_the_text_that_most_annotated_is_the_documents(study, tmp_path):
    brought(study, tmp_path, BACKUP | {"annotation/P01.txt/INITIAL_CAS.json": as_json(text="P: As it was.")})
    assert {rater for _, rater, *_ in given(study)} == {"anna", "ben", "curation"}


def test_who_began_with_annotations_of_others_is_not_independent(study, tmp_path):
    report = brought(study, tmp_path, BACKUP | {"annotation/P01.txt/INITIAL_CAS.json": as_json(OH)})
    dependent = {(each.document, each.rater) for each in codings(study) if not each.independent}
    assert dependent == {("P01", "anna"), ("P01", "ben")}
    assert told(report, "2 times a document held annotations before its annotator began")
    assert "INITIAL_CAS" not in raters(study)


def test_a_label_is_called_the_same_whoever_gave_it(study, tmp_path):
    two = {"features": ("code", "tone")}
    members = BACKUP | {
        "annotation/P01.txt/anna.json": as_json((*ALONE, "code"), **two),
        "annotation/P01.txt/ben.json": as_json((*ALONE, "code"), ("Oh", "flat", "tone"), **two),
    }
    brought(study, tmp_path, members)
    assert {code for _, _, code, _ in given(study)} == {"code: isolation", "tone: flat"}


def test_documents_that_differ_in_their_endings_alone_are_two(study, tmp_path):
    members = {
        "annotation/P01.txt/anna.json": as_json(ALONE),
        "annotation/P01.pdf/anna.json": as_json(("Other", "x"), text="P: Other."),
    }
    brought(study, tmp_path, members)
    assert set(transcripts(study)) == {"P01.txt", "P01.pdf"}


def test_other_forms_beside_are_counted(study, tmp_path):
    report = brought(study, tmp_path, BACKUP | {"annotation/P03.tsv/anna.tsv": b"#FORMAT=WebAnno TSV 3.3"})
    assert told(report, "not taken: 1 files of annotators in another form")


DOCTYPE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'
NAMES = {"exportedproject.json": project()}


@pytest.mark.parametrize(
    ("members", "why"),
    [
        (NAMES | {"annotation/P01.txt/anna.tsv": b""}, "its annotators' files are .tsv. Export the project anew"),
        (NAMES | {"annotation_ser/P01.txt/anna.ser": b""}, "INCEpTION alone reads what it holds"),
        (NAMES, "INCEpTION alone reads what it holds"),
        (NAMES | {"annotation/P01.txt/anna.xmi": b"<x/>"}, "no TypeSystem.xml"),
        ({"P01.xmi": b"<x/>"}, "no TypeSystem.xml"),
        (NAMES | {"annotation/P01.txt/anna.zip": packed({"anna.xmi": b"<x/>"})}, "no TypeSystem.xml"),
        (NAMES | {"annotation/P01.txt/anna.zip": packed({"a.xmi": b"", "b.xmi": b""})}, "no document, or several"),
        (NAMES | {"annotation/P01.txt/anna.zip": b"PK"}, "broken"),
        (NAMES | {"annotation/P01.txt/anna.json": as_json(ALONE)[:-40]}, "'annotation/P01.txt/anna.json'"),
        (NAMES | {"annotation/P01.txt/anna.json": b"[" * 100_000}, "damaged"),
        (NAMES | {"annotation/P01.txt/anna.json": b"{}"}, ""),
        (NAMES | {"annotation/P01.txt/anna.json": as_json(text=" ")}, "None of its documents holds a text"),
        ({"exportedproject.json": b"{", "annotation/P01.txt/anna.json": as_json()}, "JSON is damaged"),
        (NAMES | {"annotation/P01.txt/anna.xmi": DOCTYPE, "TypeSystem.xml": b"<x/>"}, "document type"),
        (NAMES | {"../evil.json": b"", "annotation/P01.txt/anna.json": as_json()}, "leads out of the package"),
    ],
)
def test_what_cannot_be_read_is_refused_by_name_and_nothing_is_stored(study, tmp_path, members, why):
    data = packed(members)
    assert format_of("project.zip", data).name == FORM
    report = brought(study, tmp_path, data)
    assert report.refused
    assert "project.zip" in report.summary
    assert why in report.summary
    assert not transcripts(study)


def parts(number):
    return {f"source/{each}": b"" for each in range(number)}


@pytest.mark.parametrize(
    ("hostile", "why"),
    [
        (lambda: parts(20_001), "over 20,000 parts"),
        (lambda: {"annotation/P01.txt/anna.json": b" " * 101_000_000}, "over 100 MB"),
        (lambda: {"annotation/P01.txt/anna.zip": packed({"anna.json": b" " * 20_000_000})}, "zip bomb"),
        (lambda: {"annotation/P01.txt/anna.zip": packed(parts(50))}, "over 20 parts"),
    ],
)
def test_more_than_any_project_holds_is_refused(study, tmp_path, hostile, why):
    report = brought(study, tmp_path, NAMES | hostile())
    assert report.refused
    assert why in report.summary
    assert FORM in report.summary


def test_xmi_without_its_package_is_refused_with_what_to_do(study, tmp_path):
    report = brought(study, tmp_path, cas_of(ALONE).to_xmi().encode())
    assert report.refused
    assert "Import the ZIP package that it was in" in report.summary


def test_an_encrypted_package_is_refused_as_such(study, tmp_path):
    data = bytearray(packed(BACKUP))
    for begins, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(begins)
        while at >= 0:
            data[at + flags] |= 1
            at = data.find(begins, at + 4)
    report = brought(study, tmp_path, bytes(data))
    assert report.refused
    assert "It is encrypted. Pack it anew without a password." in report.summary


@pytest.mark.parametrize("members", [{"a.txt": b"x"}, {"TypeSystem.xml": b"<x/>"}, {"annotation/readme": b"x"}])
def test_other_packages_are_none_of_it(members):
    assert format_of("a.zip", packed(members)).name != FORM
