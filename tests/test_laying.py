from hypothesis import given
from hypothesis import strategies as st

from runs.exchange.codings_table import CodingRow, CodingsTable, TableShape
from runs.exchange.placing.laying import lay_on
from runs.records import Transcript
from runs.transcripts.rendering import Utterance, render

TURNS = st.lists(
    st.lists(st.sampled_from(["yes", "no", "data", "the", "model", "broke."]), min_size=1, max_size=8).map(" ".join),
    min_size=1,
    max_size=8,
)


def transcript(name: str, turns: list[str]) -> Transcript:
    text, spans = render([Utterance("P1", said) for said in turns])
    return Transcript(document=name, text=text, turns=spans, format="")


def passage(first: Transcript, turn: int, words: int) -> CodingRow:
    """The first words of a turn."""
    said = first.turns[turn]
    quotation = " ".join(first.text[said.start : said.end].split()[:words])
    end = said.start + len(quotation)
    return CodingRow(1, first.document, "Ann", ("a",), quotation=quotation, start=said.start, end=end)


def table(row: CodingRow) -> CodingsTable:
    return CodingsTable("a.pdf", TableShape.SPANS, [row])


@given(TURNS, st.data())
def test_a_passage_laid_on_the_same_text_stays_where_it_is(turns: list[str], data: st.DataObject):
    first = transcript("one", turns)
    row = passage(first, data.draw(st.integers(0, len(turns) - 1)), data.draw(st.integers(1, 8)))
    laid = lay_on(table(row), first, transcript("other", turns))

    seen = {"document": "other", "judged_start": 0, "judged_end": len(first.text)}
    assert laid.table.rows == [row._replace(**seen)]
    assert (laid.only_first, laid.only_second, laid.reworded) == (0, 0, ())


@given(TURNS, TURNS, st.data())
def test_a_passage_with_a_place_in_another_text_quotes_it_and_lies_in_what_was_seen(
    turns: list[str], others: list[str], data: st.DataObject
):
    first, second = transcript("one", turns), transcript("other", others)
    given_row = passage(first, data.draw(st.integers(0, len(turns) - 1)), data.draw(st.integers(1, 8)))
    laid = lay_on(table(given_row), first, second)

    row, *looked = laid.table.rows
    if row.start is None:
        assert row.quotation == given_row.quotation
        assert row.end is None
    else:
        assert second.text[row.start : row.end].split() == row.quotation.split()
        assert row.judged_start is not None
        assert row.judged_end is not None
        assert row.end is not None
        assert row.judged_start <= row.start < row.end
        assert (row.quotation != given_row.quotation) == bool(laid.reworded)
    assert all(each.codes == () for each in looked)
