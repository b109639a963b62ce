"""The history of the review app: what was done, in words, and the way back to a point in it."""

import re
from contextlib import closing
from html import unescape

import pytest
from recorded_study import LENA, MAX, SCOPE, decided, done, everything_done, recorded_study
from review_server import served

from runs.reviews.cases import case
from runs.reviews.history import HistoryFilter, done_after, event_numbered, page_of_history, undo_back_to
from runs.reviews.records import CaseState, EventKind
from runs.study import Study

SAID = {
    "decided": "Lena decided case 1 in talk: A \u2192 strain; ambiguous text; \u201ca note\u201d; A was m, B was Lena",
    "skipped": "Lena skipped case 2 in talk: \u201ca note\u201d undone",
    "flagged": "Lena flagged the codebook as unclear in case 3 in talk: \u201ca note\u201d",
    "unflagged": "Lena took back the flag of case 4 in talk: \u201ca note\u201d",
    "revealed": "Lena saw who is who in case 5 in talk: \u201ca note\u201d",
    "coded": "Lena coded a segment, without others' codes in sight, in talk",
    "shown": "Lena was shown others' codes in talk: run 1 a note",
    "codebook": "Lena put another version of the codebook in use: \u201ca note\u201d",
    "undone": "Lena undid event 2: skipped case 2 in talk: \u201ca note\u201d",
    "redone": "Lena did again event 2: skipped case 2 in talk: \u201ca note\u201d",
}


def lines(html):
    """Each event of a history page by its number, in words."""
    found = re.findall(r'<li id="event-(\d+)">.*?<p>(.*?)</p>', html, re.S)
    return {int(number): " ".join(unescape(re.sub(r"<[^>]*>", "", text)).split()) for number, text in found}


@pytest.fixture
def study(tmp_path):
    return recorded_study(tmp_path / "study.db", turns=12)


def opened(path):
    return closing(Study(path))


def test_each_kind_of_event_is_told_in_words_and_what_is_undone_is_struck_through(study):
    with opened(study) as kept:
        numbers = everything_done(kept)
    assert set(numbers) == set(EventKind)
    with served(study, "--reviewer", LENA) as app:
        html = app.ask("/history").text
    assert {kind: lines(html)[number] for kind, number in numbers.items()} == SAID
    assert re.findall(r"<s>(.*?)</s>", html, re.S)[0].count("skipped") == 1
    assert html.count("<s>") == 1


def test_who_was_a_is_told_of_decided_cases_only(study):
    with opened(study) as kept:
        first = decided(kept, 1)
        assert "A was m" in lines_of(study)[first.number]
        done(kept, EventKind.UNDONE, case=1, target=first.number)
        assert not any("A was" in line for line in lines_of(study).values())
        again = decided(kept, 1, reviewer=MAX)
        assert "A was m" in lines_of(study)[again.number]


def lines_of(study):
    with served(study) as app:
        return lines(app.ask("/history").text)


def test_the_codes_of_a_persons_own_coding_are_never_told(study):
    with opened(study) as kept:
        content = {"document": "talk", "assignments": [{"code": "zanzibar"}], "codes": ["zanzibar"]}
        done(kept, EventKind.CODED, content=content)
    with served(study) as app:
        assert "zanzibar" not in app.ask("/history").text


def test_pages_and_filters_find_each_event_once_newest_first(study):
    with opened(study) as kept:
        for number in range(70):
            done(kept, EventKind.SKIPPED, case=1 + number % 12, reviewer=(LENA, MAX)[number % 2])
        decided(kept, 3)
    with served(study) as app:
        first = app.ask("/history").text
        older = unescape(re.search(r'rel="next" href="([^"]+)"', first)[1])
        assert [*lines(first), *lines(app.ask(older).text)] == list(range(71, 0, -1))
        assert list(lines(app.ask("/history?case=3&kind=skipped&reviewer=Lena").text)) == [63, 51, 39, 27, 15, 3]
        assert list(lines(app.ask("/history?kind=decided").text)) == [71]
        assert len(lines(app.ask("/history?document=talk&scope=review+1").text)) == 50
        for nothing in ("document=other", "scope=x", "reviewer=nobody", "case=999"):
            assert "Nothing matches these filters" in app.ask(f"/history?{nothing}").text


def test_going_back_undoes_what_the_person_did_after_it_in_one_request_and_nothing_else(study):
    with opened(study) as kept:
        for number in range(1, 6):
            decided(kept, number)
        decided(kept, 6, reviewer=MAX)
        done(kept, EventKind.SKIPPED, case=7, scope="review 2")
    with served(study, "--reviewer", LENA) as app:
        asking = app.ask("/history/back-to/2").text
        assert "3 events" in asking
        fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', asking))
        for _ in range(2):
            assert app.post("/history/back-to/2", **fields).status == 303
        assert "There is nothing to undo" in app.ask("/history/back-to/2").text
    with opened(study) as kept:
        states = [case(kept, number).state for number in range(1, 8)]
        decided_ones = [number for number, state in enumerate(states, 1) if state is CaseState.DECIDED]
        assert decided_ones == [1, 2, 6]
        assert states[6] is CaseState.SKIPPED
        undone = page_of_history(kept, HistoryFilter(kind=EventKind.UNDONE))
        assert [past.event.target for past in undone] == [3, 4, 5]


def test_nothing_is_undone_where_more_was_done_since_the_page_was_shown(study):
    with opened(study) as kept:
        decided(kept, 1)
        decided(kept, 2)
    with served(study, "--reviewer", LENA) as app:
        fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', app.ask("/history/back-to/1").text))
        with opened(study) as kept:
            decided(kept, 3)
        answer = app.post("/history/back-to/1", **fields)
        assert answer.status == 409
        assert "More was done" in answer.text
        assert app.post("/history/back-to/1", request="").status == 400
    with opened(study) as kept:
        assert [case(kept, number).state for number in (2, 3)] == [CaseState.DECIDED] * 2


def test_what_another_did_can_only_be_undone_by_them(study):
    with opened(study) as kept:
        decided(kept, 1, reviewer=MAX)
    with served(study, "--reviewer", LENA) as app:
        assert "back-to" not in app.ask("/history").text
        assert app.ask("/history/back-to/1").status == 400
        assert app.post("/history/back-to/1", request="r", count="1", last="1").status == 400
        assert app.ask("/history/back-to/99").status == 404
    with served(study, "--reviewer", MAX, "--read-only") as app:
        assert "back-to" not in app.ask("/history").text


def test_a_persons_own_codings_are_undone_where_they_were_made_and_not_here(study):
    with opened(study) as kept:
        first = decided(kept, 1)
        done(kept, EventKind.CODED, content={"document": "talk"})
        assert done_after(kept, first) == ()


def test_what_was_done_together_with_an_event_stays_with_it(study):
    with opened(study) as kept:
        for number in (1, 2, 3):
            decided(kept, number, batch="one")
        decided(kept, 4)
        first = event_numbered(kept, 1)
        assert [event.case for event in done_after(kept, first)] == [4]
        undo_back_to(kept, first, request="back", now="")
        assert done_after(kept, first) == ()
        assert undo_back_to(kept, first, request="back", now="") == ()
        assert first.scope == SCOPE
