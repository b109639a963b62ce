import json
import os
import subprocess
import sys
from contextlib import closing

import pytest
from click.testing import CliRunner

from codebook import Code, Codebook
from coder.cli import main
from runs import Assignment, Coding, CodingStatus, Grounding, Rater, RaterKind, Transcript, Turn
from runs.coding_store import add_codebook, add_codings, rater_number
from runs.ledger.comparison import changed_segments, compare_runs
from runs.ledger.entries import begin_run
from runs.study import Study
from runs.transcript_store import add_transcript

BOOK = Codebook(
    name="b", codes=(Code(name="[strain]", definition="Too much."), Code(name="relief", definition="Less."))
)
SIZE = 10
COMMAND = [sys.executable, "-c", "from coder.cli import main; main()"]


def study_of(path, *runs, turns=10):
    """A study with a run for each ``(codes of each turn, how)``; a status instead of codes means no answer."""
    study = Study(path, create=True)
    marks = tuple(Turn(position=i + 1, speaker="P", start=i * SIZE, end=i * SIZE + 9) for i in range(turns))
    add_transcript(study, Transcript(document="[t]", text="a" * SIZE * turns, turns=marks, format="x"), now="")
    for number, (judged, how) in enumerate(runs, start=1):
        add_run(study, number, judged, **how)
    return study


def add_run(study, number, judged, *, book=BOOK, unit="turn", temperature=0, grounding=Grounding.UNIT, shift=0):
    add_codebook(study, book, now="")
    (codebook,) = study.connection.execute(
        "select id from codebooks where fingerprint = ?", [book.fingerprint]
    ).fetchone()
    name = f"m{number}"
    rater = rater_number(study, Rater(name=name, kind=RaterKind.MODEL))
    settings = {"unit": unit, "parameters": {"model": "m", "temperature": temperature}, "address": "http://x:1/v1"}
    begin_run(study, key=name, rater=rater, codebook=codebook, model="m", settings=json.dumps(settings), now="")
    add_codings(
        study,
        [coding(name, number, turn, given, grounding, shift) for turn, given in judged.items()],
        {name: RaterKind.MODEL},
        now="",
    )


def coding(rater, run, turn, given, grounding, shift):
    start, end = turn * SIZE, turn * SIZE + 9 - shift
    if isinstance(given, CodingStatus):
        return Coding(document="[t]", rater=rater, start=start, end=end, run=run, status=given)
    found = tuple(
        Assignment(code=code, quotation="a", start=start, end=start + 1, grounding=grounding) for code in given
    )
    return Coding(document="[t]", rater=rater, start=start, end=end, run=run, assignments=found)


S, R = "[strain]", "relief"
ONE = {0: [S], 1: [S], 2: [S, R], 3: [], 4: [], 5: [S], 6: CodingStatus.FAILED, 7: [R], 8: CodingStatus.REFUSED}
OTHER = {0: [S], 1: [], 2: [S], 3: [S], 4: [], 5: CodingStatus.TRUNCATED, 6: [S], 8: CodingStatus.FAILED, 9: [S]}


def test_only_segments_that_both_judged_are_compared_and_what_is_missing_is_never_a_negative(tmp_path):
    with closing(study_of(tmp_path / "s.db", (ONE, {}), (OTHER, {}))) as study:
        found = compare_runs(study, 1, 2)
    strain, relief = found.codes
    assert (strain.both, strain.only_a, strain.only_b, strain.neither) == (2, 1, 1, 1)
    assert (relief.both, relief.only_a, relief.only_b, relief.neither) == (0, 1, 0, 4)
    spans = found.segments
    assert (spans.compared, spans.changed) == (5, 3)
    assert (spans.only_a_judged, spans.only_b_judged, spans.neither_judged) == (1, 1, 1)
    assert (spans.only_in_a, spans.only_in_b) == (1, 1)


def test_a_later_coding_of_a_segment_takes_the_place_of_the_one_before(tmp_path):
    with closing(study_of(tmp_path / "s.db", ({0: CodingStatus.FAILED}, {}), ({0: [S]}, {}))) as study:
        assert compare_runs(study, 1, 2).segments.compared == 0
        later = coding("m1", 1, 0, [S], Grounding.UNIT, 0)
        add_codings(study, [later], {"m1": RaterKind.MODEL}, now="")
        found = compare_runs(study, 1, 2)
    assert (found.segments.compared, found.codes[0].both) == (1, 1)


def test_each_changed_segment_is_named_with_its_turn_and_its_codes(tmp_path):
    with closing(study_of(tmp_path / "s.db", (ONE, {}), (OTHER, {}))) as study:
        changed = [(c.document, c.turn, c.codes_a, c.codes_b) for c in changed_segments(study, 1, 2)]
    assert changed == [("[t]", 2, (S,), ()), ("[t]", 3, (S, R), (S,)), ("[t]", 4, (), (S,))]


def test_the_command_shows_counts_agreement_kappa_and_what_differs_in_a_narrow_terminal(tmp_path):
    path = tmp_path / "s.db"
    study_of(path, (ONE, {}), (OTHER, {"temperature": 1})).close()
    words = ["runs", "compare", "1", "2", "--list", "--study", str(path)]
    environment = {**os.environ, "COLUMNS": "80", "PYTHONUTF8": "1"}
    done = subprocess.run([*COMMAND, *words], capture_output=True, text=True, check=True, env=environment)
    rows = [" ".join(line.split()) for line in done.stdout.splitlines()]
    assert "temperature: 0 in A, 1 in B" in rows
    assert "Both judged 5 segments; 3 of them changed (60.0 %)." in rows
    assert "[strain] 2 1 1 1 60.0 % 0.17" in rows
    assert "relief 0 1 0 4 80.0 % 0.00" in rows
    assert "Warning: Not compared: 1 that only A judged; B has no usable answer for them." in rows
    assert "Warning: Not compared: 1 of B, whose spans A has no coding of." in rows
    assert "[t] turn 3 [20:29] A: [strain], relief B: [strain]" in rows


def test_json_holds_the_same_figures_and_null_where_a_coefficient_is_undefined(tmp_path):
    path = tmp_path / "s.db"
    study_of(path, ({0: [S], 1: []}, {}), ({0: [S], 1: []}, {})).close()
    done = CliRunner().invoke(main, ["runs", "compare", "1", "2", "--json", "--study", str(path)])
    said = json.loads(done.stdout)
    strain, relief = said["comparison"]["codes"]
    assert (strain["percent_agreement"], strain["kappa"]) == (1.0, 1.0)
    assert (relief["percent_agreement"], relief["kappa"]) == (None, None)
    assert said["schema_version"] == 1
    assert "changed" not in said


def test_codes_whose_definition_differs_are_marked_and_those_of_one_codebook_are_not_compared(tmp_path):
    path = tmp_path / "s.db"
    edited = (
        Code(name=S, definition="Far too much."),
        Code(name=R, definition="Less."),
        Code(name="new", definition="N."),
    )
    study_of(path, ({0: [S]}, {}), ({0: [S, "new"]}, {"book": Codebook(name="b", codes=edited)})).close()
    with closing(Study(path)) as study:
        found = compare_runs(study, 1, 2)
    assert [(code.code, code.same_definition) for code in found.codes] == [(S, False), (R, True)]
    assert found.only_in_codebook_b == ("new",)
    assert found.segments.changed == 0
    shown = CliRunner().invoke(main, ["runs", "compare", "1", "2", "--study", str(path)]).stdout
    assert "The runs used different codebooks; the definition differs of [strain]." in shown
    assert "[strain] *" in shown
    assert "only the codebook of B has them: new." in shown


def test_ungrounded_codes_do_not_count_and_are_told(tmp_path):
    with closing(study_of(tmp_path / "s.db", ({0: [S]}, {"grounding": "ungrounded"}), ({0: [S]}, {}))) as study:
        found = compare_runs(study, 1, 2)
    assert (found.codes[0].only_b, found.ungrounded_a, found.ungrounded_b) == (1, 1, 0)


@pytest.mark.parametrize(
    ("b", "how", "said"),
    [
        (2, {"unit": "sentence"}, "The unit of analysis of run 1 is the turn, of run 2 the sentence."),
        (2, {"shift": 1}, "no span is the same"),
        (1, {}, "cannot be compared with itself"),
    ],
)
def test_runs_whose_segments_do_not_match_are_refused(tmp_path, b, how, said):
    path = tmp_path / "s.db"
    study_of(path, ({0: [S]}, {}), ({0: [S]}, how)).close()
    done = CliRunner().invoke(main, ["runs", "compare", "1", str(b), "--study", str(path)])
    assert (done.exit_code, said in done.output) == (2, True)
