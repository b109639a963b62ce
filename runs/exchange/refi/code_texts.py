"""Definition, criteria and exemplars of a code as one description with labelled lines, and back.

The standard has one text for each code. Lines that begin with one of our labels are what they say, lines that
are indented after one go on with it, and all others are the definition.
"""

from collections.abc import Iterator

from codebook import Code, Exemplars

_DEFINITION = "Definition"
_LABELS = ("Include", "Exclude", "Example", "Unusual example", "Near miss")
_INDENT = "  "


def description_of(code: Code) -> str:
    """All that a code says of itself, but its name and place."""
    texts = (
        code.include,
        code.exclude,
        code.exemplars.typical,
        code.exemplars.atypical,
        code.exemplars.near_miss,
    )
    plain = code.definition
    lines = [plain] if plain and _is_plain(plain) else [_labelled(_DEFINITION, plain)] if plain else []
    lines += [_labelled(label, text) for label, each in zip(_LABELS, texts, strict=True) for text in each]
    return "\n".join(lines)


def code_described(code: Code, description: str) -> Code:
    """The code with what a description says of it."""
    found: dict[str, list[str]] = {label: [] for label in (_DEFINITION, *_LABELS)}
    plain: list[str] = []
    for label, text in _parts(description):
        (found[label] if label else plain).append(text)
    include, exclude, typical, atypical, near_miss = (tuple(found[label]) for label in _LABELS)
    definition = "\n".join([*plain, *found[_DEFINITION]])
    return code.model_copy(
        update={
            "definition": definition if definition.strip() else "",
            "include": include,
            "exclude": exclude,
            "exemplars": Exemplars(typical=typical, atypical=atypical, near_miss=near_miss),
        }
    )


def _is_plain(text: str) -> bool:
    """Whether a definition comes back as it is without a label."""
    return "\r" not in text and not text.startswith(_INDENT) and not any(_label(line) for line in text.split("\n"))


def _labelled(label: str, text: str) -> str:
    return f"{label}: " + f"\n{_INDENT}".join(text.split("\n"))


def _label(line: str) -> str:
    return next((label for label in (_DEFINITION, *_LABELS) if line.startswith(f"{label}:")), "")


def _parts(description: str) -> Iterator[tuple[str, str]]:
    """Each labelled text with its label, and the lines without one with an empty label."""
    label, lines = "", list[str]()
    for line in description.split("\n"):
        found = _label(line)
        if label and not found and line.startswith(_INDENT):
            lines.append(line.removeprefix(_INDENT))
            continue
        if label:
            yield label, "\n".join(lines)
        label = found
        lines = [line.removeprefix(f"{found}:").removeprefix(" ")]
        if not label:
            yield "", line
    if label:
        yield label, "\n".join(lines)
