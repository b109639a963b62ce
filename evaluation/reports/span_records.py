"""What a report tells of agreement on spans."""

from pydantic import Field

from codebook import Record
from evaluation.intervals import Estimate


class SpansOfCode(Record, frozen=True):
    """How far raters agree on where a code is."""

    code: str
    spans: dict[str, int]
    """How many spans each rater gave the code."""
    u_alpha_binary: Estimate
    """Where the code is and where not."""
    ku_alpha: Estimate | None = None
    """Whether what one rater gave this code, others gave it too; None where codes of a rater overlap."""
    ku_coverage: float | None = None
    """The share of the code's characters to which another rater gave some code as well: what ku_alpha rests on."""
    overlap_f1: Estimate
    """The share of spans that are matched one to one with an IoU of at least 0.5; mean over pairs."""
    mean_iou: Estimate
    """The mean IoU of a span with the other rater's most similar one; mean over pairs."""
    character_kappa: Estimate
    """Cohen's kappa of characters, as NVivo reports it of one interview; mean over pairs."""
    character_jaccard: Estimate
    """Characters with the code by both, of those with it by either; mean over pairs."""


class SpanGroup(Record, frozen=True):
    """How far raters agree on spans of codes that exclude each other."""

    codes: tuple[str, ...]
    u_alpha: Estimate
    """Where spans are and which codes they have."""
    u_alpha_binary: Estimate
    """Where spans are, whatever their codes."""
    cu_alpha: Estimate
    """Which codes they have where raters' spans meet."""


class SpanAgreement(SpanGroup, frozen=True):
    """How far raters agree on spans; the codes are taken as excluding each other."""

    characters: int
    """Of the interviews that two raters or more coded."""
    interviews: int
    by_code: dict[str, SpansOfCode]
    by_group: dict[str, SpanGroup]
    """Codes that the codebook says exclude each other, by the group's name."""
    gamma: Estimate | None = None
    """The mean over interviews, where it was asked for: Mathet, Widlöcher & Métivier (2015)."""
    gamma_by_interview: dict[str, float] = Field(default_factory=dict)
