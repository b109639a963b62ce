"""The consensus of a review: unanimous, adjudicated and unresolved told apart, and not independent of a model."""

import csv
import json
from contextlib import closing

import pytest
from kept_study import intercoder
from reviewed_study import DESIGN, NOW, decided, judged, part, study_of_turns, units_of, whole

from codebook import InputError
from evaluation.review.cases.consensus import consensus_of
from evaluation.review.cases.consensus_records import Source
from evaluation.review.cases.deciding import outcome
from evaluation.review.cases.rounds import current_review
from runs import CodingStatus, RaterKind
from runs.coding_store import raters
from runs.reviews.events import add_event
from runs.reviews.queue import CaseFilter, Order, page_of_cases
from runs.reviews.records import Choice, Decision, EventKind, NewEvent
from runs.reviews.undoing import undo
from runs.study import Study
from runs.transcript_store import transcripts

WITH_MODEL = DESIGN.model_copy(update={"audit_share": 0.0})
AUDIT_ALL = DESIGN.model_copy(update={"audit_share": 1.0})
PEOPLE = WITH_MODEL.model_copy(update={"raters": ("Ann", "Ben")})


@pytest.fixture
def study(tmp_path):
    """Turns 0 to 9: agreement on x, on nothing, three disagreements, a refusal, one that Ann alone judged."""
    opened = study_of_turns(tmp_path / "study.db")
    text = transcripts(opened)["t0"].text
    units = units_of(opened)
    said = [("x", "x"), ("", ""), ("x", "y"), ("x", ""), ("z", "w")]
    for unit, (ann, model) in zip(units, said, strict=False):
        for rater, code in (("Ann", ann), ("Ben", ann), ("m", model)):
            judged(opened, rater, unit, *([code] if code else []))
    for rater in ("Ann", "Ben"):
        judged(opened, rater, units[5], part("x", units[5].start, units[5].start + 4, text))
        judged(opened, rater, units[6], "x")
    judged(opened, "m", units[5], status=CodingStatus.REFUSED)
    yield opened
    opened.close()


def decide(study, turn, choice, *, reviewer="Lena", revealed=False, codes=(), request=None, review=1):
    """Decide the case of a turn."""
    unit = units_of(study)[turn]
    (case,) = [each for each in page_of_cases(study, review, CaseFilter(), Order.TEXT) if each.start == unit.start]
    decision = Decision(
        choice=choice,
        assignments=outcome(case, choice, codes=codes),
        shown=tuple(each.rater for each in case.judgements),
        revealed=revealed,
    )
    event = NewEvent(
        scope=f"review {review}",
        kind=EventKind.DECIDED,
        reviewer=reviewer,
        request=request or f"{review} {turn}",
        case=case.number,
        content=decision.model_dump(mode="json"),
    )
    return add_event(study, event, now=NOW)


def who(study, turn, rater):
    """The choice by which a rater's judgement of a turn is taken."""
    unit = units_of(study)[turn]
    (case,) = [each for each in page_of_cases(study, 1, CaseFilter(), Order.TEXT) if each.start == unit.start]
    return (Choice.A, Choice.B)[[each.rater for each in case.judgements].index(rater)]


def codes(study, found):
    """The codes on each turn that has a consensus, with their source."""
    places = {unit.start: number for number, unit in enumerate(units_of(study)[:10])}
    return {
        places[each.coding.start]: ("".join(given.code for given in each.coding.assignments), each.source)
        for each in found.settled
    }


def test_unanimous_adjudicated_and_unresolved_are_told_apart_and_the_rest_is_missing(study):
    current_review(study, WITH_MODEL, now=NOW)
    decide(study, 2, who(study, 2, "m"))
    decide(study, 3, Choice.NEITHER)
    found = consensus_of(study)
    assert codes(study, found) == {
        0: ("x", Source.UNANIMOUS),
        1: ("", Source.UNANIMOUS),
        2: ("y", Source.ADJUDICATED),
        3: ("", Source.ADJUDICATED),
    }
    told = found.counts
    assert (told.unanimous, told.adjudicated, told.unresolved) == (2, 2, 2)
    assert (told.rater, told.models, told.independent_of_models) == ("Consensus of review 1", ("m",), False)
    assert not any(each.coding.independent for each in found.settled)


def test_a_skipped_case_and_one_whose_decision_was_undone_are_unresolved(study):
    current_review(study, WITH_MODEL, now=NOW)
    decide(study, 2, Choice.A)
    undo(study, "review 1", "Lena", request="u", now=NOW)
    add_event(study, decided(2, "s", kind=EventKind.SKIPPED), now=NOW)
    assert consensus_of(study).counts.unresolved == 4


def test_a_refused_judgement_that_was_decided_counts_and_an_open_one_is_missing(study):
    current_review(study, WITH_MODEL, now=NOW)
    decide(study, 5, who(study, 5, "Ann"))
    assert codes(study, consensus_of(study))[5] == ("x", Source.ADJUDICATED)


def test_an_audit_confirms_or_changes_what_was_unanimous(study):
    current_review(study, AUDIT_ALL, now=NOW)
    decide(study, 0, Choice.COMPOSED, codes=["w"])
    decide(study, 1, Choice.A)
    found = consensus_of(study)
    assert codes(study, found) == {0: ("w", Source.ADJUDICATED), 1: ("", Source.UNANIMOUS)}
    assert (found.counts.confirmed, found.counts.revised) == (1, 1)


def test_a_decision_about_codings_that_were_replaced_takes_no_part_also_where_nothing_was_drawn_since(study):
    current_review(study, WITH_MODEL, now=NOW)
    decide(study, 2, Choice.A)
    decide(study, 3, Choice.A)
    judged(study, "m", units_of(study)[2], "w")
    judged(study, "m", units_of(study)[3], "x")
    found = consensus_of(study)
    assert (found.counts.outdated, 2 in codes(study, found)) == (2, False)
    assert codes(study, found)[3] == ("x", Source.UNANIMOUS)
    current_review(study, WITH_MODEL, now=NOW)
    assert consensus_of(study) == found


def test_the_consensus_of_two_people_is_independent_of_models_unless_the_reviewer_was_shown_their_codes(study):
    judged(study, "Ben", units_of(study)[2], "z")
    judged(study, "Ben", units_of(study)[4], "x")
    current_review(study, PEOPLE, now=NOW)
    decide(study, 2, Choice.A, revealed=True)
    found = consensus_of(study)
    assert (found.counts.models, found.counts.informed, found.counts.revealed) == ((), 0, 1)
    assert found.counts.independent_of_models
    assert {each.source: each.coding.independent for each in found.settled} == {
        Source.UNANIMOUS: True,
        Source.ADJUDICATED: False,
    }
    current_review(study, WITH_MODEL, now=NOW)
    decide(study, 3, Choice.A, review=2)
    decide(study, 4, Choice.A)
    found = consensus_of(study, 1)
    assert (found.counts.adjudicated, found.counts.informed) == (2, 1)
    assert not found.counts.independent_of_models
    assert consensus_of(study).counts.review == 2


def test_passages_of_either_are_kept_where_both_gave_a_code(study):
    unit, text = units_of(study)[7], transcripts(study)["t0"].text
    judged(study, "Ann", unit, part("x", unit.start, unit.start + 4, text))
    judged(study, "m", unit, part("x", unit.start + 8, unit.start + 12, text))
    current_review(study, WITH_MODEL, now=NOW)
    (settled,) = [each for each in consensus_of(study).settled if each.coding.start == unit.start]
    assert [(each.start, each.quotation) for each in settled.coding.assignments] == [
        (unit.start, text[unit.start : unit.start + 4]),
        (unit.start + 8, text[unit.start + 8 : unit.start + 12]),
    ]


def test_the_name_is_never_that_of_a_rater_of_the_study(study):
    current_review(study, WITH_MODEL, now=NOW)
    judged(study, "Consensus of review 1", units_of(study)[0], whole("x", units_of(study)[0], "x" * 99))
    name = consensus_of(study).counts.rater
    assert name not in raters(study)


@pytest.mark.parametrize("number", [0, 3])
def test_a_study_without_the_review_says_so(study, number):
    with pytest.raises(InputError, match="review"):
        consensus_of(study, number)


@pytest.fixture
def settled(study):
    """The study file with two cases decided."""
    current_review(study, WITH_MODEL, now=NOW)
    decide(study, 2, Choice.A)
    decide(study, 3, Choice.B)
    return study.path


def agreed(study, *words):
    """The report as JSON."""
    said = intercoder("agree", "--json", "--speakers", "P", "--study", study, *words)
    assert said.exit_code == 0, said.output
    return json.loads(said.stdout)


def test_agree_is_of_labels_before_adjudication_and_says_so_where_there_are_others(settled, tmp_path):
    report = agreed(settled)
    assert (report["consensus"], report["decided_cases"], report["raters"]) == (None, 2, ["Ann", "Ben", "m"])
    said = "before adjudication; the 2 decided cases of this study take no part"
    printed = intercoder("agree", "--speakers", "P", "--study", settled, "--markdown", tmp_path / "r.md")
    assert said in " ".join(printed.stdout.split())
    assert said in (tmp_path / "r.md").read_text(encoding="utf-8")


def test_agree_with_the_consensus_says_how_it_came_about_and_warns_in_every_form(settled, tmp_path):
    plain, report = agreed(settled), agreed(settled, "--consensus")
    assert {"unanimous": 2, "adjudicated": 2, "unresolved": 2}.items() <= report["consensus"].items()
    assert report["raters"][-1] == "Consensus of review 1"
    assert report["rater_details"][-1]["kind"] == RaterKind.CONSENSUS
    assert report["rater_details"][-1]["units_seen"] == 4
    assert report["overall"] == plain["overall"]
    before = {(each["a"], each["b"]): each for each in plain["pairs"]}
    assert {key: each for each in report["pairs"] if (key := (each["a"], each["b"])) in before} == before
    files = tmp_path / "r.html", tmp_path / "r.md"
    words = ("agree", "--speakers", "P", "--study", settled, "--html", files[0], "--markdown", files[1], "--consensus")
    told = [intercoder(*words).stdout, *(file.read_text(encoding="utf-8") for file in files)]
    for text in (" ".join(each.split()) for each in told):
        assert "gave unanimously (2 turns) and what was adjudicated (2); 2 are unresolved" in text
        assert "not independent of m, whose codes it was made from" in text


def test_agree_with_named_raters_takes_the_consensus_of_a_named_review_as_well(settled):
    report = agreed(settled, "--rater", "Ann", "--rater", "Ben", "--consensus", "1", "--reference", "Ann")
    assert report["raters"] == ["Ann", "Ben", "Consensus of review 1"]
    said = intercoder("agree", "--study", settled, "--consensus", "7")
    assert (said.exit_code, "no review 7" in said.output) == (2, True)


def test_the_consensus_is_exported_with_its_sources_and_what_is_unresolved_is_counted(settled, tmp_path):
    file = tmp_path / "consensus.csv"
    said = intercoder("export", "csv", file, "--study", settled, "--consensus")
    assert said.exit_code == 0
    assert said.stderr == ("Consensus of review 1: 2 turns unanimous, 2 adjudicated; 2 are unresolved and left out.\n")
    rows = list(csv.DictReader(file.read_text(encoding="utf-8-sig").splitlines()))
    assert [(row["status"], row["source"], row["rater_kind"]) for row in rows if row["start"] == rows[0]["start"]] == [
        ("coded", "unanimous", "consensus")
    ]
    assert sorted({row["source"] for row in rows}) == ["adjudicated", "unanimous"]
    assert len({row["judged_start"] for row in rows}) == 4
    text = transcripts_of(settled)
    assert all(row["quotation"] == text[int(row["start"]) : int(row["end"])] for row in rows if row["code"])
    for form in ("jsonl", "xlsx"):
        told = intercoder("export", form, tmp_path / f"c.{form}", "--study", settled, "--json", "--consensus")
        assert json.loads(told.stdout)["consensus"]["unresolved"] == 2
    lines = (tmp_path / "c.jsonl").read_text(encoding="utf-8").splitlines()
    assert {json.loads(line)["source"] for line in lines} == {"adjudicated", "unanimous"}


def transcripts_of(path):
    """The text of the first interview."""
    with closing(Study(path)) as opened:
        return transcripts(opened)["t0"].text


def test_an_export_of_all_codings_holds_no_consensus_and_no_source(settled, tmp_path):
    file = tmp_path / "all.csv"
    assert intercoder("export", "csv", file, "--study", settled).exit_code == 0
    rows = list(csv.DictReader(file.read_text(encoding="utf-8-sig").splitlines()))
    assert "source" not in rows[0]
    assert {row["rater"] for row in rows} == {"Ann", "Ben", "m"}


def test_a_spreadsheet_has_no_consensus_of_a_review(tmp_path):
    (tmp_path / "t.csv").write_text("unit,rater,codes\n1,a,x\n1,b,x\n", encoding="utf-8")
    said = intercoder("agree", "--table", tmp_path / "t.csv", "--consensus")
    assert (said.exit_code, "--consensus goes with a study" in said.output) == (2, True)
