"""Agreement where a person judged units drawn with unequal probabilities: weighted, it speaks of all units."""

import json
from contextlib import closing
from dataclasses import replace
from itertools import combinations, product

import numpy as np
import pytest
from kept_study import intercoder
from label_set_designs import total
from sampled_study import coding_of, done, drawn_in, fill, model_codes, study_of_a_model, true_codes

from evaluation.coefficients import cohens_kappa, krippendorffs_alpha
from evaluation.errors import AgreementError
from evaluation.reports.agreement_of_codes import agreement_of_codes, sample_of
from evaluation.reports.agreement_of_samples import agreement_of_sample, sample_of_raters
from evaluation.reports.html import html_report
from evaluation.reports.markdown import markdown_report
from evaluation.sets.label_sets import DISTANCES, label_sets
from evaluation.sets.multi_valued import multi_valued_alpha, multi_valued_parts
from evaluation.sets.set_alpha import set_alpha, set_alpha_parts
from evaluation.sums import Sums
from evaluation.tables import UnitTable
from evaluation.validity.drawn_units import drawn_units
from runs import RaterKind, Segment, Unit
from runs.coding_store import add_codings
from runs.samples import DrawnSample, SampledUnit, StoredSample, Stratum
from runs.segments import segments_of
from runs.study import Study
from runs.transcript_store import transcripts

KINDS = {"m": RaterKind.MODEL, "Ben": RaterKind.PERSON}


def population(rng, units, *, interviews=3, codes=2):
    """What a model and a person would say of all units, and the stratum of each by the model's codes."""
    truth = rng.random((units, codes)) < 0.3
    applied = np.stack([truth ^ (rng.random(truth.shape) < noise) for noise in (0.15, 0.1)], axis=1)
    table = UnitTable(
        raters=tuple(KINDS),
        codes=tuple("xyz"[:codes]),
        interviews=tuple("abcdefghij"[:interviews]),
        interview=np.arange(units) % interviews,
        seen=np.ones((units, 2), dtype=bool),
        applied=applied,
        unit="turn",
        segments=tuple(Segment(document="d", start=5 * u, end=5 * u + 4, turn=u, speaker="P") for u in range(units)),
    )
    return table, applied[:, 0].any(axis=1).astype(int)


def sample_with(table, stratum, chosen):
    """The sample in which these units were drawn."""
    names = ("no code", "any code")
    return DrawnSample(
        rater="m", codebook="", unit=Unit.TURN, strata_by="coded", seed=1, not_judged=0,
        strata=tuple(
            Stratum(name=names[h], units=int((stratum == h).sum()), chosen=int(chosen[stratum == h].sum()))
            for h in (0, 1)
        ),
        units=tuple(
            SampledUnit(**each.model_dump(), stratum=int(h), chosen=bool(drawn))
            for each, h, drawn in zip(table.segments, stratum, chosen, strict=True)
        ),
    )  # fmt: skip


def every_draw(stratum, sizes):
    """All ways to draw so many units of each stratum."""
    each = [combinations(np.flatnonzero(stratum == h).tolist(), size) for h, size in enumerate(sizes)]
    for parts in product(*each):
        chosen = np.zeros(stratum.size, dtype=bool)
        chosen[[unit for part in parts for unit in part]] = True
        yield chosen


def as_drawn(table, chosen):
    """The table as a study has it: the person judged the drawn units, the model all."""
    seen = np.stack([np.ones(len(table), dtype=bool), chosen], axis=1)
    return replace(table, seen=seen, applied=table.applied & seen[:, :, None])


def test_over_all_draws_the_mean_of_the_weighted_sums_is_that_of_all_units():
    table, stratum = population(np.random.default_rng(3), 11)
    drawn = [sample_with(table, stratum, chosen) for chosen in every_draw(stratum, (2, 3))]
    assert len(drawn) > 50
    whole = sample_of(table).total
    found = []
    for each in drawn:
        kept = drawn_units(table, each)
        assert kept.design_weight.mean() == pytest.approx(1)
        found.append(sample_of(kept).total)
    for name, wanted in whole._asdict().items():
        mean = np.mean([getattr(each, name) for each in found], axis=0)
        np.testing.assert_allclose(mean, wanted * 5 / 11, atol=1e-12, err_msg=name)


def parts_over_sets(table):
    sets = label_sets(table.seen, table.applied, table.interview, weight=table.design_weight)
    return multi_valued_parts(sets), set_alpha_parts(sets, DISTANCES["jaccard"])


def test_over_all_draws_the_mean_of_what_multi_valued_alpha_is_made_of_is_that_of_all_units():
    table, stratum = population(np.random.default_rng(3), 11)
    whole = total(parts_over_sets(table)[0])
    every = [sample_with(table, stratum, chosen) for chosen in every_draw(stratum, (2, 3))]
    found = [total(parts_over_sets(drawn_units(table, each))[0]) for each in every]
    for name, wanted in whole._asdict().items():
        mean = np.mean([getattr(each, name) for each in found], axis=0)
        np.testing.assert_allclose(mean, wanted * 5 / 11, atol=1e-12, err_msg=name)


def test_a_unit_that_counts_twice_counts_as_two_units_do():
    table, _ = population(np.random.default_rng(8), 60)
    often = np.where(np.arange(60) % 3 == 0, 2, 1)
    doubled = np.repeat(np.arange(60), often)
    twice = replace(table, interview=table.interview[doubled], seen=table.seen[doubled],
                    applied=table.applied[doubled], segments=())  # fmt: skip
    weighted = replace(table, design_weight=often.astype(float))
    for one, other in zip(parts_over_sets(weighted), parts_over_sets(twice), strict=True):
        for name in one._fields:
            np.testing.assert_allclose(getattr(one, name), getattr(other, name), err_msg=name)
    valued, measured = parts_over_sets(weighted)
    assert 0 < multi_valued_alpha(total(valued)) < 1
    assert 0 < set_alpha(total(measured)) < 1


def drawn_report(table, stratum, chosen, **named):
    stored = StoredSample(number=4, drawn_at="", drawn=sample_with(table, stratum, chosen))

    def reported(judged):
        return agreement_of_codes(judged, KINDS, unit_rule="By overlap.", reference="Ben")

    return agreement_of_sample(as_drawn(table, chosen), stored, reported, **({"named": True} | named))


def draw(rng, stratum, sizes):
    chosen = np.zeros(stratum.size, dtype=bool)
    for h, size in enumerate(sizes):
        chosen[rng.choice(np.flatnonzero(stratum == h), size, replace=False)] = True
    return chosen


def test_weighted_figures_are_those_of_all_units_and_raw_ones_are_not():
    """Over 200 draws, the mean of the weighted alpha, kappa, prevalence and recall lies at the true figure."""
    rng = np.random.default_rng(5)
    table, stratum = population(rng, 2000, interviews=10)
    true = agreement_of_codes(table, KINDS, unit_rule="", reference="Ben")
    weighted, raw = [], []
    for _ in range(200):
        chosen = draw(rng, stratum, (150, 150))
        kept = drawn_units(as_drawn(table, chosen), sample_with(table, stratum, chosen))
        for found, each in ((weighted, kept), (raw, replace(kept, design_weight=None))):
            sums = sample_of(each).total
            found.append(figures_of(sums))
    wanted = figures_of(sample_of(table).total)
    assert wanted[0] == pytest.approx(true.codes[0].krippendorff_alpha.value)
    assert wanted[3] == pytest.approx(true.against_reference[0].recall.value)
    error = np.std(weighted, axis=0) / np.sqrt(200)
    assert np.all(np.abs(np.mean(weighted, axis=0) - wanted) < 3.5 * error + 0.01)
    assert np.all(np.abs(np.mean(raw, axis=0) - wanted)[2:] > 0.05)


def figures_of(sums):
    """Alpha and kappa of the first code, its prevalence, and the model's recall of what the person gave."""
    code = Sums(*(each[0] for each in sums))
    square = code.tables[0]
    return [
        float(krippendorffs_alpha(code)), float(cohens_kappa(code)),
        float(code.margins[:, 1].sum() / code.margins.sum()), float(square[1, 1] / square[:, 1].sum()),
    ]  # fmt: skip


def test_where_the_strata_hold_the_same_cases_the_weighted_figures_are_those_of_all_units_exactly():
    """Each stratum is made of equal parts, and whole parts are drawn: nothing is left to chance."""
    table, _ = population(np.random.default_rng(2), 40)
    copied = np.tile(np.arange(40), 10)
    whole = replace(
        table, interview=np.arange(400) // 40, interviews=tuple("abcdefghij"), seen=table.seen[copied],
        applied=table.applied[copied],
        segments=tuple(Segment(document="d", start=u, end=u + 1, turn=u, speaker="P") for u in range(400)),
    )  # fmt: skip
    stratum = whole.applied[:, 0].any(axis=1).astype(int)
    chosen = np.where(stratum == 1, np.arange(400) < 360, np.arange(400) < 80)
    found = drawn_report(whole, stratum, chosen)
    true = agreement_of_codes(whole, KINDS, unit_rule="", reference="Ben")
    for one, other in zip(found.against_reference, true.against_reference, strict=True):
        assert one.recall.value == pytest.approx(other.recall.value)
    for one, other in zip(found.codes, true.codes, strict=True):
        assert one.prevalence.value == pytest.approx(other.prevalence.value)
        assert one.cohen_kappa.value == pytest.approx(other.cohen_kappa.value)
        assert one.gwet_ac1.value == pytest.approx(other.gwet_ac1.value)
        assert one.krippendorff_alpha.value == pytest.approx(other.krippendorff_alpha.value, abs=1e-3)
        assert one.n == chosen.sum()
        assert sum(one.counts) == chosen.sum()
    raw = found.design.unweighted_figures
    assert abs(raw.codes[0].prevalence.value - true.codes[0].prevalence.value) > 0.05
    assert [each.counts for each in raw.codes] == [each.counts for each in found.codes]
    assert found.units == chosen.sum()


def test_a_sample_of_equal_probabilities_has_the_same_figures_with_weights():
    table, _ = population(np.random.default_rng(6), 100, interviews=5)
    chosen = np.arange(100) < 50
    found = drawn_report(table, (np.arange(100) % 2), chosen)
    raw = found.design.unweighted_figures
    assert (found.overall, found.codes, found.pairs) == (raw.overall, raw.codes, raw.pairs)
    assert "with the same probability" in markdown_report(found)


def test_a_rater_whose_units_are_a_sample_is_told_from_one_who_judged_others():
    rng = np.random.default_rng(7)
    table, stratum = population(rng, 300)
    chosen = draw(rng, stratum, (20, 60))
    unequal = StoredSample(number=1, drawn_at="", drawn=sample_with(table, stratum, chosen))
    equal = StoredSample(number=2, drawn_at="", drawn=sample_with(table, np.arange(300) % 2, np.arange(300) < 80))
    other = unequal.model_copy(update={"drawn": unequal.drawn.model_copy(update={"unit": Unit.SENTENCE})})
    assert sample_of_raters(as_drawn(table, chosen), [other, equal, unequal]) is unequal
    assert sample_of_raters(as_drawn(table, np.arange(300) < 80), [equal, unequal]) is None
    assert sample_of_raters(table, [unequal]) is None
    few_more = chosen.copy()
    few_more[np.flatnonzero(~chosen)[:5]] = True
    assert sample_of_raters(as_drawn(table, few_more), [unequal]) is unequal
    found = agreement_of_sample(
        as_drawn(table, few_more), unequal, lambda judged: agreement_of_codes(judged, KINDS, unit_rule=""), named=False
    )
    assert (found.design.weighted, found.design.outside, found.units) == (True, 5, 80)
    assert "5 turns that raters judged and that were not drawn take no part." in markdown_report(found)


def test_of_raters_of_whom_one_judged_only_the_sample_the_weighted_figures_stand_beside():
    rng = np.random.default_rng(9)
    table, stratum = population(rng, 300, interviews=6)
    chosen = draw(rng, stratum, (20, 60))
    third = np.stack([*np.swapaxes(table.applied, 0, 1), table.applied[:, 0] ^ (rng.random((300, 2)) < 0.1)], axis=1)
    three = replace(
        table, raters=("m", "Ben", "Cleo"), applied=third,
        seen=np.stack([np.ones(300, dtype=bool), chosen, np.ones(300, dtype=bool)], axis=1),
    )  # fmt: skip
    three = replace(three, applied=three.applied & three.seen[:, :, None])
    stored = StoredSample(number=4, drawn_at="", drawn=sample_with(table, stratum, chosen))
    kinds = KINDS | {"Cleo": RaterKind.PERSON}

    def reported(judged):
        return agreement_of_codes(judged, kinds, unit_rule="")

    found = agreement_of_sample(three, stored, reported, named=False)
    assert (found.design.weighted, found.design.raters, found.units) == (False, ("Ben",), 300)
    assert found.overall == reported(three).overall
    assert found.design.weighted_figures.pairs == reported(drawn_units(three, stored.drawn)).pairs
    for text in (markdown_report(found), html_report(found)):
        assert "Ben judged hardly any turn but those of sample 4" in text
        assert "Pairs, with and without weights" in text
    named = agreement_of_sample(three, stored, reported, named=True)
    assert named.pair("m", "Cleo").units == 80


def test_a_sample_of_which_nothing_is_judged_is_refused():
    table, stratum = population(np.random.default_rng(1), 30)
    chosen = draw(np.random.default_rng(1), stratum, (3, 3))
    with pytest.raises(AgreementError, match="None of the turns"):
        drawn_units(table.rows(~chosen), sample_with(table, stratum, chosen))


@pytest.fixture
def study(tmp_path, monkeypatch):
    """A study of which Anna coded a sample."""
    monkeypatch.chdir(tmp_path)
    path = study_of_a_model(tmp_path / "study.db")
    done("sample", "anna.xlsx", "--size", 30, "--seed", 1, "--strata", "code")
    fill("anna.xlsx", "back.xlsx")
    done("import", "--as", "codings", "--rater", "Anna", "back.xlsx")
    return path


def agreed(*words):
    return json.loads(done("agree", *words, "--json").stdout)


def test_the_command_weighs_what_a_person_coded_of_a_sample(study):
    found = agreed()
    assert found == agreed("--sample", 1)
    assert (found["design"]["sample"], found["design"]["raters"], found["design"]["weighted"]) == (1, ["Anna"], True)
    drawn = drawn_in(study).drawn
    said = [("worry" in model_codes(u), "worry" in true_codes(u)) for u in drawn.chosen]
    weight = np.array([1 / drawn.strata[u.stratum].probability for u in drawn.chosen])
    table = np.array([[weight[[each == (a, b) for each in said]].sum() for b in (0, 1)] for a in (0, 1)])
    share = table / table.sum()
    expected = share.sum(axis=1) @ share.sum(axis=0)
    (worry,) = (each for each in found["codes"] if each["code"] == "worry")
    assert worry["percent_agreement"]["value"] == pytest.approx(np.trace(share))
    assert worry["cohen_kappa"]["value"] == pytest.approx((np.trace(share) - expected) / (1 - expected))
    assert worry["counts"] == [said.count((a, b)) for a, b in ((1, 1), (1, 0), (0, 1), (0, 0))]
    (raw,) = (each for each in found["design"]["unweighted_figures"]["codes"] if each["code"] == "worry")
    assert raw["percent_agreement"]["value"] == pytest.approx(np.mean([a == b for a, b in said]))
    shown = " ".join(done("agree", "--html", "a.html", "--markdown", "a.md").output.split())
    assert "Figures are weighted: the 30 turns of sample 1 were drawn at random from 76" in shown
    assert "Unweighted, which speaks of the drawn turns alone" in shown
    assert any("inverse of its probability" in sentence for sentence in found["methods"])


def test_one_more_rater_of_everything_leaves_the_figures_as_they_are_and_the_sample_beside(study):
    with closing(Study(study)) as opened:
        texts = transcripts(opened)
        units = segments_of(texts.values(), Unit.TURN)
        made = [coding_of(unit, texts[unit.document].text, true_codes(unit), "Cleo") for unit in units]
        add_codings(opened, made, {"Cleo": RaterKind.PERSON}, now="")
    found = agreed()
    assert found["design"]["weighted"] is False
    assert found["units"] == 77
    assert agreed("--sample", 1)["units"] == 30
    assert agreed("--rater", "m", "--rater", "Cleo")["design"] is None


def test_a_sample_that_does_not_fit_is_refused(study):
    for words, told in (
        (["--sample", 2], "no sample 2"),
        (["--sample", 1, "--unit", "sentence"], "Use --unit turn."),
        (["--sample", 1, "--table", "back.xlsx"], "goes with a study"),
    ):
        ended = intercoder("agree", *words)
        assert ended.exit_code != 0
        assert told in ended.output
