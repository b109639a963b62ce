"""What a report of agreement is made of."""

from codebook import Record
from evaluation.intervals import Estimate
from runs import RaterKind


class Row(Record, frozen=True):
    """Agreement on one code, or over all of them."""

    label: str
    """The code's name, or what the row sums up."""
    overall: bool
    units: int
    """Units that both raters saw; for a group summed over its pairs; for pooled cells, the cells."""
    counts: tuple[int, int, int, int]
    """Both gave it, only the first did, only the second did, neither did."""
    prevalence: Estimate
    percent_agreement: Estimate
    kappa: Estimate
    alpha: Estimate
    ac1: Estimate
    few: bool = False
    """Fewer than ten positive judgements, or in fewer than three interviews: a rough figure."""


class Comparison(Record, frozen=True):
    """Two raters, or a group of pairs whose coefficients are averaged."""

    label: str
    group: str
    """people-people, people-model, model-model, consensus-people or consensus-model."""
    pairs: tuple[tuple[str, str], ...]
    interviews: int
    units: int
    rows: tuple[Row, ...]

    def row(self, label: str) -> Row:
        """The row of this label; KeyError where there is none."""
        for row in self.rows:
            if row.label == label:
                return row
        raise KeyError(label)


class RaterSummary(Record, frozen=True):
    """One rater's part in a table."""

    name: str
    kind: RaterKind
    units_seen: int
    units_missing: int


class Difference(Record, frozen=True):
    """How much further one group agrees than another, on one overall row."""

    label: str
    kappa: Estimate


class AgreementReport(Record, frozen=True):
    """Everything that ``intercoder agree`` tells."""

    schema_version: int = 1
    software_version: str = ""
    unit: str
    unit_rule: str
    interviews: int
    units: int
    codes: tuple[str, ...]
    raters: tuple[RaterSummary, ...]
    left_out: tuple[str, ...]
    """What the figures do not cover, in sentences."""
    pairs: tuple[Comparison, ...]
    groups: tuple[Comparison, ...]
    differences: tuple[Difference, ...]
    methods: tuple[str, ...]
    """Sentences for a methods section, with sources."""
