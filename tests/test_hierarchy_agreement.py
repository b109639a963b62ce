from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from codebook import read_codebook
from evaluation.errors import AgreementError
from evaluation.hierarchy import depth, path_from_top, roll_up, with_ancestors

PARENTS = {"joy": "feeling", "glee": "joy", "bliss": "joy", "fear": "feeling", "feeling": None, "work": None}
CODES = ("work", "glee", "joy", "fear", "bliss", "feeling")


def given_codes(rolled, unit, rater):
    return {code for code, given_it in zip(rolled.codes, rolled.applied[unit, rater], strict=True) if given_it}


def applied_of(*rows):
    return np.array([[[code in names.split() for code in CODES] for names in row] for row in rows])


ROWS = applied_of(("glee", "bliss"), ("joy", "fear"), ("feeling work", ""), ("glee fear", "work"))


def test_the_top_level_makes_codes_of_one_branch_the_same():
    top = roll_up(CODES, ROWS, PARENTS)
    assert top.codes == ("work", "feeling")
    assert [[given_codes(top, unit, rater) for rater in (0, 1)] for unit in range(4)] == [
        [{"feeling"}, {"feeling"}],
        [{"feeling"}, {"feeling"}],
        [{"feeling", "work"}, set()],
        [{"feeling"}, {"work"}],
    ]


def test_a_code_above_the_level_stays_and_holds_only_what_it_was_given_itself():
    second = roll_up(CODES, ROWS, PARENTS, level=2)
    assert second.codes == ("work", "joy", "fear", "feeling")
    assert [[given_codes(second, unit, rater) for rater in (0, 1)] for unit in range(4)] == [
        [{"joy"}, {"joy"}],
        [{"joy"}, {"fear"}],
        [{"feeling", "work"}, set()],
        [{"joy", "fear"}, {"work"}],
    ]


def test_a_level_at_the_depth_of_the_hierarchy_or_below_changes_nothing():
    assert depth(CODES, PARENTS) == 3
    for level in (3, 9):
        rolled = roll_up(CODES, ROWS, PARENTS, level=level)
        assert rolled.codes == CODES
        assert (rolled.applied == ROWS).all()


def test_every_ancestor_is_given_where_a_code_under_it_is():
    every = with_ancestors(CODES, ROWS, PARENTS)
    assert sorted(every.codes) == sorted(CODES)
    assert given_codes(every, 0, 0) == {"glee", "joy", "feeling"}
    assert given_codes(every, 2, 0) == {"feeling", "work"}
    assert given_codes(every, 3, 0) == {"glee", "joy", "fear", "feeling"}
    assert given_codes(every, 2, 1) == set()


def test_headings_that_no_rater_can_give_come_in():
    applied = np.array([[[True, False], [False, True]]])
    parents = {"glee": "joy", "bliss": "joy", "joy": "feeling"}
    assert roll_up(("glee", "bliss"), applied, parents).codes == ("feeling",)
    assert roll_up(("glee", "bliss"), applied, parents).applied.tolist() == [[[True], [True]]]
    assert with_ancestors(("glee", "bliss"), applied, parents).codes == ("feeling", "joy", "glee", "bliss")


def test_codes_that_the_mapping_does_not_name_are_at_the_top():
    assert path_from_top("other", PARENTS) == ("other",)
    assert path_from_top("glee", PARENTS) == ("feeling", "joy", "glee")


@pytest.mark.parametrize("parents", [{"a": "b", "b": "c", "c": "a"}, {"x": "a", "a": "b", "b": "c", "c": "a"}])
def test_parents_in_a_circle_are_refused_by_name(parents):
    first = next(iter(parents))
    with pytest.raises(AgreementError, match="circle: a > b > c > a"):
        roll_up((first,), np.ones((1, 2, 1), dtype=bool), parents)


def test_a_code_that_is_its_own_parent_is_a_circle():
    with pytest.raises(AgreementError, match="circle: a > a"):
        with_ancestors(("a",), np.ones((1, 2, 1), dtype=bool), {"a": "a"})


def test_there_is_no_level_above_the_top():
    with pytest.raises(AgreementError, match="no level 0"):
        roll_up(CODES, ROWS, PARENTS, level=0)


@st.composite
def trees(draw):
    size = draw(st.integers(1, 7))
    parents = {str(n): draw(st.sampled_from([None, *map(str, range(n))])) for n in range(size)}
    return parents, draw(arrays.arrays(bool, (3, 2, size)))


@given(trees(), st.integers(1, 4))
def test_no_judgement_is_lost_or_made_up(tree, level):
    parents, applied = tree
    codes = tuple(parents)
    rolled, every = roll_up(codes, applied, parents, level=level), with_ancestors(codes, applied, parents)
    assert (rolled.applied.any(axis=2) == applied.any(axis=2)).all()
    for column, name in enumerate(every.codes):
        under = [place for place, code in enumerate(codes) if name in path_from_top(code, parents)]
        assert (every.applied[:, :, column] == applied[:, :, under].any(axis=2)).all()
    for column, name in enumerate(rolled.codes):
        if len(path_from_top(name, parents)) == level:
            assert (rolled.applied[:, :, column] == every.applied[:, :, every.codes.index(name)]).all()


def test_the_demo_codebook_has_two_levels_and_headings_that_take_the_codes_under_them():
    path = Path(__file__).resolve().parents[1] / "coder/demo/codebook.yaml"
    book = read_codebook(path.name, path.read_bytes()).codebook
    parents = {code.name: code.parent for code in book.codes}
    codable = [code.name for code in book.codable]
    assert depth(codable, parents) == 2
    applied = np.eye(len(codable), dtype=bool)[None]
    top = roll_up(codable, applied, parents)
    assert [top.codes[column] for column in top.applied[0].argmax(axis=1)] == [
        parents[code] or code for code in codable
    ]
