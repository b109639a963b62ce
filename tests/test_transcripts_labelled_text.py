import pytest

from runs.transcripts import read_transcript


def talk(text: str) -> list[tuple[str, str]]:
    transcript = read_transcript("interview.txt", text.encode()).transcript
    return [(turn.speaker, transcript.text[turn.start : turn.end]) for turn in transcript.turns]


def times(text: str) -> list[int | None]:
    return [turn.start_ms for turn in read_transcript("interview.txt", text.encode()).transcript.turns]


def left_out(text: str, name: str = "interview.txt") -> dict[str, int | None]:
    return {each.why: each.line for each in read_transcript(name, text.encode()).left_out}


@pytest.mark.parametrize(
    ("asks", "answers"),
    [
        ("Interviewer 1:", "Interviewee:"),
        ("I:", "P1:"),
        ("Q:", "A:"),
        ("INT:", "RES:"),
        ("Ann Lee:", "Maria G.:"),
        ("Dr. O’Neill:", "Jean-Luc de la Tour:"),
        ("Интервьюер:", "Мария:"),
        ("采访者：", "受访者："),
        ("[SPEAKER_00]:", "[SPEAKER_01]:"),
        ("[id1]", "[id2]"),
        ("[00:00:02] I:", "[00:01:23] P1:"),
        ("[00:02] [m1]", "[01:23] [p1]"),
        ("00:00:02 I:", "00:01:23 P1:"),
        ("I [00:00:02]:", "P1 [00:01:23]:"),
        ("Speaker 1: [00:02]", "Speaker 2: [01:23]"),
        ("**Sarah Chen:**", "**Tom Baker:**"),
        ("#00:00:02-1# I:", "#00:01:23-4# B:"),
        ("1\tI:", "2\tP1:"),
        ("1. I:", "2. P1:"),
        ("I\t", "P1\t"),
        (">> ANN:", ">> BEN:"),
        ("*INV:\t", "*CHI:\t"),
        ("- Ann:", "- Ben:"),
        ("Moderator:", "P1 (female, 34):"),
        ("+1 555 010 0200:", "Call-in User 1:"),
        ("00:00:01 Ann\n", "00:01:23 Ben\n"),
        ("Speaker 1\n00:02\n", "Speaker 2\n01:23\n"),
        ("Speaker 1 (00:02):\n", "Speaker 2 (01:23):\n"),
        ("Sarah Chen  0:02\n", "Tom Baker  1:02:33\n"),
        ("Sarah Chen   0:02\n", "Tom Baker   1:23\n"),
        ("Trint Name [00:00:02]\n", "Other Name [00:01:23]\n"),
        ("Speaker 1 00:00:02", "Speaker 2 00:01:23"),
        ("Interviewer 1\n\n", "Interviewee\n\n"),
        ("Interviewer 1\n", "Interviewee\n"),
        ("INTERVIEWER:\n", "PARTICIPANT 3:\n"),
    ],
)
def test_a_label_in_any_of_the_known_forms_starts_a_turn(asks: str, answers: str):
    text = f"{asks} How are you?\n\n{answers} Fine, and you?\n\n{asks} Good.\n\n{answers} Nice.\n"

    found = talk(text)

    assert [said for _, said in found] == ["How are you?", "Fine, and you?", "Good.", "Nice."]
    assert len({speaker for speaker, _ in found}) == 2
    for (speaker, _), form in zip(found, (asks, answers, asks, answers), strict=True):
        assert speaker
        assert speaker in form


def test_lines_need_no_blank_line_between_turns():
    assert talk("I: How are you?\nP: Fine.\nI: Good.") == [
        ("I", "How are you?"),
        ("P", "Fine."),
        ("I", "Good."),
    ]


def test_two_labelled_paragraphs_of_one_speaker_are_two_turns():
    assert talk("P1: One.\n\nP1: Two.\n") == [("P1", "One."), ("P1", "Two.")]


def test_a_paragraph_without_a_label_goes_on_with_the_turn():
    assert talk("P1: One.\n\nStill one.\n\nI: Two.") == [("P1", "One.\n\nStill one."), ("I", "Two.")]


def test_text_before_the_first_label_is_a_turn_of_an_unknown_speaker():
    assert talk("right, and that was it.\n\nI: Why?\n\nP: Because.")[0] == ("", "right, and that was it.")


def test_the_title_line_and_the_footer_of_a_delve_export_are_no_speech():
    text = (
        "Interview 16 - Ann\n\nInterviewer 1\n\nHow?\n\nInterviewee\n\nSo.\n\n"
        "Created with the Delve Qualitative Analysis Tool (http://www.delvetool.com)\n"
    )

    assert talk(text) == [("Interviewer 1", "How?"), ("Interviewee", "So.")]
    assert left_out(text) == {"title": 1, "footer": 11}


def test_the_front_matter_of_otter_is_no_speech():
    text = (
        "BSR01_transcript\nSUMMARY KEYWORDS\ndata, people\nSPEAKERS\nBSR01, Ann Lee\n\n"
        "BSR01  00:00\nYes, hello.\n\nAnn Lee  1:02:33\nThanks.\n\nTranscribed by https://otter.ai\n"
    )

    assert talk(text) == [("BSR01", "Yes, hello."), ("Ann Lee", "Thanks.")]
    assert times(text) == [0, 3_753_000]
    assert left_out(text) == {"front matter": 1, "footer": 13}


def test_a_block_of_fields_is_front_matter_and_not_talk():
    text = "Date: 3 May 2024\nInterviewer: Ann Lee\nParticipant: P3\n\nInterviewer: So?\n\nP3: Well, yes.\n"

    assert talk(text) == [("Interviewer", "So?"), ("P3", "Well, yes.")]
    assert left_out(text) == {"front matter": 1}


def test_a_block_that_holds_speech_is_talk_although_a_date_opens_it():
    text = "Date: 3 May 2024\nI: How have you been since we last spoke?\n\nP3: Fine.\n"

    assert talk(text)[-2:] == [("I", "How have you been since we last spoke?"), ("P3", "Fine.")]


def test_a_sentence_that_opens_a_file_is_no_title():
    assert talk("So this is the second interview\n\nI: Yes.\n\nP: Go on.")[0][0] == ""


@pytest.mark.parametrize(
    "line",
    [
        "Note: she laughed here.",
        "Re: the contract, I wrote to them.",
        "https://example.org/page was the link.",
        "10:30 is when I get up.",
        "Question 3: do you like it?",
        "Q4: do you like it?",
        "There are two things: time and money.",
        "What I said was: leave it.",
        "For example: the oven.",
        "So: no.",
        "Zum Beispiel: der Ofen.",
        "[laughter] Yes.",
        "[crosstalk 00:01:10] Yes.",
    ],
)
def test_what_only_looks_like_a_label_stays_in_the_turn(line: str):
    text = f"I: Tell me.\n\nP1: Well.\n\n{line}\n\nI: And?\n\nP1: That was it.\n\n{line}\n\nI: Thanks."

    assert talk(text) == [
        ("I", "Tell me."),
        ("P1", f"Well.\n\n{line}"),
        ("I", "And?"),
        ("P1", f"That was it.\n\n{line}"),
        ("I", "Thanks."),
    ]


def test_a_colon_in_the_middle_of_a_line_starts_no_turn():
    assert talk("I: He said P1: no.\n\nP1: Did he?") == [("I", "He said P1: no."), ("P1", "Did he?")]


def test_a_participant_who_speaks_once_in_a_focus_group_is_a_speaker():
    text = "M: Who?\n\nP1: Me.\n\nP2: Me.\n\nM: And?\n\nP7: I agree.\n\nP1: Yes."

    assert ("P7", "I agree.") in talk(text)


def test_a_name_that_comes_once_among_names_is_a_speaker_and_said_to_be_doubtful():
    text = "Ann: Who?\n\nBen: Me.\n\nAnn: And?\n\nBen: No.\n\nCleo: I do.\n\nAnn: Good."
    reading = read_transcript("group.txt", text.encode())

    assert reading.speakers == {"Ann": 3, "Ben": 2, "Cleo": 1}
    assert reading.warnings == ("Line 9: a name that occurs once was taken as a speaker.",)


def test_a_name_that_comes_once_among_roles_stays_speech_and_is_said_to_be_doubtful():
    text = "I: Who?\n\nP: Me.\n\nBreakfast: I had none.\n\nI: And?\n\nP: No.\n"
    reading = read_transcript("one.txt", text.encode())

    assert reading.speakers == {"I": 2, "P": 2}
    assert reading.warnings == ("Line 5: what may be a speaker's label was kept as speech.",)


def test_a_name_that_comes_once_on_a_line_of_its_own_among_names_is_a_speaker():
    text = "Ann\n\nTea?\n\nBen\n\nYes.\n\nAnn\n\nMilk?\n\nBen\n\nNo.\n\nCleo\n\nFor me.\n\nAnn\n\nFine.\n"

    assert talk(text)[4:] == [("Cleo", "For me."), ("Ann", "Fine.")]


def test_many_doubtful_lines_are_counted_rather_than_listed():
    text = "I: Hello.\n\nP: Hello.\n\n" + "".join(f"Thing {chr(65 + n)}x: yes.\n\n" for n in range(26)) + "I: So."
    warnings = read_transcript("a.txt", text.encode()).warnings

    assert len(warnings) == 21
    assert warnings[-1] == "6 more lines are doubtful in the same way."


def test_a_time_between_a_label_and_what_was_said_is_the_time_of_the_turn():
    text = "Speaker 1\n00:02\nHello.\n\nSpeaker 2\n01:23\nHi.\n"

    assert times(text) == [2_000, 83_000]
    assert left_out(text) == {"time code": 2}


def test_speakers_who_each_speak_once_are_found_when_nearly_every_paragraph_is_labelled():
    assert talk("Sarah Chen: Hello.\n\nTom Baker: Hello.") == [
        ("Sarah Chen", "Hello."),
        ("Tom Baker", "Hello."),
    ]


def test_a_text_without_labels_gives_a_turn_for_each_paragraph_and_a_warning():
    text = "It rained.\nAll day.\n\nThen it stopped.\n"
    reading = read_transcript("diary.txt", text.encode())

    assert talk(text) == [("", "It rained.\nAll day."), ("", "Then it stopped.")]
    assert reading.transcript.format == "text without labels"
    assert "No speakers' labels were found" in reading.warnings[0]


def test_short_answers_on_lines_of_their_own_are_speech_and_not_labels():
    text = "".join(f"Ann\n\n{said}\n\nBen\n\nMilk\n\n" for said in ("Tea?", "Sugar?", "Again?"))

    assert {speaker for speaker, _ in talk(text)} == {"Ann", "Ben"}
    assert ("Ben", "Milk") in talk(text)


def test_a_time_alone_on_a_line_gives_the_next_turn_its_time():
    text = "00:00:11\nI: Hello.\n\n00:01:00\nP: Hello.\n"

    assert talk(text) == [("I", "Hello."), ("P", "Hello.")]
    assert times(text) == [11_000, 60_000]


def test_a_time_inside_a_turn_splits_it_into_two_turns_of_the_same_speaker():
    text = "I: Hello.\n\n[00:01:00]\n\nAnd welcome.\n\nP: Hello."

    assert talk(text) == [("I", "Hello."), ("I", "And welcome."), ("P", "Hello.")]
    assert times(text) == [None, 60_000, None]


def test_a_clock_time_that_is_an_answer_stays_speech():
    assert talk("I: When do you get up?\n\nP:\n\n10:30\n\nReally.\n\nI: Oh.")[1] == ("P", "10:30\n\nReally.")


def test_the_time_code_that_f4_sets_after_a_turn_is_not_part_of_it():
    assert talk("I: Hallo. #00:00:04-2#\n\nB: Guten Tag. #00:00:09-7#\n") == [
        ("I", "Hallo."),
        ("B", "Guten Tag."),
    ]


def test_a_label_with_nothing_after_it_gives_no_turn_and_is_reported():
    text = "I: Hello?\n\nP:\n\nI: Hello?\n"

    assert talk(text) == [("I", "Hello?"), ("I", "Hello?")]
    assert left_out(text) == {"label without text": 3}


def test_the_canonical_text_is_the_file_itself():
    text = "I:  Hello.  \n\n\n\tP: Hé\u0301llo\u00a0… \n"
    transcript = read_transcript("x.txt", text.encode()).transcript

    assert transcript.text == text
    assert [transcript.text[turn.start : turn.end] for turn in transcript.turns] == [
        "Hello.",
        "Hé\u0301llo\u00a0…",
    ]


def test_positions_count_from_one_and_the_document_is_the_file_name_without_its_ending():
    transcript = read_transcript("folder/Interview 3.final.txt", b"I: Hello.\n\nP: Hello.\n").transcript

    assert transcript.document == "Interview 3.final"
    assert transcript.source_name == "Interview 3.final.txt"
    assert [turn.position for turn in transcript.turns] == [1, 2]


def test_right_to_left_marks_before_a_label_do_not_hide_it():
    assert talk("\u200fמראיין: שלום\n\n\u200fמרואיין: שלום לך\n")[0] == ("מראיין", "שלום")


def test_a_short_line_that_recurs_between_roles_on_lines_of_their_own_is_speech():
    turn = "Interviewer\n\nSo?\n\nInterviewee\n\nYes, that.\n\n"
    text = f"{turn * 6}Nothing\n\nElse.\n\n{turn}Nothing\n\nElse.\n"

    assert {speaker for speaker, _ in talk(text)} == {"Interviewer", "Interviewee"}
