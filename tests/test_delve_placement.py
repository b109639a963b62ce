from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner

from codebook import InputError
from coder.cli import main
from runs.exchange import CodingsError, Outcome
from runs.exchange.delve_codings import PARAGRAPH_LEVEL
from runs.exchange.placing.delve_placement import PlacedPrint, place_delve_print
from runs.records import Assignment, Grounding, Transcript
from runs.transcripts import read_transcript
from tests.delve_prints import Shown, delve_pdf

TALK = [
    Shown("Interviewer 1", "Where did the data come from?"),
    Shown("Interviewee", "Yes. [People typed it in by hand] and half of the fields were [left empty].", ("manual",)),
    Shown("Interviewer 1", "Yes."),
    Shown("Interviewee", "[Yes.]", ("missing",)),
]


def plain(paragraphs: Sequence[Shown], name: str = "talk 7.txt") -> dict[str, Transcript]:
    """The paragraphs as they would have been uploaded to Delve."""
    text = "\n\n".join(f"{each.speaker}: {each.plain}" for each in paragraphs)
    transcript = read_transcript(name, text.encode()).transcript
    return {transcript.document: transcript}


def placed(
    paragraphs: Sequence[Shown],
    transcripts: Mapping[str, Transcript] | None = None,
    *,
    rater: str | None = "Ann",
    title: str = "Interview 7 - Ann",
) -> PlacedPrint:
    data = delve_pdf(title, paragraphs)
    return place_delve_print("a.pdf", data, transcripts or {}, rater=rater, codes=None)


def given(print_: PlacedPrint) -> list[Assignment]:
    assert print_.placement is not None
    assignments = [each for coding in print_.placement.codings for each in coding.assignments]
    for each in assignments:
        assert each.start is None or print_.transcript.text[each.start : each.end] == each.quotation
    return assignments


def test_one_code_has_each_underlined_passage_at_its_place():
    print_ = placed(TALK)

    assert [(each.code, each.quotation, each.grounding, each.rationale) for each in given(print_)] == [
        ("manual", "People typed it in by hand", Grounding.EXACT, ""),
        ("manual", "left empty", Grounding.EXACT, ""),
        ("missing", "Yes.", Grounding.EXACT, ""),
    ]
    assert print_.placement is not None
    assert print_.placement.outcomes == {Outcome.VERIFIED: 3}


def test_a_transcript_that_the_study_does_not_have_is_named_as_the_print_is_without_the_rater():
    assert placed(TALK).transcript.document == "Interview 7"
    assert not placed(TALK).known
    assert placed(TALK, rater="Ben").transcript.document == "Interview 7 - Ann"


def test_words_that_are_said_again_and_again_are_placed_by_their_order():
    print_ = placed(TALK, plain(TALK))

    last = print_.transcript.turns[-1]
    assert (given(print_)[-1].start, given(print_)[-1].end) == (last.start, last.end)


def test_several_codes_share_one_passage_and_are_given_to_the_paragraph_where_codings_meet_in_it():
    whole = [Shown("P1", "One [two three] four.", ("a", "b"))]
    seamed = [Shown("P1", "One [two ][three] four.", ("a", "b"))]
    apart = [Shown("P1", "One [two] three [four].", ("a", "b"))]

    assert [(each.code, each.quotation, each.rationale) for each in given(placed(whole))] == [
        ("a", "two three", ""),
        ("b", "two three", ""),
    ]
    for untold, text in ((seamed, "One two three four."), (apart, "One two three four.")):
        assert [(each.code, each.quotation, each.rationale) for each in given(placed(untold))] == [
            ("a", text, PARAGRAPH_LEVEL),
            ("b", text, PARAGRAPH_LEVEL),
        ]


def test_tags_without_an_underline_are_left_out_and_told_where_a_passage_of_the_paragraph_before_ends():
    print_ = placed(
        [
            Shown("P1", "I said so. [It broke.]", ("a", "b")),
            Shown("P2", "I see, then.", ("a",)),
            Shown("P1", "And so on.", ("a",)),
        ]
    )

    assert [(each.code, each.quotation, each.rationale) for each in given(print_)] == [
        ("a", "It broke.", ""),
        ("b", "It broke.", ""),
        ("a", "And so on.", PARAGRAPH_LEVEL),
    ]
    assert print_.placement is not None
    assert print_.placement.outcomes == {Outcome.VERIFIED: 2, Outcome.LEFT_OUT: 1}
    assert [(each.rows, each.kept) for each in print_.placement.problems] == [((2,), False)]


def test_underlined_words_without_a_code_are_told():
    print_ = placed([Shown("P1", "[It broke.] Often."), Shown("P2", "[I see.]", ("a",))])

    assert [each.code for each in given(print_)] == ["a"]
    assert print_.placement is not None
    assert [(each.rows, each.kept) for each in print_.placement.problems] == [((1,), False)]


def test_a_coded_print_asks_who_coded():
    with pytest.raises(CodingsError, match="--rater"):
        placed(TALK, rater=None)


def test_a_print_in_which_nothing_is_coded_gives_a_transcript_and_no_judgement():
    print_ = placed([Shown(each.speaker, each.plain) for each in TALK], rater=None)

    assert print_.placement is None
    assert len(print_.transcript.turns) == 4


LONG = [
    Shown("Interviewer 1", "How did you check what came out of the model in the end, and who did it?"),
    Shown("P1", "[We looked at it every week, all four of us, with a list of cases in hand.] Then we stopped.", ("a",)),
    Shown("Interviewer 1", "And what about the people who use the results of the model every day?"),
    Shown("P1", "They never [told us anything] about it.", ("b",)),
]


def changed(old: str, new: str) -> dict[str, Transcript]:
    return plain([each._replace(text=each.text.replace(old, new)) for each in LONG])


def test_other_words_outside_of_passages_are_counted_and_change_no_place():
    print_ = placed(LONG, changed("Then we stopped", "Later on we stopped it"))

    assert print_.known
    assert (print_.only_printed, print_.only_spoken) == (2, 4)
    assert [each.quotation for each in given(print_)][1] == "told us anything"
    assert print_.placement is not None
    assert print_.placement.outcomes == {Outcome.VERIFIED: 2}


def test_a_passage_with_another_word_in_it_is_reanchored_with_the_transcripts_words():
    print_ = placed(LONG, changed("four", "five"))

    assert given(print_)[0].quotation == ("We looked at it every week, all five of us, with a list of cases in hand.")
    assert print_.placement is not None
    assert print_.placement.outcomes == {Outcome.VERIFIED: 1, Outcome.REANCHORED: 1}
    assert [(each.rows, each.kept) for each in print_.placement.problems] == [((2,), True)]


def test_typographic_quotation_marks_and_white_space_are_no_difference():
    print_ = placed(LONG, changed("every week, all", "every week,  all"))

    assert (print_.only_printed, print_.only_spoken) == (0, 0)
    assert [each.grounding for each in given(print_)] == [Grounding.NORMALISED, Grounding.EXACT]


def test_a_passage_that_the_transcript_does_not_have_is_kept_without_a_place():
    print_ = placed(LONG, changed("told us anything", "said"))

    assert [(each.code, each.quotation, each.grounding) for each in given(print_)][1] == (
        "b",
        "told us anything",
        Grounding.UNGROUNDED,
    )
    assert print_.placement is not None
    assert print_.placement.outcomes == {Outcome.VERIFIED: 1, Outcome.UNMATCHED: 1}


def test_turns_that_are_not_printed_were_not_seen():
    more = [*LONG[:2], Shown("P1", "Nobody else came by, not once in all that time."), *LONG[2:]]
    transcripts = plain(more)
    print_ = placed(LONG, transcripts)
    (transcript,) = transcripts.values()

    assert print_.placement is not None
    unseen = transcript.turns[2]
    assert sorted((each.start, each.end) for each in print_.placement.codings) == [
        (0, transcript.turns[1].end),
        (transcript.turns[3].start, len(transcript.text)),
    ]
    assert all(each.end <= unseen.start or each.start >= unseen.end for each in print_.placement.codings)


def test_a_stretch_that_was_printed_and_not_coded_was_seen():
    more = [*LONG[:2], Shown("P1", "Nobody else came by, not once in all that time."), *LONG[2:]]
    print_ = placed([*LONG[:3], Shown("P1", LONG[3].plain)], plain(more))

    assert print_.placement is not None
    assert [bool(each.assignments) for each in print_.placement.codings] == [True, False]


def test_of_two_transcripts_with_the_same_words_the_one_with_the_prints_title_is_meant():
    twins = {**plain(LONG, "Interview 7 - Ann.txt"), **plain(LONG, "copy.txt")}

    assert placed(LONG, twins).transcript.document == "Interview 7 - Ann"
    with pytest.raises(InputError, match="several transcripts"):
        placed(LONG, twins, title="Another")


def test_another_interview_is_not_taken_for_the_prints():
    assert not placed(LONG, plain(TALK)).known


def test_prints_of_several_raters_go_into_one_transcript_in_one_command_each_and_nothing_twice(tmp_path: Path):
    study = ["--study", str(tmp_path / "study.db")]
    (tmp_path / "talk 7.txt").write_text(next(iter(plain(LONG).values())).text)
    (tmp_path / "ann.print").write_bytes(delve_pdf("Interview 7 - Ann", LONG))
    other = [LONG[0], LONG[1]._replace(text=LONG[1].plain, codes=()), *LONG[2:]]
    (tmp_path / "ben.pdf").write_bytes(delve_pdf("Interview 7 - Ben", other))

    def imported(*files: str, rater: str = "", code: int = 0) -> str:
        named = ["--rater", rater] if rater else []
        result = CliRunner().invoke(main, ["import", *(str(tmp_path / each) for each in files), *named, *study])
        assert result.exit_code == code, result.output
        return result.output

    assert "--rater" in imported("ann.print", code=2)
    first = imported("ann.print", "talk 7.txt", rater="Ann")
    assert "Delve print of 'talk 7'; 2 passages, 1 new codings; 2 verified, 0 re-anchored" in first
    assert "1 passages, 1 new codings; 1 verified" in imported("ben.pdf", rater="Ben")
    assert " 0 new codings" in imported("ben.pdf", rater="Ben")
    shown = CliRunner().invoke(main, ["agree", *study]).output
    assert "1 interview" in shown
    assert "Ann" in shown
    assert "Ben" in shown


def test_passages_of_real_prints_lie_where_their_words_stand_in_the_plain_transcripts():
    folder = Path(__file__).resolve().parents[2] / "shared/data/mlss"
    if not folder.is_dir():
        pytest.skip(f"shared data is absent: {folder}")
    readings = [read_transcript(each.name, each.read_bytes()) for each in (folder / "transcripts").glob("*.txt")]
    transcripts = {reading.transcript.document: reading.transcript for reading in readings}
    outcomes: Counter[Outcome] = Counter()
    prints = sorted((folder / "coded_pdfs").glob("*.pdf"))
    for path in prints:
        print_ = place_delve_print(path.name, path.read_bytes(), transcripts, rater="Ann", codes=None)
        assert print_.known
        assert print_.only_printed <= 1
        if print_.placement is not None:
            assert given(print_)
            outcomes.update(print_.placement.outcomes)

    assert len(prints) == 21
    assert outcomes == {Outcome.VERIFIED: 477, Outcome.LEFT_OUT: 19}
