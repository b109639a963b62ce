"""How figures are written for people."""

import re

from hypothesis import given
from hypothesis import strategies as st

from evaluation.estimating import TOO_FEW
from evaluation.intervals import Estimate
from evaluation.reports.shown import apart, counted, number, percent, share, shown


def test_a_figure_is_written_with_its_interval_or_the_reason_why_there_is_none():
    assert shown(Estimate(value=0.612, low=0.5201, high=0.7, left_out="interview")) == "0.61 (0.52 to 0.70)"
    assert shown(Estimate(value=0.612, low=0.52, high=0.7, left_out="unit")) == "0.61 (0.52 to 0.70)†"
    assert shown(Estimate(value=None, undefined="Nobody gave the code.")) == "undefined: nobody gave the code"
    assert shown(Estimate(value=0.5, no_interval=TOO_FEW)) == "0.50 (no interval)‡"
    assert shown(Estimate(value=0.5, no_interval="Nobody knows.")) == "0.50 (no interval: nobody knows)"
    assert percent(Estimate(value=0.869, low=0.801, high=0.9234)) == "86.9 % (80.1 to 92.3 %)"
    assert counted(1, "turn") == "1 turn"
    assert counted(12000, "turn") == "12,000 turns"


@given(st.floats(-1, 1))
def test_a_figure_never_reads_as_a_perfect_one_that_it_is_not(figure):
    assert abs(float(number(figure)) - figure) <= 0.005 + 1e-12
    if abs(abs(figure) - 1) > 1e-5:
        assert abs(float(number(figure))) != 1
    assert not re.fullmatch(r"-0\.?0*", number(figure))


@given(st.floats(0, 1))
def test_a_share_reads_as_none_or_all_only_where_it_is(part):
    assert (share(part) == "100.0 %") == (part == 1)
    assert (share(part) == "0.0 %") == (part == 0)


@given(st.floats(-1, 1), st.sampled_from([0.667, 0.8, 0]))
def test_a_figure_beside_a_limit_reads_as_on_the_side_where_it_is(figure, limit):
    written = float(apart(limit, decimals=3)(figure))
    if abs(figure - limit) > 1e-5:
        assert (written < limit) == (figure < limit)
        assert (written > limit) == (figure > limit)
