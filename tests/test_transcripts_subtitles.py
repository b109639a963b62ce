from runs.transcripts import Reading, read_transcript


def talk(reading: Reading) -> list[tuple[str, str]]:
    transcript = reading.transcript
    return [(turn.speaker, transcript.text[turn.start : turn.end]) for turn in transcript.turns]


def read(text: str, name: str = "a.vtt") -> Reading:
    return read_transcript(name, text.encode())


TEAMS = """WEBVTT

3dc72631/15-0
00:00:02.400 --> 00:00:08.100
<v Sarah Chen>Thanks for joining me today.
I'd love to hear more.</v>

3dc72631/16-0
0:0:9.200 --> 0:0:12.800
<v Tom Baker &amp; Co>Sure, <i>yeah</i> &lt;3.</v>

3dc72631/17-0
00:00:13.000 --> 00:00:14.000
<v Tom Baker &amp; Co>Six years.</v>
"""


def test_voices_are_speakers_and_entities_are_decoded():
    reading = read(TEAMS)

    assert talk(reading) == [
        ("Sarah Chen", "Thanks for joining me today. I'd love to hear more."),
        ("Tom Baker & Co", "Sure, yeah <3. Six years."),
    ]
    assert [turn.start_ms for turn in reading.transcript.turns] == [2400, 9200]
    assert reading.transcript.format == "WebVTT"
    assert [(each.why, each.count) for each in reading.left_out] == [("cue times", 3)]


def test_subtitles_are_rendered_as_blocks_of_labelled_text():
    text = read(TEAMS).transcript.text

    assert text.startswith("Sarah Chen: Thanks for joining me today. I'd love to hear more.\n\nTom Baker & Co: Sure")


def test_a_cue_without_a_name_belongs_to_the_speaker_before():
    text = (
        "WEBVTT\n\n1\n00:02.100 --> 00:05.400\nSarah Chen: Thanks.\n\n"
        "2\n00:05.900 --> 00:09.000\nTom Baker: Sure.\n\n"
        "3\n00:09.000 --> 00:12.000\nI started late: at forty.\n\n"
        "4\n00:12.000 --> 00:13.000\nSarah Chen: Oh.\n"
    )

    assert talk(read(text)) == [
        ("Sarah Chen", "Thanks."),
        ("Tom Baker", "Sure. I started late: at forty."),
        ("Sarah Chen", "Oh."),
    ]


def test_two_voices_in_one_cue_are_two_turns():
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ann>Yes.</v>\n<v.loud Ben>No.</v>\n"

    assert talk(read(text)) == [("Ann", "Yes."), ("Ben", "No.")]


def test_text_after_a_blank_line_in_a_cue_is_kept_and_reported():
    text = "WEBVTT\n\n1\n00:01.000 --> 00:02.000\n(AB) One.\n\nTwo.\n\n2\n00:03.000 --> 00:04.000\nThree.\n"
    reading = read(text)

    assert " ".join(said for _, said in talk(reading)) == "(AB) One. Two. Three."
    assert "after a blank line" in reading.warnings[0]


def test_notes_and_styles_are_left_out():
    text = "WEBVTT\n\nNOTE Confidence: 0.9\n\nSTYLE\n::cue {}\n\n00:01.000 --> 00:02.000\n<v Ann>Yes.</v>\n"
    reading = read(text)

    assert talk(reading) == [("Ann", "Yes.")]
    assert {each.why: each.count for each in reading.left_out} == {"cue times": 1, "notes and styles": 2}


def test_cues_out_of_order_are_put_in_order_and_reported():
    text = "WEBVTT\n\n00:05.000 --> 00:06.000\n<v Ann>Two.</v>\n\n00:01.000 --> 00:02.000\n<v Ben>One.</v>\n"
    reading = read(text)

    assert talk(reading) == [("Ben", "One."), ("Ann", "Two.")]
    assert "order of time" in reading.warnings[0]


def test_cues_without_any_speaker_are_turns_by_sentence_or_pause():
    text = (
        "WEBVTT\n\n00:01.000 --> 00:02.000\nIt was\n\n00:02.000 --> 00:03.000\nlate.\n\n00:09.000 --> 00:10.000\nyes\n"
    )
    reading = read(text)

    assert talk(reading) == [("", "It was late."), ("", "yes")]
    assert "No speakers" in reading.warnings[0]


def test_srt_labels_in_brackets_are_speakers_and_cues_are_merged():
    text = (
        "1\n00:00:00,000 --> 00:00:02,500\n[SPEAKER_00]: Thanks for\n\n2\n00:00:02.500 --> 00:00:04,000\n"
        "[SPEAKER_00]: joining.\n\n3\n00:00:04,000 --> 00:00:05,000\n[SPEAKER_01]: <i>Sure.</i>\n"
    )
    reading = read(text, "a.txt")

    assert talk(reading) == [("SPEAKER_00", "Thanks for joining."), ("SPEAKER_01", "Sure.")]
    assert [turn.start_ms for turn in reading.transcript.turns] == [0, 4000]
    assert reading.transcript.format == "SRT"


def test_srt_names_carry_over_and_blank_lines_inside_a_cue_lose_nothing():
    text = (
        "1\n00:00:01,000 --> 00:00:02,000\nAnn: One.\n\nTwo.\n\n2\n00:00:03,000 --> 00:00:04,000\nThree.\n\n"
        "3\n00:00:05,000 --> 00:00:06,000\nBen: Four.\n\n4\n00:00:06,000 --> 00:00:07,000\nAnn: Five.\n"
    )
    reading = read(text, "a.srt")

    assert talk(reading) == [("Ann", "One. Two. Three."), ("Ben", "Four."), ("Ann", "Five.")]
    assert "after a blank line" in reading.warnings[0]


def test_a_format_is_recognised_by_its_content_and_not_by_its_name():
    assert read(TEAMS, "a.docx").transcript.format == "WebVTT"
    assert read("I: Hello.\n\nP: Hello.", "a.vtt").transcript.format == "labelled text"
