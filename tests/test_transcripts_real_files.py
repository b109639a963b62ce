import csv
import io
import re
from pathlib import Path

import pytest
from transcript_talk import readings

from runs.transcripts import Reading, interviewed, read_transcript

FOOTER = "Created with the Delve Qualitative Analysis Tool (http://www.delvetool.com)"
DEMO = Path(__file__).resolve().parents[1] / "coder/demo"


@pytest.fixture
def shared() -> Path:
    folder = Path(__file__).resolve().parents[2] / "shared/data"
    if not folder.is_dir():
        pytest.skip(f"shared data is absent: {folder}")
    return folder


def read(path: Path) -> Reading:
    return read_transcript(path.name, path.read_bytes())


def talk(reading: Reading) -> list[tuple[str, str]]:
    transcript = reading.transcript
    return [(turn.speaker, transcript.text[turn.start : turn.end]) for turn in transcript.turns]


def test_the_first_real_interview_has_labels_on_lines_of_their_own_a_title_and_a_footer(shared: Path):
    reading = read(next((shared / "seed").glob("*.txt")))

    assert reading.speakers == {"Interviewee": 116, "Interviewer 1": 58}
    assert [(each.why, each.line) for each in reading.left_out] == [("title", 1), ("footer", 753)]
    assert reading.warnings == ()
    assert not any("Delve" in said or "Rached" in said for _, said in talk(reading))
    assert not any(re.search(r"^\s*Interview(?:er 1|ee)\s*$", said, re.MULTILINE) for _, said in talk(reading))


@pytest.mark.parametrize("interview", ["12", "30", "31", "32", "34", "43"])
def test_turns_are_the_paragraphs_that_the_coders_of_the_real_interviews_coded(shared: Path, interview: str):
    with (shared / "mlss/turns_coded.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["interview"] == interview]
    rows = [row for row in rows if row["coder"] == rows[0]["coder"]]
    found = talk(read(next((shared / "mlss/transcripts").glob(f"Interview {interview}*.txt"))))

    assert len(found) == len(rows)
    for (speaker, said), row in zip(found, rows, strict=True):
        assert speaker == row["speaker"]
        coded = row["text"].removesuffix(FOOTER)
        assert re.sub(r"\W", "", said)[:30] == re.sub(r"\W", "", coded)[:30]


def test_the_same_otter_interview_as_text_and_as_word_has_the_same_turns(shared: Path):
    text, word = (read(shared / f"formats/transcripts/otter_BSR01.{ending}") for ending in ("txt", "docx"))

    assert talk(text) == talk(word)
    assert text.speakers == {"BSR01": 42, "Sara Mannheimer": 41}
    assert [turn.start_ms for turn in text.transcript.turns] == [turn.start_ms for turn in word.transcript.turns]


@pytest.mark.parametrize(
    ("name", "speakers"),
    [
        ("otter.txt", {"Sarah Chen": 1, "Tom Baker": 1}),
        ("rev.txt", {"Speaker 1": 1, "Speaker 2": 1}),
        ("teams.vtt", {"Sarah Chen": 1, "Tom Baker & Co": 1}),
        ("teams_old.vtt", {"Sarah Chen": 1}),
        ("zoom.vtt", {"Sarah Chen": 1, "Tom Baker": 1}),
        ("whisperx.srt", {"SPEAKER_00": 1, "SPEAKER_01": 1}),
        ("teams_like.docx", {"Martin Storey": 1, "I": 1, "P1": 1}),
        ("tracked.docx", {"": 1, "Martin Storey": 1, "I": 1, "P1": 1}),
        ("word_comments_coding.docx", {"P1": 1}),
        ("pii_horror_transcript_bristlenose.txt", {"p1": 19, "m1": 12}),
    ],
)
def test_files_of_other_programs_have_the_speakers_that_they_name(shared: Path, name: str, speakers: dict[str, int]):
    assert read(shared / "formats/transcripts" / name).speakers == speakers


@pytest.mark.parametrize(
    ("name", "turns", "of_interviewee"),
    [
        ("interview_1.txt", 28, 14),
        ("interview_2.docx", 27, 13),
        ("interview_3.vtt", 26, 13),
        ("interview_4.srt", 24, 12),
        ("interview_5.txt", 24, 12),
        ("interview_6.txt", 26, 13),
    ],
)
def test_the_demo_interviews_have_the_turns_that_their_readme_counts(name: str, turns: int, of_interviewee: int):
    reading = read(DEMO / name)
    person = f"P{name[10]}"

    assert reading.speakers == {"Interviewer": turns - of_interviewee, person: of_interviewee}
    assert interviewed([reading.transcript]) == {person}
    assert reading.warnings == ()
    assert [turn.speaker for turn in reading.transcript.turns][:2] == ["Interviewer", person]


def test_every_quotation_of_the_demo_stands_in_the_text_as_it_was_read():
    texts = {path.stem: read(path).transcript.text for path in DEMO.glob("interview_*")}
    with (DEMO / "codings_rater_a.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            assert texts[row["document"]].count(row["quotation"]) == 1


def test_a_published_table_of_conversations_has_each_of_its_turns_once(shared: Path):
    table = (shared / "annomi/AnnoMI-full.csv").read_bytes()
    rows = csv.DictReader(io.StringIO(table.decode("utf-8-sig")))
    said: dict[str, dict[int, tuple[str, str]]] = {}
    for row in rows:
        turns = said.setdefault(row["transcript_id"], {})
        turns[int(row["utterance_id"])] = (row["interlocutor"], row["utterance_text"].strip())
    found = {reading.transcript.document: talk(reading) for reading in readings("AnnoMI-full.csv", table)}
    assert len(found) == 133
    assert found == {document: [turns[number] for number in sorted(turns)] for document, turns in said.items()}
