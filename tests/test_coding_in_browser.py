"""Own coding in a browser: what is selected is what is stored, by mouse, by keys, and without scripts."""

import re
from contextlib import closing

import pytest
from axe import violations
from playwright.sync_api import expect
from review_server import next_link, served
from reviewed_study import NOW, begun, drawn, judged, study_of_turns, units_of
from watched import watched

from codebook import Code, Codebook
from runs import Unit
from runs.coding_store import add_codebook, codings
from runs.reviews.coding_tasks import begin_task, task_of_documents
from runs.study import Study
from runs.transcript_store import add_transcript, transcripts
from runs.transcripts import read_transcript

FAMILY, FLAG, ENGLAND = "👩‍👩‍👧", "🇩🇪", "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"
COMPOSED = "Zoe\u0308 na\u0131\u0308ve"
HEBREW = "אני עייף מאוד היום"
TURNS = (
    f"So 💛 {FAMILY} came {FLAG}{FLAG} and {ENGLAND} too, {COMPOSED} said.",
    HEBREW,
    "It was more or less hard.\u200b Then <b>it</b> was \u202eover\u202c. And so on.",
    "Nothing of note here.",
    "And this is the end of it.",
)
BOOK = Codebook(
    name="b",
    codes=(Code(name="strain", definition="Too much to do."), Code(name="support", definition="Somebody helps.")),
)
SELECT = """(words) => {
  const walker = document.createTreeWalker(document.querySelector("#text .turn.unit .passage"), NodeFilter.SHOW_TEXT);
  const nodes = [];
  while (walker.nextNode()) {
    if (!walker.currentNode.parentElement.closest("[data-aside]")) nodes.push(walker.currentNode);
  }
  const all = nodes.map((node) => node.data).join("");
  const place = (at) => {
    for (const node of nodes) {
      if (at <= node.data.length) return [node, at];
      at -= node.data.length;
    }
  };
  const start = all.indexOf(words);
  const range = document.createRange();
  range.setStart(...place(start));
  range.setEnd(...place(start + words.length));
  getSelection().removeAllRanges();
  getSelection().addRange(range);
  const text = document.getElementById("text");
  text.dispatchEvent(new PointerEvent("pointerdown", { bubbles: true }));
  text.dispatchEvent(new PointerEvent("pointerup", { bubbles: true }));
}"""
"""Selects words of the segment as the mouse would."""


@pytest.fixture
def study(tmp_path):
    path = tmp_path / "study.db"
    text = "".join(f"I: Go on.\n\nP: {turn}\n\n" for turn in TURNS)
    with closing(Study(path, create=True)) as opened:
        add_codebook(opened, BOOK, now=NOW)
        for name in ("t0", "t1"):
            add_transcript(opened, read_transcript(f"{name}.txt", f"{text}P: {name}\n".encode()).transcript, now=NOW)
        begin_task(opened, task_of_documents(opened, "Zoe", ["t0"], Unit.TURN, speakers=frozenset("P")), now=NOW)
    return path


@pytest.fixture
def app(study):
    with served(study, "--reviewer", "Zoe", log_in=False) as one:
        yield one


@pytest.fixture
def coding(page, app):
    """The page of the first segment."""
    page.goto(app.link)
    app.link = next_link(app.process)
    page.goto(f"{app.url}/coding/1/1")
    return page


def given(study):
    """What holds: the codes and passages of each segment that was seen, in the order of the text."""
    latest = {}
    with closing(Study(study)) as opened:
        for each in codings(opened, of=["Zoe"]):
            latest[each.start] = each
        text = transcripts(opened)["t0"].text
    for each in latest.values():
        assert all(text[one.start : one.end] == one.quotation for one in each.assignments)
    return [
        [(one.code, one.quotation) for one in latest[start].assignments]
        for start in sorted(latest)
        if latest[start].status == "coded"
    ]


def saved(page):
    expect(page.locator("#saved")).to_have_text(re.compile(r"Saved \d\d:\d\d:\d\d"))
    expect(page.locator("html")).not_to_have_attribute("data-saving", "yes")


def select(page, words):
    """Select words of the segment, and wait until they are what a code would be given to."""
    page.evaluate(SELECT, words)
    expect(page.locator("[data-part=passage]")).to_have_text(f"“{words}”")


def act(page, key, *, until):
    """Press a key, and wait for what the page then shows."""
    page.keyboard.press(key)
    expect(page.locator("#main")).to_contain_text(until)
    saved(page)


@pytest.mark.parametrize("words", ["💛", FAMILY, f"{FLAG}{FLAG}", ENGLAND, "Zoe\u0308", "na\u0131\u0308ve said"])
def test_the_stored_quotation_is_what_was_selected(coding, study, words):
    select(coding, words)
    act(coding, "1", until="The code is given.")
    assert given(study) == [[("strain", words)]]


def test_right_to_left_and_hidden_text_is_stored_where_it_was_selected_across_marks_too(coding, study):
    coding.keyboard.press("j")
    expect(coding.locator("h1")).to_contain_text("segment 2")
    select(coding, "עייף מאוד")
    act(coding, "1", until="The code is given.")
    select(coding, "מאוד היום")
    act(coding, "2", until="“מאוד היום”")
    coding.keyboard.press("Enter")
    expect(coding.locator("h1")).to_contain_text("segment 3")
    select(coding, "hard.\u200b Then <b>it</b> was \u202eover\u202c")
    act(coding, "2", until="The code is given.")
    assert given(study) == [
        [("strain", "עייף מאוד"), ("support", "מאוד היום")],
        [("support", "hard.\u200b Then <b>it</b> was \u202eover\u202c")],
    ]


def test_a_real_drag_of_the_mouse_over_two_segments_is_split_and_told(coding, study):
    coding.keyboard.press("0")
    coding.keyboard.press("0")
    expect(coding.locator("h1")).to_contain_text("segment 3")
    coding.locator(".turn.unit .passage").hover(position={"x": 2, "y": 8})
    coding.mouse.down()
    coding.locator(".turn", has_text="Nothing of note").locator(".passage").hover(position={"x": 60, "y": 8})
    coding.mouse.up()
    act(coding, "1", until="reaches over several segments")
    (_, _, third, fourth) = given(study)
    assert third == [("strain", TURNS[2])]
    assert fourth[0][1]
    assert TURNS[3].startswith(fourth[0][1])


def test_keys_select_by_word_and_by_character_and_let_go(coding):
    passage = coding.locator("[data-part=passage]")
    coding.keyboard.press("v")
    expect(passage).to_have_text("“So”")
    for key, words in (
        ("ArrowRight", "💛"),
        ("ArrowRight", FAMILY),
        ("Shift+ArrowRight", f"{FAMILY} came"),
        ("Alt+ArrowLeft", f"{FAMILY} cam"),
        ("Alt+Shift+ArrowLeft", f" {FAMILY} cam".strip()),
        ("Alt+Shift+ArrowRight", f"{FAMILY} cam"),
        ("Alt+Shift+ArrowRight", "cam"),
        ("Alt+ArrowRight", "came"),
        ("Shift+ArrowLeft", f"{FAMILY} came"),
        ("Escape", "the whole segment"),
        ("j", "the whole segment"),
        ("v", "“אני”"),
        ("ArrowLeft", "“עייף”"),
        ("Shift+ArrowDown", "“עייף מאוד היום”"),
        ("w", "the whole segment"),
    ):
        coding.keyboard.press(key)
        if key == "j":
            expect(coding.locator("h1")).to_contain_text("segment 2")
        expect(passage).to_contain_text(words)


def test_all_is_coded_by_keys_alone_until_each_segment_is_seen_and_undone_by_keys(coding, study):
    seen, passage = watched(coding), coding.locator("[data-part=passage]")
    coding.keyboard.press("v")
    coding.keyboard.press("Shift+ArrowRight")
    coding.keyboard.press("Enter")
    expect(coding.locator("#code")).not_to_have_attribute("data-selecting", "")
    act(coding, "2", until="The code is given.")
    coding.keyboard.press("Enter")
    expect(coding.locator("h1")).to_contain_text("segment 2")
    expect(passage).to_have_text("the whole segment")
    coding.keyboard.press("/")
    coding.keyboard.type("HELPS")
    expect(coding.locator(".codes > li:visible")).to_have_count(1)
    act(coding, "Enter", until="The code is given.")
    act(coding, "j", until="segment 3")
    for number in (4, 5, 6):
        act(coding, "0", until=f"segment {number}")
    act(coding, "0", until="all seen")
    whole = [[("support", "So 💛")], [("support", HEBREW)], [], [], [], []]
    assert given(study) == whole
    for left in reversed(range(6)):
        act(coding, "u", until=f"{left} of 6 segments seen")
        assert given(study) == whole[:left]
    act(coding, "u", until="nothing of yours left to undo")
    for done in range(1, 6):
        act(coding, "Shift+U", until=f"{done} of 6 segments seen")
    act(coding, "Shift+U", until="It is done again.")
    assert given(study) == whole
    assert seen.errors == []


def test_without_scripts_a_segment_and_a_passage_are_coded_by_forms(app, study, browser):
    context = browser.new_context(java_script_enabled=False)
    try:
        page = context.new_page()
        page.goto(app.link)
        app.link = next_link(app.process)
        page.get_by_role("link", name="Coding", exact=True).click()
        page.get_by_role("link", name="t0").click()
        page.get_by_role("button", name="strain").click()
        expect(page.get_by_text("The code is given.")).to_be_visible()
        page.get_by_role("link", name="Done, next").click()
        page.get_by_role("link", name="Next").click()
        page.get_by_text("Paste a passage instead").click()
        page.get_by_label("The passage, as it stands").fill("it")
        page.get_by_role("button", name="support").click()
        expect(page.locator("body")).to_contain_text("The code is given.")
        page.get_by_role("link", name="Done, next").click()
        page.get_by_text("Paste a passage instead").click()
        page.get_by_label("The passage, as it stands").fill("no")
        page.get_by_role("button", name="support").click()
        page.get_by_role("button", name="Undo").click()
        page.get_by_role("button", name="None applies").click()
        expect(page.locator("h1")).to_contain_text("segment 5")
    finally:
        context.close()
    assert given(study) == [[("strain", TURNS[0])], [("support", "it")], []]


def test_a_passage_that_stands_twice_is_asked_about_and_nothing_counts_as_saved_before(coding, study):
    coding.get_by_text("Paste a passage instead").click()
    field = coding.get_by_label("The passage, as it stands")
    field.fill("a")
    coding.get_by_role("button", name="strain").click()
    expect(coding.locator("body")).to_contain_text("Which place is meant?")
    assert coding.locator("#saved").text_content() == ""
    assert given(study) == []
    assert violations(coding) == []
    coding.get_by_role("button", name="This one").nth(1).click()
    expect(coding.locator("#main")).to_contain_text("The code is given.")
    saved(coding)
    assert given(study) == [[("strain", "a")]]


def test_what_the_server_refuses_stays_on_the_page_and_says_why(coding, study):
    select(coding, "came")
    coding.evaluate("document.querySelector('#code [name=quotation]').value = 'gone'")
    coding.keyboard.press("1")
    expect(coding.get_by_role("alert")).to_contain_text("Not saved. The selected words are not what the interview has")
    expect(coding.locator("[data-part=passage]")).to_have_text("“came”")
    assert coding.locator("#saved").text_content() == ""
    assert given(study) == []


def test_nothing_shuts_people_out_of_own_coding_in_either_theme_at_any_width(coding, app):
    for theme in ("light", "dark"):
        coding.emulate_media(color_scheme=theme)
        coding.goto(f"{app.url}/coding")
        assert violations(coding) == []
        coding.get_by_text("Begin more").click()
        assert violations(coding) == []
        coding.goto(f"{app.url}/coding/1/1?at=end")
        coding.keyboard.press("v")
        coding.keyboard.press("Shift+ArrowRight")
        assert violations(coding) == []
        act(coding, "1", until="The code is given.")
        assert violations(coding) == []
    for width in (1280, 800, 400, 320):
        coding.set_viewport_size({"width": width, "height": 800})
        assert coding.evaluate("document.documentElement.scrollWidth") <= width
    for _ in range(6):
        coding.goto(f"{app.url}/coding/1/1")
        if coding.get_by_role("button", name="None applies").count():
            coding.get_by_role("button", name="None applies").click()
            saved(coding)
    coding.goto(f"{app.url}/coding/1/1?at=end")
    expect(coding.locator("h1")).to_contain_text("all seen")
    assert violations(coding) == []


def test_cases_of_an_interview_that_is_coded_blind_are_asked_about_also_when_they_come_next(page, tmp_path):
    path = tmp_path / "study.db"
    with closing(study_of_turns(path, turns=1)) as opened:
        for unit in units_of(opened):
            judged(opened, "Ann", unit, "x")
            judged(opened, "m", unit)
        begun(opened, drawn(opened))
        begin_task(opened, task_of_documents(opened, "Zoe", ["t1"], Unit.TURN), now=NOW)
    with served(path, "--reviewer", "Zoe", log_in=False) as app:
        page.goto(app.link)
        page.goto(f"{app.url}/queue?order=text")
        expect(page.get_by_text("Hidden while you")).to_have_count(1)
        assert violations(page) == []
        page.get_by_role("link", name="t0, turn").click()
        expect(page.locator(".strip")).to_contain_text("hidden while you code it")
        page.wait_for_load_state()
        page.keyboard.press("a")
        expect(page.locator("h1")).to_contain_text("You are still coding t1")
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme)
            assert violations(page) == []
        page.get_by_role("button", name="Show the case, and record it").click()
        expect(page.locator("#cards")).to_contain_text("What applies?")
        page.goto(f"{app.url}/coding/1/2")
        expect(page.locator(".banner")).to_contain_text("put before you")
