"""Reads a profile from YAML, and says with line numbers what is wrong in it."""

from collections.abc import Mapping
from typing import cast

import yaml

from codebook import Finding, InputError
from codebook.tables import TableError, decode
from codebook.yaml_fields import YamlFields, listed, unusable
from codebook.yaml_tree import YamlError, compose
from runs.exchange.tables.profile import FIELDS, Positions, Profile, RowsMean

_KEYS = (
    "name",
    "columns",
    "required",
    "signature",
    "also",
    "rows",
    "rater",
    "separators",
    "path",
    "one_hot",
    "html",
    "positions",
    "general",
    "endings",
    "is_read",
    "is_lost",
    "tested_with",
)
_PLACES = ("width", "numbers", "dates", *FIELDS)
_ROWS: Mapping[str, RowsMean] = {"": "", "passages": "passages", "turns": "turns"}
_SHOWN = 5
_DO = "Correct this, or see docs/profiles.md for an example."


class ProfileError(InputError):
    """A profile cannot be used; the message names its file, the lines and what to correct."""

    def __init__(self, file: str, problems: list[Finding]) -> None:
        self.file = file
        self.problems = tuple(sorted(problems, key=lambda problem: problem.line or 0))
        told = [_told(problem) for problem in self.problems[:_SHOWN]]
        rest = len(self.problems) - len(told)
        more = [f"And {rest} more."] if rest else []
        super().__init__(f"{file!r} cannot be used as a profile.", why=" ".join([*told, *more]), do=_DO)


def read_profile(name: str, data: bytes) -> Profile:
    """The profile in a YAML file.

    Args:
        name: The file's name, for messages.
        data: Its bytes.

    Raises:
        ProfileError: It is no YAML, has unknown keys or fields, or lacks what a table of codings needs.
    """
    problems: list[Finding] = []
    try:
        node = compose(decode(name, data).text)
    except YamlError as error:
        raise ProfileError(name, [unusable(error.line, error.what, error.do)]) from None
    except TableError as error:
        raise ProfileError(name, [unusable(None, error.why, error.do)]) from None
    if not isinstance(node, yaml.MappingNode):
        what = "It is not a list of keys with values."
        raise ProfileError(name, [unusable(None, what, "Begin it with `name: ...` and `columns:`.")])
    profile = _profile(YamlFields(node, _KEYS, owner="the profile", findings=problems), problems)
    if problems:
        raise ProfileError(name, problems)
    return profile


def _profile(fields: YamlFields, problems: list[Finding]) -> Profile:
    columns = _columns(fields, problems)
    if not fields.text("name") and not problems:
        fields.unusable(fields.node, "It has no `name`.", "Say what tables it is for.")
    required = _known(fields, "required", columns, "a column of the profile") or frozenset(columns)
    profile = Profile(
        name=fields.text("name"),
        columns=columns,
        required=required,
        signature=tuple(map(_synonyms, fields.texts("signature"))),
        also=tuple(map(_synonyms, fields.texts("also"))),
        rows=_rows(fields),
        rater=fields.text("rater"),
        separators=_as_written(fields, "separators") or Profile._field_defaults["separators"],
        path=_as_written(fields, "path"),
        one_hot=_one_hot(fields),
        html=_known(fields, "html", columns, "a column of the profile"),
        positions=_positions(fields, problems),
        is_general=fields.truth("general", default=False),
        endings=fields.text("endings") or Profile._field_defaults["endings"],
        is_read=fields.text("is_read"),
        is_lost=fields.text("is_lost"),
        tested_with=fields.text("tested_with"),
    )
    _check_whole(profile, fields, problems)
    return profile


def _columns(fields: YamlFields, problems: list[Finding]) -> dict[str, tuple[str, ...]]:
    node = fields.value("columns")
    if not isinstance(node, yaml.MappingNode):
        do = "Under `columns:`, write which header each field has, such as `code: Kod`."
        fields.unusable(node or fields.node, "It has no `columns`.", do)
        return {}
    inner = YamlFields(node, tuple(FIELDS), owner="`columns`", findings=problems)
    return {field: inner.texts(field) for field in FIELDS if inner.value(field) is not None}


def _check_whole(profile: Profile, fields: YamlFields, problems: list[Finding]) -> None:
    if problems:
        return
    node = fields.value("columns") or fields.node
    has = profile.columns.keys()
    if "document" not in has:
        fields.unusable(node, "No column names the `document`.", "Say which header it has.")
    if not profile.one_hot and not has & {"code", "codes"}:
        fields.unusable(node, "No column holds a `code` or `codes`.", "Say which header it has, or use `one_hot`.")
    if not (has & {"quotation", "range", "turn"} or {"start", "end"} <= has):
        what = "No column says where the codes are."
        fields.unusable(node, what, "Name the header of `quotation`, of `start` and `end`, of `range`, or of `turn`.")
    if profile.rows == "turns" and "turn" not in has:
        fields.unusable(node, "Its rows are turns, and no column numbers the `turn`.", "Say which header it has.")


def _known(fields: YamlFields, key: str, known: Mapping[str, object], what: str) -> frozenset[str]:
    found = frozenset(fields.texts(key))
    node = fields.value(key)
    unknown = sorted(found - known.keys())
    if node is not None and unknown:
        fields.unusable(node, f"{listed(unknown)} under `{key}` is not {what}.", f"Known are {listed([*known])}.")
    return found


def _rows(fields: YamlFields) -> RowsMean:
    written = fields.text("rows")
    node = fields.value("rows")
    if node is not None and written not in _ROWS:
        fields.unusable(node, f"`rows` is {written!r}.", "Write `passages` or `turns`, or leave it out.")
    return _ROWS.get(written, "")


def _one_hot(fields: YamlFields) -> str:
    written = fields.text("one_hot")
    node = fields.value("one_hot")
    if node is not None and written.count("*") != 1:
        do = "Put one where the code's name is, as in `Code: * Applied`."
        fields.unusable(node, f"`one_hot` has {written.count('*')} asterisks.", do)
    return written


def _as_written(fields: YamlFields, key: str) -> tuple[str, ...]:
    """Entries with their white space, since a line break or a tab may be one, and the space around `>` counts."""
    node = fields.value(key)
    nodes = [] if node is None else node.value if isinstance(node, yaml.SequenceNode) else [node]
    found: list[str] = []
    for each in cast(list[yaml.Node], nodes):
        if isinstance(each, yaml.ScalarNode) and each.value:
            found.append(str(each.value))
        else:
            fields.unusable(each, f"`{key}` holds something that is no text.", 'Write it in quotes, as in `";"`.')
    return tuple(found)


def _positions(fields: YamlFields, problems: list[Finding]) -> Positions | None:
    node = fields.value("positions")
    if not isinstance(node, yaml.MappingNode):
        return None
    inner = YamlFields(node, _PLACES, owner="`positions`", findings=problems)
    places = {key: _numbers(inner, key) for key in _PLACES if inner.value(key) is not None}
    width = places.pop("width", (0,))[0]
    numbers, dates = frozenset(places.pop("numbers", ())), frozenset(places.pop("dates", ()))
    return Positions(width + 1, {field: found[0] for field, found in places.items() if found}, numbers, dates)


def _numbers(fields: YamlFields, key: str) -> tuple[int, ...]:
    """The numbers under a key, from 0."""
    written = fields.texts(key)
    node = fields.value(key)
    if node is not None and not all(each.isdecimal() and int(each) > 0 for each in written):
        fields.unusable(node, f"`{key}` of `positions` is no number of a column.", "Columns are counted from 1.")
        return ()
    return tuple(int(each) - 1 for each in written)


def _synonyms(written: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in written.split("|") if word.strip())


def _told(problem: Finding) -> str:
    place = f"Line {problem.line}: " if problem.line is not None else ""
    return " ".join(part for part in (f"{place}{problem.what}", problem.do) if part)
