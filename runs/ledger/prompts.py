"""Which prompts each run was made with."""

import json

from runs.study import Study


def prompts_of_runs(study: Study) -> dict[int, str]:
    """What names the prompts of each run, by the run's number: the same name means the same texts and form."""
    rows = study.connection.execute("select id, settings from runs order by id")
    return {run: str(json.loads(settings).get("prompts", "")) for run, settings in rows}
