"""Study files as every released version wrote them."""

import sqlite3
from contextlib import closing

from sqlite_utils import Database

from codebook import Code, Codebook
from runs import Assignment, Coding, Grounding, Transcript
from runs.files.migrating import all_steps
from runs.files.schema import SCHEMA

BOOK = Codebook(name="b", codes=(Code(name="strain"),))
TEXT = Transcript(document="t", text="P: ab", turns=(), format="x")
GIVEN = Assignment(code="strain", quotation="ab", start=3, end=5, grounding=Grounding.EXACT, rationale="r")
CODING = Coding(document="t", rater="m", start=3, end=5, run=1, assignments=(GIVEN,))


def older_study(path, steps, exchanges=4):
    """A study with the schema after so many steps, and so many exchanges in it."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        SCHEMA.apply(Database(db), stop_before=all_steps()[steps:])
        db.execute("begin")
        row = (TEXT.document, TEXT.text, TEXT.text_sha256)
        db.execute("insert into transcripts values (1, ?, ?, ?, 'x', '', '', '', '')", row)
        db.execute("insert into turns values (1, 1, 'P', 3, 5, null)")
        db.execute("insert into codebooks values (1, ?, 'b', ?, '')", (BOOK.fingerprint, BOOK.model_dump_json()))
        db.execute("insert into raters values (1, 'm', 'model')")
        columns = "(id, key, rater_id, codebook_id, model, settings, started_at)"
        db.execute(f"insert into runs {columns} values (1, 'k', 1, 1, 'm', '{{}}', '')")
        db.execute("insert into codings values (1, 1, 1, 1, 3, 5, 'coded', 1, '', ?, '')", (CODING.fingerprint,))
        columns = "(coding_id, position, code, quotation, start, end, grounding, rationale)"
        db.execute(f"insert into assignments {columns} values (1, 0, 'strain', 'ab', 3, 5, 'exact', 'r')")
        columns = "(id, run_id, request_key, request, state, reply, sent_at)"
        db.executemany(
            f"insert into exchanges {columns} values (?, 1, ?, '{{}}', 'received', ?, '')",
            ((number, f"key {number}", f"reply {number}") for number in range(1, exchanges + 1)),
        )
        db.execute("commit")
    return path
