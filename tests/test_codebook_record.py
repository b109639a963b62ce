import pytest

from codebook import Code, Codebook, CodebookError, Exemplars


def book(*codes: Code, name: str = "Study") -> Codebook:
    return Codebook(name=name, codes=codes)


CARE = book(
    Code(name="Burden", codable=False),
    Code(name="time-squeeze", parent="Burden", group="outcome"),
    Code(name="guilt", parent="time-squeeze", group="outcome"),
    Code(name="help"),
)


def test_a_code_is_found_whatever_the_case_and_spacing_of_its_name() -> None:
    assert CARE["TIME-Squeeze"].name == "time-squeeze"
    assert " Help " in CARE
    assert "nothing" not in CARE
    with pytest.raises(KeyError):
        CARE["nothing"]


def test_children_and_ancestors_follow_the_hierarchy() -> None:
    assert [code.name for code in CARE.children(None)] == ["Burden", "help"]
    assert [code.name for code in CARE.children("burden")] == ["time-squeeze"]
    assert [code.name for code in CARE.ancestors("guilt")] == ["time-squeeze", "Burden"]


def test_headings_are_not_codable_and_groups_hold_their_codes() -> None:
    assert [code.name for code in CARE.codable] == ["time-squeeze", "guilt", "help"]
    assert {name: [code.name for code in codes] for name, codes in CARE.groups.items()} == {
        "outcome": ["time-squeeze", "guilt"]
    }


@pytest.mark.parametrize(
    ("codes", "told"),
    [
        ((), "no codes"),
        ((Code(name="a"), Code(name="A ")), "has the name of code number 1"),
        ((Code(name=" "),), "has no name"),
        ((Code(name="a\nb"),), "line break"),
        ((Code(name="a", parent="b"),), "'b' of code 'a' is not a code"),
        ((Code(name="a", parent="a"),), "circle: a > a"),
        (
            (Code(name="a", parent="b"), Code(name="b", parent="c"), Code(name="c", parent="b")),
            "circle: b > c > b",
        ),
        ((Code(name="a", codable=False),), "None of its codes is codable"),
    ],
)
def test_a_codebook_that_does_not_hold_together_is_refused(codes: tuple[Code, ...], told: str) -> None:
    with pytest.raises(CodebookError, match=told):
        book(*codes)


def test_the_stored_form_reads_back_equal_with_the_same_fingerprint() -> None:
    again = Codebook.model_validate_json(CARE.model_dump_json())
    assert again == CARE
    assert again.fingerprint == CARE.fingerprint


def test_the_fingerprint_of_a_code_changes_with_every_field() -> None:
    code = Code(name="a")
    edits = [
        {"name": "b"},
        {"definition": "x"},
        {"include": ("x",)},
        {"exclude": ("x",)},
        {"exemplars": Exemplars(typical=("x",))},
        {"exemplars": Exemplars(near_miss=("x",))},
        {"group": "x"},
    ]
    prints = [book(code.model_copy(update=edit)).fingerprint for edit in [{}, *edits]]
    assert len(set(prints)) == len(prints)


def test_the_order_of_codes_changes_the_whole_fingerprint_but_no_codes() -> None:
    one, other = Code(name="a"), Code(name="b")
    assert book(one, other).fingerprint != book(other, one).fingerprint
    assert book(one, other).fingerprints == book(other, one).fingerprints


def test_the_version_label_is_not_part_of_the_fingerprint() -> None:
    one = Codebook(name="a", version=1, codes=(Code(name="a"),))
    assert one.fingerprint == one.model_copy(update={"version": "2"}).fingerprint
