"""UIMA CAS as JSON: texts and annotations as INCEpTION keeps them; synthetic files, written with dkpro-cassis."""

import json
import sys
from contextlib import closing

import pytest

from codebook import InputError
from coder.cli.importing.files import import_files
from runs.coding_store import codings
from runs.exchange.registry import format_of
from runs.study import Study
from runs.transcript_store import transcripts

cassis = pytest.importorskip("cassis")

TEXT = "P: \U0001f600 I felt alone.\r\nI: Oh.\r\nP: So alone, e\u0301 \U0001f468\u200d\U0001f469\u200d\U0001f467 alone."
DKPRO = "de.tudarmstadt.ukp.dkpro.core.api."


def document(text=TEXT, *, spans=(), title="P01.txt", features=("code",)):
    """The bytes of a document: spans are (first characters, label) or (first characters, feature, label)."""
    types = cassis.TypeSystem()
    span = types.create_type("custom.Span", "uima.tcas.Annotation")
    for feature in features:
        types.create_feature(span, feature, "uima.cas.String")
    relation = types.create_type("custom.Relation", "uima.tcas.Annotation")
    for feature in ("Governor", "Dependent"):
        types.create_feature(relation, feature, "custom.Span")
    sentence = types.create_type(f"{DKPRO}segmentation.type.Sentence", "uima.tcas.Annotation")
    metadata = types.create_type(f"{DKPRO}metadata.type.DocumentMetaData", "uima.tcas.DocumentAnnotation")
    types.create_feature(metadata, "documentTitle", "uima.cas.String")
    cas = cassis.Cas(types)
    cas.sofa_string = text
    made = [sentence(begin=0, end=5), metadata(begin=0, end=len(text), documentTitle=title)]
    for words, *said in spans:
        begin = text.rindex(words)
        feature, label = said if len(said) == 2 else (features[0], said[0])
        made.append(span(begin=begin, end=begin + len(words), **{feature: label}))
    if len(spans) > 1:
        made.append(relation(begin=0, end=1, Governor=made[2], Dependent=made[3]))
    for each in made:
        cas.add(each)
    return cas.to_json().encode()


@pytest.fixture
def study(tmp_path):
    with closing(Study(tmp_path / "study.db", create=True)) as opened:
        yield opened


def brought(study, tmp_path, data, **more):
    (tmp_path / "anna.json").write_bytes(data)
    (report,) = import_files(study, [tmp_path / "anna.json"], **more)
    return report


def test_spans_stand_on_the_very_words_whatever_stands_before_them(study, tmp_path):
    data = document(spans=[("felt alone", "isolation"), ("So alone", "isolation"), ("alone.", "emphasis")])
    report = brought(study, tmp_path, data, rater="Anna")
    assert "3 codings, 3 verified, 0 re-anchored, 0 ambiguous, 0 unmatched" in report.summary
    text = transcripts(study)["P01"].text
    assert text == TEXT.replace("\r\n", "\n")
    given = {(text[each.start : each.end], each.code) for coding in codings(study) for each in coding.assignments}
    assert given == {("felt alone", "isolation"), ("So alone", "isolation"), ("alone.", "emphasis")}
    assert {coding.rater for coding in codings(study)} == {"Anna"}
    assert any("1 relations" in each for each in report.details)


def test_a_second_time_brings_nothing(study, tmp_path):
    data = document(spans=[("felt alone", "isolation")])
    brought(study, tmp_path, data, rater="Anna")
    assert brought(study, tmp_path, data, rater="Anna").new == 0


def test_who_annotated_must_be_said(study, tmp_path):
    report = brought(study, tmp_path, document(spans=[("felt alone", "isolation")]))
    assert report.refused
    assert "--rater" in report.summary


def test_a_document_without_annotations_was_looked_at(study, tmp_path):
    brought(study, tmp_path, document(), rater="Anna")
    assert [coding.assignments for coding in codings(study)] == [()]


def test_codes_of_a_layer_with_several_features_are_called_by_them(study, tmp_path):
    spans = [("felt alone", "code", "isolation"), ("So alone", "tone", "sad"), ("Oh", "code", "")]
    report = brought(study, tmp_path, document(spans=spans, features=("code", "tone")), rater="Anna")
    found = {each.code for coding in codings(study) for each in coding.assignments}
    assert found == {"code: isolation", "tone: sad"}
    assert any("custom.Span has several features (code, tone)" in each for each in report.details)
    assert any("1 annotations without a label" in each for each in report.details)


def test_what_is_said_of_the_whole_document_is_counted_and_what_a_program_says_of_its_layers_is_not(study, tmp_path):
    types = cassis.TypeSystem()
    whole = types.create_type("custom.Metadata", "uima.cas.AnnotationBase")
    layer = types.create_type("de.tudarmstadt.ukp.clarin.webanno.api.type.LayerDefinition", "uima.cas.TOP")
    for each in (whole, layer):
        types.create_feature(each, "name", "uima.cas.String")
    cas = cassis.Cas(types)
    cas.sofa_string = TEXT
    cas.add_all([whole(name="sad"), layer(name="custom.Metadata")])
    report = brought(study, tmp_path, cas.to_json().encode(), rater="Anna")
    assert any("not taken: 1 annotations of a document as a whole" in each for each in report.details)


def changed(data, kind, **fields):
    """The bytes with other fields in what is of this kind."""
    held = json.loads(data)
    for each in held["%FEATURE_STRUCTURES"]:
        each.update(fields if each["%TYPE"] == kind else {})
    return json.dumps(held).encode()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda data: data[: len(data) // 2], "damaged"),
        (lambda data: changed(data, "custom.Span", **{"%TYPE": "custom.Gone"}), "damaged"),
        (lambda data: changed(data, "custom.Span", **{"@sofa": 99}), "damaged"),
        (lambda data: changed(data, "uima.cas.Sofa", sofaString=" "), "no text"),
        (lambda data: json.dumps(json.loads(data) | {"%FEATURE_STRUCTURES": []}).encode(), ""),
        (lambda data: b'{"%FEATURE_STRUCTURES":' + b"[" * 100_000, ""),
    ],
)
def test_what_is_damaged_is_refused_by_name(study, tmp_path, change, told):
    report = brought(study, tmp_path, change(document(spans=[("felt alone", "isolation")])), rater="Anna")
    assert report.refused
    assert "anna.json" in report.summary
    assert told in report.summary
    assert codings(study) == ()


@pytest.mark.parametrize("place", [{"begin": 10**6}, {"end": 10**6}, {"begin": -3}, {"begin": "x"}, {"end": 2}])
def test_an_annotation_that_has_no_place_in_the_text_is_never_taken(study, tmp_path, place):
    held = json.loads(document(spans=[("felt alone", "isolation")]))
    (span,) = (each for each in held["%FEATURE_STRUCTURES"] if each["%TYPE"] == "custom.Span")
    held["%FEATURE_STRUCTURES"].append(span | {"%ID": 999} | place)
    held["%VIEWS"]["_InitialView"]["%MEMBERS"].append(999)
    report = brought(study, tmp_path, json.dumps(held).encode(), rater="Anna")
    counted = any("1 annotations without a place" in each for each in report.details)
    assert report.refused or (counted and "1 codings, 1 verified" in report.summary)


def test_without_the_extra_it_is_told_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "cassis", None)
    data = document(spans=[("felt alone", "isolation")])
    form = format_of("anna.json", data)
    with pytest.raises(InputError, match=r"intercoder\[cas\]"):
        form.read("anna.json", data, "Anna")
