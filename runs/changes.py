"""Whether a study has changed: what is in it is only ever added to, so that its last numbers tell."""

from typing import TypeAlias

from runs.study import Study

State: TypeAlias = tuple[int, ...]
"""Equal for two looks at one study between which nothing was added."""
_OF_JUDGEMENTS = ("transcripts", "codebooks", "raters", "codings", "runs", "samples")
CODINGS = _OF_JUDGEMENTS.index("codings")
"""Where a state of judgements tells the number of the last coding."""


def state_of_judgements(study: Study) -> State:
    """The state of what agreement is computed from: transcripts, codebooks, raters, codings, runs, samples."""
    lasts = ", ".join(f"(select coalesce(max(id), 0) from {table})" for table in _OF_JUDGEMENTS)
    return tuple(study.connection.execute(f"select {lasts}").fetchone())
