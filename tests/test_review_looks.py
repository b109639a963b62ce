"""How a browser shows the review app: what its cookie may say, which keys there are, and what nobody sees is shown."""

import html
import re
from urllib.parse import unquote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from review_server import demo_study, served

from codebook import InputError
from evaluation.review.display import Display
from evaluation.review.keys import CHANGEABLE, KEYS, collisions, key_of, may_be_given
from evaluation.review.names import reviewer_name
from evaluation.review.navigation import WAYS
from evaluation.review.unseen import marked, written_out

HIDDEN = "\x00\x1b\x7f\x85\u200b\u202e\u2066\ufeff\U000e0041\ud800"
TEXTS = st.text(st.characters() | st.sampled_from(HIDDEN + "<&>\"'\U0001f3f4\U000e007f"), max_size=40)
TAG = re.compile(r"<[^>]*>")


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    with served(demo_study(tmp_path_factory.mktemp("review") / "study.db")) as one:
        yield one


def sent(app, **form):
    """The answer to the settings, and the page that a browser with the cookie it was given then shows."""
    answer = app.post("/settings", **{"reviewer": "Lena", "shortcuts": "on"} | form)
    cookies = [app.cookie, *(each.split(";")[0] for each in answer.headers.get_all("Set-Cookie", []))]
    return answer, app.ask("/settings?saved=1", headers={"Cookie": "; ".join(cookies)}).text


def test_settings_stay_with_the_browser(app):
    answer, page = sent(app, theme="dark", size="large", delay="700", **{"key-choose-a": "q", "key-go-queue": "g w"})
    assert answer.status == 303
    assert '<html lang="en" data-size="large" data-theme="dark">' in page
    assert '<option value="700" selected>' in page
    assert 'name="key-choose-a" value="q"' in page
    assert 'name="key-go-queue" value="g w"' in page
    assert "<kbd>q</kbd>" in page
    assert "Saved." in page
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith(f"intercoder-display-{app.port}=")
    assert {"HttpOnly", "SameSite=strict"} <= {part.strip() for part in cookie.split(";")}


def test_the_name_belongs_to_the_session_and_is_in_no_cookie(app):
    answer, page = sent(app, reviewer="  Zoë 李  ")
    assert "<bdi>Zoë 李</bdi>" in page
    assert "Zo" not in unquote(answer.headers["Set-Cookie"])


def test_keys_can_be_turned_off(app):
    _, page = sent(app, shortcuts="off")
    assert 'data-shortcuts="off"' in page
    assert "Single keys are turned off" in page


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"reviewer": ""}, "Your name is empty."),
        ({"reviewer": "x" * 81}, "more than 80 characters"),
        ({"reviewer": "a\u202eb"}, "characters that nobody sees"),
        ({"key-choose-a": "b"}, "One key cannot do two things"),
        ({"key-choose-a": "g"}, "One key cannot do two things"),
        ({"key-choose-a": "?"}, "One key cannot do two things"),
        ({"key-choose-a": "5"}, "cannot be a key"),
        ({"key-choose-a": "ab"}, "cannot be a key"),
        ({"key-choose-a": ""}, "cannot be a key"),
        ({"key-choose-a": "é"}, "cannot be a key"),
    ],
)
def test_settings_that_cannot_be_are_refused_and_stay_in_the_form(app, form, said):
    answer, _ = sent(app, theme="dark", **form)
    assert answer.status == 422
    assert said in html.unescape(answer.text)
    assert "Set-Cookie" not in answer.headers
    (name, value) = next(iter(form.items()))
    assert f'name="{name}" value="{html.escape(written_out(value[:80]))}"' in answer.text
    assert 'value="dark" checked' in answer.text


@pytest.mark.parametrize(
    "cookie",
    [
        "",
        "theme=neon&size=9&delay=1e9&shortcuts=maybe",
        "theme=%22%3E%3Cscript%3E&key-choose-a=%3Cscript%3E",
        "key-choose-a=b",
        "key-choose-a=g",
        "key-nothing=q&key-help=q&key-save=q",
        "a" * 5000,
        "=&&==;%zz%",
    ],
)
def test_what_a_cookie_cannot_say_is_left_out(app, cookie):
    assert Display.read(cookie) == Display()
    page = app.ask("/", headers={"Cookie": f"{app.cookie}; intercoder-display-{app.port}={cookie}"})
    assert page.status == 200
    assert "neon" not in page.text


@given(st.text(max_size=300))
def test_any_cookie_can_be_read(cookie):
    read = Display.read(cookie)
    assert Display.read(read.written()) == read


@given(
    st.dictionaries(st.sampled_from([each.action for each in CHANGEABLE]), st.sampled_from("qwzygab[]+-"), max_size=4)
)
def test_keys_that_were_written_are_read_unless_two_collide(keys):
    changed = {action: key for action, key in keys.items() if key != key_of(action, {})}
    read = Display.read(urlencode({f"key-{action}": key for action, key in changed.items()}))
    assert read.keys == ({} if collisions(changed) else changed)


def test_no_two_actions_have_one_key_and_every_way_has_one():
    assert collisions({}) == []
    assert len({each.action for each in KEYS}) == len(KEYS)
    assert all(may_be_given(each.key) for each in CHANGEABLE)
    assert {way.action for way in WAYS} <= {each.action for each in KEYS}


def test_the_help_lists_every_key_once(app):
    page = app.ask("/help").text.split("<main")[1].split("</main>")[0]
    listed = re.findall(r"<dt><kbd>([^<]+)</kbd></dt><dd>([^<]+)</dd>", page)
    assert len(listed) == len(KEYS)
    assert {words for _, words in listed} == {each.does for each in KEYS}


@given(TEXTS)
def test_marked_text_has_as_many_characters_as_the_text_and_nothing_unseen_outside_a_mark(text):
    page = str(marked(text))
    page.encode()
    shown = html.unescape(TAG.sub("", page))
    assert len(shown) == len(text)
    assert all(a == b or b == "\ufffd" for a, b in zip(text, shown, strict=True))
    outside = re.sub(r'<span class="unseen-itself">.</span>', "", page, flags=re.DOTALL)
    assert written_out(outside) == outside


@given(TEXTS)
def test_what_is_written_out_can_be_sent(text):
    said = written_out(text)
    said.encode()
    assert not set(said) & set(HIDDEN) - {"\x85", "\U000e0041"}


def test_a_mark_names_what_nobody_sees():
    assert 'data-name="U+202E"' in marked("a\u202eb")
    assert written_out("a\u202eb") == "a[U+202E]b"
    flag = "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"
    assert marked(flag) == flag


@pytest.mark.parametrize("name", ["", "  ", "x" * 81, "a\nb", "a\tb", "a\u200bb", "\ud800", "\ue000"])
def test_a_name_that_cannot_be_read_is_refused(name):
    with pytest.raises(InputError):
        reviewer_name(name)
