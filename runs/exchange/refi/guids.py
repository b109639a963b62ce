"""GUIDs made of what they stand for, so that a project that is written again has the same."""

from uuid import UUID, uuid5

_OURS = UUID("6d5b9c1e-3f0a-4a57-9c0e-4b1d7a2f8e63")


def guid(kind: str, *content: object) -> str:
    """The GUID of a thing of a kind that is known by its content."""
    return str(uuid5(_OURS, "\0".join((kind, *(str(each).encode("utf-8", "replace").decode() for each in content)))))


def code_guid(name: str) -> str:
    """The GUID of a code; names are unique in a codebook."""
    return guid("code", name)
