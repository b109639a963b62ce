import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from runs import Grounding
from runs.quotations import find_quotation, normalised

AWKWARD = st.text(
    alphabet=st.one_of(
        st.sampled_from(
            "ab .-'\"\n\t\u00a0\u2009\u2019\u201c\u201d\u2014\u2013\u2026\u0301\u00e9e\u200b\u00ad"
            "\u05d0\u0628\U0001f600\u200d\u1112\u1161\u11ab\u212a\u0344\u09c7\u09be"
        ),
        st.characters(),
    ),
    max_size=60,
)


def spans(text: str, quotation: str, **bounds: int) -> list[tuple[int, int]]:
    return [(match.start, match.end) for match in find_quotation(text, quotation, **bounds)]


@given(AWKWARD, st.data())
def test_any_slice_of_any_text_is_found_exactly(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    matches = find_quotation(text, text[start:end])
    assert start == end or (start, end, Grounding.EXACT) in matches
    for match in matches:
        assert text[match.start : match.end] == text[start:end]


@given(AWKWARD, AWKWARD)
def test_a_normalised_match_maps_to_a_slice_that_normalises_to_the_same_string(text: str, other: str) -> None:
    for match in find_quotation(text, other):
        assert 0 <= match.start < match.end <= len(text)
        assert (match.grounding is Grounding.EXACT) == (text[match.start : match.end] == other)
        assert normalised(text[match.start : match.end]) == normalised(other)


@given(AWKWARD, AWKWARD, AWKWARD)
def test_a_retyped_quotation_between_words_is_found(before: str, quotation: str, after: str) -> None:
    text = f"{before} x{quotation}x {after}"
    retyped = unicodedata.normalize("NFD", f"x{quotation}x".replace("\u2019", "'").replace(" ", "\n "))
    if normalised(retyped) == normalised(f"x{quotation}x"):
        found = [text[match.start : match.end] for match in find_quotation(text, retyped)]
        assert found
        assert all(normalised(part) == normalised(retyped) for part in found)


@given(AWKWARD)
def test_normalising_composes_as_unicode_does(text: str) -> None:
    plain = "".join(character for character in text if character.isalnum() or unicodedata.combining(character))
    assert normalised(plain) == unicodedata.normalize("NFC", plain)


def test_what_composes_with_the_character_before_is_a_mark_or_a_hangul_vowel_or_final() -> None:
    for code_point in range(0x110000):
        decomposition = unicodedata.decomposition(chr(code_point)).split()
        if len(decomposition) == 2 and not decomposition[0].startswith("<"):
            assert unicodedata.category(chr(int(decomposition[1], 16)))[0] == "M"


def test_every_exact_place_is_given_even_where_they_overlap() -> None:
    assert spans("banana", "ana") == [(1, 4), (3, 6)]


def test_exact_places_hide_normalised_ones() -> None:
    assert spans("it's it\u2019s", "it's") == [(0, 4)]


def test_a_search_stays_within_its_bounds_and_counts_from_the_beginning_of_the_text() -> None:
    assert spans("yes no yes", "yes", start=1) == [(7, 10)]
    assert spans("yes no yes", "yes", end=9) == [(0, 3)]
    assert spans("a \u2019 b \u2019", "'", start=3) == [(6, 7)]


def test_an_empty_or_blank_quotation_is_nowhere() -> None:
    assert spans("some text", "") == []
    assert spans("some-text", "  ") == []


def test_typing_differences_are_bridged() -> None:
    text = "She said \u201cwell\u00a0\u2013  I don\u2019t\nknow\u2026\u201d and left"
    (match,) = find_quotation(text, '"well - I don\'t know..."')
    assert match.grounding is Grounding.NORMALISED
    assert text[match.start : match.end] == "\u201cwell\u00a0\u2013  I don\u2019t\nknow\u2026\u201d"


def test_composed_and_decomposed_accents_are_the_same() -> None:
    assert spans("un cafe\u0301 noir", "caf\u00e9") == [(3, 8)]
    assert spans("un caf\u00e9 noir", "cafe\u0301") == [(3, 7)]
    assert spans("\U0001f600 \u1112\u1161\u11ab", "\ud55c") == [(2, 5)]


def test_a_letter_does_not_match_the_same_letter_under_an_accent_after_normalising() -> None:
    assert spans("cafe\u0301\u00a0noir", "cafe noir") == []


def test_right_to_left_text_and_joined_emoji_are_found_whole() -> None:
    family = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
    text = f"\u05d0\u05d1\u05d2\u00a0\u05d3\u05d4 {family} end"
    assert spans(text, "\u05d1\u05d2 \u05d3") == [(1, 5)]
    assert spans(text, f"{family}\nend") == [(7, 16)]


def test_words_that_differ_are_never_matched() -> None:
    assert spans("I never have time", "I never had time") == []
    assert spans("I never have time", "i never have time") == []
