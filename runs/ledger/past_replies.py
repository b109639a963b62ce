"""What earlier replies took, so that the next run can be estimated."""

from codebook import Record
from runs.study import Study


class PastReply(Record, frozen=True):
    """One reply of the study."""

    characters: int
    """Of the request, what it shares with others included."""
    body: str
    seconds: float


def past_replies(study: Study, model: str, *, most: int = 200) -> tuple[PastReply, ...]:
    """The latest replies of a model in this study, the newest first."""
    rows = study.connection.execute(
        "select length(request) + (select total(length(content)) from request_parts where sha256 in"
        " (json_extract(request, '$.head'), json_extract(request, '$.form'))), reply, seconds"
        " from exchanges join runs on runs.id = run_id"
        " where model = ? and state = 'received' and seconds is not null order by exchanges.id desc limit ?",
        [model, most],
    )
    return tuple(
        PastReply(characters=int(characters), body=body, seconds=seconds) for characters, body, seconds in rows
    )
