import csv
import io
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runs import Assignment, Grounding, Transcript, Turn
from runs.exchange.codings_table import ProblemKind
from runs.exchange.placing.outcomes import Outcome, Placement
from runs.exchange.placing.placement import place_codings
from runs.exchange.tables.codings_reading import read_codings

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture
def shared_data() -> Path:
    if not SHARED.is_dir():
        pytest.skip(f"the real files are not at {SHARED}")
    return SHARED / "data"


def transcript(document: str, *turns: str) -> Transcript:
    text, placed = "", []
    for position, said in enumerate(turns, 1):
        label = f"{'I' if position % 2 else 'P'}: "
        start = len(text) + len(label)
        placed.append(Turn(position=position, speaker=label[0], start=start, end=start + len(said)))
        text += f"{label}{said}\n"
    return Transcript(document=document, text=text, turns=tuple(placed), format="labelled text")


CARE = transcript("care.txt", "How so?", "I don’t  sleep. Yes.", "Really?", "Yes.", "Why?", "Yes. 😀 Tired")


def place(text: str, codes: Iterable[str] | None = None, transcripts: Iterable[Transcript] = (CARE,)) -> Placement:
    named = {one.document: one for one in transcripts}
    allowed = None if codes is None else frozenset(codes)
    return place_codings(read_codings("codings.csv", text.encode()), named, codes=allowed)


def assignments(placement: Placement) -> list[Assignment]:
    return [assignment for coding in placement.codings for assignment in coding.assignments]


def kinds(placement: Placement) -> list[tuple[ProblemKind, tuple[int, ...]]]:
    return [(problem.kind, problem.rows) for problem in placement.problems]


SPANS = "document,rater,start,end,quotation,turn,code\n"


def test_a_span_coding_covers_the_whole_document_once_for_each_rater() -> None:
    placement = place(SPANS + "care.txt,A,,,sleep.,,one\ncare.txt,A,,,Tired,,two\ncare.txt,B,,,Tired,,two\n")
    assert [(coding.rater, coding.start, coding.end) for coding in placement.codings] == [
        ("A", 0, len(CARE.text)),
        ("B", 0, len(CARE.text)),
    ]
    assert [len(coding.assignments) for coding in placement.codings] == [2, 1]
    for given_code in assignments(placement):
        assert CARE.text[given_code.start : given_code.end] == given_code.quotation
        assert given_code.grounding is Grounding.EXACT
    assert placement.outcomes == {Outcome.VERIFIED: 3}


def test_a_row_without_code_and_passage_says_that_the_rater_looked() -> None:
    placement = place(SPANS + "care.txt,A,,,,,\n")
    assert [(coding.rater, coding.assignments) for coding in placement.codings] == [("A", ())]
    assert placement.outcomes == {Outcome.LOOKED: 1}


def test_start_and_end_are_checked_against_the_quotation() -> None:
    start = CARE.text.index("sleep")
    placement = place(
        SPANS
        + f"care.txt,A,{start},{start + 5},sleep,,right\n"
        + f"care.txt,A,{start + 1},{start + 6},sleep,,moved\n"
        + f"care.txt,A,{start},{start + 5},,,unchecked\n"
        + "care.txt,A,5,9999,,,outside\n"
    )
    spans = {one.code: (one.start, one.grounding) for one in assignments(placement)}
    assert spans == {
        "right": (start, Grounding.EXACT),
        "moved": (start, Grounding.EXACT),
        "unchecked": (start, Grounding.EXACT),
        "outside": (None, Grounding.UNGROUNDED),
    }
    assert (placement.verified, placement.reanchored, placement.unmatched) == (1, 1, 1)
    assert kinds(placement) == [(ProblemKind.MOVED, (3,)), (ProblemKind.UNMATCHED, (5,))]


def test_a_retyped_quotation_keeps_the_characters_of_the_text() -> None:
    placement = place(SPANS + "care.txt,A,,,I don't sleep.,,one\n")
    (only,) = assignments(placement)
    assert (only.quotation, only.grounding) == ("I don’t  sleep.", Grounding.NORMALISED)
    assert placement.outcomes == {Outcome.REANCHORED: 1}


def test_a_passage_at_several_places_is_kept_ungrounded_unless_a_hint_tells_them_apart() -> None:
    fourth = CARE.turns[3]
    placement = place(
        SPANS
        + "care.txt,A,,,Yes.,,where\n"
        + "care.txt,A,,,Yes.,4,turn\n"
        + f"care.txt,A,{fourth.start},,Yes.,,start\n"
        + "care.txt,A,,,Yes.,,where\n"
    )
    assert [(one.code, one.start, one.grounding) for one in assignments(placement)] == [
        ("where", None, Grounding.UNGROUNDED),
        ("turn", fourth.start, Grounding.EXACT),
        ("start", fourth.start, Grounding.EXACT),
        ("where", None, Grounding.UNGROUNDED),
    ]
    assert (placement.verified, placement.ambiguous, placement.merged) == (2, 2, 0)
    assert kinds(placement) == [(ProblemKind.AMBIGUOUS, (2,)), (ProblemKind.AMBIGUOUS, (5,))]


def test_a_passage_that_is_not_there_is_kept_and_reported_without_its_text() -> None:
    placement = place(SPANS + "care.txt,A,,,never said,,one\n")
    (only,) = assignments(placement)
    assert (only.quotation, only.start, only.grounding) == ("never said", None, Grounding.UNGROUNDED)
    (problem,) = placement.problems
    assert (problem.kind, problem.document, problem.code, problem.kept) == (
        ProblemKind.UNMATCHED,
        "care.txt",
        "one",
        True,
    )
    assert "never said" not in problem.why


def test_a_turn_hint_that_is_wrong_is_reported() -> None:
    placement = place(SPANS + "care.txt,A,,,Tired,2,one\n")
    assert assignments(placement)[0].quotation == "Tired"
    assert kinds(placement) == [(ProblemKind.MOVED, (2,))]


@pytest.mark.parametrize("name", ["care.txt", "CARE.TXT", "care", "Care.docx", "data/care.txt", "C:\\data\\care"])
def test_documents_match_by_name_or_by_stem(name: str) -> None:
    assert place(SPANS + f"{name},A,,,Tired,,one\n").codings[0].document == "care.txt"


def test_names_of_one_document_make_one_coding() -> None:
    assert len(place(SPANS + "care,A,,,Tired,,one\ncare.txt,A,,,sleep,,one\n").codings) == 1


def test_a_document_that_is_unknown_or_could_be_two_is_reported_with_its_rows() -> None:
    twins = [CARE, transcript("care.docx", "Other.")]
    placement = place(SPANS + "care,A,,,Tired,,one\nmoon,A,,,Tired,,one\ncare,A,,,x,,y\n", transcripts=twins)
    assert placement.codings == ()
    assert kinds(placement) == [(ProblemKind.UNKNOWN_DOCUMENT, (2, 4)), (ProblemKind.UNKNOWN_DOCUMENT, (3,))]
    assert placement.outcomes == {Outcome.LEFT_OUT: 3}


def test_codes_are_spelled_as_in_the_codebook_and_others_kept_and_counted() -> None:
    placement = place(SPANS + "care.txt,A,,,Tired,,ONE\ncare.txt,A,,,Tired,,new\n", codes=["one"])
    assert [one.code for one in assignments(placement)] == ["one", "new"]
    assert placement.unknown_codes == {"new": 1}
    assert kinds(placement) == [(ProblemKind.UNKNOWN_CODE, (3,))]


def test_duplicate_rows_are_merged_counted_and_keep_their_rationales() -> None:
    text = "document,rater,quotation,code,note\ncare,A,Tired,one,x\ncare,A,Tired,One,y\ncare,A,Tired,one,x\n"
    placement = place(text, codes=["one"])
    assert [one.rationale for one in assignments(placement)] == ["x\ny"]
    assert placement.merged == 2


UNITS = "document,turn,rater,codes,text\n"


def test_a_unit_coding_covers_its_turn_and_absent_turns_are_not_seen() -> None:
    placement = place(UNITS + "care.txt,2,A,one;two,\ncare.txt,4,A,,\n")
    assert [(coding.start, coding.end, len(coding.assignments)) for coding in placement.codings] == [
        (CARE.turns[1].start, CARE.turns[1].end, 2),
        (CARE.turns[3].start, CARE.turns[3].end, 0),
    ]
    for one in assignments(placement):
        assert (one.quotation, one.grounding) == ("I don’t  sleep. Yes.", Grounding.UNIT)
    assert placement.outcomes == {Outcome.UNCHECKED: 2}


def test_the_text_of_a_unit_is_checked_and_finds_its_turn() -> None:
    placement = place(
        UNITS
        + "care.txt,2,A,one,I don't sleep. Yes.\n"
        + "care.txt,6,A,one,P: Yes. 😀 Tired\n"
        + "care.txt,1,A,one,Really?\n"
        + "care.txt,5,A,one,Something else\n"
        + "care.txt,17,A,one,\n"
    )
    assert [coding.start for coding in placement.codings] == [CARE.turns[n].start for n in (1, 5, 2)]
    assert (placement.verified, placement.reanchored, placement.unmatched) == (2, 1, 2)
    assert kinds(placement) == [
        (ProblemKind.MOVED, (4,)),
        (ProblemKind.UNMATCHED, (5,)),
        (ProblemKind.UNKNOWN_TURN, (6,)),
    ]


def test_the_same_unit_twice_is_merged_when_it_agrees_and_reported_when_not() -> None:
    placement = place(UNITS + "care,2,A,one;two,\ncare,2,A,two;one,\ncare,4,A,,\ncare,4,A,one,\n")
    assert [len(coding.assignments) for coding in placement.codings] == [2, 0]
    assert placement.merged == 1
    assert kinds(placement) == [(ProblemKind.CONTRADICTION, (4, 5))]


def test_codes_of_a_unit_in_rows_of_their_own_are_united() -> None:
    placement = place("document,turn,rater,code\ncare,2,A,one\ncare,2,A,two\ncare,2,A,one\n")
    assert [one.code for one in assignments(placement)] == ["one", "two"]
    assert (placement.merged, placement.problems) == (1, ())


CELL = st.sampled_from(["", "care", "moon", "A", "B", "1", "2", "99", "x", "Yes.", "Tired", "one", "one;two", "’"])


@given(st.sampled_from([SPANS, UNITS]), st.lists(st.lists(CELL, min_size=4, max_size=8), max_size=8))
def test_every_row_is_accounted_for(header: str, rows: list[list[str]]) -> None:
    stream = io.StringIO()
    csv.writer(stream).writerows(rows)
    placement = place(header + stream.getvalue(), codes=["one"])
    nonblank = sum(any(row) for row in rows)
    assert placement.rows == sum(placement.outcomes.values()) == nonblank
    kept = Counter(problem.kept for problem in placement.problems)
    assert placement.outcomes.get(Outcome.LEFT_OUT, 0) == 0 or kept[False]
    for coding in placement.codings:
        for one in coding.assignments:
            assert one.start is None or CARE.text[one.start : one.end] == one.quotation


def mlss_transcripts(folder: Path) -> Mapping[str, str]:
    return {path.stem.split(" - ")[0].split()[-1]: path.read_text("utf-8-sig") for path in folder.glob("*.txt")}


def test_real_underlined_passages_are_found_in_their_interviews(shared_data: Path) -> None:
    texts = mlss_transcripts(shared_data / "mlss" / "transcripts")
    with (shared_data / "mlss" / "spans_coded.csv").open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["interview"] in texts]
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(["interview", "coder", "quote", "codes"])
    for row in rows:
        codes = row["codes_listed_for_paragraph"].replace("|", ";") or "(none listed)"
        writer.writerow([row["interview"], f"{row['coder']} {row['kind']}", row["quote"], codes])
    transcripts = [Transcript(document=name, text=text, turns=(), format="") for name, text in texts.items()]
    placement = place(table.getvalue(), transcripts=transcripts)
    assert placement.rows == sum(placement.outcomes.values()) == len(rows)
    assert (placement.verified + placement.reanchored) / placement.rows > 0.9
