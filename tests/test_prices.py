import json
import socket
from contextlib import suppress
from datetime import UTC, datetime
from decimal import Decimal

import genai_prices
import pytest
from hypothesis import given
from hypothesis import strategies as st

from codebook import ConfigurationError
from coder.money.prices import Price, Tier, cost_of, most
from coder.money.pricing import price_of
from coder.money.usage import Usage

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
ADDRESSES = {
    "openai": None,
    "anthropic": "https://api.anthropic.com/v1/",
    "google": "https://generativelanguage.googleapis.com/v1beta/openai/",
    "openrouter": "https://openrouter.ai/api/v1",
    "perplexity": "https://api.perplexity.ai",
}
MODELS = [
    ("gpt-5-mini", "openai"),
    ("gpt-4o-mini-2024-07-18", "openai"),
    ("ft:gpt-4o-mini-2024-07-18:org::id", "openai"),
    ("gpt-5.6", "openai"),
    ("gpt-5.4", "openai"),
    ("claude-sonnet-4-5", "anthropic"),
    ("gemini-2.5-pro", "google"),
    ("openai/gpt-5-mini", "openrouter"),
    ("sonar", "perplexity"),
]


@pytest.fixture(autouse=True)
def no_network(monkeypatch):
    def refuse(*_):
        raise AssertionError("a price was asked for over the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def rates(**changed):
    flat = {"input": Decimal(1), "cached": Decimal("0.1"), "written": Decimal("1.25"), "output": Decimal(4)}
    return flat | changed


def price(*tiers, **changed):
    return Price(model="m", provider="p", source="s", tiers=tiers, **rates(**changed))


usages = st.builds(
    lambda parts, completion: Usage(prompt=sum(parts), cached=parts[0], written=parts[1], completion=completion),
    st.tuples(*[st.integers(0, 400_000)] * 3),
    st.integers(0, 200_000),
)
amounts = st.decimals(0, 200, places=4)
quadruples = st.fixed_dictionaries(dict.fromkeys(("input", "cached", "written", "output"), amounts))
any_prices = st.builds(
    lambda first, tiers: price(*(Tier(above=above, **each) for above, each in tiers), **first),
    quadruples,
    st.lists(st.tuples(st.integers(0, 400_000), quadruples), max_size=3),
)


@pytest.mark.parametrize(("model", "provider"), MODELS)
@pytest.mark.parametrize("prompt", [0, 1, 3000, 200_000, 200_001, 272_000, 272_001, 900_000])
def test_costs_are_those_of_the_price_list(model, provider, prompt):
    found = price_of(model, ADDRESSES[provider], None, NOW)
    cached, written = prompt // 2, prompt // 4 if provider in ("openai", "anthropic") else 0
    listed = genai_prices.calc_price(
        genai_prices.Usage(
            input_tokens=prompt, cache_read_tokens=cached, cache_write_tokens=written, output_tokens=777
        ),
        model,
        provider_id=provider,
        genai_request_timestamp=NOW,
    )
    used = Usage(prompt=prompt, cached=cached, written=written, completion=777)
    assert cost_of(found, used) == pytest.approx(float(listed.total_price), rel=1e-12)
    assert (found.model, found.provider) == (listed.model.id, provider)
    assert found.source == f"genai-prices {genai_prices.__version__}"


def test_an_alias_is_kept_as_the_model_that_it_means():
    assert price_of("gpt-5.6", None, None, NOW).model == "gpt-5.6-sol"


@given(any_prices, usages, st.integers(0, 1000), st.integers(0, 1000))
def test_no_exchange_costs_more_than_the_most(priced, usage, more_input, more_output):
    assert cost_of(priced, usage) <= most(priced, usage.prompt + more_input, usage.completion + more_output)


def test_the_most_takes_the_dearest_tier_that_can_apply_and_no_other():
    tiered = price(Tier(above=1000, **rates(written=Decimal(2), output=Decimal(6))))
    assert most(tiered, 1000, 500) == pytest.approx((1000 * 1.25 + 500 * 4) / 1e6)
    assert most(tiered, 1001, 500) == pytest.approx((1001 * 2 + 500 * 6) / 1e6)


def test_a_price_that_depends_on_the_hour_is_the_dearest_of_a_day():
    old = datetime(2025, 6, 1, 20, tzinfo=UTC)
    found = [
        price_of("deepseek-chat", "https://api.deepseek.com/v1", None, old.replace(hour=hour)).output
        for hour in range(24)
    ]
    nothing = genai_prices.Usage(input_tokens=0, output_tokens=0)
    hours = [
        genai_prices.calc_price(
            nothing, "deepseek-chat", provider_id="deepseek", genai_request_timestamp=old.replace(hour=hour)
        ).model_price.output_mtok
        for hour in range(24)
    ]
    assert len(set(hours)) == 2
    assert set(found) == {max(hours)}


@pytest.mark.parametrize(
    ("model", "base_url"),
    [
        ("no-such-model", None),
        ("text-embedding-3-small", None),
        ("sonar-deep-research", "https://api.perplexity.ai"),
        ("gpt-5-mini", "https://llm.example.org/v1"),
        ("gpt-5-mini", "http://api.openai.com/v1"),
        ("gpt-5-mini", "https://api.openai.com:8443/v1"),
        ("gpt-5-mini", "https://api.openai.com.example.org/v1"),
        ("gpt-5-mini", "https://api.openai.community/v1"),
        ("gpt-5-mini", "https://eu.api.openai.com/v1"),
        ("gemini-2.5-pro", "https://example.org/x.googleapis.com"),
        ("gemini-2.5-pro", "https://googleapis.com.example.org/x.googleapis.com/v1"),
        ("gpt-4o", "https://gateway/a.openai.azure.com"),
    ],
)
def test_what_the_list_does_not_know_has_no_price_and_is_not_free(model, base_url):
    assert price_of(model, base_url, None, NOW) is None


@pytest.mark.parametrize("base_url", ["http://127.0.0.1:8000/v1", "http://localhost/v1", "https://[::1]:1/v1"])
def test_a_model_on_this_machine_is_free_unless_a_price_is_given(base_url):
    free = price_of("gpt-5-mini", base_url, None, NOW)
    assert (cost_of(free, Usage(prompt=10**6, completion=10**6)), free.source) == (0, "runs on this machine")
    assert price_of("gpt-5-mini", base_url, "1/2", NOW).source == "--price"


def test_the_embedded_model_is_free_before_it_has_an_address():
    assert most(price_of("qwen", None, None, NOW, embedded=True), 10**6, 10**6) == 0


def test_a_given_price_stands_before_the_list_and_without_a_third_number_cached_input_costs_as_much():
    two, three = price_of("gpt-5-mini", None, "3/15", NOW), price_of("gpt-5-mini", None, "3/0.3/15", NOW)
    used = Usage(prompt=10**6, cached=10**6, completion=10**6)
    assert (cost_of(two, used), cost_of(three, used)) == (18, 15.3)
    assert (two.source, two.provider) == ("--price", "api.openai.com")


@pytest.mark.parametrize(
    "given",
    ["", "1", "1/", "/1", "1/2/3/4", "1,5/2", "$1/2", "-1/2", "1e3/2", "nan/1", "inf/1",
     "1 / 2", "1/2\n", "٣/٤", "1./2", "99999999/1"],
)  # fmt: skip
def test_a_price_that_is_not_two_or_three_numbers_is_refused(given):
    with pytest.raises(ConfigurationError, match="IN/OUT or IN/CACHED/OUT"):
        price_of("m", None, given, NOW)


def test_numbers_in_another_order_are_noticed():
    with pytest.raises(ConfigurationError, match="second of three numbers is for cached input"):
        price_of("m", None, "0.25/2/0.025", NOW)


@given(st.text(max_size=12))
def test_any_given_text_is_a_price_or_a_refusal(given):
    with suppress(ConfigurationError):
        assert price_of("m", None, given, NOW).source == "--price"


@pytest.mark.parametrize(("model", "provider"), MODELS)
def test_a_price_that_was_kept_with_a_run_comes_back_the_same(model, provider):
    found = price_of(model, ADDRESSES[provider], None, NOW)
    assert Price.model_validate(json.loads(json.dumps(found.to_json()))) == found
