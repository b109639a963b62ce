"""What a run's replies tell beside the answer: who served them, tokens, times, and whether they are all alike."""

from codebook import Record
from runs.study import Study

LISTED = 20
"""How many different values are listed at most; how many there are is told beside."""

_JSON = "case when json_valid(reply) then json_extract(reply, '{path}') end"
_TOLD = "sum(case when typeof({name}) = 'integer' and {name} >= 0 then {name} end)"


class Told(Record, frozen=True):
    """One value that replies told, and in which of them."""

    value: str | None
    """None where the replies do not tell."""
    replies: int
    first: int
    """The number of the first exchange that told it."""
    last: int


class Tokens(Record, frozen=True):
    """Tokens as the endpoint told them, over all replies that were kept; None where no reply tells."""

    prompt: int | None
    cached: int | None
    """Those of the prompt that the endpoint had read before."""
    completion: int | None
    replies: int
    """How many replies there are."""
    told: int
    """How many of them tell their tokens."""


class Seconds(Record, frozen=True):
    """How long replies took; None where none came."""

    replies: int
    mean: float | None
    percentile_95: float | None
    """The nearest-rank percentile."""


class Alike(Record, frozen=True):
    """The answer that came most often, word for word."""

    replies: int
    """How many replies gave it."""
    of: int
    """How many replies hold an answer that is not empty."""
    none_applies: bool
    """Whether it says that no code applies, which many segments may have in common."""


def told_by_replies(study: Study, run: int, path: str) -> tuple[int, tuple[Told, ...]]:
    """How many different values the replies of a run tell at a path in their JSON, and the first of them by number."""
    said = f"(select id, cast({_JSON.format(path=path)} as text) as said from exchanges"
    grouped = f"from {said} where run_id = ? and state = 'received') group by said"
    (count,) = study.connection.execute(f"select count(*) from (select 1 {grouped})", [run]).fetchone()
    rows = study.connection.execute(
        f"select said, count(*), min(id), max(id) {grouped} order by min(id) limit {LISTED}", [run]
    )
    return count, tuple(Told(value=said, replies=n, first=first, last=last) for said, n, first, last in rows)


def tokens_of(study: Study, run: int) -> Tokens:
    """The tokens of all replies of a run, also of those that could not be used: they were paid for too."""
    paths = {
        "prompt": "$.usage.prompt_tokens",
        "cached": "$.usage.prompt_tokens_details.cached_tokens",
        "completion": "$.usage.completion_tokens",
    }
    columns = ", ".join(f"{_JSON.format(path=path)} as {name}" for name, path in paths.items())
    sums = ", ".join(_TOLD.format(name=name) for name in paths)
    prompt, cached, completion, told, replies = study.connection.execute(
        f"select {sums}, count(case when typeof(prompt) = 'integer' and prompt >= 0 then 1 end), count(*)"
        f" from (select {columns} from exchanges where run_id = ? and reply is not null)",
        [run],
    ).fetchone()
    return Tokens(prompt=prompt, cached=cached, completion=completion, replies=replies, told=told)


def seconds_of(study: Study, run: int) -> Seconds:
    """How long the replies of a run took."""
    timed = "from exchanges where run_id = ? and state = 'received' and seconds is not null"
    count, mean = study.connection.execute(f"select count(*), avg(seconds) {timed}", [run]).fetchone()
    row = study.connection.execute(
        f"select seconds {timed} order by seconds limit 1 offset ?", [run, max(0, (95 * count + 99) // 100 - 1)]
    ).fetchone()
    return Seconds(replies=count, mean=mean, percentile_95=row[0] if row else None)


def most_alike(study: Study, run: int) -> Alike | None:
    """The answer that most replies of a run give, word for word; None where no reply holds one."""
    said = _JSON.format(path="$.choices[0].message.content")
    row = study.connection.execute(
        "select said, count(*), sum(count(*)) over () from"
        f" (select {said} as said from exchanges where run_id = ? and state = 'received')"
        " where trim(said) <> '' group by said order by count(*) desc limit 1",
        [run],
    ).fetchone()
    if row is None:
        return None
    (none_applies,) = study.connection.execute(
        "select json_valid(:said) and instr(:said, '\"code\"') = 0", {"said": row[0]}
    ).fetchone()
    return Alike(replies=row[1], of=row[2], none_applies=bool(none_applies))
