"""S8, S13 and S14 of the review app: no text of a study stays in the browser's profile, none nor a token in a log."""

import socket
from contextlib import closing

import pytest
from playwright.sync_api import expect
from recorded_study import LENA, everything_done, recorded_study
from review_client import let_in
from review_server import OWN, next_link, served

from runs.study import Study

CANARY = "zanzibar the nightingale"
STYLES = "--pico-card-box-shadow"
"""Stands in the app's own styles, which a browser may keep."""
SCREENS = (
    "/",
    "/queue",
    "/queue?words=nightingale",
    "/case/1",
    "/case/2",
    "/documents",
    "/document/1",
    "/agreement",
    "/runs",
    "/run/1",
    "/run/1/requests",
    "/run/1/request/1",
    "/run/1/request/2",
    "/history",
    "/history/back-to/1",
    "/queue/bulk?review=1&choice=neither",
    "/export",
    "/settings",
)


@pytest.fixture
def study(tmp_path):
    path = recorded_study(tmp_path / "study.db", text=CANARY)
    with closing(Study(path)) as opened:
        everything_done(opened, note=CANARY)
    return path


def files_with(folder, text):
    """The files of a folder in which a text stands, in any encoding that a browser keeps it in."""
    forms = [text.encode(encoding) for encoding in ("utf-8", "utf-16-le")]
    return [
        file
        for file in folder.rglob("*")
        if file.is_file() and not file.is_symlink() and any(form in file.read_bytes() for form in forms)
    ]


def test_the_profile_of_a_browser_that_saw_every_screen_holds_nothing_of_the_study(
    study, tmp_path, browser_type, browser_type_launch_args
):
    profile = tmp_path / "profile"
    with served(study, "--reviewer", LENA, log_in=False) as app:
        context = browser_type.launch_persistent_context(profile, **browser_type_launch_args)
        page = context.pages[0]
        page.goto(app.link)
        app.link = next_link(app.process)
        seen = ""
        for path in SCREENS:
            assert page.goto(app.url + path).status == 200, path
            seen += page.content()
        page.goto(f"{app.url}/case/5")
        page.locator("#note").fill(f"{CANARY} again")
        page.keyboard.press("Escape")
        page.keyboard.press("a")
        expect(page.locator("#saved")).to_contain_text("Saved")
        page.go_back()
        context.close()
    assert seen.count(CANARY) > len(SCREENS)
    assert files_with(profile, STYLES), "the profile was not written"
    assert [file.relative_to(profile) for file in files_with(profile, CANARY)] == []


def test_no_log_holds_a_text_or_a_token_whatever_goes_wrong(study):
    bug = "import evaluation.review.screens.start as s; s.documents = lambda study: study.no_such_thing; "
    with served(study, "--reviewer", LENA, first=bug) as app:
        token, secret = app.link.partition("token=")[2], app.cookie.partition("=")[2]
        for path in (
            "/",
            f"/nowhere/{CANARY}".replace(" ", "%20"),
            "/queue?order=nightingale",
            "/case/99",
            "/login?token=x",
        ):
            app.ask(path)
        app.ask(f"/login?token={token}x", headers={"Cookie": ""})
        app.ask("/queue", headers={"Cookie": f"intercoder-{app.port}={secret}x"})
        app.post("/case/1/decide", choice=CANARY, note=CANARY)
        app.post("/case/1/decide", choice="a", note=CANARY, expected="999", request="r")
        app.post("/settings", reviewer=CANARY * 9)
        app.ask(
            "/settings", method="POST", body=CANARY, headers=OWN | {"Content-Type": "multipart/form-data; boundary=x"}
        )
        app.ask("/queue", headers={"Host": CANARY})
        for broken in (b"GET /" + CANARY.encode() + b" HTTP/9.9\r\n\r\n", b"\x00\xff" * 99 + b"\r\n\r\n"):
            with socket.create_connection(("127.0.0.1", app.port), timeout=10) as connection:
                connection.sendall(broken)
                connection.recv(100)
        with closing(Study(study)) as opened:
            opened.connection.execute("update cases set content = '{\"zanzibar the nightingale' where id = 3")
            opened.connection.execute("update transcripts set text = text || 'x'")
        for path in ("/case/3", "/document/1", "/case/1", "/queue"):
            app.ask(path)
        code, out, said = app.end()
    assert code == 130
    assert "AttributeError" in said
    for hidden in (CANARY, "nightingale", secret, token):
        assert hidden not in out + said


def test_a_study_that_is_damaged_or_gone_is_told_without_its_text(study):
    client = let_in(study)
    with closing(Study(study)) as opened:
        opened.connection.execute("update review_events set content = replace(content, 'zanzibar', '\"zanzibar')")
        opened.connection.execute("update runs set settings = '{zanzibar the nightingale'")
    for path in ("/history", "/runs", "/run/1", "/case/1", "/"):
        answer = client.get(path)
        assert CANARY not in answer.text or answer.status_code == 200, path
    assert CANARY not in " ".join(str(error) for error in client.told["bugs"])
