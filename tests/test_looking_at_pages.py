"""What the tests of pages go by would show a page that is amiss."""

from axe import violations
from watched import watched


def test_axe_tells_what_is_amiss_and_where(page):
    page.set_content('<html lang="en"><title>T</title><main><p style="color: #ccc">pale</p><button></button></main>')
    pale, nameless = sorted(violations(page), key=lambda text: not text.startswith("color-contrast"))
    assert "(serious)" in pale
    assert "pale</p>" in pale
    assert nameless.startswith("button-name (critical)")


def test_axe_finds_nothing_on_a_page_that_forbids_all_scripts(page):
    policy = "<meta http-equiv=Content-Security-Policy content=\"default-src 'none'\">"
    page.set_content(f'<!doctype html><html lang="en"><head>{policy}<title>T</title></head><main><h1>T</h1></main>')
    assert violations(page) == []


def test_errors_requests_and_dialogs_of_a_page_are_seen(page, tmp_path):
    file = tmp_path / "page.html"
    file.write_text("<img src=missing.png><script>alert('one'); console.error('two'); throw Error('three')</script>")
    seen = watched(page)
    page.goto(file.as_uri())
    assert seen.dialogs == ["one"]
    assert {"two", "three"} < set(seen.errors)
    assert seen.addresses == [file.as_uri(), (tmp_path / "missing.png").as_uri()]


def test_what_a_policy_forbade_is_an_error(page, tmp_path):
    file = tmp_path / "page.html"
    file.write_text("<meta http-equiv=Content-Security-Policy content=\"default-src 'none'\"><script>alert(1)</script>")
    seen = watched(page)
    page.goto(file.as_uri())
    assert not seen.dialogs
    assert len(seen.errors) == 1
    assert "Content Security Policy" in seen.errors[0]
