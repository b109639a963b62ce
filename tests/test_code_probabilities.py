"""How probable a model found each code, from the log probabilities of the tokens that spell it."""

import json
import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coder.code_probabilities import code_probabilities

CODES = st.sampled_from(["strain", "café – créche", "💛", 'so "called"', "a\\b", "code", "stra", "z\u0301"])
WORDS = st.text(st.characters(exclude_categories=("Cs",)), max_size=20) | st.sampled_from(
    ['"code": "strain"', "strain", '\\"code\\": \\"stra', "}]"]
)
GIVEN = st.fixed_dictionaries({"code": CODES, "quotation": WORDS, "rationale": WORDS})
ANSWERS = st.fixed_dictionaries({"assignments": st.lists(GIVEN, max_size=4)}) | st.fixed_dictionaries(
    {
        "passages": st.lists(
            st.fixed_dictionaries({"passage": st.integers(1, 9), "assignments": st.lists(GIVEN, max_size=2)}),
            max_size=3,
        )
    }
)
WRAPPINGS = st.sampled_from(["{}", " {}\n", "```json\n{}\n```", '<think>"code": "strain"</think>\n{}'])


def tokens_of(text, cuts, logprobs, *, told=True):
    """The text's bytes cut at these places, as an endpoint tells its tokens."""
    raw = text.encode()
    places = [0, *sorted({cut for cut in cuts if 0 < cut < len(raw)}), len(raw)]
    pieces = [raw[start:end] for start, end in pairwise(places)]
    return [
        {
            "token": piece.decode(errors="replace"),
            "bytes": list(piece) if told else None,
            "logprob": logprobs[number % len(logprobs)],
            "top_logprobs": [],
        }
        for number, piece in enumerate(pieces)
    ]


def body(content, tokens):
    choice = {"index": 0, "message": {"role": "assistant", "content": content}, "logprobs": {"content": tokens}}
    return json.dumps({"id": "1", "choices": [choice]})


def codes_in(answer):
    """The codes of an answer in their order."""
    shared = answer.get("passages", [answer])
    return [each["code"] for one in shared for each in one["assignments"]]


def marked(answer, number):
    """The answer with a mark that stands nowhere else in place of one code."""
    copy = json.loads(json.dumps(answer))
    every = [each for one in copy.get("passages", [copy]) for each in one["assignments"]]
    every[number]["code"] = "\ufdd0"
    return copy


@given(
    ANSWERS,
    WRAPPINGS,
    st.booleans(),
    st.sampled_from([None, 1]),
    st.lists(st.integers(0, 600), max_size=60),
    st.lists(st.floats(-20, 0), min_size=1, max_size=9),
    st.sampled_from(["", "drafting … ", "\ufdd1"]),
)
def test_however_an_answer_is_cut_a_code_has_the_product_of_the_tokens_that_spell_it(
    answer, wrapping, plain, indent, cuts, logprobs, before
):
    dumped = json.dumps(answer, ensure_ascii=plain, indent=indent)
    content = wrapping.replace("{}", dumped)
    tokens = tokens_of(f"{before}{content}<end>", cuts, logprobs)
    codes = codes_in(answer)
    expected = []
    for number, code in enumerate(codes):
        mark = json.dumps(marked(answer, number), ensure_ascii=False, indent=indent)
        if plain:
            mark = json.dumps(marked(answer, number), indent=indent).replace("\\ufdd0", "\ufdd0")
        start = len(f"{before}{wrapping.split('{}')[0]}{mark.split(chr(0xFDD0))[0]}".encode())
        end = start + len(json.dumps(code, ensure_ascii=plain)[1:-1].encode())
        place, product = 0, 1.0
        for token in tokens:
            if place < end and place + len(token["bytes"]) > start:
                product *= math.exp(token["logprob"])
            place += len(token["bytes"])
        expected.append(product)
    assert code_probabilities(body(content, tokens), codes) == pytest.approx(expected)


ANSWER = json.dumps({"assignments": [{"code": "strain", "quotation": "strain", "rationale": "strain"}]})
AT = ANSWER.index("strain")


def told(content=ANSWER, cuts=(AT, AT + 3, AT + 6), logprobs=(-0.1,), text=None, codes=("strain",), **changed):
    """The probabilities where the second token of the name, or all, are changed."""
    tokens = tokens_of(text or content, cuts, logprobs)
    tokens[2] |= changed
    return code_probabilities(body(content, tokens), list(codes))


def test_the_product_of_the_tokens_of_the_name():
    assert told() == pytest.approx((math.exp(-0.2),))
    assert told(cuts=(AT - 1, AT + 3, AT + 7)) == pytest.approx((math.exp(-0.2),))
    assert told(cuts=(AT - 5, AT + 12)) == pytest.approx((math.exp(-0.1),))
    assert told(logprobs=(0,)) == (1.0,)


def test_a_token_without_bytes_is_taken_by_its_text():
    assert told(bytes=None) == pytest.approx((math.exp(-0.2),))


@pytest.mark.parametrize(
    "changed",
    [
        {"logprob": 1e-9},
        {"logprob": float("nan")},
        {"logprob": float("-inf")},
        {"logprob": -9999.0},
        {"logprob": -1e38},
        {"logprob": None},
        {"logprob": "-0.1"},
        {"bytes": [256]},
        {"bytes": [*b"ainx"]},
        {"bytes": "ain"},
        {"token": "xyz", "bytes": None},
        {"token": None},
        {"token": "", "bytes": []},
        {"text": f"{ANSWER}{ANSWER}"},
        {"text": ANSWER[:-1]},
        {"text": f"x{ANSWER[1:]}"},
        {"codes": ("ease",)},
        {"codes": ("strain", "strain")},
    ],
)
def test_what_cannot_be_told_is_not_known(changed):
    assert set(told(**changed)) == {None}


def test_a_figure_that_is_not_told_elsewhere_leaves_the_others_but_one_that_cannot_be_makes_all_doubtful():
    tokens = tokens_of(ANSWER, (AT, AT + 6), (-0.1,))
    tokens[0]["logprob"] = -9999.0
    assert code_probabilities(body(ANSWER, tokens), ["strain"]) == pytest.approx((math.exp(-0.1),))
    tokens[0]["logprob"] = 0.5
    assert code_probabilities(body(ANSWER, tokens), ["strain"]) == (None,)


@pytest.mark.parametrize("at", [AT, AT + 3])
def test_a_token_without_any_text_in_the_name_may_spell_a_part_of_it(at):
    tokens = tokens_of(ANSWER, (AT, AT + 3, AT + 6), (-0.1,))
    nothing = {"token": "", "bytes": [], "logprob": -1.0}
    assert code_probabilities(body(ANSWER, [*tokens, nothing]), ["strain"]) != (None,)
    tokens.insert({AT: 1, AT + 3: 2}[at], nothing)
    assert code_probabilities(body(ANSWER, tokens), ["strain"]) == (None,)


@pytest.mark.parametrize(
    "reply",
    [
        "",
        "[]",
        '{"choices": []}',
        '{"choices": [{"message": {"content": null}, "logprobs": {"content": []}}]}',
        json.dumps({"choices": [{"message": {"content": ANSWER}}]}),
        json.dumps({"choices": [{"message": {"content": ANSWER}, "logprobs": None}]}),
        json.dumps({"choices": [{"message": {"content": ANSWER}, "logprobs": {"content": None}}]}),
        json.dumps({"choices": [{"message": {"content": ANSWER}, "logprobs": {"content": []}}]}),
        json.dumps(
            {"choices": [{"message": {"content": ANSWER}, "logprobs": {"tokens": ["a"], "token_logprobs": [0]}}]}
        ),
        json.dumps({"choices": [{"message": {"content": "not JSON"}, "logprobs": {"content": []}}]}),
    ],
)
def test_a_reply_without_figures_tells_nothing(reply):
    assert code_probabilities(reply, ["strain"]) == (None,)
