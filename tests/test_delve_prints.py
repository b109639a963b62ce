import csv
import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runs.transcripts import UnreadableTranscript, read_transcript
from runs.transcripts.delve_paragraphs import Paragraph
from runs.transcripts.delve_print import DelvePrint, is_delve_print, read_delve_print
from tests.delve_prints import CLOSING, Shown, delve_pdf, pdf_file

MLSS = Path(__file__).resolve().parents[2] / "shared/data/mlss"
INTERVIEW = [
    Shown("Interviewer 1", "Where did the data come from?"),
    Shown(
        "Interviewee",
        "Uh, [people typed it in by hand, and half of the fields were left empty because nobody knew what they "
        "were for.] We found that out much later.",
        ("Data-collection-manual",),
    ),
    Shown("Interviewer 1", "I see."),
]


def shown_in(paragraphs: Sequence[Shown], **options: bool) -> DelvePrint:
    return read_delve_print("a.pdf", delve_pdf("Interview 7 - Ann", paragraphs, **options))


def passages(paragraph: Paragraph) -> list[str]:
    return [paragraph.text[start:end] for start, end in paragraph.underlined]


def test_a_print_gives_title_speakers_text_codes_and_the_underlined_words():
    shown = shown_in(INTERVIEW)

    assert shown.title == "Interview 7 - Ann"
    assert [each.speaker for each in shown.paragraphs] == [each.speaker for each in INTERVIEW]
    assert [each.text for each in shown.paragraphs] == [each.plain for each in INTERVIEW]
    assert [each.codes for each in shown.paragraphs] == [(), ("Data-collection-manual",), ()]
    assert passages(shown.paragraphs[1]) == [
        "people typed it in by hand, and half of the fields were left empty because nobody knew what they were for."
    ]
    assert shown.is_coded


def test_headers_footers_and_delves_own_line_are_left_out_and_counted_on_any_number_of_pages():
    for count in (1, 40):
        paragraphs = [Shown("P1", f"Sentence number {number}.") for number in range(count)]
        shown = shown_in(paragraphs)

        assert [each.text for each in shown.paragraphs] == [each.plain for each in paragraphs]
        pages = shown.paragraphs[-1].page
        assert [(each.why, each.count) for each in shown.left_out] == [
            ("title", 1),
            ("page headers and footers", 2 * pages + 1),
        ]


def test_a_print_of_one_word_is_no_smaller_than_its_header():
    (paragraph,) = shown_in([Shown("P1", "Yes.")]).paragraphs

    assert (paragraph.speaker, paragraph.text) == ("P1", "Yes.")


def test_a_print_without_headers_and_footers_is_known_by_delves_own_line():
    shown = shown_in(INTERVIEW, margins=False)

    assert [each.text for each in shown.paragraphs] == [each.plain for each in INTERVIEW]


def test_a_paragraph_goes_on_over_a_page_break_with_its_underline():
    long = " ".join(f"word{number}" for number in range(900))
    (paragraph,) = shown_in([Shown("P1", f"[{long}]", ("a",))]).paragraphs

    assert paragraph.text == long
    assert passages(paragraph) == [long]


def test_a_word_broken_at_its_hyphen_is_whole_again_and_a_dangling_hyphen_keeps_its_space():
    broken = "x" * 52 + " e-commerce pre- and post-tests, " + "y" * 40 + " cut-off"
    (paragraph,) = shown_in([Shown("P1", broken)]).paragraphs

    assert paragraph.text == broken


def test_a_line_with_room_for_the_next_word_was_broken_by_hand():
    full = "many words that go on and on until there is no room on the line any more"
    (paragraph,) = shown_in([Shown("P1", f"{full}. Have a good day. Yes.\nBye.")]).paragraphs

    assert paragraph.text == f"{full}. Have a good day. Yes.\nBye."


def test_paragraphs_without_labels_are_told_apart_by_the_gap_between_them():
    paragraphs = [Shown("", "One thing. " * 12), Shown("", "[Another] thing.", ("a",)), Shown("", "A third.")]
    shown = shown_in(paragraphs)

    assert [each.text for each in shown.paragraphs] == [each.plain.strip() for each in paragraphs]
    assert [each.codes for each in shown.paragraphs] == [(), ("a",), ()]
    assert {each.speaker for each in shown.paragraphs} == {""}


def test_underlines_that_meet_are_one_passage_with_a_seam():
    (paragraph,) = shown_in([Shown("P1", "One [two ][three] four [five] six", ("a", "b"))]).paragraphs

    assert passages(paragraph) == ["two three", "five"]
    assert paragraph.seamed


def test_other_files_are_no_prints_of_delve_whatever_they_are_called():
    said = pdf_file(["BT /F1 10.5 Tf 45 700 Td (We used app.delvetool.com/transcripts/1/print for that.) Tj ET"])

    for data in (b"", b"Interviewer: Hello.", b"%PDF-1.7\nnothing", said):
        assert not is_delve_print(data)
        with pytest.raises(UnreadableTranscript):
            read_delve_print("2023 Interview 12 - Delve.pdf", data)
    assert is_delve_print(delve_pdf("A", INTERVIEW, closing=False))
    assert CLOSING.encode() in delve_pdf("A", INTERVIEW).replace(rb"\(", b"(").replace(rb"\)", b")")


def test_a_print_without_words_is_refused():
    with pytest.raises(UnreadableTranscript, match="No speech"):
        read_delve_print("a.pdf", delve_pdf("A", []))


def test_as_a_transcript_a_print_has_no_codes_in_its_text_and_the_name_that_delve_prints():
    reading = read_transcript("2023-06-04 export.pdf", delve_pdf("Interview 7 - Ann.txt", INTERVIEW))

    assert reading.transcript.document == "Interview 7 - Ann"
    assert reading.transcript.format == "Delve print"
    assert "Data-collection-manual" not in reading.transcript.text
    assert reading.speakers == {"Interviewer 1": 2, "Interviewee": 1}


def test_a_page_full_of_drawings_is_refused():
    boxes = "\n".join(f"{number % 500} {number // 500} 9 9 re S" for number in range(2_100))
    signed = f"BT /F1 10.5 Tf 45 300 Td (https://app.delvetool.com/transcripts/1/print 1/1) Tj ET\n{boxes}"

    with pytest.raises(UnreadableTranscript, match="Page 1 shows more"):
        read_delve_print("a.pdf", pdf_file([signed]))


WORDS = st.text(alphabet="abcdefgh,.?'ABC", min_size=1, max_size=12)
HYPHENED = st.builds("{}-{}".format, st.text("abc", min_size=1, max_size=9), st.text("abc", min_size=1, max_size=9))


@st.composite
def shown_paragraphs(draw: st.DrawFn) -> Shown:
    words = draw(st.lists(st.one_of(WORDS, HYPHENED), min_size=1, max_size=120))
    first = draw(st.integers(0, len(words)))
    last = draw(st.integers(first, len(words)))
    pieces = [*words[:first], "[" + " ".join(words[first:last]) + "]", *words[last:]] if last > first else words
    codes = draw(st.lists(st.text("abcXYZ-", min_size=1, max_size=25), min_size=1, max_size=5, unique=True))
    return Shown(draw(st.sampled_from(["Interviewer 1", "P1"])), " ".join(pieces), tuple(codes) if last > first else ())


@settings(max_examples=100, deadline=None)
@given(st.lists(shown_paragraphs(), min_size=1, max_size=12))
def test_whatever_is_printed_comes_back_to_the_character(paragraphs: list[Shown]):
    shown = shown_in(paragraphs)

    assert [(each.speaker, each.text, each.codes) for each in shown.paragraphs] == [
        (each.speaker, each.plain, each.codes) for each in paragraphs
    ]
    assert [passages(each) for each in shown.paragraphs] == [re.findall(r"\[(.*)\]", each.text) for each in paragraphs]


def parsed(name: str) -> dict[tuple[str, str, str], list[dict[str, str]]]:
    rows: dict[tuple[str, str, str], list[dict[str, str]]] = {}
    with (MLSS / name).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            rows.setdefault((row["interview"], row["coder"], row["kind"]), []).append(row)
    return rows


def test_real_prints_say_what_an_independent_parse_of_them_says():
    if not MLSS.is_dir():
        pytest.skip(f"shared data is absent: {MLSS}")
    turns, spans = parsed("turns_coded.csv"), parsed("spans_coded.csv")
    compared = 0
    for path in sorted((MLSS / "coded_pdfs").glob("*.pdf")):
        shown = read_delve_print(path.name, path.read_bytes())
        interview, coder = re.search(r"Interview (\d+) - (\w+)", path.name).groups()
        key = (interview, coder, "moderated" if path.name.startswith("moderated") else "coder")
        assert shown.is_coded == (key in turns)
        rows = turns.get(key, [])
        compared += len(rows)
        for paragraph, row in zip(shown.paragraphs, rows, strict=bool(rows)):
            assert paragraph.speaker == row["speaker"]
            assert sorted(paragraph.codes) == sorted(filter(None, row["codes"].split("|")))
            assert paragraph.text.split() == row["text"].removesuffix(CLOSING).split()
        found = [(at, text) for at, each in enumerate(shown.paragraphs) for text in passages(each)]
        assert found == [(int(row["turn"]), row["quote"].strip()) for row in spans.get(key, [])]
    assert compared == 2_062


def test_real_prints_have_the_text_of_the_plain_transcripts():
    if not MLSS.is_dir():
        pytest.skip(f"shared data is absent: {MLSS}")
    differing: dict[str, int] = {}
    for path in sorted((MLSS / "coded_pdfs").glob("*.pdf")):
        interview = re.search(r"Interview (\d+)", path.name)[1]
        plain = next((MLSS / "transcripts").glob(f"Interview {interview}*"))
        transcript = read_transcript(plain.name, plain.read_bytes()).transcript
        said = [transcript.text[turn.start : turn.end].split() for turn in transcript.turns]
        printed = [each.text.split() for each in read_delve_print(path.name, path.read_bytes()).paragraphs]
        count = sum(a != b for a, b in zip(printed, said, strict=True))
        if count:
            differing[path.name] = count

    assert differing == {"2023-06-04-Interview 12 - Rached.pdf": 1}
