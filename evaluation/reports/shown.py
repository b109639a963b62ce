"""How figures are written for people: on the page, in Markdown and in the terminal."""

from collections.abc import Callable, Iterator
from typing import Any, cast

from pydantic import BaseModel

from evaluation.estimating import AT_A_LIMIT, RESTS_ON_ONE, TOO_FEW
from evaluation.intervals import FEWEST_INTERVIEWS, Estimate

UNDEFINED = "undefined"
BY_UNIT = "†"
NO_INTERVAL = {TOO_FEW: "‡", AT_A_LIMIT: "§", RESTS_ON_ONE: "¶"}
MARKS = {
    BY_UNIT: f"With fewer than {FEWEST_INTERVIEWS} interviews the interval leaves out single units instead, as if they "
    "were independent, and is too narrow.",
    **{mark: why for why, mark in NO_INTERVAL.items()},
}
"""What the marks behind an interval say, or where one would be."""
_MOST_DECIMALS = 6

Writing = Callable[[float], str]


def number(figure: float) -> str:
    """A coefficient with two decimals; with more where it would otherwise read as a 1 that it is not."""
    for decimals in range(2, _MOST_DECIMALS):
        written = f"{figure:.{decimals}f}"
        if abs(float(written)) != 1 or abs(abs(figure) - 1) < 10**-_MOST_DECIMALS:
            return written if float(written) else written.removeprefix("-")
    return f"{figure:.{_MOST_DECIMALS}f}"


def share(figure: float) -> str:
    """A share in percent; never 0.0 or 100.0 where it is only near."""
    written = f"{100 * figure:.1f}"
    if written == "100.0" and figure < 1:
        return "> 99.9 %"
    if written == "0.0" and figure > 0:
        return "< 0.1 %"
    return f"{written.removeprefix('-') if not float(written) else written} %"


def point(figure: float) -> str:
    """A difference of two shares in percentage points."""
    written = f"{100 * figure:.1f}"
    return f"{written if float(written) else written.removeprefix('-')} points"


def value(estimate: Estimate, write: Writing = number) -> str:
    """The figure alone, or ``undefined``."""
    return UNDEFINED if estimate.value is None else write(estimate.value)


def interval(estimate: Estimate, write: Writing = number) -> str:
    """``(0.52 to 0.70)`` with its marks, why there is none, or empty where there is no figure."""
    if estimate.value is None:
        return ""
    if estimate.low is None or estimate.high is None:
        mark = marks(estimate)
        return f"(no interval){mark}" if mark else f"(no interval: {within(estimate.no_interval or 'not computed')})"
    low, high = write(estimate.low), write(estimate.high)
    return f"({low.removesuffix(_unit(high))} to {high}){marks(estimate)}"


def _unit(written: str) -> str:
    """The percent sign or word behind a figure."""
    return f" {written.rsplit(' ', 1)[1]}" if " " in written else ""


def reason(estimate: Estimate) -> str:
    """Why there is no figure; empty where there is one."""
    return (estimate.undefined or "no reason was kept") if estimate.value is None else ""


def shown(estimate: Estimate, write: Writing = number) -> str:
    """A figure with its interval, ``0.61 (0.52 to 0.70)``, or ``undefined: `` and the reason."""
    if estimate.value is None:
        return f"{UNDEFINED}: {within(reason(estimate))}"
    return f"{value(estimate, write)} {interval(estimate, write)}"


def percent(estimate: Estimate) -> str:
    """A share with its interval, ``86.9 % (80.1 to 92.3 %)``, or ``undefined: `` and the reason."""
    return shown(estimate, share)


def marks(estimate: Estimate) -> str:
    """The marks of an interval that needs a warning, or of the reason why there is none."""
    if estimate.value is None:
        return ""
    if estimate.low is None or estimate.high is None:
        return NO_INTERVAL.get(estimate.no_interval or "", "")
    return BY_UNIT if estimate.left_out == "unit" else ""


def marks_told(report: BaseModel) -> tuple[str, ...]:
    """What the marks say that the figures of a report carry."""
    used = {mark for estimate in estimates(report) for mark in marks(estimate)}
    return tuple(f"{mark} {told}" for mark, told in MARKS.items() if mark in used)


def estimates(part: object) -> Iterator[Estimate]:
    """All estimates in a record and in what it is made of."""
    if isinstance(part, Estimate):
        yield part
    elif isinstance(part, BaseModel):
        for name in type(part).model_fields:
            yield from estimates(getattr(part, name))
    elif isinstance(part, tuple | dict):
        every = cast("tuple[Any, ...] | dict[str, Any]", part)
        for each in every.values() if isinstance(every, dict) else every:
            yield from estimates(each)


def counted(count: int, one: str, many: str | None = None) -> str:
    """``1 interview``, ``12 interviews``, ``12,000 units``."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def apart(limit: float, *, decimals: int) -> Writing:
    """Writes figures with so many decimals; with more where one would otherwise read as a limit that it is not."""

    def write(figure: float) -> str:
        for places in range(decimals, _MOST_DECIMALS):
            written = f"{figure:.{places}f}"
            if float(written) != limit or figure == limit:
                return written if float(written) else written.removeprefix("-")
        return f"{figure:.{_MOST_DECIMALS}f}"

    return write


def within(sentence: str) -> str:
    """A sentence as a part of another: without its capital and its full stop."""
    return (sentence[:1].lower() + sentence[1:]).removesuffix(".")
