"""Blind double coding in the app: who looked at what, what was given, undo, and whether it was blind."""

from contextlib import closing
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from reviewed_study import NOW, a_case, begun, decided, judged, study_of_turns, units_of, whole

from codebook import Code, Codebook, InputError
from evaluation.review.cases.passages import Passage
from evaluation.review.cases.rounds import current_review, design_of
from evaluation.review.coding.selecting import with_code, without
from evaluation.units import build_units
from runs import Grounding, Segment, Unit
from runs.coding_store import codings, latest_codings
from runs.errors import DamagedStudyError, StudyError
from runs.keeping.verifying import verify
from runs.reviews.coding_tasks import (
    begin_task,
    coding_task,
    coding_tasks,
    progress_of,
    task_of_documents,
    task_of_sample,
    units_of_task,
)
from runs.reviews.events import add_event, events_of_case
from runs.reviews.own_coding import code_units, has_seen_others, redo_coding, said_of, undo_coding
from runs.reviews.records import EventKind, NewEvent
from runs.samples import DrawnSample, SampledUnit, Stratum, add_sample
from runs.study import Study
from runs.transcript_store import add_transcript, transcripts
from runs.transcripts import read_transcript

BOOK = Codebook(
    name="b",
    codes=(Code(name="x"), Code(name="yes", group="g"), Code(name="no", group="g"), Code(name="h", codable=False)),
)


@pytest.fixture
def study(tmp_path):
    opened = study_of_turns(tmp_path / "study.db")
    yield opened
    opened.close()


def task(study, documents=("t0",), rater="Zoe"):
    """A task that was begun."""
    return begin_task(study, task_of_documents(study, rater, documents, Unit.TURN), now=NOW).task


def given(study, unit, *codes):
    """Codes for the whole of a unit."""
    text = transcripts(study)[unit.document].text
    return {unit: tuple(whole(code, unit, text) for code in codes)}


def code(study, unit, request, *codes):
    """Code a unit, or look at it where no code is named."""
    return code_units(study, "Zoe", given(study, unit, *codes), request=request, now=NOW)


def seen(study, rater="Zoe"):
    """Which units a table of agreement takes for seen, and with which codes."""
    texts = transcripts(study)
    table = build_units(
        units_of(study), codings(study), transcripts=texts.values(), unit="turn", codes=list("wxyz"), raters=[rater]
    )
    return [
        {code for code, on in zip(table.codes, applied, strict=True) if on} if looked else None
        for looked, applied in zip(table.seen[:, 0], table.applied[:, 0], strict=True)
    ]


def test_what_was_looked_at_is_seen_with_or_without_a_code_and_the_rest_is_missing(study):
    units = units_of_task(study, task(study), "t0")
    code(study, units[0], "a", "x", "y")
    code(study, units[1], "b")
    assert seen(study)[:3] == [{"x", "y"}, set(), None]
    assert progress_of(study, task(study)) == (("t0", 2, 10),)
    for number, unit in enumerate(units):
        code(study, unit, f"r{number}")
    (found,) = progress_of(study, task(study))
    assert found.done
    assert verify(study.path).whole


def test_each_act_is_an_event_with_its_coding_in_one_transaction_and_the_same_wish_is_done_once(study):
    unit = units_of(study)[0]
    task(study)
    (event,) = code(study, unit, "a", "x")
    assert (event.kind, event.scope, event.reviewer) == (EventKind.CODED, "coding Zoe", "Zoe")
    assert code(study, unit, "a", "y") == (event,)
    assert code(study, unit, "b", "x") == ()
    assert seen(study)[0] == {"x"}
    assert len(codings(study)) == 1
    study.connection.execute(
        "create trigger full before insert on review_events begin select raise(abort, 'full'); end"
    )
    with pytest.raises(StudyError):
        code(study, unit, "c", "y")
    assert len(codings(study)) == 1


def test_a_unit_that_was_never_seen_before_goes_back_to_unseen_and_is_no_negative(study):
    unit = units_of(study)[0]
    task(study)
    code(study, unit, "a", "x")
    assert undo_coding(study, "Zoe", request="u", now=NOW) == ((unit.document, unit.start, unit.end, None),)
    assert seen(study)[0] is None
    assert said_of(study, "Zoe", "t0") == {}
    assert progress_of(study, task(study))[0].seen == 0
    (back,) = redo_coding(study, "Zoe", request="r", now=NOW)
    assert [each.code for each in back.said.assignments] == ["x"]
    assert seen(study)[0] == {"x"}
    assert undo_coding(study, "Zoe", request="u", now=NOW)[0].said is None
    assert seen(study)[0] == {"x"}


def test_what_was_taken_back_is_no_failed_judgement_of_a_review(study):
    unit = units_of(study)[0]
    task(study)
    judged(study, "m", unit, "x")
    code(study, unit, "a", "y")
    undo_coding(study, "Zoe", request="u", now=NOW)
    review = current_review(study, design_of(study, ("Zoe", "m"), seed=1), now=NOW)
    assert review.redrawn.new == 0


class Coding(RuleBasedStateMachine):
    """A person codes units and undoes that, beside lists of what was said."""

    def __init__(self):
        super().__init__()
        self.folder = TemporaryDirectory()
        self.study = study_of_turns(Path(self.folder.name) / "study.db", documents=1, turns=3)
        self.units = units_of(self.study)
        self.now = [None] * 3
        self.done, self.undone, self.requests = [], [], 0

    def request(self):
        self.requests += 1
        return f"r{self.requests}"

    @rule(changes=st.dictionaries(st.integers(0, 2), st.sets(st.sampled_from("xy")), min_size=1))
    def code(self, changes):
        said = {}
        for number, codes in changes.items():
            said |= given(self.study, self.units[number], *sorted(codes))
        code_units(self.study, "Zoe", said, request=self.request(), now=NOW)
        new = {number: codes for number, codes in changes.items() if self.now[number] != codes}
        if new:
            self.done.append(list(self.now))
            self.undone.clear()
            for number, codes in new.items():
                self.now[number] = codes

    @rule()
    def undo(self):
        undo_coding(self.study, "Zoe", request=self.request(), now=NOW)
        if self.done:
            self.undone.append(self.now)
            self.now = self.done.pop()

    @rule()
    def redo(self):
        redo_coding(self.study, "Zoe", request=self.request(), now=NOW)
        if self.undone:
            self.done.append(self.now)
            self.now = self.undone.pop()

    @invariant()
    def the_table_says_what_holds(self):
        assert seen(self.study) == self.now

    def teardown(self):
        self.study.close()
        self.folder.cleanup()


Coding.TestCase.settings = settings(max_examples=20, stateful_step_count=15, deadline=None)
TestCoding = Coding.TestCase


def shown(document, reviewer="Zoe", request="s"):
    """That others' codes of a document were opened."""
    return NewEvent(
        scope=f"document {document}",
        kind=EventKind.SHOWN,
        reviewer=reviewer,
        request=request,
        content={"document": document},
    )


def test_what_is_coded_after_others_codes_were_shown_is_not_independent_and_what_was_blind_stays(study):
    task(study, ("t0", "t1"))
    first, second = units_of(study)[:2]
    other = units_of(study)[-1]
    code(study, first, "a", "x")
    assert not has_seen_others(study, "Zoe", "t0")
    add_event(study, shown("t0", reviewer=" zoe"), now=NOW)
    assert has_seen_others(study, "Zoe", "t0")
    code(study, first, "b", "y")
    code(study, second, "c", "y")
    code(study, other, "d", "z")
    assert seen(study)[:2] == [{"x"}, None]
    assert seen(study)[-1] == {"z"}
    assert [each.independent for each in codings(study)] == [True, False, False, True]
    undo_coding(study, "Zoe", request="u", now=NOW)
    undo_coding(study, "Zoe", request="v", now=NOW)
    undo_coding(study, "Zoe", request="w", now=NOW)
    undo_coding(study, "Zoe", request="x", now=NOW)
    assert seen(study)[:2] == [{"x"}, None]
    assert said_of(study, "Zoe", "t0") == {}


@pytest.mark.parametrize("kind", [EventKind.DECIDED, EventKind.REVEALED, EventKind.SKIPPED])
def test_one_who_settled_a_case_of_an_interview_is_not_blind_there(study, kind):
    begun(study, [a_case(1)])
    add_event(study, decided(1, "d", reviewer="Zoe", kind=kind), now=NOW)
    assert len(events_of_case(study, 1)) == 1
    assert (has_seen_others(study, "Zoe", "t0"), has_seen_others(study, "Zoe", "t1")) == (True, False)
    assert not has_seen_others(study, "Max", "t0")


def test_a_person_with_imported_codings_of_an_interview_codes_under_another_name(study):
    first, second = units_of(study)[:2]
    judged(study, "Zoe", first.model_copy(update={"end": second.end}))
    for documents in (("t0",), ("t1", "t0")):
        with pytest.raises(InputError, match="'Zoe' has codings of 't0' already"):
            task(study, documents)
    assert coding_tasks(study) == ()
    assert task(study, ("t1",)).documents[0].units == 10
    judged(study, "m", first)
    with pytest.raises(StudyError, match="is a model"):
        task(study, ("t1",), rater="m")


def test_the_same_task_goes_on_and_another_unit_in_the_same_interview_is_refused(study):
    task(study)
    code(study, units_of(study)[0], "a")
    assert task(study) == task(study)
    assert [each.number for each in coding_tasks(study)] == [1]
    assert coding_task(study, 1).task == task(study)
    with pytest.raises(InputError, match="another unit of analysis"):
        begin_task(study, task_of_documents(study, "Zoe", ["t0"], Unit.SENTENCE), now=NOW)
    with pytest.raises(InputError, match="no interview 't9'"):
        task_of_documents(study, "Zoe", ["t9"], Unit.TURN)
    with pytest.raises(StudyError, match="no coding task 7"):
        coding_task(study, 7)
    study.connection.execute("update coding_tasks set content = content || ' '")
    with pytest.raises(DamagedStudyError):
        coding_tasks(study)


def test_a_sample_is_coded_in_the_units_that_were_drawn(study):
    units = units_of(study)
    drawn = [
        SampledUnit(**unit.model_dump(), stratum=0, chosen=number in (2, 5, 12)) for number, unit in enumerate(units)
    ]
    stored = add_sample(
        study,
        DrawnSample(
            rater="m",
            codebook="",
            unit=Unit.TURN,
            strata_by="coded",
            seed=1,
            not_judged=0,
            strata=(Stratum(name="all", units=20, chosen=3),),
            units=tuple(drawn),
        ),
        now=NOW,
    )
    sampled = begin_task(study, task_of_sample(study, "Zoe", stored.number), now=NOW).task
    assert units_of_task(study, sampled, "t0") == (units[2], units[5])
    code(study, units[2], "a")
    code(study, units[3], "b")
    assert progress_of(study, sampled) == (("t0", 1, 2), ("t1", 0, 1))


def test_what_was_coded_for_another_task_counts_only_where_it_is_a_unit_of_this_one(tmp_path):
    with closing(Study(tmp_path / "two.db", create=True)) as study:
        add_transcript(study, read_transcript("t0.txt", b"P: one\n\nI: two\n\nP: three\n").transcript, now=NOW)
        for speaker in "IP":
            one = task_of_documents(study, "Zoe", ["t0"], Unit.TURN, speakers=frozenset(speaker))
            begin_task(study, one, now=NOW)
        asked, told = (each.task for each in coding_tasks(study))
        code(study, units_of_task(study, asked, "t0")[0], "a")
        assert progress_of(study, asked) == (("t0", 1, 1),)
        assert progress_of(study, told) == (("t0", 0, 2),)


TEXT = "P: one two 💛 three.\n\nI: hm\n\nP: four  five"


def units():
    """Two units of a text with an emoji and somebody else's talk between them."""
    return [
        Segment(document="t", start=start, end=end, turn=turn, speaker="P")
        for turn, start, end in ((1, 3, 19), (3, 31, len(TEXT)))
    ]


def select(start, end, name="x", said=None):
    """What a selection comes to."""
    return with_code(units(), said or {}, Passage(start, end), name, text=TEXT, codebook=BOOK)


def quoted(selected):
    """The quotations of each unit, which stand where they are said to."""
    for given in selected.said.values():
        assert all(TEXT[each.start : each.end] == each.quotation for each in given)
    return [[(each.code, each.quotation) for each in given] for given in selected.said.values()]


def test_a_selection_is_split_at_the_borders_of_units_and_the_person_is_told():
    across = select(7, 35)
    assert quoted(across) == [[("x", "two 💛 three.")], [("x", "four")]]
    assert "2 units" in across.told
    one = select(6, 12)
    assert (quoted(one), one.told) == ([[("x", "two 💛")]], "")
    every = select(0, len(TEXT))
    assert [each.grounding for given in every.said.values() for each in given] == [Grounding.UNIT] * 2


def test_a_selection_joins_what_it_touches_of_the_same_code_and_takes_itself_away():
    first = select(3, 6)
    said = {(unit.start, unit.end): given for unit, given in first.said.items()}
    assert quoted(select(5, 10, said=said)) == [[("x", "one two")]]
    assert quoted(select(11, 12, said=said)) == [[("x", "one"), ("x", "💛")]]
    (given,) = first.said.values()
    assert without(given, given[0]) == ()


@pytest.mark.parametrize(
    ("start", "end", "name", "told"),
    [
        (20, 29, "x", "lies in no unit"),
        (35, 37, "x", "lies in no unit"),
        (3, 6, "q", "no code 'q'"),
        (3, 6, "h", "'h'"),
    ],
)
def test_what_cannot_be_coded_is_said(start, end, name, told):
    with pytest.raises(InputError, match=told):
        select(start, end, name)


def test_codes_of_one_group_exclude_each_other_on_a_passage():
    said = {(unit.start, unit.end): given for unit, given in select(3, 6, "yes").said.items()}
    with pytest.raises(InputError, match="'no' and 'yes' exclude each other"):
        select(5, 9, "no", said)
    assert quoted(select(7, 10, "no", said)) == [[("yes", "one"), ("no", "two")]]


def test_a_passage_that_is_not_in_the_unit_or_not_what_stands_there_is_refused(study):
    first, second = units_of(study)[:2]
    task(study)
    with pytest.raises(InputError, match="does not lie in the unit"):
        code_units(study, "Zoe", {first: given(study, second, "x")[second]}, request="a", now=NOW)
    (assignment,) = given(study, first, "x")[first]
    with pytest.raises(InputError, match="not what stands"):
        code_units(study, "Zoe", {first: (replace(assignment, quotation="else"),)}, request="b", now=NOW)
    assert codings(study) == ()


def test_the_latest_coding_of_a_stretch_is_the_one_that_is_read(study):
    unit = units_of(study)[0]
    judged(study, "Zoe", unit, "x")
    last = judged(study, "Zoe", unit, "y")
    judged(study, "Ann", unit, "z")
    assert latest_codings(study, "Zoe", "t0") == {(unit.start, unit.end): last}
    assert latest_codings(study, "nobody", "t0") == {}
