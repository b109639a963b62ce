"""What changed between two versions of a codebook: all of it, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codebook import Code, Codebook, Exemplars, name_key
from codebook.changes import CodeChange, FieldChange, Piece, PieceKind, changes_between

KEPT, REMOVED, ADDED = PieceKind
TEXTS = st.text(st.sampled_from("ab \n\r\u202e\x00.é<"), max_size=8)
LISTS = st.lists(TEXTS, max_size=3).map(tuple)
EXEMPLARS = st.builds(Exemplars, typical=LISTS, atypical=LISTS, near_miss=LISTS)
CODES = st.builds(
    Code,
    name=st.sampled_from(["x", "X", "y", "Z", "z", "w"]),
    definition=TEXTS,
    include=LISTS,
    exclude=LISTS,
    exemplars=EXEMPLARS,
    group=st.none() | st.sampled_from(["g", "h"]),
    codable=st.booleans(),
)
GIVEN = Code(name="always")


@st.composite
def books(draw):
    """Codebooks with few codes, so that two of them share some; the first code may stand above others."""
    codes = draw(st.lists(CODES, max_size=4, unique_by=lambda code: name_key(code.name)))
    under = [code.model_copy(update={"parent": draw(st.sampled_from([None, "always"]))}) for code in codes]
    return Codebook(
        name=draw(st.sampled_from(["b", "b two"])), description=draw(TEXTS), version=draw(TEXTS), codes=(GIVEN, *under)
    )


def side(change, *, without):
    """What a field was, or is."""
    pieces = tuple(piece.text for piece in change.pieces if piece.kind is not without)
    return pieces if change.is_list else "".join(pieces)


def said(code, field):
    held = {
        "typical": code.exemplars.typical,
        "atypical": code.exemplars.atypical,
        "near miss": code.exemplars.near_miss,
        "codable": "" if code.codable else "a heading, not to be given",
    }
    value = held[field] if field in held else getattr(code, field)
    return ((value,) if value else ()) if field in ("parent", "group") else value


@given(books(), books())
def test_there_are_changes_where_the_fingerprints_differ(before, after):
    assert bool(changes_between(before, after)) == (before.fingerprint != after.fingerprint)
    assert not changes_between(before, before)


@given(books(), books())
def test_every_code_that_says_something_else_is_told_and_no_other(before, after):
    told = {name_key(each.name): each.kind for each in changes_between(before, after).codes}
    old, new = ({name_key(code.name): code for code in book.codes} for book in (before, after))
    assert {key for key, kind in told.items() if kind is ADDED} == set(new) - set(old)
    assert {key for key, kind in told.items() if kind is REMOVED} == set(old) - set(new)
    assert {key for key, kind in told.items() if kind is KEPT} == {
        key for key in set(old) & set(new) if old[key] != new[key]
    }


@given(books(), books())
def test_the_pieces_of_a_field_are_what_it_was_and_what_it_is(before, after):
    found = changes_between(before, after)
    for change in found.fields:
        assert side(change, without=ADDED) == getattr(before, change.field)
        assert side(change, without=REMOVED) == getattr(after, change.field)
    for code in found.codes:
        for change in code.fields:
            if code.kind is not ADDED:
                assert side(change, without=ADDED) == said(before[code.name], change.field)
            if code.kind is not REMOVED:
                assert side(change, without=REMOVED) == said(after[code.name], change.field)
            assert any(piece.kind is not KEPT for piece in change.pieces)


@given(books(), books())
def test_the_other_way_round_what_was_added_is_removed(before, after):
    there, back = changes_between(before, after), changes_between(after, before)
    turned = {KEPT: KEPT, ADDED: REMOVED, REMOVED: ADDED}
    assert {name_key(each.name): turned[each.kind] for each in there.codes} == {
        name_key(each.name): each.kind for each in back.codes
    }
    assert there.is_reordered == back.is_reordered


def test_within_a_text_words_are_told_apart():
    before, after = (
        Codebook(name="b", codes=(Code(name="x", definition=f"What makes it {how} to come."),))
        for how in ("hard", "very hard")
    )
    (change,) = changes_between(before, after).codes
    pieces = (Piece(KEPT, "What makes it "), Piece(ADDED, "very "), Piece(KEPT, "hard to come."))
    assert change == CodeChange("x", KEPT, (FieldChange("definition", False, pieces),))


@pytest.mark.parametrize(("names", "expected"), [("xyz", False), ("yxz", True), ("xz", False), ("xqyz", False)])
def test_another_order_of_the_codes_that_are_in_both_is_told(names, expected):
    before, after = (Codebook(name="b", codes=tuple(Code(name=name) for name in each)) for each in ("xyz", names))
    assert changes_between(before, after).is_reordered == expected
