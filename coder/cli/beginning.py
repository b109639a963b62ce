"""What ``intercoder init`` makes."""

from pathlib import Path

from coder.cli.opening import to_write
from coder.cli.settings import FILE

CODEBOOK = """\
# A codebook: see `intercoder import --preview codebook.yaml` for what is understood of it.
version: 1
name: My study
codes:
  - name: first-code
    definition: Say in a sentence what a passage must be about to get this code.
    include:
      - A passage gets it when ...
    exclude:
      - A passage does not get it when ...; use another code.
    exemplars:
      typical: ["A passage as participants say it."]
      near_miss: ["A passage that looks like it and is not."]
"""
SETTINGS = """\
# Settings for the commands that are run in this folder; options and INTERCODER_... come before them.
# Keys are never written here: set OPENAI_API_KEY in the environment.
# study = "study.db"
# model = "the model's name, or file.gguf"
# base_url = "http://localhost:11434/v1"
# unit = "turn"
# speakers = "P1, P2"
# concurrency = 4
# pack = 1
# logprobs = true
"""


def begin_study(study: Path) -> tuple[list[Path], list[Path]]:
    """The files that were made, and those that were there already and are left as they are."""
    made: list[Path] = []
    kept: list[Path] = []
    (kept if study.exists() else made).append(study)
    with to_write(study, create=True):
        pass
    for path, text in ((study.parent / "codebook.yaml", CODEBOOK), (study.parent / FILE, SETTINGS)):
        if path.exists():
            kept.append(path)
        else:
            path.write_text(text, encoding="utf-8")
            made.append(path)
    return made, kept
