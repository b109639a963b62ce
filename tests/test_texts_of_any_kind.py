"""Texts as they come out of recorders and word processors, from the file to the export (rows T1 to T9)."""

import asyncio
import csv
import io
import json
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import pytest
import regex
from answering import Answering, answering
from click.testing import CliRunner
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st
from scripted import BOOK, body

from coder.cli import main
from coder.cli.importing.files import import_files
from coder.models import model_of
from coder.plan import Plan
from coder.session import code
from runs import Unit
from runs.coding_store import add_codebook, codings
from runs.exchange import export_rows, read_codings, write_csv
from runs.segments import segment
from runs.study import Study
from runs.transcript_store import add_transcript, transcript, transcripts
from runs.transcripts import UnreadableTranscript, read_transcript

SAID = {
    "T1 decomposed, a ligature and full width": "cafe\u0301 \ufb01ne \uff21\uff22 it was too much",
    "T2 joined emoji, a flag and letters beyond the first plane": "👩‍👩‍👧‍👦 🏳️‍🌈 𝒳 too much",
    "T3 right to left, and mixed": "היה יותר מדי too much עבורי",
    "T3 a text-direction override": "it \u202ewas\u202c too much",
    "T4 separators of lines and paragraphs": "it was\u2028too much\u0085for me",
    "T5 NUL and other controls": "it was\x00too\x1bmuch",
    "T6 zero-width and tag characters": "it\u200b was too much\U000e0041\U000e0042",
}


@pytest.fixture
def study(tmp_path):
    opened = Study(tmp_path / "study.db", create=True)
    add_codebook(opened, BOOK, now="")
    yield opened
    opened.close()


def coded_whole(study):
    """Ask an endpoint that gives each passage the code, and quotes all of it."""

    def quotes_all(request):
        passage = (
            request["messages"][-1]["content"].split("Target passage")[1].split(":\n", 1)[1].split("\n\nAnswer")[0]
        )
        return 200, body({"assignments": [{"code": "strain", "quotation": passage.strip(), "rationale": "r"}]})

    async def once():
        async with answering(Answering(quotes_all)) as address:
            return await code(study, Plan(model_of("m", address, key="k")))

    return asyncio.run(once())


@pytest.mark.parametrize("kind", SAID)
def test_a_text_goes_in_is_coded_and_comes_out_character_for_character(kind, study, tmp_path):
    said = SAID[kind]
    file = tmp_path / "talk.txt"
    file.write_bytes(f"I: And?\n\nP: {said}.\n\nI: Yes?\n\nP: No.\n".encode())

    import_files(study, [file])
    coded_whole(study)
    made = codings(study)

    kept = transcript(study, "talk")
    assert f"P: {said}." in kept.text
    (first, _) = made
    (given_,) = first.assignments
    assert kept.text[given_.start : given_.end] == given_.quotation == f"{said}."
    table = io.StringIO(newline="")
    write_csv(export_rows(made, {"talk": kept}), table)
    row = next(csv.DictReader(io.StringIO(table.getvalue(), newline="")))
    assert (row["quotation"], int(row["start"]), int(row["end"])) == (f"{said}.", given_.start, given_.end)
    (again, _) = read_codings("codings.csv", table.getvalue().encode()).rows
    assert (again.quotation, again.start, again.end) == (f"{said}.", given_.start, given_.end)


any_text = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.lists(any_text, min_size=1, max_size=4))
def test_what_is_stored_is_what_was_read_and_every_turn_is_a_slice_of_it(tmp_path_factory, parts):
    data = "".join(f"P: x{part}\n\n" for part in parts).encode()
    try:
        made = read_transcript("talk.txt", data).transcript
    except UnreadableTranscript:
        reject()
    with closing(Study(tmp_path_factory.mktemp("s") / "study.db", create=True)) as study:
        add_transcript(study, made, now="")
        (kept,) = transcripts(study).values()
    assert kept == made
    assert all(0 <= turn.start < turn.end <= len(kept.text) for turn in kept.turns)


@pytest.mark.parametrize("unit", [Unit.TURN, Unit.PARAGRAPH, Unit.SENTENCE])
@given(
    st.lists(
        st.sampled_from(
            ["e\u0301", "👩‍👩‍👧", "🇩🇪", "👍🏽", "a", ". ", "? ", "\n\n", " \u0301", "한", "\u200d", "नि", "B"]
        ),
        max_size=30,
    )
)
def test_t9_no_segment_begins_or_ends_inside_what_a_reader_sees_as_one_character(unit, parts):
    made = read_transcript("talk.txt", ("P: It was.\n\nP: A" + "".join(parts) + "z\n").encode()).transcript
    for part in made.turns:
        inside = {part.start + at.start() for at in regex.finditer(r"\X", made.text[part.start : part.end])}
        for each in segment(made, unit):
            if part.start < each.start < part.end:
                assert each.start in inside
            if part.start < each.end < part.end:
                assert each.end in inside


def test_t9_segments_do_not_overlap_so_that_no_passage_is_counted_twice(study, tmp_path):
    file = tmp_path / "talk.txt"
    file.write_text("P: It was too much. It was too much. It was too much.\n\nP: No.\n")
    import_files(study, [file])
    cut = segment(transcript(study, "talk"), Unit.SENTENCE)
    assert all(before.end <= after.start for before, after in pairwise(cut))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "It is empty"),
        (b"\xef\xbb\xbf", "No speech was found"),
        (b"Ann\n\nBen\n\nAnn\n\nBen\n", "Only speakers' names"),
        (b"I: Hello.\n\nP: I was \xff\xfe there.\n", "encoding"),
    ],
)
def test_t4_t8_a_file_without_speech_is_refused_and_one_in_another_encoding_says_which(data, said, tmp_path):
    file = tmp_path / "talk.txt"
    file.write_bytes(data)
    done = CliRunner().invoke(main, ["import", str(file), "--study", str(tmp_path / "s.db")])
    assert "Traceback" not in done.output
    assert said in done.output
    assert "I was" not in done.output


def test_t8_a_file_that_comes_twice_is_stored_once_and_another_text_under_its_name_is_refused(study, tmp_path):
    (tmp_path / "again").mkdir()
    one, copy, other = tmp_path / "talk.txt", tmp_path / "again" / "talk.txt", tmp_path / "again" / "talk.md"
    one.write_text("I: And?\n\nP: Yes.\n")
    copy.write_text("I: And?\n\nP: Yes.\n")
    first, same = import_files(study, [one, copy])
    assert (first.new, same.new) == (1, 0)
    other.write_text("I: And?\n\nP: No.\n")
    (refused,) = import_files(study, [other])
    assert refused.refused
    assert "another text" in " ".join(refused.lines()) or "differ" in " ".join(refused.lines())
    assert [kept.text for kept in transcripts(study).values()] == ["I: And?\n\nP: Yes.\n"]


def test_t3_t5_t6_what_a_reader_does_not_see_is_counted_at_import_and_never_steers_the_terminal(tmp_path):
    file: Path = tmp_path / "talk\x1b]52;c.txt"
    file.write_bytes("I: And?\n\nP: No\u202ething\u200b \x1b]52;c;eA==\x07.\n".encode())
    done = CliRunner().invoke(main, ["import", str(file), "--study", str(tmp_path / "s.db")])
    assert "text-direction override" in done.output
    assert "zero-width" in done.output
    assert "control" in done.output
    assert "\x1b" not in done.output
    assert "\u202e" not in done.output


def test_t5_half_a_character_in_a_models_answer_breaks_no_json_output(study, tmp_path):
    (tmp_path / "talk.txt").write_text("P: It was too much.\n\nP: No.\n")
    import_files(study, [tmp_path / "talk.txt"])
    halves = body({"assignments": []}) | {"system_fingerprint": "\ud83d", "model": "m\udc00"}

    async def once():
        async with answering(Answering(lambda request: (200, halves))) as address:
            return await code(study, Plan(model_of("m", address, key="k")))

    asyncio.run(once())
    for words in (["runs", "show", "1", "--json"], ["runs", "show", "1"], ["runs", "--json"]):
        done = CliRunner().invoke(main, [*words, "--study", str(study.path)])
        assert (done.exit_code, "Traceback" in done.output) == (0, False), done.output
        if "--json" in words:
            json.loads(done.output)
