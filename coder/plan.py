"""What a run is to do, and what names it."""

import hashlib
import json
from typing import Any, NamedTuple

from coder.models import Model
from coder.questions import style_fingerprint
from runs import CodingStatus, Unit

HOSTED_AT_ONCE = 16
"""Requests under way at once, where nothing else is said and the model does not run in this process."""


UNDECIDED = frozenset({CodingStatus.FAILED})
"""Segments that ended like this are asked about again unless something else is said."""


LOGPROBS: dict[str, Any] = {"logprobs": True, "top_logprobs": 1}
"""What asks for log probabilities. One alternative a token is the fewest that llama.cpp gives any for; where the
number is left out it adds twenty, and a long reply would be larger than a reply may be."""


class Plan(NamedTuple):
    """One run of one model over a study."""

    model: Model
    unit: Unit = Unit.TURN
    speakers: frozenset[str] | None = None
    """Whose talk is coded; None for those who are interviewed."""
    pack: int = 1
    """How many segments one request asks about."""
    replicate: int = 1
    """Which of several runs that ask the same."""
    concurrency: int | None = None
    """Requests under way at once; None for one where the model runs in this process, and 16 elsewhere."""
    again: frozenset[CodingStatus] = UNDECIDED
    """Segments that ended like this are asked about once more."""
    logprobs: bool = False
    """Whether the endpoint is asked how probable each token of its answers was."""
    limit: int | None = None
    """How many segments are asked about at most; the rest is left for the next time."""
    within: frozenset[tuple[str, int, int]] | None = None
    """Only these segments, each a document with a start and an end; None for all."""

    @property
    def at_once(self) -> int:
        """How many requests are under way at once."""
        return self.concurrency or (1 if self.model.small else HOSTED_AT_ONCE)

    @property
    def parameters(self) -> dict[str, Any]:
        """Model and sampling parameters, sent with each request."""
        most = 220 if self.model.small else 1500 + 500 * self.pack
        return {"model": self.model.name, "temperature": 0, "max_tokens": most} | (LOGPROBS if self.logprobs else {})

    @property
    def settings(self) -> str:
        """JSON of what a run is made with, beside the codebook: another setting is another run."""
        made_with = {
            "parameters": self.parameters,
            "unit": self.unit,
            "address": self.model.address,
            "brief": self.model.small,
            "pack": self.pack,
            "prompts": style_fingerprint(brief=self.model.small),
        }
        if self.replicate > 1:
            made_with["replicate"] = self.replicate
        return json.dumps(made_with, sort_keys=True)

    def key(self, codebook: str) -> str:
        """What names the run with a codebook, given by its fingerprint."""
        return hashlib.sha256(f"{self.settings}\n{codebook}".encode()).hexdigest()
