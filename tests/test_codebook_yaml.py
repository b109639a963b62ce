import pytest
from hypothesis import given
from hypothesis import strategies as st

from codebook import Code, Codebook, CodebookError, Exemplars, FindingKind, read_codebook, write_codebook_yaml

WHOLE = """\
version: 3
name: Work and care
description: >-
  What it is
  about.
codes:
  - name: burden
    codable: false
    children:
      - name: time-squeeze
        definition: Not enough hours.
        include: one rule
        exclude: [a, "b: c"]
        group: outcome
        exemplars:
          typical: [Never a gap.]
          atypical: No haircut.
          near_miss:
            - A free evening.
  - name: No
    definition: Says no.
    parent: Burden
"""


def read(text: str) -> Codebook:
    return read_codebook("book.yaml", text.encode()).codebook


def refusal(text: str) -> str:
    with pytest.raises(CodebookError) as refused:
        read(text)
    return str(refused.value)


def code(lines: str) -> str:
    return f"name: x\ncodes:\n  - name: a\n    {lines}\n"


def test_everything_in_a_file_arrives_in_the_codebook() -> None:
    book = read(WHOLE)
    assert (book.version, book.name, book.description) == (3, "Work and care", "What it is about.")
    assert book.codes == (
        Code(name="burden", codable=False),
        Code(
            name="time-squeeze",
            definition="Not enough hours.",
            include=("one rule",),
            exclude=("a", "b: c"),
            exemplars=Exemplars(typical=("Never a gap.",), atypical=("No haircut.",), near_miss=("A free evening.",)),
            parent="burden",
            group="outcome",
        ),
        Code(name="No", definition="Says no.", parent="burden"),
    )


def test_the_order_of_keys_in_a_file_does_not_change_a_fingerprint() -> None:
    one = read("name: x\ncodes:\n- {name: a, definition: d, group: g}")
    other = read("codes:\n- {group: g, definition: d, name: a}\nname: x")
    assert one.fingerprint == other.fingerprint


@pytest.mark.parametrize("name", ["No", "yes", "on", "2024", "1.50", "2024-01-01", "0x1F", "=", "1e3"])
def test_an_unquoted_name_is_kept_as_written(name: str) -> None:
    assert read(f"name: x\ncodes:\n- name: {name}").codes[0].name == name


@pytest.mark.parametrize(("written", "version"), [("1", 1), ("1.10", "1.10"), ("'2'", "2"), ("0x10", "0x10"), ("", 1)])
def test_a_version_is_a_number_or_the_written_text(written: str, version: str | int) -> None:
    assert read(f"version: {written}\nname: x\ncodes:\n- name: a").version == version


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            code("defintion: d"),
            "Line 4: The key 'defintion' of code 'a' is unknown. Did you mean `definition`?",
        ),
        (code("examples: [d]"), "Did you mean `exemplars`?"),
        (code("colour: red"), "Line 4: The key 'colour' of code 'a' is unknown. Known here are `name`"),
        (
            "name: x\ncode:\n  - name: a",
            "Line 2: The key 'code' of the codebook is unknown. Did you mean `codes`?",
        ),
        (code("exemplars: {counter_examples: [x]}"), "Did you mean `near_miss`?"),
        (
            code("definition: d\n    definition: e"),
            "Line 5: The key 'definition' of code 'a' stands here twice",
        ),
        (code("definition: [d]"), "Line 4: `definition` of code 'a' is not a text"),
        (code("include:\n      - b: c"), "Line 5: `include` of code 'a' holds something that is not a text"),
        (code("codable: maybe"), "Line 4: `codable` of code 'a' is neither true nor false"),
        (code("codable: 'no'"), "Line 4: `codable` of code 'a' is neither"),
        (code("exemplars: [x]"), "Line 4: `exemplars` of code 'a' does not say"),
        (
            code("definition: !!python/object/apply:os.system [ls]"),
            "Line 4: `definition` of code 'a' is not a text",
        ),
        (code("children: b"), "Line 4: `children` is not a list"),
        (
            code("children: [{name: b, parent: c}]"),
            "Parent 'c' of code 'b' is not the code that it is nested under",
        ),
        ("name: x\ncodes:\n  - definition: d", "Line 3: A code has no name"),
        ("name: x\ncodes:\n  - name:\n    definition: d", "Line 3: A code has no name"),
        ("name: x\ncodes:\n  - a", "Line 3: This entry is not a code"),
        ("codes:\n  - name: a", "Line 1: The codebook has no name"),
        ("name: x\ncodes: []", "It has no codes"),
        ("name: x", "It has no codes"),
        ("- name: a", "Line 1: The file does not begin with a key"),
        ("", "Line 1: The file is empty"),
        ("name: x\ncodes:\n- name: a\n- name: A", "Line 4: Code 'A' has the name of code number 1"),
        ("name: x\ncodes:\n- name: a\n- name: b\n  parent: c", "Line 4: The parent 'c' of code 'b'"),
        (
            "name: x\ncodes:\n- {name: a, parent: b}\n- {name: b, parent: a}",
            "Line 3: The parents run in a circle",
        ),
        ("name: x\ncodes: [&a {name: b}, *a]", "Line 2: An alias"),
        ("name: x\n  codes: y", "Line 2: This is not YAML"),
        ("name: x\n---\nname: y", "Line 2: This is not YAML"),
        ("name: \x01", "control characters"),
        ("name: " + "[" * 5000, "nested too deep"),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_line(text: str, told: str) -> None:
    assert told in refusal(text)


def test_all_problems_are_told_at_once_and_long_lists_are_cut() -> None:
    with pytest.raises(CodebookError) as refused:
        read("name: x\ncodes:\n" + "".join(f"- nam: a{number}\n" for number in range(4)))
    assert refused.value.line == 3
    assert len(refused.value.problems) == 8
    assert "And 3 more." in str(refused.value)


def test_a_file_of_nested_aliases_is_refused_before_it_grows() -> None:
    bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{chr(98 + n)}: &{chr(98 + n)} [{','.join(['*' + chr(97 + n)] * 9)}]\n" for n in range(20)
    )
    assert "Line 2: An alias" in refusal(bomb)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_any_unicode_encoding_is_read(encoding: str) -> None:
    data = "name: Müdigkeit\ncodes:\n- name: é😀".encode(encoding)
    book = read_codebook("b.yaml", data).codebook
    assert (book.name, book.codes[0].name) == ("Müdigkeit", "é😀")


def test_json_with_the_same_keys_is_read_too() -> None:
    assert read('{"name": "x", "codes": [{"name": "a", "codable": true}]}').codes == (Code(name="a"),)


def findings(text: str) -> list[tuple[FindingKind, int | None, str | None]]:
    found = read_codebook("b.yaml", text.encode()).findings
    return [(finding.kind, finding.line, finding.code) for finding in found]


def test_findings_carry_their_line_and_code() -> None:
    text = """\
name: x
codes:
- name: time-squeeze
  definition: Not enough hours.
  exemplars: {typical: [Never a gap.], near_miss: [A rest.]}
- name: timesqueeze
  definition: not  enough hours.
  exemplars: {atypical: [never a GAP.]}
- name: rest; sleep
  exemplars: {typical: [A rest.], near_miss: [A rest.]}
  group: lonely
- name: heading
  codable: false
"""
    assert findings(text) == [
        (FindingKind.SAME_DEFINITION, 6, "timesqueeze"),
        (FindingKind.SIMILAR_NAME, 6, "timesqueeze"),
        (FindingKind.SHARED_EXEMPLAR, 6, "timesqueeze"),
        (FindingKind.EMPTY_DEFINITION, 9, "rest; sleep"),
        (FindingKind.SHARED_EXEMPLAR, 9, "rest; sleep"),
        (FindingKind.AWKWARD_NAME, 9, "rest; sleep"),
        (FindingKind.GROUP_OF_ONE, 9, "rest; sleep"),
    ]


def test_names_that_differ_in_their_numbers_are_not_similar() -> None:
    assert findings("name: x\ncodes:\n- {name: Question 1, definition: a}\n- {name: Question 2, definition: b}") == []


TEXT = st.text(st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from(" \n:#-'\"|>&*!%@`{[,é"))).map(
    str.strip
)
FILLED = TEXT.filter(bool)
NAME = st.one_of(
    st.sampled_from(["No", "yes", "null", "~", "1", "1.0", "2024-01-01", "=", "<<", "- a", "a: b", "#", "&a", "*a"]),
    st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"])).map(str.strip).filter(bool),
)
TEXTS = st.lists(FILLED, max_size=3).map(tuple)
EXEMPLARS = st.builds(Exemplars, typical=TEXTS, atypical=TEXTS, near_miss=TEXTS)


@st.composite
def codebooks(draw: st.DrawFn) -> Codebook:
    names = draw(st.lists(NAME, min_size=1, max_size=5, unique_by=lambda name: " ".join(name.split()).casefold()))
    codes = [
        Code(
            name=name,
            definition=draw(TEXT),
            include=draw(TEXTS),
            exclude=draw(TEXTS),
            exemplars=draw(EXEMPLARS),
            parent=draw(st.sampled_from([None, *names[:position]])),
            group=draw(st.one_of(st.none(), FILLED)),
            codable=position == 0 or draw(st.booleans()),
        )
        for position, name in enumerate(names)
    ]
    version = draw(st.one_of(st.integers(0), FILLED))
    try:
        return Codebook(name=draw(FILLED), description=draw(TEXT), version=version, codes=tuple(codes))
    except CodebookError:
        return Codebook(name="same name after composing", codes=(Code(name="a"),))


@given(codebooks())
def test_a_written_codebook_reads_back_as_the_same_codebook(book: Codebook) -> None:
    again = read(write_codebook_yaml(book))
    assert again == book
    assert again.fingerprint == book.fingerprint


def test_a_written_codebook_is_pleasant_to_read() -> None:
    book = Codebook(
        name="x", codes=(Code(name="a", definition="One.\nTwo."), Code(name="b", parent="a", codable=False))
    )
    assert write_codebook_yaml(book) == (
        "version: 1\nname: x\ncodes:\n- name: a\n  definition: |-\n    One.\n    Two.\n"
        "- name: b\n  parent: a\n  codable: false\n"
    )


def test_a_guessed_encoding_is_reported() -> None:
    text = "name: Müdigkeit und Pflege\ncodes:\n- name: erschöpft\n  definition: Die Person ist übermüdet.\n"
    reading = read_codebook("b.yaml", text.encode("cp1252"))
    assert reading.codebook.codes[0].name == "erschöpft"
    assert [finding.kind for finding in reading.findings] == [FindingKind.ASSUMED]
