"""The tables of a study file, and how an older file is brought up to date."""

from sqlite_utils import Database, Migrations

SCHEMA = Migrations("intercoder")
"""The migrations in the order in which they apply; each runs in a transaction of its own."""

_FIRST = """
create table transcripts (
    id integer primary key,
    document text not null unique,
    text text not null,
    text_sha256 text not null,
    format text not null,
    encoding text not null,
    source_name text not null,
    source_sha256 text not null,
    imported_at text not null
) strict;
create table turns (
    transcript_id integer not null references transcripts(id),
    position integer not null,
    speaker text not null,
    start integer not null,
    end integer not null,
    start_ms integer,
    primary key (transcript_id, position)
) strict, without rowid;
create table codebooks (
    id integer primary key,
    fingerprint text not null unique,
    name text not null,
    content text not null,
    imported_at text not null
) strict;
create table raters (
    id integer primary key,
    name text not null unique,
    kind text not null check (kind in ('person', 'model', 'consensus'))
) strict;
create table runs (
    id integer primary key,
    key text not null unique,
    rater_id integer not null references raters(id),
    codebook_id integer not null references codebooks(id),
    model text not null,
    settings text not null,
    started_at text not null,
    finished_at text
) strict;
create table codings (
    id integer primary key,
    rater_id integer not null references raters(id),
    run_id integer references runs(id),
    transcript_id integer not null references transcripts(id),
    start integer not null,
    end integer not null,
    status text not null check (status in ('coded', 'failed', 'refused', 'truncated')),
    independent integer not null check (independent in (0, 1)),
    reason text not null default '',
    fingerprint text not null,
    created_at text not null
) strict;
create index codings_of_a_stretch on codings (rater_id, transcript_id, start, end);
create table assignments (
    coding_id integer not null references codings(id),
    position integer not null,
    code text not null,
    quotation text not null,
    start integer,
    end integer,
    grounding text not null check (grounding in ('exact', 'normalised', 'unit', 'ungrounded')),
    rationale text not null,
    primary key (coding_id, position)
) strict, without rowid;
create table exchanges (
    id integer primary key,
    run_id integer not null references runs(id),
    request_key text not null,
    request text not null,
    state text not null check (state in ('sent', 'received', 'error')),
    http_status integer,
    reply text,
    error text,
    sent_at text not null,
    seconds real
) strict;
create index exchanges_by_request on exchanges (request_key, state);
"""


@SCHEMA()
def m001_first_tables(db: Database) -> None:
    """Transcripts, codebooks, raters, runs, codings and the ledger of exchanges."""
    _execute(db, _FIRST)


_SECOND = """
create table request_parts (
    sha256 text primary key,
    content text not null
) strict, without rowid;
alter table exchanges add column reply_sha256 text;
create index exchanges_of_a_run on exchanges (run_id, state);
create table lease (
    only integer primary key check (only = 1),
    holder text not null
) strict;
"""


@SCHEMA()
def m002_shared_parts_checksums_and_lease(db: Database) -> None:
    """What many requests share is kept once; checksums of replies; who is writing."""
    _execute(db, _SECOND)


_THIRD = """
alter table exchanges add column cost real;
alter table runs add column made_with text not null default '{}';
create table allowed_hosts (
    host text primary key,
    allowed_at text not null
) strict, without rowid;
"""


@SCHEMA()
def m003_costs_and_allowed_hosts(db: Database) -> None:
    """What each exchange cost, what each run was made with, and which hosts may receive text of this study."""
    _execute(db, _THIRD)


_FOURTH = """
create table samples (
    id integer primary key,
    content text not null,
    content_sha256 text not null unique,
    drawn_at text not null
) strict;
"""


@SCHEMA()
def m004_samples(db: Database) -> None:
    """Random samples of units that people code, with the probability of each unit."""
    _execute(db, _FOURTH)


_FIFTH = "alter table assignments add column probability real check (probability between 0 and 1)"


@SCHEMA()
def m005_probabilities(db: Database) -> None:
    """The probability with which a model wrote the code of an assignment, where its endpoint tells."""
    _execute(db, _FIFTH)


_REVIEWS = """
create table reviews (
    id integer primary key,
    content text not null,
    content_sha256 text not null unique,
    begun_at text not null,
    drawn_from text not null default ''
) strict;
create table cases (
    id integer primary key,
    review_id integer not null references reviews(id),
    transcript_id integer not null references transcripts(id),
    start integer not null,
    end integer not null,
    turn integer not null,
    speaker text not null,
    kind text not null,
    passage text not null,
    content text not null,
    content_sha256 text not null,
    rank real not null,
    shuffle integer not null,
    withdrawn integer not null default 0 check (withdrawn in (0, 1)),
    state text not null default 'open' check (state in ('open', 'decided', 'skipped')),
    state_event integer,
    flagged integer not null default 0 check (flagged in (0, 1)),
    revealed integer not null default 0 check (revealed in (0, 1)),
    unique (review_id, transcript_id, start, end, content_sha256)
) strict;
create index cases_worst_first on cases (review_id, withdrawn, rank, transcript_id, start, id, state);
create index cases_in_text_order on cases (review_id, withdrawn, transcript_id, start, id, state);
create index cases_at_random on cases (review_id, withdrawn, shuffle, id, state);
create index cases_by_state on cases (review_id, withdrawn, state, state_event);
create table case_codes (
    case_id integer not null references cases(id),
    code text not null,
    disputed integer not null check (disputed in (0, 1)),
    given_by integer not null check (given_by in (0, 1, 2, 3)),
    primary key (case_id, code)
) strict, without rowid;
create index cases_by_code on case_codes (code, case_id);
create table review_events (
    id integer primary key autoincrement,
    scope text not null,
    case_id integer references cases(id),
    kind text not null,
    reviewer text not null,
    content text not null,
    batch text not null default '',
    target integer references review_events(id),
    request text not null unique,
    at text not null,
    sha256 text not null,
    chain_sha256 text not null
) strict;
create index events_of_a_case on review_events (case_id);
create index events_by_target on review_events (target);
create index events_by_batch on review_events (batch) where batch <> '';
create index events_of_a_reviewer on review_events (scope, reviewer);
create table coding_tasks (
    id integer primary key,
    content text not null,
    content_sha256 text not null unique,
    begun_at text not null
) strict;
"""


@SCHEMA()
def m006_reviews(db: Database) -> None:
    """Cases in which raters differ, and what people decided, as events that are only ever added."""
    _execute(db, _REVIEWS)


_ASKED = """
create table asked_segments (
    exchange_id integer not null references exchanges(id),
    run_id integer not null references runs(id),
    transcript_id integer not null references transcripts(id),
    start integer not null,
    end integer not null,
    primary key (exchange_id, run_id, transcript_id, start, end)
) strict, without rowid;
create index exchanges_about_a_segment on asked_segments (run_id, transcript_id, start, end, exchange_id);
create index codings_without_answer on codings (run_id, status) where status <> 'coded';
"""


@SCHEMA()
def m007_asked_segments(db: Database) -> None:
    """Which segments each exchange asked about; one whose reply stands for another run's question has rows of both."""
    _execute(db, _ASKED)


def _execute(db: Database, statements: str) -> None:
    for statement in statements.split(";"):
        if statement.strip():
            db.conn.execute(statement)
