"""Synthetic surveys with a row for each participant, under the headers that survey programs are described to write."""

import pytest
from click.testing import CliRunner
from test_transcripts_tables import table, workbook
from transcript_talk import readings, talk

from codebook import InputError
from coder.cli import main
from coder.cli.importing.files import import_files
from runs.exchange.format import Sureness
from runs.exchange.registry import all_formats, format_of
from runs.study import Study
from runs.transcript_store import transcripts

WHY = "Why did you join the programme?"
HARD = "What was hardest for you?"
BECAUSE = "I wanted to learn how to bake bread."
NIGHTS = "The nights were long, and I was tired."
FRIEND = "My friend told me that it was good."
_OF_QUALTRICS = (
    ("StartDate", "Start Date", "2026-01-02 10:00:00", "2026-01-03 10:00:00"),
    ("Status", "Response Type", "IP Address", "IP Address"),
    ("IPAddress", "IP Address", "192.0.2.7", "192.0.2.8"),
    ("ResponseId", "Response ID", "R_1a", "R_2b"),
    ("RecipientLastName", "Recipient Last Name", "Meyer-Lund", "Quist"),
    ("RecipientEmail", "Recipient Email", "ml@example.org", "q@example.org"),
    ("LocationLatitude", "Location Latitude", "52.1", "53.1"),
    ("Q1", WHY, BECAUSE, FRIEND),
    ("Q2", HARD, "", NIGHTS),
    ("Q3", "How old are you?", "30", "41"),
)
_NAMES, _TEXTS, *_ROWS = zip(*_OF_QUALTRICS, strict=True)
QUALTRICS = (_NAMES, _TEXTS, tuple(f'{{"ImportId":"{name}"}}' for name in _NAMES), *_ROWS)
SECRETS = ("192.0.2", "Meyer", "Quist", "example.org", "52.1", "2026-01")


@pytest.fixture
def study(tmp_path):
    return Study(tmp_path / "a.db", create=True)


def brought_in(study, tmp_path, name, data):
    (tmp_path / name).write_bytes(data)
    (report,) = import_files(study, [tmp_path / name])
    return report


def talks(name, data):
    return {each.transcript.document: talk(each) for each in readings(name, data)}


@pytest.mark.parametrize("headers", [3, 2])
def test_a_survey_of_qualtrics_is_a_transcript_a_participant_under_the_questions_texts(headers):
    data = table(*QUALTRICS[:headers], *QUALTRICS[3:])
    assert format_of("survey.csv", data).name == "survey"
    assert talks("survey.csv", data) == {
        "R_1a": [("Question", WHY), ("R_1a", BECAUSE)],
        "R_2b": [("Question", WHY), ("R_2b", FRIEND), ("Question", HARD), ("R_2b", NIGHTS)],
    }


def test_what_tells_who_somebody_is_comes_into_no_transcript_and_no_message(study, tmp_path):
    report = brought_in(study, tmp_path, "survey.csv", table(*QUALTRICS))
    assert report.new == 2
    told = "\n".join(report.lines())
    for header in ("IPAddress", "RecipientLastName", "RecipientEmail", "LocationLatitude"):
        assert f"Not taken: '{header}', it tells who or where somebody is." in told
    assert "Not taken: 'Q3', numbers or dates." in told
    assert "left out: questions without an answer, 1" in told
    stored = "\n".join(each.text for each in transcripts(study).values())
    assert not [secret for secret in SECRETS if secret in stored + told]


def test_a_survey_comes_in_once(study, tmp_path):
    brought_in(study, tmp_path, "survey.csv", table(*QUALTRICS))
    again = brought_in(study, tmp_path, "survey.csv", table(*QUALTRICS))
    assert (again.new, again.refused) == (0, False)
    assert "already in the study" in "\n".join(again.lines())


def test_rows_of_google_forms_are_numbered_and_ticked_choices_are_left_alone(study, tmp_path):
    rows = [
        ("1/2/2026 10:00:00", "a@example.org", BECAUSE, "Bread, Cake"),
        ("1/2/2026 11:00:00", "b@example.org", FRIEND, "Bread, Cake, Rolls and buns"),
        ("1/2/2026 12:00:00", "c@example.org", NIGHTS, "Cake, Rolls and buns"),
    ]
    data = table(("Timestamp", "Email Address", WHY, "What do you like to bake?"), *rows)
    report = brought_in(study, tmp_path, "form.csv", data)
    assert [*transcripts(study)] == ["form 2", "form 3", "form 4"]
    told = "\n".join(report.lines())
    assert "No column names the participants: their transcripts have the number of their row." in told
    assert "Not taken: 'What do you like to bake?'" in told
    assert "example.org" not in told + "".join(each.text for each in transcripts(study).values())


def test_the_two_header_rows_of_surveymonkey_are_one_question_a_column():
    head = ("Respondent ID", "Collector ID", "Start Date", "IP Address", "First Name", WHY, "Two sides", "", "x?")
    below = ("", "", "", "", "", "Open-Ended Response", "Liked most", "Liked least", "Response")
    row = ("118", "42", "01/02/2026", "192.0.2.7", "Ann", BECAUSE, NIGHTS, FRIEND, "Yes")
    (spoken,) = talks("survey.csv", table(head, below, row)).values()
    assert [words for speaker, words in spoken if speaker == "Question"] == [
        WHY,
        "Two sides: Liked most",
        "Two sides: Liked least",
    ]
    assert [words for speaker, words in spoken if speaker == "118"] == [BECAUSE, NIGHTS, FRIEND]


@pytest.mark.parametrize(
    "head",
    [
        ("record_id", "redcap_survey_identifier", "baseline_timestamp", "why_joined", "baseline_complete"),
        ("id", "ipaddr", "submitdate", WHY, "lastpage"),
        ("Teilnehmer", "E-Mail", "Zeitstempel", "Warum haben Sie mitgemacht?", "Note"),
        ("participante", "correo", "marca temporal", "¿Por qué participó?", "nota"),
    ],
)
def test_surveys_of_other_programs_and_languages(head):
    data = table(head, ("7", "x@example.org", "2026-01-02 10:00", BECAUSE, "2"))
    assert format_of("survey.csv", data).name == "survey"
    assert talks("survey.csv", data) == {"7": [("Question", head[3]), ("7", BECAUSE)]}


def test_an_answer_with_an_address_keeps_its_column_out(study, tmp_path):
    data = table(
        ("participant", WHY, HARD), ("1", BECAUSE, NIGHTS), ("2", FRIEND, "Write to me at x@example.org for more.")
    )
    report = brought_in(study, tmp_path, "survey.csv", data)
    assert f"Not taken: '{HARD}', there are e-mail or IP addresses in it." in "\n".join(report.lines())
    assert "example.org" not in "".join(each.text for each in transcripts(study).values())


@pytest.mark.parametrize(
    "header",
    [
        "What is your full name?",
        "Your e-mail address",
        "Nachname",
        "Téléphone",
        "Ort",
        "Where do you live?",
        "Où habitez-vous ?",
        "Wo wohnen Sie?",
    ],
)
def test_a_column_that_asks_for_the_person_is_left_alone_even_where_it_holds_prose(header):
    data = table(("participant", header, WHY), ("1", "Ann of the house with the lamp", BECAUSE))
    assert talks("survey.csv", data) == {"1": [("Question", WHY), ("1", BECAUSE)]}


def test_names_of_participants_that_are_addresses_are_not_used():
    data = table(("user", WHY), ("a@example.org", BECAUSE))
    assert talks("survey.csv", data) == {"survey 2": [("Question", WHY), ("Participant", BECAUSE)]}


def test_a_participant_who_answered_twice_has_two_transcripts_and_it_is_told(study, tmp_path):
    rows = (("1", BECAUSE), ("1", FRIEND), ("1 (2)", NIGHTS), ("", "I have no number but an answer."))
    report = brought_in(study, tmp_path, "survey.csv", table(("participant", WHY), *rows))
    assert [*transcripts(study)] == ["1", "1 (3)", "1 (2)", "survey 5"]
    told = "\n".join(report.lines())
    assert "1 rows name a participant again: their transcripts are numbered." in told
    assert "1 rows name no participant: they have the number of their row." in told


def test_repeated_and_empty_headers_are_told_apart_by_their_columns(study, tmp_path):
    data = table(
        ("participant", WHY, WHY, ""), ("1", BECAUSE, NIGHTS, "A cell that nobody named at all."), ("2", "", "", "")
    )
    report = brought_in(study, tmp_path, "survey.csv", data)
    told = "\n".join(report.lines())
    assert f"'{WHY}' (column 2), '{WHY}' (column 3)" in told
    assert "Not taken: column 4, it has no header." in told
    assert "left out: rows without an open answer, 1" in told
    (stored,) = transcripts(study).values()
    assert stored.text.count(WHY) == 2


def test_what_looks_like_a_formula_stays_text():
    answer = "=1+1 is what I would say to them"
    assert talks("a.csv", table(("participant", WHY), ("1", answer)))["1"][1] == ("1", answer)


def test_a_workbook_and_a_guessed_encoding_are_read_alike():
    rows = [("participant", WHY, "Alter"), ("1", "Ich wollte für mich selbst backen.", 30)]
    expected = {"1": [("Question", WHY), ("1", rows[1][1])]}
    assert talks("a.xlsx", workbook(Answers=rows)) == expected
    text = "\n".join(";".join(map(str, row)) for row in rows)
    assert talks("a.csv", text.encode("cp1252")) == expected
    assert talks("a.csv", text.encode("utf-16")) == expected


def test_closed_answers_alone_are_no_survey_to_read():
    long = "Strongly agree with all of it"
    data = table(("participant", WHY), *((str(number), long) for number in range(8)))
    with pytest.raises(InputError, match="--map question=HEADER"):
        format_of("a.csv", data)


@pytest.mark.parametrize(
    "header",
    [
        ("id", "code", "definition"),
        ("id", "rater", "passage"),
        ("id", "Quotation", "Remarks"),
        ("id", "speaker", "text"),
        ("id", "Passage", "Marker"),
    ],
)
def test_tables_of_codes_codings_and_turns_are_no_surveys(header):
    data = table(header, ("1", "Some words that were said here.", "More words that say something."))
    sure = {each.name: each.recognises("a.csv", data) for each in all_formats() if each.recognises}
    assert sure["survey"] is Sureness.NO


def test_columns_are_taken_and_left_by_hand(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "s.csv").write_bytes(table(("who", "job", WHY, HARD), ("P9", "baker", BECAUSE, NIGHTS)))
    mapping = ("question=job", f"leave={HARD}", "participant=who")
    given = CliRunner().invoke(
        main, ["import", "s.csv", "--study", "a.db", *(part for each in mapping for part in ("--map", each))]
    )
    assert given.exit_code == 0, given.output
    assert f"Not taken: '{HARD}', it was to be left." in given.output
    (stored,) = transcripts(Study(tmp_path / "a.db")).values()
    spoken = [(turn.speaker, stored.text[turn.start : turn.end]) for turn in stored.turns]
    assert spoken == [("Question", "job"), ("P9", "baker"), ("Question", WHY), ("P9", BECAUSE)]


@pytest.mark.parametrize(
    ("mapping", "told"), [(("question=nothing",), "'nothing'"), (("question=job", "code=who"), "columns of a survey")]
)
def test_columns_that_are_not_there_or_of_something_else_are_refused(tmp_path, monkeypatch, mapping, told):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "s.csv").write_bytes(table(("who", "job", WHY), ("P9", "baker", BECAUSE)))
    given = CliRunner().invoke(
        main, ["import", "s.csv", "--study", "a.db", *(part for each in mapping for part in ("--map", each))]
    )
    assert given.exit_code == 2
    assert told in given.output + given.stderr
