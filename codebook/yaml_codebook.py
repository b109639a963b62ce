"""Codebooks as YAML, our own format: strict, so that a misspelt key is never a lost rule."""

from typing import NamedTuple

import yaml

from codebook import yaml_tree
from codebook.draft import Draft, DraftCode
from codebook.findings import Finding
from codebook.records import Code, Exemplars
from codebook.yaml_fields import YamlFields, listed, unusable

_BOOK_KEYS = ("version", "name", "description", "codes")
_CODE_KEYS = (
    "name",
    "definition",
    "include",
    "exclude",
    "exemplars",
    "parent",
    "group",
    "codable",
    "children",
)
_EXEMPLAR_KEYS = ("typical", "atypical", "near_miss")


class _Read(NamedTuple):
    """What has been read so far."""

    codes: list[DraftCode]
    findings: list[Finding]


def read_yaml(text: str) -> Draft:
    """What a YAML text says of a codebook, with everything unusable in it among the findings."""
    read = _Read([], [])
    root = _root(text, read.findings)
    if root is None:
        return Draft("", "", 1, (), read.findings)
    fields = YamlFields(root, _BOOK_KEYS, owner="the codebook", findings=read.findings)
    name = fields.text("name")
    if not name:
        fields.unusable(fields.value("name") or root, "The codebook has no name.", "Add `name: ...`.")
    _read_codes(fields.value("codes"), None, read)
    return Draft(name, fields.text("description"), _version(fields), read.codes, read.findings)


def _root(text: str, findings: list[Finding]) -> yaml.MappingNode | None:
    try:
        root = yaml_tree.compose(text)
    except yaml_tree.YamlError as error:
        findings.append(unusable(error.line, error.what, error.do))
        return None
    if isinstance(root, yaml.MappingNode):
        return root
    what = "The file is empty." if root is None else "The file does not begin with a key."
    line = 1 if root is None else yaml_tree.line_of(root)
    findings.append(unusable(line, what, f"The keys of a codebook are {listed(_BOOK_KEYS)}."))
    return None


def _version(fields: YamlFields) -> str | int:
    written = fields.text("version")
    node = fields.value("version")
    if node is None or not written:
        return 1
    is_number = yaml_tree.kind_of(node) == "int" and written.isdecimal() and not written.startswith("0")
    return int(written) if is_number or (written == "0" and yaml_tree.kind_of(node) == "int") else written


def _read_codes(node: yaml.Node | None, parent: str | None, read: _Read) -> None:
    if node is None:
        return
    if not isinstance(node, yaml.SequenceNode):
        key = "codes" if parent is None else "children"
        do = "Begin each code with `- name: ...`."
        read.findings.append(unusable(yaml_tree.line_of(node), f"`{key}` is not a list.", do, code=parent))
        return
    for item in yaml_tree.items(node):
        if isinstance(item, yaml.MappingNode):
            _read_code(item, parent, read)
        else:
            do = "Begin it with `- name: ...`."
            read.findings.append(unusable(yaml_tree.line_of(item), "This entry is not a code.", do))


def _read_code(node: yaml.MappingNode, above: str | None, read: _Read) -> None:
    name = _name_in(node)
    owner = f"code {name!r}" if name else "a code"
    fields = YamlFields(node, _CODE_KEYS, owner=owner, findings=read.findings, code=name or None)
    code = Code(
        name=fields.text("name"),
        definition=fields.text("definition"),
        include=fields.texts("include"),
        exclude=fields.texts("exclude"),
        exemplars=_exemplars(fields, read.findings, name or None),
        parent=_parent(fields, above),
        group=fields.text("group") or None,
        codable=fields.truth("codable", default=True),
    )
    if code.name:
        read.codes.append(DraftCode(code, yaml_tree.line_of(node)))
    else:
        fields.unusable(fields.value("name") or node, "A code has no name.", "Add `name: ...`.")
    _read_codes(fields.value("children"), name, read)


def _name_in(node: yaml.MappingNode) -> str:
    written = {yaml_tree.written_text(key): yaml_tree.written_text(value) for key, value in yaml_tree.pairs(node)}
    return written.get("name") or ""


def _parent(fields: YamlFields, above: str | None) -> str | None:
    written = fields.text("parent") or None
    node = fields.value("parent")
    if above is None or node is None:
        return above or written
    if written != above:
        what = f"Parent {written!r} of {fields.owner} is not the code that it is nested under, {above!r}."
        fields.unusable(node, what, "Leave out `parent` of nested codes.")
    return above


def _exemplars(fields: YamlFields, findings: list[Finding], code: str | None) -> Exemplars:
    node = fields.value("exemplars")
    if node is None:
        return Exemplars()
    if not isinstance(node, yaml.MappingNode):
        what = f"`exemplars` of {fields.owner} does not say what kind its passages are."
        fields.unusable(node, what, f"Put them under {listed(_EXEMPLAR_KEYS)}.")
        return Exemplars()
    owner = f"the exemplars of {fields.owner}"
    kinds = YamlFields(node, _EXEMPLAR_KEYS, owner=owner, findings=findings, code=code)
    return Exemplars(
        typical=kinds.texts("typical"), atypical=kinds.texts("atypical"), near_miss=kinds.texts("near_miss")
    )
