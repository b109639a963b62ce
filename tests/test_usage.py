import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coder.money.usage import MOST_TOKENS, Usage, model_in, usage_in

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
)
counts = st.integers(0, MOST_TOKENS)


def body(**usage):
    return json.dumps({"model": "m-1", "usage": usage})


def test_usage_is_read_as_endpoints_tell_it():
    details = {"cached_tokens": 60, "cache_write_tokens": 30, "audio_tokens": None}
    told = body(prompt_tokens=100, completion_tokens=7, total_tokens=107, prompt_tokens_details=details)
    assert usage_in(told) == Usage(prompt=100, completion=7, cached=60, written=30)
    assert model_in(told) == "m-1"


@given(counts, counts)
def test_what_is_told_without_details_was_not_cached(prompt, completion):
    assert usage_in(body(prompt_tokens=prompt, completion_tokens=completion)) == Usage(
        prompt=prompt, completion=completion
    )


def test_thoughts_that_only_the_total_counts_were_written_by_the_model():
    assert usage_in(body(prompt_tokens=100, completion_tokens=7, total_tokens=900)).completion == 800


@pytest.mark.parametrize("count", [None, -1, True, "7", 7.0, [7], {}, MOST_TOKENS + 1, 10**400])
@pytest.mark.parametrize("name", ["prompt_tokens", "completion_tokens"])
def test_a_count_that_cannot_be_is_no_usage(name, count):
    assert usage_in(body(**({"prompt_tokens": 5, "completion_tokens": 5} | {name: count}))) is None


@pytest.mark.parametrize(
    "details", [None, [], "x", {}, {"cached_tokens": None}, {"cached_tokens": -4}, {"cached_tokens": True}]
)
def test_details_that_tell_nothing_leave_the_prompt_at_its_full_price(details):
    told = body(prompt_tokens=5, completion_tokens=5, prompt_tokens_details=details, total_tokens="ten")
    assert usage_in(told) == Usage(prompt=5, completion=5)


def test_more_cached_than_sent_is_no_usage():
    assert usage_in(body(prompt_tokens=5, completion_tokens=5, prompt_tokens_details={"cached_tokens": 6})) is None


@pytest.mark.parametrize(
    "told",
    ["", "null", "7", "[]", "{", "<html>", '{"usage": null}', '{"usage": [1]}', "[" * 100_000, '{"usage":' * 100_000,
     '{"usage": {"prompt_tokens": ' + "9" * 10_000 + "}}", "\udcff", "NaN"],
)  # fmt: skip
def test_a_body_that_tells_nothing_is_no_usage_and_no_model(told):
    assert usage_in(told) is None
    assert model_in(told) == ""


@given(anything, anything, anything, anything)
def test_nothing_that_an_endpoint_says_is_an_error(usage, prompt, details, model):
    for told in (usage, {"prompt_tokens": prompt, "completion_tokens": 1, "prompt_tokens_details": details}):
        said = json.dumps({"usage": told, "model": model})
        found = usage_in(said)
        assert found is None or 0 <= found.cached + found.written <= found.prompt
        assert model_in(said).isprintable()


@given(st.text() | st.binary().map(lambda raw: raw.decode("utf-8", "surrogateescape")))
def test_no_body_is_an_error(told):
    assert usage_in(told) is None
    assert model_in(told) == ""


@pytest.mark.parametrize("name", [7, None, "a\x1b[2J", "m" * 201, "a\nb"])
def test_a_model_name_that_cannot_be_shown_is_left_out(name):
    assert model_in(json.dumps({"model": name})) == ""
