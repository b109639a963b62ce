"""Which hosts a person has allowed to receive text of the study."""

from runs.study import Study


def allow_host(study: Study, host: str, *, now: str) -> None:
    """Note that the host may receive text of this study; one that may already keeps the time when it was allowed.

    Args:
        study: The study.
        host: The host's name or number alone, as ``coder.hosts.host_of`` tells it.
        now: The time, ISO 8601 in UTC.
    """
    with study.writing() as db:
        db.execute("insert into allowed_hosts values (?, ?) on conflict do nothing", [host, now])


def is_allowed(study: Study, host: str) -> bool:
    """Whether a person has allowed the host to receive text of this study; no other host is allowed with it."""
    return study.connection.execute("select 1 from allowed_hosts where host = ?", [host]).fetchone() is not None
