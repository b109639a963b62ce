"""Annotations of Label Studio; the files here are synthetic, made after its documentation."""

import csv
import io
import json

import pytest
from hypothesis import given as given_any
from hypothesis import strategies as st

from codebook import InputError
from coder.cli.importing.files import import_files
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


@pytest.mark.parametrize(
    "broken",
    [
        b'[{"data": {"text": "a"}, "annotations": [',
        b'[{"data": 1, "annotations": ' + b"[" * 100_000,
        b'[{"text": "a", "annotator": 1, "annotation_id": 1, "lead_time": 1.5}, {"text"',
    ],
)
def test_broken_or_nested_json_is_refused_and_never_a_transcript(study, tmp_path, broken):
    (tmp_path / "a.json").write_bytes(broken)
    (report,) = import_files(study, [tmp_path / "a.json"])
    assert report.refused
    assert "JSON is" in report.summary
    assert not transcripts(study)


def test_other_json_is_none_of_it():
    for data in (b'{"data": 1}', b'[{"data": {"text": "a"}, "annotations": 1}]'):
        assert format_of("a.json", data).name != "Label Studio export"


@pytest.mark.parametrize("data", [b"[" * 100_000, b'{"data": 1}'])
def test_json_of_no_task_is_none_of_it_and_holds_no_codings(study, tmp_path, data):
    assert format_of("a.json", data + b' "data"').name == "transcript as text"
    (tmp_path / "a.json").write_bytes(data)
    assert import_files(study, [tmp_path / "a.json"], kind="codings")[0].refused


DIALOGUE = (
    {"author": "Ina:", "text": " 😀 And how was it?\r\nSay more. ", "start": 0},
    {"author": "P1", "text": "I felt 👨‍👩‍👧 alone."},
    {"author": "P1", "text": "  "},
    {"author": "Ina:", "text": "Alone?", "start": 12.5},
)
SPOKEN = "Ina: 😀 And how was it?\nSay more.\n\nP1: I felt 👨‍👩‍👧 alone.\n\nIna: Alone?"


def units(text):
    return len(text.encode("utf-16-le")) // 2


def spoken(first, start, last, end, *labels, text=None, measure=units, kind="paragraphlabels", **more):
    """A label as the browser writes it: numbers of parts as words, positions within them."""
    begins, ends = (DIALOGUE[part]["text"][:position] for part, position in ((first, start), (last, end)))
    value = {"start": str(first), "end": str(last), "startOffset": measure(begins), "endOffset": measure(ends)}
    value |= {kind: list(labels)} | ({} if text is None else {"text": text}) | more
    return {"from_name": "label", "to_name": "talk", "type": kind, "value": value}


def talk(*annotations, text=None, **more):
    return task(*annotations, text=text, **({"talk": list(DIALOGUE), "title": "P01"} | more))


def test_a_dialogue_becomes_turns_of_speakers(study, tmp_path):
    imported(study, tmp_path, talk(annotation(1)))
    held = transcripts(study)["P01"]
    assert held.text == SPOKEN
    assert [(each.speaker, held.text[each.start : each.end], each.start_ms) for each in held.turns] == [
        ("Ina", "😀 And how was it?\nSay more.", 0),
        ("P1", "I felt 👨‍👩‍👧 alone.", None),
        ("Ina", "Alone?", 12500),
    ]


@pytest.mark.parametrize("measure", [units, len])
def test_labels_of_a_dialogue_stand_on_the_very_words(study, tmp_path, measure):
    feeling = DIALOGUE[1]["text"]
    made = [
        spoken(0, 20, 0, 29, "probe", text="Say more.", measure=measure),
        spoken(1, feeling.index("alone"), 1, len(feeling) - 1, "isolation", text="alone", measure=measure),
        spoken(3, 0, 3, 5, "echo", text="Alone", measure=measure),
    ]
    report = imported(study, tmp_path, talk(annotation(1, *made)))
    assert "3 codings, 3 verified, 0 re-anchored" in report.summary
    assert given(study) == [
        ("user 1", "probe", "Say more.", SPOKEN.index("Say more.")),
        ("user 1", "isolation", "alone", SPOKEN.index("alone")),
        ("user 1", "echo", "Alone", SPOKEN.index("Alone")),
    ]
    unit = "UTF-16 code units" if measure is units else "code points"
    assert any(f"Positions in dialogues were read as {unit}" in each for each in report.details)
    assert imported(study, tmp_path, talk(annotation(1, *made))).new == 0


def test_a_label_over_several_turns_stands_from_the_first_to_the_last(study, tmp_path):
    report = imported(study, tmp_path, talk(annotation(1, spoken(1, 7, 3, 6, "a", text="👨‍👩‍👧 alone.\n  \nAlone?"))))
    assert [each[2] for each in given(study)] == ["👨‍👩‍👧 alone.\n\nIna: Alone?"]
    assert "1 codings, 1 verified" in report.summary


def test_without_words_labels_of_a_dialogue_count_as_a_browser_does(study, tmp_path):
    report = imported(study, tmp_path, talk(annotation(1, spoken(1, 13, 1, 18, "a"))))
    assert [each[2] for each in given(study)] == [SPOKEN[slice(*[SPOKEN.index("I felt") + at for at in (13, 18)])]]
    assert any("no label has words to tell whether that is right" in each for each in report.details)


@pytest.mark.parametrize("wrong", [(9, 0, 9, 3), (3, 0, 1, 3), (1, 5, 1, 900), (10**8, 0, 10**8, 3)])
def test_a_label_that_stands_nowhere_goes_by_its_words(study, tmp_path, wrong):
    first, start, last, end = wrong
    made = {"start": str(first), "end": str(last), "startOffset": start, "endOffset": end}
    value = made | {"paragraphlabels": ["a"], "text": "I felt"}
    imported(study, tmp_path, talk(annotation(1, {"type": "paragraphlabels", "value": value})))
    assert [each[2:] for each in given(study)] == [("I felt", SPOKEN.index("I felt"))]


def test_choices_of_a_dialogue_are_of_all_of_it_or_of_a_passage(study, tmp_path):
    whole = {"type": "choices", "value": {"choices": ["sad"]}}
    imported(study, tmp_path, talk(annotation(1, whole, spoken(3, 0, 3, 5, "short", text="Alone", kind="choices"))))
    assert [each[1:3] for each in given(study)] == [("sad", SPOKEN), ("short", "Alone")]


def test_keys_of_a_dialogue_may_be_called_otherwise(study, tmp_path):
    named = [{"speaker": each["author"], "utterance": each["text"], "id": "x"} for each in DIALOGUE]
    imported(study, tmp_path, talk(annotation(1, spoken(3, 0, 3, 5, "echo", text="Alone")), talk=named))
    assert transcripts(study)["P01"].text == SPOKEN


def test_a_dialogue_beside_a_text_is_read_where_it_is_labelled(study, tmp_path):
    imported(study, tmp_path, talk(annotation(1, label(4, 10, "a", text="I felt")), text=TEXT))
    assert transcripts(study)["P01"].text == TEXT.replace("\r\n", "\n")
    imported(study, tmp_path, talk(annotation(1, spoken(3, 0, 3, 5, "b", text="Alone")), text=TEXT, title="P02"))
    assert transcripts(study)["P02"].text == SPOKEN


def small(number=7, by=1, made=1, **more):
    """A row of JSON-MIN: the data, the number of the task, results, and who made them."""
    first = {key: more.pop(key) for key in ("text", "title", "talk") if key in more}
    rest = {"annotator": by, "annotation_id": made, "created_at": "", "updated_at": "", "lead_time": 1.5}
    return first | {"id": number} | more | rest


LABELS = [{"start": 4, "end": 10, "text": "I felt", "labels": ["a", "b"]}]


def test_json_min_has_a_row_for_each_annotation_of_a_text(study, tmp_path):
    rows = [
        small(text=TEXT, title="P01", label=LABELS),
        small(text=TEXT, title="P01", label=LABELS, by="ben@example.org", made=2),
        small(text=TEXT, title="P01", by=3, made=3),
        small(8, text="Nobody looked.", title="P02", by=None, made=None),
    ]
    assert format_of("a.json", json.dumps(rows).encode()).name == "Label Studio export"
    report = imported(study, tmp_path, *rows)
    assert set(transcripts(study)) == {"P01", "P02"}
    one, other = ("a", "I felt", 4), ("b", "I felt", 4)
    ben = "ben@example.org"
    assert given(study) == [("user 1", *one), ("user 1", *other), (ben, *one), (ben, *other)]
    assert [(each.rater, each.document) for each in codings(study) if not each.assignments] == [("user 3", "P01")]
    assert any("does not say which annotations began with what a model predicted" in each for each in report.details)
    assert imported(study, tmp_path, *rows).new == 0


def test_json_min_and_json_of_a_project_are_the_same_codings(study, tmp_path):
    imported(study, tmp_path, task(annotation(1, label(4, 10, "a", "b", text="I felt")), title="P01"))
    assert imported(study, tmp_path, small(text=TEXT, title="P01", label=LABELS)).new == 0


def test_choices_of_json_min_are_taken_where_one_row_shows_that_they_are(study, tmp_path):
    several = [{"choices": ["sad", "tired"]}]
    rows = [small(text=TEXT, title="P01", mood=several), small(text=TEXT, title="P01", mood="sad", by=2, made=2)]
    imported(study, tmp_path, *rows)
    assert [each[:2] for each in given(study)] == [("user 1", "sad"), ("user 1", "tired"), ("user 2", "sad")]


def test_a_plain_word_that_may_be_a_choice_is_never_read_as_none_applies(study, tmp_path):
    report = imported(study, tmp_path, small(text=TEXT, title="P01", mood="sad"))
    assert not codings(study)
    assert any(
        "not taken: 1 annotations with words of which this export does not say" in each for each in report.details
    )


def test_a_dialogue_in_json_min_is_one(study, tmp_path):
    value = spoken(3, 0, 3, 5, "echo", text="Alone")["value"]
    imported(study, tmp_path, small(talk=list(DIALOGUE), title="P01", label=[value]))
    assert transcripts(study)["P01"].text == SPOKEN
    assert [each[1:3] for each in given(study)] == [("echo", "Alone")]


def as_table(*rows, delimiter):
    held = io.StringIO(newline="")
    fields = sorted({key for row in rows for key in row})
    writer = csv.DictWriter(held, fields, delimiter=delimiter, quoting=csv.QUOTE_NONNUMERIC)
    writer.writeheader()
    for row in rows:
        writer.writerow({key: json.dumps(value) if isinstance(value, list) else value for key, value in row.items()})
    return held.getvalue().encode()


@pytest.mark.parametrize(("name", "delimiter"), [("a.csv", ","), ("a.tsv", "\t")])
def test_a_table_with_labels_is_read_as_json_min_is(study, tmp_path, name, delimiter):
    text = f" {TEXT}"
    labels = [each | {"start": each["start"] + 1, "end": each["end"] + 1} for each in LABELS]
    rows = [small(text=text, label=labels), small(text=text, label=labels, by="ben@example.org", made=2)]
    (tmp_path / name).write_bytes(as_table(*rows, delimiter=delimiter))
    assert format_of(name, (tmp_path / name).read_bytes()).name == "Label Studio export"
    (report,) = import_files(study, [tmp_path / name])
    assert not report.refused, report.summary
    assert "4 codings, 4 verified" in report.summary
    assert [each[1:3] for each in given(study)] == [("a", "I felt"), ("b", "I felt")] * 2


def test_a_table_of_choices_alone_is_none_of_it():
    rows = [small(text=TEXT, mood="sad")]
    with pytest.raises(InputError, match="not known"):
        format_of("a.csv", as_table(*rows, delimiter=","))


PAGE = (
    "<!DOCTYPE html><html><head><title>t</title><style>p {}</style></head><body>\n"
    "<p>P1: I felt <b>so</b> alone.</p><p>I: Oh? Oh.</p></body></html>"
)


def on_page(text, *labels, kind="hypertextlabels"):
    """A label of a web page, as reports of users have it: a path, and words."""
    path = "/html[1]/body[1]/p[1]/text()[1]"
    value = {"start": path, "end": path, "startOffset": 4, "endOffset": 9, "globalOffsets": {"start": 9, "end": 14}}
    return {"type": kind, "value": value | {kind: list(labels)} | ({} if text is None else {"text": text})}


def test_labels_of_web_pages_go_by_their_words(study, tmp_path):
    made = [on_page("I felt so alone", "isolation"), on_page("Oh?", "probe", kind="labels"), on_page(None, "a")]
    tasks = [task(annotation(1, *made), text=PAGE, title="P01"), task(text=PAGE.replace("so", "very"), title="P02")]
    report = imported(study, tmp_path, *tasks)
    text = transcripts(study)["P01"].text
    assert text == "P1: I felt so alone.\n\nI: Oh? Oh."
    assert transcripts(study)["P02"].text == text.replace("so", "very")
    assert given(study) == [
        ("user 1", "isolation", "I felt so alone", text.index("I felt")),
        ("user 1", "probe", "Oh?", text.index("Oh?")),
    ]
    assert sum("not taken: 1 results of" in each for each in report.details) == 1


def test_words_that_stand_twice_in_a_web_page_are_ambiguous(study, tmp_path):
    report = imported(study, tmp_path, task(annotation(1, on_page("Oh", "probe")), text=PAGE, title="P01"))
    assert "1 ambiguous" in report.summary
    assert given(study) == [("user 1", "probe", "Oh", None)]


_KEYS = ("text", "author", "start", "end", "startOffset", "endOffset", "labels", "choices")
_PLAIN = st.none() | st.booleans() | st.integers() | st.floats()
_WORDS = st.sampled_from(["", "0", "1", "P1", "I felt 😀", "9" * 5000])
_VALUES = st.recursive(
    _PLAIN | _WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(_KEYS), inner),
    max_leaves=12,
)


@given_any(value=_VALUES, talk=_VALUES, by=_VALUES, number=_VALUES)
def test_whatever_stands_in_a_file_of_tasks_is_read_or_counted(value, talk, by, number):
    result = {"type": "paragraphlabels", "value": value}
    whole = {"id": number, "data": {"talk": talk}, "annotations": [{"completed_by": by, "result": [result, value]}]}
    row = {"talk": talk, "id": number, "label": [value], "annotator": by, "annotation_id": 1, "lead_time": value}
    for tasks in ([whole], [row], [*[whole] * 10, value], [*[row] * 10, value]):
        data = json.dumps(tasks).encode()
        form = format_of("a.json", data)
        assert form.name == "Label Studio export"
        assert form.read("a.json", data, "Anna").found == form.name
