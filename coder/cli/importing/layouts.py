"""The layout of tables of codings that a person asks for."""

from collections.abc import Sequence
from pathlib import Path

from codebook import InputError
from runs.exchange.format import Format
from runs.exchange.formats.transcript_survey import survey_by_hand
from runs.exchange.tables.profile import FIELDS, Profile
from runs.exchange.tables.profile_reading import read_profile
from runs.exchange.tables.shipped_profiles import shipped_profiles
from runs.transcripts.survey_table import ByHand

_GENERAL = "codings_table"
_OF_SURVEYS = ("question", "leave", "participant")


def survey_asked_for(mapping: Sequence[str]) -> Format | None:
    """Surveys whose columns are taken or left as asked for; None where no column of a survey is named.

    Raises:
        InputError: A column of a table of codings is named too, or two that name the participants.
    """
    given = [(field.strip(), header.strip()) for field, _, header in (each.partition("=") for each in mapping)]
    if not any(field in _OF_SURVEYS for field, _ in given):
        return None
    by_field = {name: tuple(header for field, header in given if field == name) for name in _OF_SURVEYS}
    participant = by_field["participant"]
    if len(participant) > 1 or any(field not in _OF_SURVEYS or not header for field, header in given):
        do = "Write --map question=HEADER and --map leave=HEADER as often as needed, --map participant=HEADER once."
        raise InputError("The columns of a survey are not told.", do=do)
    return survey_by_hand(ByHand(by_field["question"], by_field["leave"], "".join(participant)))


def layout_asked_for(profile: str | None, mapping: Sequence[str]) -> Profile | None:
    """The profile of this name or file, with headers mapped as asked for; None where nothing is asked for.

    Args:
        profile: Name of a file, or of a profile of ours.
        mapping: Fields and their headers, as in ``code=Kod``; without a profile, all else is told by common headers.

    Raises:
        InputError: There is no such profile, it cannot be used, or a mapping names no field.
    """
    if not profile and not mapping:
        return None
    found = _profile(profile) if profile else shipped_profiles()[_GENERAL]
    given = dict(map(_field_and_header, mapping))
    columns = {field: words for field, words in found.columns.items() if field not in given}
    mapped = {field: (header,) for field, header in given.items()}
    return found._replace(columns=mapped | columns, required=found.required | given.keys())


def _profile(written: str) -> Profile:
    shipped = shipped_profiles()
    if written.replace("-", "_") in shipped:
        return shipped[written.replace("-", "_")]
    file = Path(written)
    if not file.is_file():
        do = f"Name a YAML file, or one of {', '.join(shipped)}."
        raise InputError(f"There is no profile {written!r}.", do=do)
    return read_profile(file.name, file.read_bytes())


def _field_and_header(written: str) -> tuple[str, str]:
    field, is_there, header = written.partition("=")
    if not is_there or field.strip() not in FIELDS or not header.strip():
        do = f"Write FIELD=HEADER, such as code=Kod. Fields are {', '.join(FIELDS)}."
        raise InputError(f"{written!r} maps no field to a header.", do=do)
    return field.strip(), header.strip()
