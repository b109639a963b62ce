"""How far raters agree on spans: where codes are, and which."""

from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evaluation.coefficients import mean_of_defined
from evaluation.estimating import sole, told
from evaluation.intervals import Estimate, P, jackknife
from evaluation.ratios import Values
from evaluation.reports.agreement_of_codes import agreement_of_codes
from evaluation.reports.records import AgreementReport
from evaluation.reports.span_records import SpanAgreement, SpanGroup, SpansOfCode
from evaluation.spans.characters import CHARACTER_RULE, characters_of
from evaluation.spans.continua import Spans
from evaluation.spans.gamma import gamma
from evaluation.spans.overlap import (
    character_counts,
    character_jaccard,
    character_kappa,
    mean_iou,
    overlap_f1,
    overlap_parts,
)
from evaluation.spans.unitizing import binary_u_alpha, cu_alpha, ku_alpha, ku_coverage, location_of, u_alpha
from evaluation.spans.unitizing_parts import LocationParts, UnitizingParts, location_parts, unitizing_parts
from evaluation.spans.unitizing_reasons import why_not_located, why_undefined
from runs import RaterKind

NO_SPANS = "No pair of raters has spans of it in an interview that both coded."


class _Characters(NamedTuple):
    counts: Values


def _characters_kappa(characters: _Characters) -> Values:
    return character_kappa(characters.counts)


def _characters_jaccard(characters: _Characters) -> Values:
    return character_jaccard(characters.counts)


def _group_location(parts: UnitizingParts) -> Values:
    return binary_u_alpha(location_of(parts))


def _only_location(parts: LocationParts) -> Values:
    return binary_u_alpha(parts)[..., 0]


def agreement_of_spans(
    spans: Spans,
    kinds: Mapping[str, RaterKind],
    *,
    reference: str | None = None,
    gamma_seed: int | None = None,
    software_version: str = "",
) -> AgreementReport:
    """The report of spans without other units: each character is a unit.

    Args:
        spans: Who gave which code to which characters.
        kinds: Whether each rater is a person, a model or a consensus.
        reference: The rater by whose codes the others are judged as well.
        gamma_seed: Of the random continua of gamma; None to leave gamma out.
        software_version: Kept in the report.

    Raises:
        AgreementError: Gamma is asked for, and what computes it is not installed.
    """
    report = agreement_of_codes(
        characters_of(spans),
        kinds,
        unit_rule=CHARACTER_RULE,
        reference=reference,
        software_version=software_version,
    )
    return report.model_copy(update={"spans": span_agreement(spans, gamma_seed=gamma_seed)})


def span_agreement(
    spans: Spans, groups: Mapping[str, Sequence[str]] | None = None, *, gamma_seed: int | None = None
) -> SpanAgreement:
    """Agreement on spans of each code, of all codes as if they excluded each other, and of groups that do.

    Args:
        spans: Who gave which code to which characters.
        groups: Names and codes of groups whose codes exclude each other.
        gamma_seed: Of the random continua of gamma; None to leave gamma out.

    Raises:
        AgreementError: Gamma is asked for, and what computes it is not installed.
    """
    compared = _present(spans)
    exclusive = {name: spans.of(codes) for name, codes in (groups or {}).items()}
    parts = unitizing_parts(spans)
    whole = _group(spans, parts)
    found = gamma(spans, seed=gamma_seed) if gamma_seed is not None else None
    return SpanAgreement(
        gamma=found.mean if found else None,
        gamma_by_interview=dict(found.by_interview) if found else {},
        **dict(whole),
        characters=int(spans.lengths[compared].sum()),
        interviews=int(compared.sum()),
        by_code=_by_code(spans, parts),
        by_group={name: _group(each, unitizing_parts(each)) for name, each in exclusive.items()},
    )


def _group(spans: Spans, parts: UnitizingParts) -> SpanGroup:
    reasons = why_undefined(spans, _total(parts))
    present = _present(spans)

    def of(statistic: Callable[[UnitizingParts], Values], reason: str) -> Estimate:
        return sole(_estimates(statistic, parts, present, reason))

    return SpanGroup(
        codes=spans.codes,
        u_alpha=of(u_alpha, reasons.u),
        u_alpha_binary=_located(spans, parts, reasons.binary),
        cu_alpha=of(cu_alpha, reasons.cu),
    )


def _located(spans: Spans, parts: UnitizingParts, reason: str) -> Estimate:
    """Where spans are; where a rater's spans overlap, with those made one."""
    if not _overlapping(parts):
        return sole(_estimates(_group_location, parts, _present(spans), reason))
    united = location_parts(spans.united("any code"))
    return sole(_estimates(_only_location, united, _present(spans), why_not_located(_total(united))[0]))


def _overlapping(parts: UnitizingParts) -> bool:
    """Whether a rater's spans of different codes overlap somewhere, so that the codes do not exclude each other."""
    return bool(np.isnan(parts.coincidences).any())


def _by_code(spans: Spans, parts: UnitizingParts) -> dict[str, SpansOfCode]:
    present, pairs = _present(spans), list(combinations(spans.raters, 2))
    located = location_parts(spans)
    where = _estimates(binary_u_alpha, located, present, why_not_located(_total(located)))
    clash = _overlapping(parts)
    ku = _estimates(ku_alpha, parts, present, why_undefined(spans, _total(parts)).ku)
    coverage = ku_coverage(_total(parts))
    overlaps, characters = overlap_parts(spans, pairs), _Characters(character_counts(spans, pairs))
    figures = {
        "overlap_f1": _estimates(_mean(overlap_f1), overlaps, present, NO_SPANS, least=0),
        "mean_iou": _estimates(_mean(mean_iou), overlaps, present, NO_SPANS, least=0),
        "character_kappa": _estimates(_mean(_characters_kappa), characters, present, NO_SPANS),
        "character_jaccard": _estimates(_mean(_characters_jaccard), characters, present, NO_SPANS, least=0),
    }
    counts = np.zeros((len(spans.codes), len(spans.raters)), dtype=int)
    np.add.at(counts, (spans.code, spans.rater), 1)
    return {
        code: SpansOfCode(
            code=code,
            spans=dict(zip(spans.raters, counts[number].tolist(), strict=True)),
            u_alpha_binary=where[number],
            ku_alpha=None if clash else ku[number],
            ku_coverage=None if clash or np.isnan(coverage[number]) else float(coverage[number]),
            **{name: each[number] for name, each in figures.items()},
        )
        for number, code in enumerate(spans.codes)
    }


def _mean(measure: Callable[[P], Values]) -> Callable[[P], Values]:
    """The mean over pairs, which are the last axis but one."""

    def mean(parts: P) -> Values:
        return mean_of_defined(np.swapaxes(measure(parts), -2, -1))

    return mean


def _present(spans: Spans) -> NDArray[np.bool_]:
    """Shape (interviews,): those that two raters or more coded."""
    return spans.seen.sum(axis=1) >= 2


def _total(parts: P) -> P:
    return type(parts)(*(each.sum(axis=0) for each in parts))


def _estimates(
    statistic: Callable[[P], Values],
    parts: P,
    present: NDArray[np.bool_],
    reasons: str | Sequence[str],
    *,
    least: float = -1,
) -> NDArray[np.object_]:
    return told(jackknife(statistic, parts, present, least=least), "interview", reasons)
