"""Surveys: a table with a row for each participant and a column for each question."""

from functools import partial

from codebook.reading import is_table_of_codes
from codebook.tables import ENDINGS
from runs.exchange.format import Format, Sureness
from runs.exchange.imported import Imported
from runs.exchange.tables.codings_reading import layouts_of
from runs.transcripts.survey_table import ByHand, is_survey_table, read_survey_table
from runs.transcripts.turn_table import is_turn_table


def _recognises(name: str, data: bytes) -> Sureness:
    """Only where the table is nothing else: prose in a column is not enough where others know the header."""
    if not name.lower().endswith(ENDINGS) or is_turn_table(name, data) or layouts_of(data) or is_table_of_codes(data):
        return Sureness.NO
    return Sureness.LIKELY if is_survey_table(name, data) else Sureness.NO


def _read(by_hand: ByHand, name: str, data: bytes, rater: str | None) -> Imported:
    table = read_survey_table(name, data, by_hand)
    return Imported("survey", transcripts=table.readings, notes=table.decided)


def survey_by_hand(by_hand: ByHand) -> Format:
    """The format of surveys of which a person says what columns are."""
    return FORMAT._replace(read=partial(_read, by_hand))


FORMAT = Format(
    name="survey",
    endings=".csv .tsv .xlsx .xls .ods",
    gives=("transcripts",),
    recognises=_recognises,
    read=partial(_read, ByHand()),
    is_read="A row for each participant, a column for each question, as Qualtrics, Google Forms, LimeSurvey,"
    " SurveyMonkey and REDCap export them. Each participant is a transcript, each open answer follows its question;"
    " header rows of Qualtrics and SurveyMonkey are understood.",
    is_lost="Closed answers (numbers, dates, choices, short answers), the program's own columns, and every column that"
    " tells who or where somebody is or has an e-mail or IP address in it. The import names each by its header;"
    " `--map question=HEADER` takes one all the same, `--map leave=HEADER` leaves one,"
    " `--map participant=HEADER` says which names the rows.",
    tested_with="Synthetic tables with the headers that these programs are described to write; no program's file.",
)
