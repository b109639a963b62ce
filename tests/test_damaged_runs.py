"""A run on a damaged study ends with 6, and nothing has been sent."""

import random

import pytest
from faulty_endpoint import FaultyEndpoint
from kept_study import changed, overwritten, page_of
from run_process import code_words, copied, finished, prepared, result_table


@pytest.fixture(scope="module")
def coded(tmp_path_factory):
    """A study that a model has coded, of which some codings are missing, so that a run would go on."""
    folder = tmp_path_factory.mktemp("coded")
    study = prepared(folder / "study.db")
    with FaultyEndpoint(latency=0) as endpoint:
        assert finished(code_words(study, endpoint.url)).returncode == 0
    changed(study, "delete from assignments where coding_id > 190", "delete from codings where id > 190")
    return study, endpoint


def ended_on(study, port=0):
    """How the run ended, and how many requests it sent."""
    with FaultyEndpoint(latency=0, port=port) as endpoint:
        ended = finished(code_words(study, endpoint.url))
    return ended, endpoint.requests


def refused(study):
    """Whether the run was refused as one on a damaged study, and sent nothing."""
    ended, sent = ended_on(study)
    assert "Traceback" not in ended.stderr
    assert "is damaged" in ended.stderr, ended.stderr
    assert "intercoder verify" in ended.stderr
    return (ended.returncode, sent) == (6, 0)


@pytest.mark.parametrize(
    "statement",
    [
        "update transcripts set text = replace(text, 'week 7', 'weak 7') where id = 4",
        "update transcripts set text = cast(x'ff' as text) where id = 4",
        "update codebooks set content = replace(content, 'is said', 'was said')",
    ],
)
def test_a_changed_text_or_codebook_is_refused(statement, coded, tmp_path):
    assert refused(changed(copied(coded[0], tmp_path), statement))


@pytest.mark.parametrize("table", ["codings", "assignments", "turns", "codings_of_a_stretch"])
def test_a_damaged_page_of_what_a_run_builds_on_is_refused(table, coded, tmp_path):
    study = copied(coded[0], tmp_path)
    at, size = page_of(study, table)
    assert refused(overwritten(study, at, random.Random(1).randbytes(size)))


def test_d9_random_bytes_over_a_study_lead_to_no_traceback(coded, tmp_path):
    for seed in range(8):
        study, chance = copied(coded[0], tmp_path / str(seed)), random.Random(seed)
        ended, _ = ended_on(overwritten(study, chance.randrange(study.stat().st_size), chance.randbytes(4096)))
        assert ended.returncode in (0, 6), ended.stderr
        assert "Traceback" not in ended.stderr


def test_a_run_on_what_was_salvaged_asks_again_only_where_the_reply_was_lost(coded, tmp_path):
    whole, asked = coded
    study = changed(
        copied(whole, tmp_path),
        "update exchanges set reply = reply || 'x' where id = 3",
        "update codings set reason = 'x' where id in (3, 4, 5)",
    )
    ended = finished(["backup", "--salvage", tmp_path / "saved.db", "--study", study])
    assert ended.returncode == 3, ended.stderr
    ended, sent = ended_on(tmp_path / "saved.db", asked.port)
    assert (ended.returncode, sent) == (0, 1)
    fresh = prepared(tmp_path / "fresh.db")
    assert ended_on(fresh)[0].returncode == 0
    assert result_table(tmp_path / "saved.db") == result_table(fresh)
