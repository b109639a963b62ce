"""A run as a library call, against an endpoint on loopback."""

import asyncio
from datetime import UTC, datetime

import pytest
from answering import Answering, answering, none_applies
from scripted import BOOK, body

from codebook import Code, Codebook
from coder.errors import BudgetError
from coder.models import model_of
from coder.money.pricing import price_of
from coder.plan import Plan
from coder.session import NO_LIMITS, Terms, code
from runs import CodingStatus
from runs.coding_store import add_codebook, codings
from runs.ledger.entries import run_summaries, spent
from runs.study import Study
from runs.transcript_store import add_transcript
from runs.transcripts import read_transcript

PRICE = price_of("m", "http://127.0.0.1/v1", "1/10", datetime.now(UTC))
COST = 1000 / 1e6 * 1 + 100 / 1e6 * 10
"""US dollars of one answer of the endpoint."""


@pytest.fixture
def study(tmp_path):
    opened = Study(tmp_path / "study.db", create=True)
    add_codebook(opened, BOOK, now="")
    for name in "abc":
        talk = "".join(f"I: And then?\n\nP: That was the {name} week number {i}.\n\n" for i in range(5))
        add_transcript(opened, read_transcript(f"{name}.txt", talk.encode()).transcript, now="")
    yield opened
    opened.close()


def coded(study, endpoint, terms=NO_LIMITS, *, watch=lambda progress: None, **plan):
    """How the run ended, asked of the endpoint."""

    async def once():
        async with answering(endpoint) as address:
            # The address names the run, and the port is another each time.
            model = model_of("m", address, key="k")._replace(address="here")
            return await code(study, Plan(model, **{"concurrency": 4} | plan), terms, watch=watch)

    return asyncio.run(once())


def test_each_segment_is_asked_about_once_in_the_order_of_the_interviews_and_never_again(study):
    endpoint = Answering()
    done = coded(study, endpoint, concurrency=1)
    assert (done.segments, done.asked, done.states, done.unanswered, done.left) == (15, 15, {"none applies": 15}, 0, 0)
    weeks = [target.split("That was the ")[1][:6] for target in endpoint.targets()]
    assert weeks == ["a week"] * 5 + ["b week"] * 5 + ["c week"] * 5
    again = Answering()
    assert coded(study, again).asked == 0
    assert again.requests == []
    assert len(codings(study)) == 15


def test_all_requests_of_a_run_begin_with_the_same_bytes_and_end_with_the_passage(study):
    endpoint = Answering()
    coded(study, endpoint)
    heads = {
        str([request["messages"][:-1], request["response_format"], request["model"]]) for request in endpoint.requests
    }
    assert len(heads) == 1
    assert all("That was the" in text.split("Target")[1] for text in endpoint.questions())


def test_the_first_request_goes_alone_and_then_so_many_are_under_way_as_are_allowed(study):
    starts = []

    def answer(request):
        starts.append(endpoint.at_once)
        return none_applies(request)

    endpoint = Answering(answer, delay=0.05)
    coded(study, endpoint, concurrency=3)
    assert starts[0] == 0
    assert endpoint.most_at_once == 3


def test_an_interview_that_is_added_reuses_all_the_rest(study):
    coded(study, Answering())
    add_transcript(study, read_transcript("d.txt", b"I: And?\n\nP: That was the d week.\n").transcript, now="")
    endpoint = Answering()
    done = coded(study, endpoint)
    assert (done.run, done.segments, done.asked) == (1, 16, 1)
    assert "the d week" in endpoint.questions()[0]


def test_an_edited_code_is_another_run_of_another_rater_and_codings_are_not_mixed(study):
    first = coded(study, Answering())
    add_codebook(study, Codebook(name="b", codes=(Code(name="strain", definition="Far too much."),)), now="")
    endpoint = Answering()
    second = coded(study, endpoint)
    assert (first.rater, second.rater, len(endpoint.requests)) == ("m", "m, run 2", 15)
    assert {made.rater for made in codings(study) if made.run == second.run} == {"m, run 2"}


def test_a_replicate_asks_the_same_again_as_a_run_of_its_own(study):
    first = coded(study, Answering())
    endpoint = Answering()
    second = coded(study, endpoint, replicate=2)
    assert (second.run, second.asked, len(endpoint.requests)) == (first.run + 1, 15, 15)
    assert coded(study, Answering(), replicate=2).asked == 0


def test_a_limit_leaves_the_rest_for_the_next_time(study):
    done = coded(study, Answering(), limit=7)
    assert (done.asked, done.left) == (7, 8)
    assert run_summaries(study)[0].finished_at == ""
    rest = Answering()
    assert coded(study, rest).left == 0
    assert len(rest.requests) == 8
    assert run_summaries(study)[0].finished_at


@pytest.mark.parametrize(
    ("status", "reply"),
    [
        (CodingStatus.REFUSED, body(None, refusal="I would rather not.")),
        (CodingStatus.TRUNCATED, body({"assignments": []}, finish="length")),
    ],
)
def test_a_segment_that_was_refused_or_cut_off_is_asked_about_again_only_on_demand(study, status, reply):
    def declining(request):
        return (
            (200, reply)
            if "a week number 2" in request["messages"][-1]["content"].split("Target")[1]
            else none_applies(request)
        )

    done = coded(study, Answering(declining))
    assert (done.states, done.unanswered) == ({"none applies": 14, status: 1}, 1)
    silent = Answering()
    assert coded(study, silent).unanswered == 1
    assert silent.requests == []
    endpoint = Answering()
    again = coded(study, endpoint, again=frozenset({status}))
    assert (again.unanswered, len(endpoint.requests)) == (0, 1)


def test_the_cost_of_each_answer_is_kept_by_the_usage_it_tells(study):
    done = coded(study, Answering(), Terms(price=PRICE))
    assert done.cost == pytest.approx(15 * COST)
    assert spent(study, 1).requests == 15


def test_a_cap_is_never_crossed_with_any_number_in_flight_and_the_run_goes_on_with_a_higher_one(study):
    endpoint = Answering(delay=0.02)
    cap = 0.04
    with pytest.raises(BudgetError):
        coded(study, endpoint, Terms(price=PRICE, max_cost=cap), concurrency=8)
    kept = spent(study, 1)
    assert 0 < kept.cost <= cap
    assert kept.requests == len(endpoint.requests) < 15
    rest = Answering()
    assert coded(study, rest, Terms(price=PRICE, max_cost=5)).left == 0
    assert len(endpoint.requests) + len(rest.requests) == 15


def test_usage_a_hundred_times_what_was_expected_stops_at_the_cap(study):
    def dear(request):
        return 200, body({"assignments": []}) | {"usage": {"prompt_tokens": 100_000, "completion_tokens": 10_000}}

    endpoint = Answering(dear)
    with pytest.raises(BudgetError):
        coded(study, endpoint, Terms(price=PRICE, max_cost=0.5), concurrency=1)
    assert len(endpoint.requests) <= 3


def test_a_cap_on_requests_counts_those_of_earlier_runs_of_the_command(study):
    with pytest.raises(BudgetError):
        coded(study, first := Answering(), Terms(max_requests=6))
    with pytest.raises(BudgetError):
        coded(study, second := Answering(), Terms(max_requests=10))
    assert (len(first.requests), len(second.requests)) == (6, 4)


def test_what_was_sent_and_not_answered_counts_as_spent(study):
    study.connection.execute("select 1")
    coded(study, Answering(), Terms(price=PRICE), limit=1)
    study.connection.execute("update exchanges set state = 'sent', cost = 0.9, reply = null")
    study.connection.execute("delete from codings")
    endpoint = Answering()
    with pytest.raises(BudgetError):
        coded(study, endpoint, Terms(price=PRICE, max_cost=0.9))
    assert endpoint.requests == []


def test_progress_tells_what_is_done_and_what_failed(study):
    seen, failing = [], iter([True])

    def answer(request):
        return (503, {"error": {"message": "busy"}}) if next(failing, False) else none_applies(request)

    coded(study, Answering(answer), Terms(price=PRICE), watch=seen.append)
    assert (seen[-1].done, seen[-1].total, seen[-1].in_flight) == (15, 15, 0)
    assert seen[-1].failures == {"HTTP 503": 1}
    assert seen[-1].cost == pytest.approx(15 * COST)


def test_a_cancelled_run_keeps_what_was_under_way_and_the_same_call_goes_on(study):
    endpoint = Answering(delay=0.1)

    async def once():
        async with answering(endpoint) as address:
            model = model_of("m", address, key="k")._replace(address="here")
            task = asyncio.ensure_future(code(study, Plan(model, concurrency=4)))
            while len(endpoint.requests) < 4:
                await asyncio.sleep(0.01)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

    asyncio.run(once())
    assert len(codings(study)) == len(endpoint.requests) < 15
    rest = Answering()
    coded(study, rest)
    assert len(endpoint.requests) + len(rest.requests) == 15


def test_a_run_records_what_it_was_made_with(study):
    coded(study, Answering(), Terms(price=PRICE))
    made_with = run_summaries(study)[0].made_with
    assert (made_with["host"], made_with["segments"], made_with["price"]["source"]) == ("127.0.0.1", 15, "--price")
    assert made_with["packages"].keys() >= {"intercoder", "openai", "instructor"}


def test_a_pack_never_reaches_into_another_interview(study):
    def each_in_pack(request):
        count = request["messages"][-1]["content"].count("# Passage ")
        return 200, body({"passages": [{"passage": i + 1, "assignments": []} for i in range(count)]})

    endpoint = Answering(each_in_pack)
    assert coded(study, endpoint, pack=3).states == {"none applies": 15}
    assert [said.count("# Passage ") for said in endpoint.questions()].count(3) == 3
    assert all(len({name for name in "abc" if f"the {name} week" in said}) == 1 for said in endpoint.questions())
