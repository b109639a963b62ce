"""How ``intercoder import`` tells of a project of another tool."""

from collections.abc import Iterable, Iterator, Sequence

from codebook import Finding, FindingKind
from coder.cli.importing.telling_placements import outcomes_told, problems_told
from runs.exchange import Outcome
from runs.exchange.imported import Imported
from runs.exchange.storing import StoredProject
from runs.exchange.typed_codes import Remarks

_NAMED = 8
_TOLD = 3


def project_told(file: str, found: Imported, stored: StoredProject) -> tuple[str, tuple[str, ...]]:
    """One line of what a project holds and what became of it, and the lines under it."""
    parts = [*_held(found), *_placed(stored)]
    details = [f"note: {note}" for note in (*found.notes, *_notes(found, stored))]
    details += [f"not taken: {each.number} {each.what}" for each in found.not_taken]
    if stored.placement:
        details += problems_told("coding", stored.placement.problems)
    return f"{file}: {found.found}; {'; '.join(parts)}", tuple(details)


def _held(found: Imported) -> Iterator[str]:
    if found.transcripts:
        yield f"{len(found.transcripts)} transcripts"
    if found.codebook:
        yield f"{len(found.codebook.codebook.codable)} codes"
    rows = found.codings.rows if found.codings else ()
    if rows:
        raters = dict.fromkeys(repr(row.rater) if row.rater else "not named (say it with --rater)" for row in rows)
        yield f"raters {named(raters)}"


def _placed(stored: StoredProject) -> Iterator[str]:
    if stored.new_transcripts:
        yield f"{len(stored.new_transcripts)} new transcripts"
    if stored.new_codebook:
        yield "a new codebook"
    placement = stored.placement
    if placement:
        counted = sum(placement.outcomes.values()) - placement.outcomes.get(Outcome.LOOKED, 0)
        yield f"{counted} codings, {outcomes_told(placement)}"
    if not stored.new:
        lost = placement is not None and placement.rows and not placement.codings
        yield "nothing of it could be placed" if lost else "all of it already in the study"


def _notes(found: Imported, stored: StoredProject) -> Iterator[str]:
    for name, held in stored.elsewhere.items():
        yield f"{name!r} has the very text of {held!r}; its codings went there."
    for name in stored.differing:
        yield f"The study has another text as {name!r}; codings were placed on it by their words."
    for name, rows in stored.left_out.items():
        yield f"{rows} judgements of {name!r} are left out: they are of stretches of another text than the study's."
    if stored.remarks:
        yield _remarks_told(stored.remarks)
    if stored.kept_codebook:
        missing = f"; it lacks {named(stored.codes_missing)}" if stored.codes_missing else ""
        yield (
            f"The study keeps its codebook {stored.kept_codebook!r}{missing}. To use the one of this file instead,"
            " import it with --as codebook."
        )
    for reading in found.transcripts:
        yield from (f"{reading.transcript.document}: {warning}" for warning in reading.warnings)
    yield from _findings(found.codebook.findings if found.codebook else ())


def _remarks_told(remarks: Remarks) -> str:
    """Which comments were taken for no codings, and what to do if they are."""
    whose = named(f"{rater!r} {number}" for rater, number in remarks.by_rater.items())
    if remarks.without_codebook:
        return (
            f"{remarks.number} comments ({whose}) were not taken as codings: without a codebook nothing tells a code"
            " from a remark. Import the codebook and then this file again; or take all comments with --as codings."
        )
    perhaps = f": {named(map(repr, remarks.perhaps_codes))}" if remarks.perhaps_codes else ""
    return (
        f"{remarks.number} comments ({whose}) hold no code of the codebook and were taken for remarks{perhaps}. If they"
        " are codes, add these to the codebook, or take all comments with --as codings."
    )


def _findings(findings: Sequence[Finding]) -> Iterator[str]:
    """What to look at in the codebook; where there is much of one kind, the codes only."""
    kinds: dict[FindingKind, list[Finding]] = {}
    for finding in findings:
        kinds.setdefault(finding.kind, []).append(finding)
    for kind, several in kinds.items():
        if len(several) > _TOLD:
            yield f"{len(several)} codes ({kind}): {named(each.code or '' for each in several)}."
        else:
            yield from (f"{each.what} {each.do}".rstrip() for each in several)


def named(names: Iterable[str], most: int = _NAMED) -> str:
    """The first of some names, and how many more there are."""
    listed = list(names)
    rest = f" and {len(listed) - most} more" if len(listed) > most else ""
    return f"{', '.join(listed[:most])}{rest}"
