"""The judgements of a study as units x raters x codes."""

from collections.abc import Sequence

from codebook import InputError
from evaluation.tables import UnitTable
from evaluation.units import build_units
from runs import Coding, Unit
from runs.coding_store import codings, latest_codebook
from runs.segments import segments_of
from runs.study import Study
from runs.transcript_store import transcripts


def table_of(
    study: Study,
    unit: Unit,
    speakers: frozenset[str] | None,
    names: tuple[str, ...],
    *,
    interviews: tuple[str, ...] = (),
    least: int = 2,
    more: Sequence[Coding] = (),
) -> UnitTable:
    """What each rater of the study said about each unit.

    Args:
        study: The study.
        unit: The unit of analysis.
        speakers: Whose talk; None for that of those who are interviewed.
        names: The raters; nobody named means all.
        interviews: The interviews; none named means all.
        least: How many raters are needed.
        more: Codings that are not stored; whose they are takes part, whoever is named.

    Raises:
        InputError: The study has no transcripts, fewer than ``least`` raters are meant, or an interview is not known.
    """
    texts = transcripts(study)
    absent = [name for name in interviews if name not in texts]
    if absent:
        raise InputError(f"There is no interview {absent[0]!r}.", do=f"Name one of these: {', '.join(texts)}.")
    texts = {name: text for name, text in texts.items() if not interviews or name in interviews}
    book = latest_codebook(study)
    made = (*codings(study), *more)
    names = tuple(dict.fromkeys((*names, *(coding.rater for coding in more)))) if names else ()
    require_raters(names, {coding.rater for coding in made}, least=least)
    return build_units(
        segments_of(texts.values(), unit, speakers=speakers),
        made,
        transcripts=texts.values(),
        unit=unit,
        codes=[code.name for code in book[1].codable] if book else None,
        raters=names or None,
    )


def require_raters(names: tuple[str, ...], known: set[str], *, least: int = 2) -> None:
    """Return where enough raters can be compared.

    Args:
        names: Those who were named; nobody named means all.
        known: Those who have coded.
        least: How many are needed.

    Raises:
        InputError: A name is not known, or fewer than ``least`` are left.
    """
    require_known(names, known, "with codings in this study")
    if len(names or known) < least:
        raise InputError(
            "Agreement needs two raters.",
            why=f"{len(known)} has coded so far." if len(known) < 2 else "One is named.",
            do="Bring people's codings in with intercoder import --as codings, or run intercoder code."
            if len(known) < 2
            else "Name another with --rater.",
        )


def require_known(names: tuple[str, ...], known: set[str], where: str) -> None:
    """Return where all names are known.

    Raises:
        InputError: One is not.
    """
    absent = [name for name in names if name not in known]
    if absent:
        raise InputError(
            f"There is no rater {absent[0]!r} {where}.",
            do=f"Name one of these: {', '.join(sorted(known)) or 'none has coded yet'}.",
        )
