"""Coded transcripts as one web page: every word, every code, nothing that runs, loads or comes alive."""

import re
from contextlib import closing
from html.parser import HTMLParser

import pytest
from axe import violations
from hypothesis import given
from hypothesis import strategies as st
from recorded_study import NOW, recorded_study
from watched import watched

from coder.cli.coding.demonstration import import_demo
from coder.cli.exporting import export_form
from runs import Assignment, Coding, Grounding, Rater, Transcript, Turn
from runs.coding_store import add_codings
from runs.exchange.format import WriteOptions
from runs.exchange.pages.coded_text import Column, coded_turns
from runs.study import Study
from runs.transcript_store import transcripts

HOSTILE = '<script>document.title="alive"</script><img src=x onerror=alert(1)>\u202e</mark></p> & "x"'
TEXT = "Title here\n\nP: One two three.\nI: And four?\nP: Five."
TURNS = (
    Turn(position=1, speaker="P", start=15, end=29),
    Turn(position=2, speaker="I", start=33, end=42),
    Turn(position=3, speaker="P", start=46, end=51),
)
TALK = Transcript(document="talk", text=TEXT, turns=TURNS, format="labelled text")
WHOLE = (0, len(TEXT))
COLUMNS = {name: Column(number, Rater(name=name)) for number, name in enumerate(("Ann", "Ben"), 1)}


class Words(HTMLParser):
    """The words of each turn, without the numbers that stand in them."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.turns, self._depth = [], None

    def handle_starttag(self, tag, attrs):
        if tag == "p" and ("class", "words") in attrs:
            self.turns.append("")
            self._depth = 0
        elif tag == "sup" and self._depth is not None:
            self._depth += 1

    def handle_endtag(self, tag):
        if tag == "p":
            self._depth = None
        elif tag == "sup" and self._depth is not None:
            self._depth -= 1

    def handle_data(self, data):
        if self._depth == 0:
            self.turns[-1] += data


def page_of(study, folder):
    file = folder / "coded.html"
    told = export_form(study, "html", file, None, WriteOptions())
    return file, told


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    folder = tmp_path_factory.mktemp("page")
    with closing(Study(folder / "study.db", create=True)) as study:
        import_demo(study)
        yield study, page_of(study, folder)[0]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile")
    path = recorded_study(folder / "study.db", text=HOSTILE, model=f"m {HOSTILE}", code="c <b>{{ 7*7 }}")
    with closing(Study(path)) as study:
        yield page_of(study, folder)[0]


def test_every_turn_stands_on_the_page_word_for_word(demo):
    study, file = demo
    words = Words()
    words.feed(file.read_text("utf-8"))
    held = [text.text[turn.start : turn.end] for text in transcripts(study).values() for turn in text.turns]
    assert words.turns == held


def test_the_page_loads_and_runs_nothing(demo):
    page = demo[1].read_text("utf-8")
    assert "<script" not in page
    assert not re.search(r"\b(src|style|on\w+)=", page)
    assert set(re.findall(r'href="(.)', page)) == {"#"}
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy


def test_every_link_leads_to_a_place_of_the_page_and_no_place_stands_twice(demo):
    page = demo[1].read_text("utf-8")
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)


def given_to(start, end, rater="Ann", code="a", judged=WHOLE):
    one = Assignment(code=code, quotation=TEXT[start:end], start=start, end=end, grounding=Grounding.EXACT)
    return Coding(document="talk", rater=rater, start=judged[0], end=judged[1], assignments=(one,))


def test_overlapping_passages_are_cut_where_they_begin_and_end():
    turns = list(coded_turns(TALK, [given_to(15, 22), given_to(19, 36, "Ben", "b")], COLUMNS, "t"))
    first, second, third = turns
    assert [(piece.text, piece.style, piece.codes) for piece in first.pieces] == [
        ("One ", "r1", "Ann: a"),
        ("two", "several", "Ann: a; Ben: b"),
        (" three.", "r2", "Ben: b"),
    ]
    assert [[passage.number for passage in piece.begins] for piece in first.pieces] == [[], [2], []]
    assert [[passage.number for passage in piece.ends] for piece in first.pieces] == [[], [1], [2]]
    (going_on,) = second.passages
    assert (going_on.continues, second.pieces[0].text) == (True, "And")
    assert [column.rater.name for column in third.none_applies] == ["Ann", "Ben"]


def test_what_is_coded_outside_of_turns_is_shown_and_what_was_not_seen_in_full_has_no_none():
    turns = list(coded_turns(TALK, [given_to(0, 5, judged=(0, 44)), given_to(46, 50, "Ben")], COLUMNS, "t"))
    assert [(turn.position, "".join(piece.text for piece in turn.pieces)) for turn in turns] == [
        (None, "Title"),
        (1, "One two three."),
        (2, "And four?"),
        (3, "Five."),
    ]
    assert [[column.rater.name for column in turn.none_applies] for turn in turns] == [
        ["Ben"],
        ["Ann", "Ben"],
        ["Ann", "Ben"],
        [],
    ]


@given(
    st.lists(
        st.tuples(st.integers(0, len(TEXT)), st.integers(0, len(TEXT)), st.sampled_from(["Ann", "Ben"])), max_size=6
    )
)
def test_no_word_of_a_turn_and_no_code_is_lost_whatever_overlaps(places):
    spans = [(min(a, b), max(a, b), rater) for a, b, rater in places if a != b]
    turns = list(coded_turns(TALK, [given_to(*span) for span in spans], COLUMNS, "t"))
    whole = [turn for turn in turns if turn.position]
    assert ["".join(piece.text for piece in turn.pieces) for turn in whole] == [
        TEXT[turn.start : turn.end] for turn in TURNS
    ]
    shown = {
        (passage.start, passage.end, each.column.rater.name)
        for turn in turns
        for passage in turn.passages
        for each in passage.given
    }
    assert shown == set(spans)


def test_what_has_no_place_in_the_text_or_no_answer_is_told(tmp_path):
    with closing(Study(recorded_study(tmp_path / "study.db"))) as study:
        lost = Assignment(
            code="support", quotation="never <said>", start=None, end=None, grounding=Grounding.UNGROUNDED
        )
        add_codings(study, [Coding(document="talk", rater="Zo", start=0, end=30, assignments=(lost,))], {}, now=NOW)
        file, told = page_of(study, tmp_path)
    page = file.read_text("utf-8")
    assert "Given with a quotation that is not in the text" in page
    assert "never &lt;said&gt;" in page
    assert told.told == ("left out: 1 judgements to which no answer came.",)
    assert told.rows == 7


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_page_shuts_nobody_out_in_either_theme(demo, browser, theme):
    page = browser.new_page(color_scheme=theme)
    seen = watched(page)
    page.goto(demo[1].as_uri())
    # axe-core itself is a script, which the policy keeps out of the page: it runs where the policy is lifted.
    assert (seen.errors, seen.dialogs, len(seen.addresses)) == ([], [], 1)
    page.close()
    lifted = browser.new_context(color_scheme=theme, bypass_csp=True)
    free = lifted.new_page()
    free.goto(demo[1].as_uri())
    assert violations(free) == []
    lifted.close()


def test_words_and_names_that_are_markup_stay_words(hostile, browser):
    page = browser.new_page()
    seen = watched(page)
    page.goto(hostile.as_uri())
    assert page.title().endswith("coded interviews")
    assert (seen.errors, seen.dialogs, len(seen.addresses)) == ([], [], 1)
    assert page.locator("script, img").count() == 0
    assert HOSTILE in page.locator(".words").first.text_content()
    assert page.locator("dt bdi").first.text_content() == "c <b>{{ 7*7 }}"
    page.close()


def test_the_page_prints_in_light_with_the_codes_beside_the_words(demo, browser):
    page = browser.new_page(color_scheme="dark")
    page.goto(demo[1].as_uri())
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.locator(".turn").nth(7).evaluate("e => getComputedStyle(e).gridTemplateColumns").count("px") == 3
    page.close()
