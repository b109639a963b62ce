"""Fingerprints, by which an edited code or codebook is told from an unchanged one."""

import hashlib
import json
from collections.abc import Iterable

from codebook.records import Code, Record


def code_fingerprint(code: Code) -> str:
    """SHA-256 of everything a code says, hexadecimal; in which order its file says it makes no difference."""
    return _sha256(_content(code))


def codebook_fingerprint(name: str, description: str, codes: Iterable[Code]) -> str:
    """SHA-256 of everything a model may be shown of a codebook, hexadecimal; the order of codes counts."""
    return _sha256({"name": name, "description": description, "codes": [_content(code) for code in codes]})


def _content(record: Record) -> dict[str, object]:
    return record.model_dump(mode="python")


def _sha256(content: object) -> str:
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()
