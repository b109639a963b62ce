"""S17 and S19: a study that somebody sends may hold anything; nothing in it acts, and no text in it is a query."""

import sqlite3
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kept_study import intercoder, kept_study
from reviewed_study import disputed_study

from runs.errors import StudyError
from runs.reviews.queue import CaseFilter, Order, count_cases, page_of_cases
from runs.sharing.reading import StudyView
from runs.study import Study

ACTING = {
    "trigger": "create trigger gone after insert on review_events begin delete from codings; end",
    "view": "create view more as select * from codings",
}


@pytest.mark.parametrize("kind", ACTING)
def test_a_study_in_which_something_acts_by_itself_is_not_opened_and_stays_what_it_is(kind, tmp_path):
    path = tmp_path / "study.db"
    kept_study(path)
    with closing(sqlite3.connect(path)) as db:
        db.execute(ACTING[kind])
        db.commit()
    before = path.read_bytes()
    for opened in (Study, StudyView):
        with pytest.raises(StudyError, match=f"holds a {kind}"):
            opened(path)
    for words in (["agree"], ["verify"], ["code", "--dry-run"], ["backup", tmp_path / "copy.db"]):
        ended = intercoder(*words, "--study", path)
        assert ended.exit_code == 6, (words, ended.output)
    assert path.read_bytes() == before


@pytest.fixture(scope="module")
def cases(tmp_path_factory):
    path = disputed_study(tmp_path_factory.mktemp("sent") / "study.db", documents=2, turns=6)
    with closing(Study(path)) as study:
        yield study


QUERIES = [
    "' or 1=1 --",
    '"',
    "%",
    "_",
    "*",
    "week 3' union select 1",
    "\\",
    "NEAR(week)",
    "week AND 3",
    "x; drop table cases",
]
TEXTS = st.one_of(st.sampled_from([*QUERIES, "WEEK 1", "💛", "hard, 0", ""]), st.text(max_size=12))


@given(words=TEXTS)
def test_words_that_are_looked_for_are_words_and_no_query(cases, words):
    found = page_of_cases(cases, 1, CaseFilter(words=words), Order.TEXT, limit=99)
    everything = page_of_cases(cases, 1, CaseFilter(), Order.TEXT, limit=99)
    assert found == tuple(case for case in everything if words.casefold() in case.passage.casefold())


@given(name=TEXTS)
def test_names_that_are_filtered_by_are_names_and_no_query(cases, name):
    for wanted in (
        CaseFilter(document=name),
        CaseFilter(code=name),
        CaseFilter(speaker=name),
        CaseFilter(reviewer=name),
    ):
        assert sum(count_cases(cases, 1, wanted).values()) == 0
    assert sum(count_cases(cases, 1, CaseFilter(document="t0", code="x", speaker="P")).values()) > 0
