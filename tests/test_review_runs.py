"""The runs of the review app: progress while a run goes on, and every request as it was sent."""

import json
import re
from contextlib import closing
from html import unescape

import pytest
from axe import violations
from faulty_endpoint import FaultyEndpoint
from playwright.sync_api import expect
from recorded_study import LENA, recorded_study
from review_server import served
from run_process import code_words, ending, prepared, started
from watched import watched

from runs.reviews.history import HistoryFilter, page_of_history
from runs.reviews.records import EventKind
from runs.study import Study

HIDDEN_AND_HTML = "\u202eso <b>bold</b>\u200b & \u0007\r\n  as {{ ever }}\n"


class RecordingEndpoint(FaultyEndpoint):
    """Keeps what it was asked."""

    def __init__(self, **more):
        super().__init__(**more)
        self.asked = []

    def _completion(self, request, passage):
        self.asked.append(request)
        return super()._completion(request, passage)


@pytest.fixture(scope="module")
def coded(tmp_path_factory):
    """A study that the real command had coded by an endpoint, and what the endpoint was asked."""
    study = prepared(tmp_path_factory.mktemp("coded") / "study.db", turns=120, documents=2)
    with RecordingEndpoint(latency=0) as endpoint, ending(started(code_words(study, endpoint.url))) as running:
        _, said = running.communicate(timeout=120)
        assert running.returncode == 0, said
    return study, endpoint.asked


@pytest.fixture(scope="module")
def requests(coded):
    """How many requests there were: some answers were corrected."""
    assert len(coded[1]) > 120
    return len(coded[1])


@pytest.fixture(scope="module")
def app(coded):
    with served(coded[0], "--reviewer", LENA) as one:
        yield one


def visible(html):
    """The text of a page's main part."""
    return unescape(re.sub(r"<[^>]*>", "", html[html.index("<main") :]))


def shown(app, run=1, request=1):
    """The page of a request after the person has agreed to see it."""
    path = f"/run/{run}/request/{request}"
    app.post(path, request=f"see {run} {request}")
    return app.ask(path).text


def test_a_run_that_goes_on_is_followed_on_an_open_page_to_its_end(tmp_path, page):
    study = prepared(tmp_path / "study.db", turns=60)
    with RecordingEndpoint(latency=0) as endpoint:
        endpoint.hold(after=20)
        with ending(started(code_words(study, endpoint.url, 4))) as running, served(study, log_in=False) as app:
            assert endpoint.wait_for(24)
            seen = watched(page)
            page.goto(app.link)
            page.goto(f"{app.url}/run/1")
            live = page.locator("#live")
            expect(live.get_by_role("status")).to_have_text("at work")
            expect(live).to_contain_text("20 of 60 segments")
            expect(live).to_contain_text("4 in flight")
            page.evaluate("window.same = true")
            endpoint.release()
            expect(live.get_by_role("status")).to_have_text("finished", timeout=30_000)
            expect(live).to_contain_text("60 of 60 segments")
            assert page.evaluate("window.same")
            assert running.wait(60) == 0
            expect(live).not_to_have_attribute("data-polled", "")
    assert seen.errors == []


def test_a_page_that_nobody_looks_at_asks_for_nothing(tmp_path, page):
    study = prepared(tmp_path / "study.db", turns=10)
    with RecordingEndpoint(latency=0) as endpoint:
        endpoint.hold(after=2)
        with ending(started(code_words(study, endpoint.url, 2))), served(study, log_in=False) as app:
            assert endpoint.wait_for(4)
            page.goto(app.link)
            hidden = "Object.defineProperty(document, 'visibilityState', {get: () => window.looked ?? 'hidden'})"
            page.add_init_script(hidden)
            page.goto(f"{app.url}/run/1")
            expect(page.locator("#figures dl")).to_be_visible()
            seen = watched(page)
            page.wait_for_timeout(4500)
            assert seen.addresses == []
            with page.expect_request(f"{app.url}/run/1"):
                page.evaluate("window.looked = 'visible'")
            endpoint.release()


def test_the_progress_stands_on_the_page_without_javascript(app, requests):
    said = visible(app.ask("/run/1").text)
    assert "120 of 120 segments" in said
    assert f"{requests} answered, 0 in flight" in said
    assert "Warnings, tokens, cost and seconds" in said
    assert "Seconds for a reply" in visible(app.ask("/run/1/figures").text)
    assert "120 of 120" in visible(app.ask("/runs").text)


def test_the_page_of_a_request_holds_what_was_sent_to_the_letter(app, coded, page):
    study, asked = coded
    sent = {request["messages"][1]["content"]: request for request in asked if len(request["messages"]) == 2}
    page.context.add_cookies([dict(zip(("name", "value"), app.cookie.split("=", 1), strict=True), url=app.url)])
    for number in (1, 2):
        shown(app, 1, number)
        page.goto(f"{app.url}/run/1/request/{number}")
        texts = page.locator("pre.sent code").evaluate_all("all => all.map(each => each.textContent)")
        request = sent[texts[1]]
        assert texts[:2] == [message["content"] for message in request["messages"]]
        parameters, form = json.loads(texts[2]), json.loads(texts[3])
        assert parameters | {"messages": request["messages"], "response_format": form} == request
        with closing(Study(study)) as opened:
            (reply,) = opened.connection.execute("select reply from exchanges where id = ?", [number]).fetchone()
        assert texts[-1] == reply


def test_the_pages_of_requests_together_hold_each_of_them_once(app, requests):
    found, path = [], "/run/1/requests"
    while path:
        page = app.ask(path).text
        found += map(int, re.findall(r'href="/run/1/request/(\d+)"', page))
        following = re.search(r'rel="next" href="([^"]+)"', page)
        path = unescape(following[1]) if following else ""
    assert found == list(range(1, requests + 1))


def test_the_requests_about_an_interview_come_in_the_order_of_its_text(app, coded):
    with closing(Study(coded[0])) as study:
        rows = study.connection.execute(
            "select exchange_id from asked_segments where transcript_id = 2 order by start, exchange_id"
        ).fetchall()
    found, path = [], "/run/1/requests?document=t1&state=received"
    while path:
        page = app.ask(path).text
        found += map(int, re.findall(r'href="/run/1/request/(\d+)"', page))
        following = re.search(r'rel="next" href="([^"]+)"', page)
        path = unescape(following[1]) if following else ""
    assert found == [number for (number,) in rows]
    assert len(found) > 60
    assert "Nothing matches" in visible(app.ask("/run/1/requests?became=failed").text)
    assert "Nothing matches" in visible(app.ask("/run/1/requests?state=error").text)


def test_segments_without_an_answer_are_found_with_the_command_that_asks_again(tmp_path):
    study = recorded_study(tmp_path / "study.db")
    with served(study, "--read-only") as app:
        said = visible(app.ask("/run/1").text)
        assert f"intercoder code --retry failed --study {study}" in said
        listed = app.ask("/run/1/requests?became=failed").text
        assert re.findall(r'href="/run/1/request/(\d+)"', listed) == ["2"]
        assert "1 failed" in visible(app.ask("/runs").text)
        assert "No usable reply" not in said


def test_a_request_is_shown_after_it_was_agreed_to_and_recorded_once_for_the_interview(tmp_path):
    study = recorded_study(tmp_path / "study.db", text="zanzibar")
    with served(study, "--reviewer", LENA) as app:
        listed = visible(app.ask("/run/1/requests").text)
        assert "answered" in listed
        assert "coded" not in listed
        asking = app.ask("/run/1/request/1")
        assert "is recorded" in visible(asking.text)
        assert "zanzibar" not in asking.text
        assert app.post("/run/1/request/1", request="one").status == 303
        assert app.post("/run/1/request/1", request="one").status == 303
        assert "zanzibar" in visible(app.ask("/run/1/request/1").text)
        assert "zanzibar" in visible(app.ask("/run/1/request/3").text)
        assert "coded" in visible(app.ask("/run/1/requests").text)
        with closing(Study(study)) as opened:
            (event,) = page_of_history(opened, HistoryFilter(kind=EventKind.SHOWN))
        assert (event.event.reviewer, dict(event.event.content)) == (
            LENA,
            {"document": "talk", "where": "run 1, request 1"},
        )
        app.post("/settings", reviewer="Max")
        assert "is recorded" in visible(app.ask("/run/1/request/1").text)


def test_where_nothing_can_be_decided_a_request_is_shown_and_nothing_recorded(tmp_path):
    study = recorded_study(tmp_path / "study.db", text="zanzibar")
    with served(study, "--read-only") as app:
        assert "zanzibar" in visible(app.ask("/run/1/request/1").text)
    with closing(Study(study)) as opened:
        assert page_of_history(opened, HistoryFilter()) == ()


def test_a_request_whose_segments_were_not_noted_asks_about_all_interviews_of_its_run(tmp_path):
    study = recorded_study(tmp_path / "study.db")
    with closing(Study(study)) as opened, opened.writing() as db:
        db.execute("delete from asked_segments")
    with served(study, "--reviewer", LENA) as app:
        assert "talk" in visible(app.ask("/run/1/request/1").text)
        said = visible(shown(app))
        assert "was not noted by the version that sent it" in said
        assert "not noted when it was sent" in visible(app.ask("/run/1/requests").text)


def test_a_request_of_another_run_is_not_there(app, requests):
    for path in (
        "/run/2",
        "/run/2/requests",
        f"/run/1/request/{requests + 1}",
        f"/run/{1 << 70}",
        f"/run/1/request/{1 << 70}",
    ):
        assert app.ask(path).status == 404, path
    assert app.ask("/run/1/requests?after=x").status == 400
    assert app.ask("/run/1/requests?after=1-2").status == 400


def test_characters_that_nobody_sees_are_shown_in_what_was_sent(tmp_path, page):
    study = recorded_study(tmp_path / "study.db", text=HIDDEN_AND_HTML, turns=1)
    with served(study, "--read-only", log_in=False) as app:
        page.goto(app.link)
        page.goto(f"{app.url}/run/1/request/1")
        texts = page.locator("pre.sent code").evaluate_all("all => all.map(each => each.textContent)")
        assert texts[1] == f"1: {HIDDEN_AND_HTML}"
        assert page.locator("pre.sent [data-name='U+202E']").count() >= 2
        assert page.locator("main b").count() == 0
        assert violations(page) == []
