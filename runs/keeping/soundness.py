"""A quick look at a study's structure before anything is stored in it."""

from runs.errors import FROM_SQLITE, VERIFY, DamagedStudyError
from runs.study import Study

READ_BY_A_RUN = ("transcripts", "turns", "codebooks", "raters", "runs", "codings", "assignments")
"""Tables whose every row a run looks at anyway."""


def require_sound(study: Study) -> None:
    """Return where SQLite finds the tables sound that a run builds on.

    Exchanges are left out, which hold nearly all of a large file: each reply is compared with its checksum when it is
    used again. So are the texts themselves, compared with theirs whenever a transcript is read.

    Raises:
        DamagedStudyError: One is damaged.
    """
    for table in READ_BY_A_RUN:
        try:
            (said,) = study.connection.execute(f"pragma quick_check({table})").fetchone()
        except FROM_SQLITE:
            said = "damaged"
        if said != "ok":
            raise DamagedStudyError(
                f"The study file {str(study.path)!r} is damaged.",
                why=f"Pages of the table {table} are not sound.",
                do=VERIFY,
            )
