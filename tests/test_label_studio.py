"""Annotations of Label Studio; the files here are synthetic, made after its documentation."""

import json

import pytest

from coder.cli.importing import import_files
from runs import RaterKind
from runs.coding_store import codings, raters
from runs.exchange.registry import format_of
from runs.study import Study
from runs.transcript_store import transcripts

TEXT = "P1: I felt 😀 alone.\r\nI: Oh?\r\nP1: 👨‍👩‍👧 Yes, alone."


@pytest.fixture
def study(tmp_path):
    return Study(tmp_path / "study.db", create=True)


def label(start, end, *labels, text=None, kind="labels"):
    value = {"start": start, "end": end, kind: list(labels)} | ({} if text is None else {"text": text})
    return {"id": "x", "from_name": "label", "to_name": "text", "type": kind, "value": value}


def annotation(by, *results, **more):
    return {"id": 1, "completed_by": by, "was_cancelled": False, "result": list(results)} | more


def task(*annotations, text=TEXT, predictions=(), **data):
    held = data | ({} if text is None else {"text": text})
    return {"id": 7, "data": held, "annotations": list(annotations), "predictions": list(predictions)}


def imported(study, tmp_path, *tasks, name="export.json", **options):
    (tmp_path / name).write_text(json.dumps(tasks), encoding="utf-8")
    (report,) = import_files(study, [tmp_path / name], **options)
    assert not report.refused, report.summary
    return report


def given(study):
    return [(each.rater, one.code, one.quotation, one.start) for each in codings(study) for one in each.assignments]


def counted(unit, crlf, words, which=0):
    """A label as a program writes it that counts so."""
    raw = TEXT if crlf else TEXT.replace("\r\n", "\n")
    start = [at for at in range(len(raw)) if raw.startswith(words, at)][which]
    length = (lambda each: len(each.encode("utf-16-le")) // 2) if unit == "utf16" else len
    return label(length(raw[:start]), length(raw[: start + len(words)]), "alone", text=words)


@pytest.mark.parametrize("unit", ["codepoints", "utf16"])
@pytest.mark.parametrize("crlf", [True, False])
def test_positions_are_read_in_the_unit_in_which_they_fit_the_words(study, tmp_path, unit, crlf):
    both = [counted(unit, crlf, "alone"), counted(unit, crlf, "alone", 1), counted(unit, crlf, "Yes")]
    report = imported(study, tmp_path, task(annotation(1, *both), title="P01"))
    text = transcripts(study)["P01"].text
    assert text == TEXT.replace("\r\n", "\n")
    first, second = text.index("alone"), text.rindex("alone")
    assert [each[2:] for each in given(study)] == [("alone", first), ("alone", second), ("Yes", text.index("Yes"))]
    assert "3 codings, 3 verified" in report.summary
    assert imported(study, tmp_path, task(annotation(1, *both), title="P01")).new == 0


def test_raters_are_named_by_what_the_file_tells_and_predictions_are_a_models(study, tmp_path):
    one = label(4, 10, "a", text="I felt")
    named = annotation({"id": 3, "email": "ben@example.org"}, one)
    seen = annotation({"id": 4, "first_name": "Cem", "last_name": "K"}, one, parent_prediction=9)
    guess = {"id": 9, "model_version": "bert-1", "result": [one]}
    imported(study, tmp_path, task(annotation(1, one), named, seen, predictions=[guess]))
    assert {each.name: each.kind for each in raters(study).values()} == {
        "user 1": RaterKind.PERSON,
        "ben@example.org": RaterKind.PERSON,
        "Cem K": RaterKind.PERSON,
        "bert-1": RaterKind.MODEL,
    }
    assert {each.rater for each in codings(study) if not each.independent} == {"Cem K"}


def test_skipped_is_told_and_nothing_found_is_looked_at(study, tmp_path):
    skipped = annotation(1, label(4, 10, "a", text="I felt"), was_cancelled=True)
    report = imported(study, tmp_path, task(skipped, annotation(2)))
    assert [(each.rater, each.assignments) for each in codings(study)] == [("user 2", ())]
    assert "not taken: 1 annotations that were skipped" in report.details


def test_choices_are_of_the_whole_text_and_what_is_no_label_is_counted(study, tmp_path):
    choice = {"type": "choices", "value": {"choices": ["sad"]}}
    relation = {"type": "relation", "from_id": "a", "to_id": "b"}
    xpath = {"type": "hypertextlabels", "value": {"start": "/p[1]", "end": "/p[1]", "labels": ["a"]}}
    report = imported(study, tmp_path, task(annotation(1, choice, relation, xpath)))
    ((_, code, quotation, start),) = given(study)
    assert (code, quotation, start) == ("sad", TEXT.replace("\r\n", "\n"), 0)
    assert sum("not taken: 1 results of" in each for each in report.details) == 2


def test_without_words_positions_are_taken_at_their_word_and_told(study, tmp_path):
    report = imported(study, tmp_path, task(annotation(1, label(4, 10, "a"))))
    assert given(study) == [("user 1", "a", "I felt", 4)]
    assert any("nothing in the file tells whether that is right" in each for each in report.details)


def test_without_a_text_labels_go_by_their_words_to_the_transcript_of_that_name(study, tmp_path):
    imported(study, tmp_path, task(title="P01"), name="texts.json")
    report = imported(
        study, tmp_path, task(annotation(1, label(999, 1005, "a", text="I felt")), text=None, title="P01")
    )
    assert given(study) == [("user 1", "a", "I felt", 4)]
    assert any("1 tasks have no text" in each for each in report.details)


def test_a_preview_stores_nothing_and_codings_without_a_name_are_asked_for(study, tmp_path):
    (tmp_path / "a.json").write_text(json.dumps([task(annotation(None, label(4, 10, "a")))]), encoding="utf-8")
    (report,) = import_files(study, [tmp_path / "a.json"])
    assert report.refused
    assert "--rater" in report.summary
    assert not transcripts(study)
    (shown,) = import_files(study, [tmp_path / "a.json"], preview=True)
    assert "1 codings" in shown.summary


@pytest.mark.parametrize("data", [b"[" * 100_000, b'[{"data": {"text": "a"}, "annotations": [', b'{"data": 1}'])
def test_broken_or_nested_json_is_none_of_it(study, tmp_path, data):
    assert format_of("a.json", data + b' "data"').name == "transcript as text"
    (tmp_path / "a.json").write_bytes(data)
    assert import_files(study, [tmp_path / "a.json"], kind="codings")[0].refused
