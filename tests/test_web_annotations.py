"""Codings as W3C Web Annotations: what the model demands, positions in code points, and ids that stay."""

import json
import re
from contextlib import closing

import pytest
from recorded_study import NOW, recorded_study

from coder.cli.exporting import export_form
from runs import Assignment, Coding, Grounding, Rater, RaterKind
from runs.coding_store import add_codings, rater_number
from runs.exchange.format import WriteOptions
from runs.exchange.refi.guids import code_guid
from runs.study import Study
from runs.transcript_store import transcript

WORDS = 'caf\u00e9 \U0001f469\u200d\U0001f467 \u05d0 "so" </script> =1'
MOTIVATIONS = {
    "assessing", "bookmarking", "classifying", "commenting", "describing", "editing", "highlighting", "identifying",
    "linking", "moderating", "questioning", "replying", "tagging",
}  # fmt: skip


@pytest.fixture
def study(tmp_path):
    with closing(Study(recorded_study(tmp_path / "study.db", text=WORDS))) as made:
        yield made


def written(study, folder):
    file = folder / "a.jsonld"
    told = export_form(study, "jsonld", file, None, WriteOptions())
    return json.loads(file.read_text("utf-8")), told


def is_iri(value):
    return isinstance(value, str) and re.fullmatch(r"[a-z][a-z0-9+.-]*:\S+", value)


def check_collection(collection):
    """The MUSTs of sections 5.1 and 5.2 of the model."""
    assert collection["@context"] == "http://www.w3.org/ns/anno.jsonld"
    assert is_iri(collection["id"])
    assert collection["type"] == "AnnotationCollection"
    page = collection["first"]
    assert is_iri(page["id"])
    assert (page["type"], page["partOf"], page["startIndex"]) == ("AnnotationPage", collection["id"], 0)
    assert collection["total"] == len(page["items"])
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", collection["generated"])
    ids = [each["id"] for each in page["items"]]
    assert len(set(ids)) == len(ids)
    for each in page["items"]:
        check_annotation(each)


def check_annotation(each):
    """The MUSTs of section 3 and 4 of the model for what stands in it."""
    assert is_iri(each["id"])
    assert each["type"] == "Annotation"
    assert each["motivation"] in MOTIVATIONS
    assert each["creator"]["type"] in {"Person", "Organization", "Software"}
    assert is_iri(each["creator"]["id"])
    assert isinstance(each["creator"]["name"], str)
    for body in each["body"]:
        assert body["purpose"] in MOTIVATIONS
        if body["type"] == "TextualBody":
            assert isinstance(body["value"], str)
        else:
            assert body["type"] == "SpecificResource"
            assert is_iri(body["source"])
    target = each["target"]
    assert target["type"] == "SpecificResource"
    assert is_iri(target["source"]["id"])
    position, quote = target["selector"]
    assert position["type"] == "TextPositionSelector"
    assert 0 <= position["start"] < position["end"]
    assert quote["type"] == "TextQuoteSelector"
    assert quote["exact"]


def test_annotations_have_what_the_model_demands(study, tmp_path):
    collection, told = written(study, tmp_path)
    check_collection(collection)
    assert told.rows == collection["total"] == 7
    assert (told.what, told.told) == (
        "annotations",
        (
            "left out: 8 judgements that none of the codes applies.",
            "left out: 1 judgements to which no answer came.",
        ),
    )


def test_both_selectors_find_the_passage_in_the_text(study, tmp_path):
    text = transcript(study, "talk").text
    for each in written(study, tmp_path)[0]["first"]["items"]:
        position, quote = each["target"]["selector"]
        start, end = position["start"], position["end"]
        assert text[start:end] == quote["exact"]
        assert text[:start].endswith(quote["prefix"])
        assert text[end:].startswith(quote["suffix"])
        assert quote["prefix"] or start == 0
        assert text.count(quote["prefix"] + quote["exact"] + quote["suffix"]) == 1


def test_raters_and_codes_are_told_apart_by_kind_and_guid(study, tmp_path):
    made = Assignment(code="support", quotation="x", start=3, end=9, grounding=Grounding.EXACT, rationale="why not")
    for name, kind in (("Zo\u00eb", RaterKind.PERSON), ("both", RaterKind.CONSENSUS)):
        rater_number(study, Rater(name=name, kind=kind))
        add_codings(
            study, [Coding(document="talk", rater=name, start=0, end=20, assignments=(made,))], {name: kind}, now=NOW
        )
    items = written(study, tmp_path)[0]["first"]["items"]
    assert {(each["creator"]["name"], each["creator"]["type"]) for each in items} == {
        ("m", "Software"),
        ("Zo\u00eb", "Person"),
        ("both", "Organization"),
    }
    (own,) = [each for each in items if each["creator"]["name"] == "Zo\u00eb"]
    assert own["body"] == [
        {"type": "SpecificResource", "purpose": "classifying", "source": f"urn:uuid:{code_guid('support')}"},
        {"type": "TextualBody", "purpose": "tagging", "value": "support", "format": "text/plain"},
        {"type": "TextualBody", "purpose": "describing", "value": "why not", "format": "text/plain"},
    ]


def test_the_same_study_has_the_same_ids_again_and_only_the_latest_coding_of_a_stretch(study, tmp_path):
    first, _ = written(study, tmp_path)
    again, _ = written(study, tmp_path)
    assert first["first"] == again["first"]
    changed = first["first"]["items"][0]["target"]["selector"][0]
    place = {"start": changed["start"], "end": changed["end"]}
    run = study.connection.execute("select max(id) from runs").fetchone()[0]
    add_codings(study, [Coding(document="talk", rater="m", run=run, **place)], {"m": RaterKind.MODEL}, now=NOW)
    later, _ = written(study, tmp_path)
    assert [each["id"] for each in later["first"]["items"]] == [each["id"] for each in first["first"]["items"]][1:]


def test_a_study_without_a_coding_has_a_collection_of_none(tmp_path):
    with closing(Study(tmp_path / "empty.db", create=True)) as study:
        collection, told = written(study, tmp_path)
    check_collection(collection)
    assert (told.rows, told.told) == (0, ())
