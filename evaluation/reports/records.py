"""What a report of agreement is made of."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from pydantic import Field

from codebook import Record
from evaluation.intervals import Estimate
from evaluation.reports.span_records import SpanAgreement
from evaluation.review.cases.consensus_records import ReviewConsensus
from evaluation.validity.alternative_annotator_records import AlternativeAnnotatorResult
from evaluation.validity.consistency import Consistency
from evaluation.validity.group_errors import GroupErrors
from evaluation.weights import Level
from runs import RaterKind

if TYPE_CHECKING:
    from pandas import DataFrame

SCHEMA_VERSION = 1
"""Of the JSON report; raised when a field changes its meaning or goes."""


class Coefficients(Record, frozen=True):
    """The coefficients that any comparison has."""

    percent_agreement: Estimate
    cohen_kappa: Estimate
    """Of more than two raters the mean over pairs."""
    krippendorff_alpha: Estimate
    gwet_ac1: Estimate


class CodeAgreement(Coefficients, frozen=True):
    """How far all raters agree on one code, as a yes-or-no judgement of each unit."""

    code: str
    n: int
    """Units that two raters or more judged."""
    interviews: int
    """Interviews with such units."""
    positives: dict[str, int]
    """How many units each rater gave the code."""
    counts: tuple[int, int, int, int]
    """Both raters gave it, only the first, only the second, neither; with more than two raters, over all pairs."""
    few: bool
    """Fewer than ten positive judgements, or in fewer than three interviews: a rough figure."""
    prevalence: Estimate
    """The share of all judgements that give the code."""
    positive_agreement: Estimate
    negative_agreement: Estimate
    fleiss_kappa: Estimate
    conger_kappa: Estimate
    brennan_prediger: Estimate
    pabak: Estimate
    prevalence_index: Estimate
    bias_index: Estimate
    highest_kappa: Estimate
    """The highest kappa that the raters' margins allow."""


class Overall(Coefficients, frozen=True):
    """Agreement over everything: over all cells of unit and code, or over all values."""

    over: str
    """What the coefficients are computed over, in a sentence."""
    fleiss_kappa: Estimate
    conger_kappa: Estimate
    brennan_prediger: Estimate
    weighted_kappa: Estimate | None = None
    """Cohen's kappa with quadratic weights, for values that are more than names."""
    gwet_ac2: Estimate | None = None
    """AC2 with quadratic weights, for values that are more than names."""
    multi_valued_alpha: Estimate | None = None
    """Krippendorff and Craggs (2016), over sets of codes."""
    pooled_kappa: Estimate | None = None
    """De Vries et al. (2008), over codes."""
    macro_alpha: Estimate | None = None
    """The mean of the codes' alphas that are defined."""
    macro_kappa: Estimate | None = None
    """The mean of the codes' kappas that are defined."""
    lowest_alpha: float | None = None
    """The lowest alpha of a code."""
    median_alpha: float | None = None
    """The median of the codes' alphas that are defined."""
    exact_set_agreement: Estimate | None = None
    """The share of pairs of judgements with the very same set of codes."""
    mean_jaccard: Estimate | None = None
    """The mean Jaccard similarity of two raters' sets of codes; two empty sets are equal."""
    mean_jaccard_where_coded: Estimate | None = None
    """The same over units to which either rater gave a code."""
    jaccard_alpha: Estimate | None = None
    """Krippendorff's alpha with Jaccard distances of sets."""
    masi_alpha: Estimate | None = None
    """Krippendorff's alpha with MASI distances of sets (Passonneau 2006)."""
    dice_alpha: Estimate | None = None
    """Krippendorff's alpha with Dice distances of sets: near the multi-valued alpha where there are many units."""


class PairOnCode(Coefficients, frozen=True):
    """How far two raters agree on one code."""

    code: str
    n: int
    counts: tuple[int, int, int, int]
    """Both gave it, only ``a``, only ``b``, neither."""
    prevalence: Estimate


class Pair(Coefficients, frozen=True):
    """How far two raters agree; the coefficients are over everything, as in ``Overall``."""

    a: str
    b: str
    group: str
    """people-people, people-model, model-model, consensus-people, consensus-model or consensus-consensus."""
    units: int
    interviews: int
    pooled_kappa: Estimate | None = None
    macro_alpha: Estimate | None = None
    codes: tuple[PairOnCode, ...] = ()
    any_code: PairOnCode | None = None

    def on(self, code: str) -> PairOnCode:
        """The figures of a code; KeyError where there is none."""
        for each in self.codes:
            if each.code == code:
                return each
        raise KeyError(code)


class GroupOnCode(Coefficients, frozen=True):
    """The means over the pairs of a group on one code."""

    code: str


class Group(Coefficients, frozen=True):
    """The means over the pairs of one group, each pair over everything."""

    group: str
    pairs: int
    pooled_kappa: Estimate | None = None
    macro_alpha: Estimate | None = None
    codes: tuple[GroupOnCode, ...] = ()
    any_code: GroupOnCode | None = None

    def on(self, code: str) -> GroupOnCode:
        """The figures of a code; KeyError where there is none."""
        for each in self.codes:
            if each.code == code:
                return each
        raise KeyError(code)


class Difference(Coefficients, frozen=True):
    """How much further the pairs of one group agree than those of another; means over pairs, over everything."""

    group: str
    minus: str
    pooled_kappa: Estimate | None = None
    macro_alpha: Estimate | None = None


class AgainstReference(Record, frozen=True):
    """One rater's codes judged by those of a reference rater."""

    rater: str
    code: str
    """Empty for all codes together."""
    n: int
    counts: tuple[int, int, int, int]
    """Both gave it, only the reference, only the rater, neither."""
    precision: Estimate
    recall: Estimate
    f1: Estimate


class Confusion(Record, frozen=True):
    """Which codes stand against which, and which stand together."""

    codes: tuple[str, ...]
    instead: tuple[tuple[int, ...], ...]
    """``instead[c][d]``: how often one rater gave c where another gave d and neither the other's; over all pairs."""
    together: tuple[tuple[int, ...], ...]
    """``together[c][d]``: how often one rater gave both to a unit; on the diagonal, how often c was given."""


class InterviewShare(Record, frozen=True):
    """How much of all disagreement lies in one interview."""

    interview: str
    units: int
    disagreements: float
    """Pairs of judgements that differ, over all codes."""
    share: float
    """Of all such pairs."""
    percent_agreement: float


class WhetherPeopleAgreed(Record, frozen=True):
    """What a model did where people agreed and where they did not, over all cells of unit and code."""

    agreed_on_code: int
    """Cells where all people gave the code."""
    model_gave_it: Estimate
    """The share of these where the model did too."""
    agreed_on_none: int
    """Cells where nobody gave the code."""
    model_did_not: Estimate
    """The share of these where the model did not either."""
    disagreed: int
    """Cells where people disagree."""
    model_gave_it_there: Estimate
    """The share of these where the model gave the code."""


class ModelBesidePeople(Record, frozen=True):
    """Whether a model can stand in for a person."""

    model: str
    alternative_annotator: AlternativeAnnotatorResult
    """Calderon, Reichart & Dror (2025), over sets of codes by their Jaccard similarity."""
    by_code: dict[str, AlternativeAnnotatorResult] = Field(default_factory=dict)
    """The same test of each code by itself, over its yes-or-no judgements; none with fewer than three people. Each is a
    test of its own: false discoveries are controlled over its people, not over codes."""
    whether_people_agreed: WhetherPeopleAgreed


class Replicates(Record, frozen=True):
    """How stable the judgements of several runs of one model are: consistency, not validity."""

    model: str
    raters: tuple[str, ...]
    consistency: Consistency


class BootstrapCheck(Record, frozen=True):
    """95 % percentile intervals over interviews drawn with replacement: a check, too narrow with few interviews."""

    draws: int
    seed: int
    krippendorff_alpha: dict[str, tuple[float | None, float | None]]
    """Of each code."""
    overall: tuple[float | None, float | None]
    """Of alpha over all cells of unit and code."""


class RaterPart(Record, frozen=True):
    """One rater's part in a table."""

    name: str
    kind: RaterKind
    units_seen: int
    units_missing: int


class DrawnStratum(Record, frozen=True):
    """Units that were equally likely to be drawn."""

    name: str
    units: int
    drawn: int
    probability: float


class DrawnFigures(Record, frozen=True):
    """The same figures of the drawn units, computed the other way."""

    overall: Overall
    codes: tuple[CodeAgreement, ...]
    any_code: CodeAgreement | None = None
    pairs: tuple[Pair, ...]
    groups: tuple[Group, ...]
    differences: tuple[Difference, ...]


class SampleDesign(Record, frozen=True):
    """The random sample that raters coded, and what its unequal probabilities do to the figures."""

    sample: int
    seed: int
    drawn_by: str
    """The rater by whose codes the strata were made."""
    strata: tuple[DrawnStratum, ...]
    units: int
    """All units that could be drawn."""
    drawn: int
    raters: tuple[str, ...]
    """Those who judged drawn units and hardly any others."""
    not_judged: dict[str, int]
    """How many of the drawn units each of these did not judge: weighted figures take them as missing at random."""
    outside: int
    """Units that two raters or more judged without their being drawn."""
    weighted: bool
    """Whether the report is of the drawn units, each weighted by 1 / its probability of being drawn, so that it speaks
    of all units that could be drawn; else it is of all units that were judged, as they are."""
    unweighted_figures: DrawnFigures | None = None
    """Where the report is weighted: of the drawn units as they are, which speak of the sample alone."""
    weighted_figures: DrawnFigures | None = None
    """Where the report is not weighted."""


class AgreementReport(Record, frozen=True):
    """Everything that ``intercoder agree`` tells."""

    schema_version: int = SCHEMA_VERSION
    software_version: str = ""
    unit: str
    """The unit of analysis in a word."""
    unit_rule: str
    """How a unit came to be seen and to have a code."""
    level: Level = Level.NOMINAL
    """The level of measurement of the values; nominal for codes."""
    raters: tuple[str, ...]
    rater_details: tuple[RaterPart, ...]
    """The same raters in the same order, with their kind and what they saw."""
    units: int
    """All units, those that nobody or one rater judged included."""
    interviews: int
    """Interviews that the units lie in; 0 where the table does not tell."""
    design: SampleDesign | None = None
    """Where raters judged units because these were drawn with unequal probabilities, or a sample was named."""
    codes: tuple[CodeAgreement, ...]
    """Of all raters but a consensus; where units have values, each value against all others."""
    any_code: CodeAgreement | None = None
    """Whether a rater gave any code at all."""
    overall: Overall
    """Of all raters but a consensus."""
    pairs: tuple[Pair, ...]
    """Every two raters that saw a unit in common, a consensus included."""
    groups: tuple[Group, ...] = ()
    """Pairs by whether people, models or a consensus stand in them."""
    differences: tuple[Difference, ...] = ()
    """People-model minus people-people, then each model with people minus the model before it with people: two
    codebook versions, prompts or models."""
    spans: SpanAgreement | None = None
    """Agreement on where codes are, of all raters but a consensus."""
    models: tuple[ModelBesidePeople, ...] = ()
    """Whether each model can stand in for a person, where there are two people or more."""
    replicates: tuple[Replicates, ...] = ()
    """How stable models with several runs are."""
    reference: str | None = None
    """The rater by whose codes the others are judged."""
    against_reference: tuple[AgainstReference, ...] = ()
    errors_by_speaker: dict[str, tuple[GroupErrors, ...]] = Field(default_factory=dict)
    """The errors of each model against the reference, by whose talk it is."""
    consensus: ReviewConsensus | None = None
    """Where the consensus of a review was asked for as a rater: how it came about."""
    decided_cases: int = 0
    """Cases of reviews that are decided and took no part: all figures are of labels before adjudication."""
    confusion: Confusion | None = None
    """Over all raters but a consensus."""
    worst_interviews: tuple[InterviewShare, ...] = ()
    """Those with most of the disagreement, at most ten, the worst first."""
    bootstrap: BootstrapCheck | None = None
    """Where it was asked for, and there are five interviews or more."""
    left_out: tuple[str, ...] = ()
    """What the figures do not cover, in sentences."""
    methods: tuple[str, ...] = ()
    """Sentences for a methods section, with sources."""

    def to_pandas(self) -> "DataFrame":
        """The figures of the codes as a data frame: a row a code, columns such as ``krippendorff_alpha.low``.

        Raises:
            ImportError: pandas is not installed.
        """
        pandas: Any = import_module("pandas")
        frame: DataFrame = pandas.json_normalize([code.model_dump() for code in self.codes]).set_index("code")
        return frame

    def pair(self, a: str, b: str) -> Pair:
        """The pair of these raters; KeyError where there is none."""
        for each in self.pairs:
            if {each.a, each.b} == {a, b}:
                return each
        raise KeyError(f"{a} and {b}")

    def code(self, name: str) -> CodeAgreement:
        """The figures of a code; KeyError where there is none."""
        for each in self.codes:
            if each.code == name:
                return each
        raise KeyError(name)
