from contextlib import closing, suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codebook import ConfigurationError
from coder.hosts import host_of, is_loopback
from runs.allowed_hosts import allow_host, is_allowed
from runs.study import Study


@pytest.mark.parametrize(
    ("base_url", "host"),
    [
        (None, "api.openai.com"),
        ("https://api.openai.com/v1", "api.openai.com"),
        ("http://LocalHost:8000/v1", "localhost"),
        ("http://[::1]:8000/v1", "::1"),
        ("https://LLM.Example.org:443", "llm.example.org"),
        ("http://127.0.0.1#@example.org", "127.0.0.1"),
        ("http://example.org?@127.0.0.1", "example.org"),
        ("https://аpi.openai.com/v1", "xn--pi-6kc.openai.com"),
        ("http://my_server:8000/v1", "my_server"),
    ],
)
def test_the_host_is_the_one_that_would_receive_the_text(base_url, host):
    assert host_of(base_url) == host


@pytest.mark.parametrize(
    "base_url",
    ["", "/v1", "localhost:8000/v1", "api.openai.com", "ftp://example.org", "file:///etc/passwd", "http://", "http://:80/",
     "http://a b/", "http://a\tb/", "http://user:secret@example.org/v1", "http://127.0.0.1\\@example.org/v1",
     "x" * 70_000],
)  # fmt: skip
def test_what_is_no_address_of_a_web_server_is_refused_and_not_repeated(base_url):
    with pytest.raises(ConfigurationError, match=r"such as http://127\.0\.0\.1:8000/v1") as caught:
        host_of(base_url)
    assert "secret" not in str(caught.value)


@given(st.text())
def test_any_address_has_a_host_or_is_refused(base_url):
    with suppress(ConfigurationError):
        assert host_of(base_url)


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST", "127.0.0.1", "127.255.0.3", "::1", "[::1]", "0:0:0:0:0:0:0:1"]
)
def test_this_machine_is_known(host):
    assert is_loopback(host)


@pytest.mark.parametrize(
    "host",
    ["", "localhost.example.org", "127.0.0.1.example.org", "xlocalhost", "localhost.", "127.1", "2130706433", "0.0.0.0",
     "128.0.0.1", "10.0.0.1", "::2", "::", "::ffff:10.0.0.1", "::ffff:127.0.0.1", "api.openai.com", "127.0.0.1 ",
     "127.0.0.01"],
)  # fmt: skip
def test_another_machine_is_never_taken_for_this_one(host):
    assert not is_loopback(host)


@given(st.ip_addresses(v=4))
def test_of_all_numbers_only_those_that_begin_with_127_are_this_machine(address):
    assert is_loopback(str(address)) == str(address).startswith("127.")


def test_a_host_is_allowed_by_name_and_no_other_with_it(tmp_path):
    path = tmp_path / "study.db"
    with closing(Study(path, create=True)) as study:
        assert not is_allowed(study, "llm.example.org")
        allow_host(study, "llm.example.org", now="2026-01-01T00:00:00+00:00")
    with closing(Study(path)) as study:
        assert is_allowed(study, "llm.example.org")
        others = ["", "%", "example.org", "llm.example.org.", "x.llm.example.org", "llm.example.org.evil.com"]
        assert not any(is_allowed(study, host) for host in others)


def test_a_host_that_is_allowed_again_keeps_the_first_time(tmp_path):
    with closing(Study(tmp_path / "study.db", create=True)) as study:
        for now in ("first", "second"):
            allow_host(study, "llm.example.org", now=now)
        assert study.connection.execute("select * from allowed_hosts").fetchall() == [("llm.example.org", "first")]
