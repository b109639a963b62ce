"""Which cases a page is about, as its address says: filters and order, from a query and back."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from pydantic import ValidationError

from codebook import InputError, Record
from runs.reviews.queue import CaseFilter, Order
from runs.reviews.records import CaseKind, CaseState

ORDERS = {"worst": Order.WORST, "text": Order.TEXT, "random": Order.RANDOM}
KINDS = tuple(kind for kind in CaseKind if kind is not CaseKind.AGREED)
"""The kinds that can be asked for: nothing sets those apart that were drawn although the raters agree."""
NAMES = (
    "document", "code", "only_by", "against", "differ", "kind", "state", "flagged", "speaker", "run", "reviewer",
    "words",
)  # fmt: skip
OF_A_CODE = ("only_by", "against")
"""What means nothing without a code."""


class View(Record, frozen=True):
    """The cases that a page is about, and their order."""

    wanted: CaseFilter = CaseFilter()
    order: str = "worst"

    @property
    def sorted_by(self) -> Order:
        """The order."""
        return ORDERS[self.order]

    @property
    def names_raters(self) -> bool:
        """Whether the filter itself tells which rater gave a code."""
        return self.wanted.only_by in (1, 2)

    @property
    def any_state(self) -> "View":
        """The same cases, in whatever state."""
        return self.model_copy(update={"wanted": self.wanted.model_copy(update={"state": None})})

    def query(self, **more: Any) -> str:
        """The part of an address that says all this, and more; empty for all cases in the usual order."""
        said = self.wanted.model_dump(mode="json", exclude_none=True) | {"order": self.order} | more
        if self.order == "worst":
            del said["order"]
        for name in ("flagged", "differ"):
            if name in said:
                said[name] = int(said[name])
        return urlencode({name: value for name, value in said.items() if value is not None}, errors="replace")


def view_of(query: Mapping[str, str]) -> View:
    """What a query or a form asks for; fields left empty do not matter.

    Raises:
        InputError: It asks for something that there is not.
    """
    said = {name: query[name].strip() for name in NAMES if query.get(name, "").strip()}
    order = query.get("order") or "worst"
    _require_known("kind", said.get("kind"), KINDS)
    _require_known("state", said.get("state"), tuple(CaseState))
    _require_known("order", order, tuple(ORDERS))
    try:
        return View(wanted=CaseFilter(**_typed(said)), order=order)
    except (ValidationError, ValueError):
        raise InputError("These filters cannot be used.", do="Clear them, and choose anew.") from None


def _typed(said: Mapping[str, str]) -> dict[str, Any]:
    typed: dict[str, Any] = dict(said)
    for name in ("only_by", "run"):
        if name in typed:
            typed[name] = int(typed[name])
    if "flagged" in typed:
        typed["flagged"] = typed["flagged"] == "1"
    if typed.pop("differ", "") == "1":
        typed["differ"] = True
    if "code" not in typed:
        typed = {name: value for name, value in typed.items() if name not in OF_A_CODE}
    return typed


def _require_known(what: str, asked: str | None, known: tuple[str, ...]) -> None:
    if asked is not None and asked not in known:
        raise InputError(f"There is no {what} of this name.", do=f"Use one of these: {', '.join(known)}.")
