"""Codebooks written as YAML, in the layout that read_codebook reads."""

import re
from collections.abc import Mapping

import yaml

from codebook.book import Codebook
from codebook.records import Code

_RARE_BREAK = re.compile(r"[\x85\u2028\u2029]")
"""Line breaks that PyYAML takes for plain ones unless they are escaped."""


class _Dumper(yaml.SafeDumper):
    """Writes texts of several lines as blocks, so that people can read and edit them."""


def _text_node(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = '"' if _RARE_BREAK.search(text) else "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)  # pyright: ignore[reportUnknownMemberType]


_Dumper.add_representer(str, _text_node)


def write_codebook_yaml(codebook: Codebook) -> str:
    """The codebook as YAML that reads back as the same codebook; codes stand in their order, with parents."""
    content = {
        "version": codebook.version,
        "name": codebook.name,
        **_filled({"description": codebook.description}),
        "codes": [_code_content(code) for code in codebook.codes],
    }
    return yaml.dump(content, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100)  # pyright: ignore[reportUnknownMemberType]


def _code_content(code: Code) -> dict[str, object]:
    exemplars = {
        "typical": [*code.exemplars.typical],
        "atypical": [*code.exemplars.atypical],
        "near_miss": [*code.exemplars.near_miss],
    }
    content = {
        "definition": code.definition,
        "include": [*code.include],
        "exclude": [*code.exclude],
        "exemplars": _filled(exemplars),
        "parent": code.parent,
        "group": code.group,
    }
    return {"name": code.name, **_filled(content), **({} if code.codable else {"codable": False})}


def _filled(content: Mapping[str, object]) -> dict[str, object]:
    return {key: value for key, value in content.items() if value}
