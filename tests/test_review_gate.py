"""S2 to S8 of the review app: who is answered, who may change anything, and what every answer says."""

import re
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from review_server import OWN, demo_study, served

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
SETTINGS = {"reviewer": "Lena"}
FORM = "application/x-www-form-urlencoded"


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    with served(demo_study(tmp_path_factory.mktemp("review") / "study.db")) as one:
        yield one


def status_of(answer):
    return int(answer.split()[1])


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("GET", "/", {}, 200),
        ("GET", "/settings", {}, 200),
        ("GET", "/help", {}, 200),
        ("GET", "/help", {"HX-Request": "true", "HX-Request-Type": "partial"}, 200),
        ("GET", "/nowhere", {}, 404),
        ("GET", "/nowhere", {"HX-Request": "true"}, 404),
        ("DELETE", "/settings", OWN, 405),
        ("POST", "/settings", OWN, 422),
        ("POST", "/settings", {}, 403),
        ("GET", "/", {"Cookie": ""}, 401),
        ("GET", "/login?token=wrong", {"Cookie": ""}, 401),
        ("GET", "/login?token=wrong", {}, 303),
        ("GET", "/static/app.css", {}, 200),
        ("GET", "/static/app.css", {"Cookie": ""}, 200),
        ("GET", "/static/nothing.css", {}, 404),
        ("GET", "/static/../app.py", {}, 404),
        ("GET", "/static/%2e%2e/app.py", {}, 404),
        ("GET", "/favicon.ico", {}, 200),
        ("GET", "/", {"Host": "evil.example"}, 400),
    ],
)
def test_every_answer_forbids_what_the_app_does_not_need(app, method, path, headers, status):
    answer = app.ask(path, method=method, headers=headers)
    assert answer.status == status
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    assert answer.headers["Cache-Control"] == ("no-cache" if path.startswith("/static/") else "no-store")
    assert not answer.headers["Server"]


@pytest.mark.parametrize("path", ["/", "/settings", "/help", "/nowhere"])
def test_no_page_holds_script_style_or_handler_of_its_own(app, path):
    page = app.ask(path).text
    assert page.count("<script") == len(
        re.findall(r'<script (defer|type="module") src="/static/[\w./]+"></script>', page)
    )
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:|hx-on|https?://", page)


def test_htmx_takes_its_configuration_from_the_page(app):
    (said,) = re.findall(r"""<meta name="htmx-config" content='([^']+)'>""", app.ask("/").text)
    assert '"includeIndicatorCSS": false' in said
    assert '"mode": "same-origin"' in said


def test_no_template_trusts_a_text():
    templates = list(Path(__file__).parents[1].glob("evaluation/review/templates/**/*.html"))
    assert templates
    for template in templates:
        text = template.read_text("utf-8")
        assert not re.search(r"\|\s*safe\b|autoescape|\bMarkup\b", text), template
        assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", text), template


@pytest.mark.parametrize(
    ("hosts", "status"),
    [
        (["127.0.0.1:{port}"], 200),
        (["localhost:{port}"], 200),
        (["LOCALHOST:{port}"], 200),
        (["[::1]:{port}"], 200),
        (["evil.example"], 400),
        (["evil.example:{port}"], 400),
        (["127.0.0.1"], 400),
        (["127.0.0.1:1"], 400),
        (["127.0.0.1:{port}.evil.example"], 400),
        (["localhost.:{port}"], 400),
        (["localhost:{port}:{port}"], 400),
        (["127.1:{port}"], 400),
        (["2130706433:{port}"], 400),
        (["[::ffff:127.0.0.1]:{port}"], 400),
        (["user@127.0.0.1:{port}"], 400),
        (["127.0.0.1:{port} evil.example"], 400),
        ([""], 400),
        ([], 400),
        (["127.0.0.1:{port}", "evil.example"], 400),
        (["evil.example", "127.0.0.1:{port}"], 400),
        (["127.0.0.1:{port}", "127.0.0.1:{port}"], 400),
    ],
)
@pytest.mark.parametrize("version", ["1.1", "1.0"])
def test_only_the_names_of_this_machine_are_answered(app, hosts, status, version):
    lines = [f"Host: {host.format(port=app.port)}" for host in hosts]
    answer = app.raw(f"GET / HTTP/{version}", *lines, f"Cookie: {app.cookie}")
    assert status_of(answer) == status
    assert ("Rater A" in answer) == (status == 200)


@pytest.mark.parametrize("target", ["http://evil.example/", "http://127.0.0.1:{port}/", "*", "evil.example:80"])
def test_a_whole_address_for_a_path_is_refused(app, target):
    answer = app.raw(
        f"GET {target.format(port=app.port)} HTTP/1.1", f"Host: 127.0.0.1:{app.port}", f"Cookie: {app.cookie}"
    )
    assert status_of(answer) == 400


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 303),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, 303),
        ({"Sec-Fetch-Site": "none"}, 303),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "{own}"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}, 403),
        ({"Sec-Fetch-Site": ""}, 403),
        ({"Origin": "{own}"}, 303),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "http://127.0.0.1:1"}, 403),
        ({"Origin": "https://127.0.0.1:{port}"}, 403),
        ({"Origin": "{own}.evil.example"}, 403),
        ({}, 403),
    ],
)
def test_another_site_cannot_change_anything(app, headers, status):
    sent = {name: value.format(own=app.url, port=app.port) for name, value in headers.items()}
    assert app.ask("/settings", method="POST", form=SETTINGS, headers=sent).status == status


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}, 200),
        ({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}, 403),
        ({"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "cors"}, 403),
        ({"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "cors"}, 200),
    ],
)
def test_another_site_may_link_here_and_embed_nothing(app, headers, status):
    assert app.ask("/", headers=headers).status == status


def test_a_link_lets_one_browser_in_and_is_then_worth_nothing(tmp_path):
    with served(demo_study(tmp_path / "study.db"), log_in=False) as app:
        assert app.ask("/").status == 401
        first = app.link
        parts = urlsplit(first)
        assert len(parts.query.removeprefix("token=")) * 6 >= 256
        path = f"{parts.path}?{parts.query}"
        assert app.ask(path, method="HEAD").status == 303
        answer = app.ask(path)
        assert (answer.status, answer.headers["Location"]) == (303, "/")
        cookie = answer.headers["Set-Cookie"]
        assert cookie.startswith(f"intercoder-{app.port}=")
        assert {"HttpOnly", "SameSite=strict", "Path=/"} <= {part.strip() for part in cookie.split(";")}
        assert app.ask(path).status == 401
        assert app.ask("/").status == 401
        assert app.ask("/", headers={"Cookie": cookie.split(";")[0]}).status == 200
        assert app.ask(path, headers={"Cookie": cookie.split(";")[0]}).status == 303
        second = app.process.stdout.readline()
        assert "http://" in second
        assert first not in second
        again = app.ask(second.split(app.url)[1].strip())
        assert again.status == 303
        assert again.headers["Set-Cookie"].split(";")[0] != cookie.split(";")[0]
        assert app.ask("/", headers={"Cookie": cookie.split(";")[0]}).status == 200


@pytest.mark.parametrize("token", ["", "x", "%00", "%F0%9F%98%80", "a" * 5000, "&token="])
def test_no_other_token_lets_anybody_in(app, token):
    answer = app.ask(f"/login?token={token}", headers={"Cookie": ""})
    assert answer.status == 401
    assert "Set-Cookie" not in answer.headers
    assert "Open the link printed in the terminal again" in answer.text


@pytest.mark.parametrize("cookie", ["", "{name}=", "{name}=x", '{name}="', "{other}={secret}", "{name}={secret}x"])
def test_no_other_cookie_is_a_session(app, cookie):
    name, secret = app.cookie.split("=", 1)
    sent = cookie.format(name=name, secret=secret, other="intercoder-1")
    assert app.ask("/", headers={"Cookie": sent}).status == 401


def test_cookies_of_other_programs_do_not_disturb(app):
    sent = f'bad[]name=1; =; "quoted; x={{"a": 1}}; {app.cookie}; last'
    assert app.ask("/", headers={"Cookie": sent}).status == 200


def test_no_process_shows_the_token(app):
    listed = subprocess.run(["ps", "axww", "-o", "args"], capture_output=True, text=True, check=True).stdout
    assert "review --no-browser" in listed
    assert urlsplit(app.link).query.removeprefix("token=") not in listed


@pytest.mark.parametrize(
    "lines",
    [
        ["GET / HTTP/1.1", "Host: 127.0.0.1:{port}", "Host: evil.example"],
        ["<script>", "x"],
        ["GET / HTTP/1.1", "no header"],
    ],
)
def test_what_is_no_request_is_refused_with_the_same_headers_and_not_repeated(app, lines):
    answer = app.raw(*(line.format(port=app.port) for line in lines))
    head, _, words = answer.partition("\r\n\r\n")
    assert status_of(answer) == 400
    assert words == "This is no request that can be answered.\n"
    for name, value in (HEADERS | {"Cache-Control": "no-store", "Content-Length": str(len(words))}).items():
        assert f"{name}: {value}" in head


@pytest.mark.parametrize("size", [1 << 20, 40 << 20])
def test_more_than_a_form_needs_is_not_taken(app, size):
    answer = app.raw(
        "POST /settings HTTP/1.1",
        f"Host: 127.0.0.1:{app.port}",
        f"Cookie: {app.cookie}",
        "Sec-Fetch-Site: same-origin",
        f"Content-Type: {FORM}",
        f"Content-Length: {size + 1}",
    )
    assert status_of(answer) == 413


def test_too_many_fields_and_files_are_not_taken(app):
    many = "&".join(f"f{number}=1" for number in range(1000))
    assert app.ask("/settings", method="POST", body=many, headers=OWN | {"Content-Type": FORM}).status == 400
    file = '--x\r\nContent-Disposition: form-data; name="reviewer"; filename="a"\r\n\r\nb\r\n--x--\r\n'
    sent = OWN | {"Content-Type": "multipart/form-data; boundary=x"}
    assert app.ask("/settings", method="POST", body=file, headers=sent).status == 400
    assert app.ask("/settings", method="POST", body="broken", headers=sent).status == 400


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "OPTIONS"])
def test_a_page_is_asked_for_or_posted_to_and_nothing_else(app, method):
    assert app.ask("/", method=method, headers=OWN).status == 405
