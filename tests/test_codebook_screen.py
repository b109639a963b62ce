"""The pages of the codebook: what codes mean, how they were given, where they are unclear, and how they are changed."""

import html
import re
from contextlib import closing

import pytest
from axe import violations
from review_client import let_in
from review_server import served
from reviewed_study import NOW, begun, decided, drawn, judged, study_of_turns, units_of
from watched import watched

from codebook import Code, Codebook, Exemplars
from evaluation.review.codebooks.codebook_page import tree
from runs import Unit
from runs.coding_store import add_codebook, latest_codebook, rater_number
from runs.keeping.verifying import verify
from runs.ledger.entries import begin_run
from runs.records import Rater, RaterKind
from runs.reviews.coding_tasks import begin_task, task_of_documents
from runs.reviews.events import add_event
from runs.reviews.records import EventKind
from runs.study import Study

HOSTILE = "<script>alert(1)</script>\u202e\u200b\"'&amp;</textarea>"
BOOK = Codebook(
    name=HOSTILE,
    description=HOSTILE,
    codes=(
        Code(name="w", codable=False),
        Code(
            name="x",
            parent="w",
            group="g",
            definition="\nFirst line.\r\nSecond \u200bline.",
            include=("When so.", HOSTILE),
            exclude=("one\rtwo",),
            exemplars=Exemplars(typical=(" “spaced” ",), near_miss=(HOSTILE,)),
        ),
        Code(name="y", group="g", definition="Why."),
        Code(name="z", parent="x"),
    ),
)


@pytest.fixture
def study(tmp_path):
    """Ann and a model gave x to some turns; two cases are flagged."""
    path = tmp_path / "study.db"
    with closing(study_of_turns(path, documents=1)) as made:
        units = units_of(made)
        rater = rater_number(made, Rater(name="m", kind=RaterKind.MODEL))
        (number, _) = latest_codebook(made)
        run = begin_run(made, key="k", rater=rater, codebook=number, model="m", settings="{}", now=NOW)
        for place, unit in enumerate(units):
            judged(made, "Ann", unit, *(["x"] if place < 4 else []))
            judged(made, "m", unit, *(["y"] if place < 3 else []), run=run)
        begun(made, drawn(made))
        for case, note in ((1, "what is x?"), (2, HOSTILE), (3, "taken back")):
            add_event(made, decided(case, f"f{case}", kind=EventKind.FLAGGED, note=note), now=NOW)
        add_event(made, decided(3, "u3", kind=EventKind.UNFLAGGED), now=NOW)
        add_codebook(made, BOOK, now=NOW)
    return path


def fields(page):
    """What a browser would send of the form of a code, as its parser reads the page."""
    form = re.search(r'<form method="post" action="/codebook/\d+/edit".*?</form>', page, re.S).group()
    hidden = re.findall(r'<input[^>]*?name="([^"]+)"[^>]*?value="([^"]*)"', form)
    texts = re.findall(r'<textarea id="[^"]*" name="([^"]+)"[^>]*>\n?(.*?)</textarea>', form, re.S)
    found = {name: html.unescape(text) for name, text in [*hidden, *texts]}
    return {name: re.sub("\r\n|\r|\n", "\r\n", text) for name, text in found.items()}


def text_of(page):
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", page.split("<main")[1].split("</main>")[0])).split())


def in_use(path):
    with closing(Study(path)) as study:
        return latest_codebook(study)[1]


def saved(client, changes, number=2):
    """The answer to saving changed fields, after a look at them."""
    looked = client.post(f"/codebook/{number}/edit", data=fields(client.get(f"/codebook/{number}/edit").text) | changes)
    assert looked.status_code == 200
    return client.post(f"/codebook/{number}/save", data=fields(looked.text), follow_redirects=False)


def test_codes_stand_under_those_that_they_are_under_with_what_each_rater_gave(study):
    assert [(each.code.name, each.depth) for each in tree(BOOK)] == [("w", 0), ("x", 1), ("z", 2), ("y", 0)]
    page = let_in(study).get("/codebook").text
    row = re.search(r'<tr>\s*<th scope="row" class="depth1">.*?</tr>', page, re.S).group()
    assert [html.unescape(re.sub(r"<[^>]*>", "", each)) for each in re.findall(r'"count">(.*?)</td>', row)] == [
        "0 / 0",
        "4 / 4",
    ]
    assert HOSTILE not in page
    assert "<script>alert" not in page


def test_flags_that_hold_are_listed_with_their_notes_and_cases(study):
    client = let_in(study)
    for page in (client.get("/codebook").text, client.get("/codebook/2").text):
        part = page.split('id="flags"')[1].split("</section>")[0]
        assert re.findall(r'href="/case/(\d+)"', part) == ["2", "1"]
        assert "what is x?" in part
        assert "taken back" not in part
    assert 'href="/case/' not in client.get("/codebook/4").text


def test_flags_in_an_interview_that_the_reader_is_to_code_yet_are_withheld(study):
    client = let_in(study, reviewer="Zoe")
    with closing(Study(study)) as opened:
        begin_task(opened, task_of_documents(opened, "Zoe", ["t0"], Unit.TURN), now=NOW)
    for address in ("/codebook", "/codebook/2"):
        page = client.get(address).text
        assert "2 more flags in interviews that you are to code yet are not shown" in page
        assert 'href="/case/' not in page
        assert "what is x?" not in page


def test_a_form_that_was_not_touched_changes_nothing(study):
    client = let_in(study)
    page = client.post("/codebook/2/edit", data=fields(client.get("/codebook/2/edit").text)).text
    assert "Nothing that whoever codes by it could see." in page
    assert "formaction" not in page
    assert "[U+" not in "".join(fields(page).values())


def test_a_code_is_changed_after_a_look_and_the_rest_stays_to_the_character(study):
    client = let_in(study)
    assert saved(client, {"definition": "Other words.", "include-2": " Also so. "}).status_code == 303
    (x,) = (code for code in in_use(study).codes if code.name == "x")
    old = BOOK["x"]
    assert x == old.model_copy(update={"definition": "Other words.", "include": (*old.include, "Also so.")})
    assert [each for each in in_use(study).codes if each.name != "x"] == [
        each for each in BOOK.codes if each.name != "x"
    ]
    assert "put another version of the codebook in use" in text_of(client.get("/history").text)
    assert verify(study).findings == ()


def test_an_emptied_field_is_left_out(study):
    assert saved(let_in(study), {"include-0": "  ", "exclude-0": ""}).status_code == 303
    (x,) = (code for code in in_use(study).codes if code.name == "x")
    assert (x.include, x.exclude) == ((HOSTILE,), ())


def test_what_was_not_looked_at_is_not_saved(study):
    client = let_in(study)
    looked = client.post("/codebook/2/edit", data=fields(client.get("/codebook/2/edit").text) | {"definition": "One."})
    sent = fields(looked.text)
    answer = client.post("/codebook/2/save", data=sent | {"definition": "Two."}, follow_redirects=False)
    assert answer.status_code == 422
    assert in_use(study) == BOOK
    with closing(Study(study)) as opened:
        add_codebook(opened, Codebook(name="n", codes=(Code(name="q"), Code(name="x"))), now=NOW)
    answer = client.post("/codebook/2/save", data=sent, follow_redirects=False)
    assert answer.status_code == 422
    assert "The codebook has changed since you began" in answer.text
    assert client.post("/codebook/1/save", data=sent, follow_redirects=False).status_code == 400
    assert in_use(study).name == "n"


def test_the_same_form_sent_twice_saves_once(study):
    client = let_in(study)
    looked = client.post("/codebook/2/edit", data=fields(client.get("/codebook/2/edit").text) | {"definition": "One."})
    answers = [client.post("/codebook/2/save", data=fields(looked.text), follow_redirects=False) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    with closing(Study(study)) as opened:
        (count,) = opened.connection.execute("select count(*) from codebooks").fetchone()
    assert count == 3


def test_a_look_says_what_a_run_would_ask_again_and_how_to_see_its_price(study):
    client = let_in(study)
    page = client.post("/codebook/2/edit", data=fields(client.get("/codebook/2/edit").text) | {"definition": "One."})
    assert "10 segments" in text_of(page.text)
    assert f"intercoder code --dry-run --study {study}" in text_of(page.text)


def test_an_earlier_version_is_compared_and_used_again(study):
    client = let_in(study)
    (first,) = set(re.findall(r'name="version" value="(\w+)"', client.get(client_changes(client)).text))
    page = client.get(client_changes(client)).text
    assert "nothing: run 1 was made with this version" in text_of(page)
    form = {"version": first, "request": "again", "note": "it was better"}
    assert client.post("/codebook/use", data=form, follow_redirects=False).status_code == 303
    assert in_use(study).fingerprint == first
    assert "it was better" in client.get("/codebook").text
    assert verify(study).findings == ()


def client_changes(client):
    """The address of what changed from the version in use to the first one."""
    return html.unescape(
        re.search(r'href="(/codebook/changes[^"]*)">from the one in use', client.get("/codebook").text)[1]
    )


def test_a_study_without_codebook_and_one_that_is_open_to_look_at_only(tmp_path, study):
    with closing(Study(tmp_path / "empty.db", create=True)):
        pass
    assert "No codebook yet" in let_in(tmp_path / "empty.db").get("/codebook").text
    client = let_in(study, read_only=True)
    assert "Change what it says" not in client.get("/codebook/2").text
    assert client.get("/codebook/2/edit").status_code == 400
    assert client.get("/codebook/99").status_code == 404


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_everybody_can_read_and_change_the_codebook(page, study, theme):
    page.emulate_media(color_scheme=theme)
    seen = watched(page)
    with served(study, log_in=False) as one:
        page.goto(one.link)
        for address in ("/codebook", "/codebook/2", "/codebook/changes"):
            page.goto(f"{one.url}{address}")
            assert violations(page) == [], address
            page.set_viewport_size({"width": 400, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") == 400, address
            page.set_viewport_size({"width": 1280, "height": 800})
        page.goto(f"{one.url}/codebook/2/edit")
        page.get_by_label("Definition").fill("Other words, typed by hand.")
        page.get_by_role("button", name="Look at what would change").click()
        page.get_by_role("heading", name="What would change").wait_for()
        assert violations(page) == []
        page.get_by_role("button", name="Save this version").click()
        page.get_by_role("status").filter(has_text="Saved").wait_for()
    assert in_use(study)["x"] == BOOK["x"].model_copy(update={"definition": "Other words, typed by hand."})
    assert not seen.errors
