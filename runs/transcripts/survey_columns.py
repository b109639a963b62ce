"""Which columns of a survey's table hold open answers, and why the others are left alone."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from codebook.headers import header_key

_PROSE_WORDS = 5
_PROSE_UNSPACED = 15
_SHORT_HEADER = 4
_PROSE_SHARE = 0.25
_FEWEST_TO_COMPARE = 3
_UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]")
_QUESTION_MARKS = ("?", "\uff1f", "\u061f")
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.\w+")
_ADDRESS = re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}\b|\b[0-9a-f]{1,4}(?::[0-9a-f]{0,4}){4,7}\b", re.IGNORECASE)
_FIGURES = re.compile(r"[\W\d_]*(?:am|pm|gmt|utc|[tz])?[\W\d_]*", re.IGNORECASE)
_PARTS = re.compile(r"[,;|]")


def _words(*lines: str) -> frozenset[str]:
    return frozenset(header_key(word) for line in lines for word in line.split(","))


_PERSONAL = _words(
    "ip, ipaddr, ipaddress, email, mail, e mail, emailaddress, address, name, surname, lastname, firstname, fullname",
    "username, phone, telephone, mobile, cell phone, latitude, longitude, location, locationlatitude, postcode, zip",
    "locationlongitude, recipientemail, recipientlastname, recipientfirstname, externaldatareference",
    "externalreference",
    "Vorname, Nachname, Familienname, Adresse, Anschrift, Telefon, Telefonnummer, PLZ, Wohnort, Geburtsdatum, Ort",
    "nom, prénom, courriel, adresse, téléphone, nombre, apellido, apellidos, correo, dirección, teléfono, nome",
    "cognome, sobrenome, indirizzo, telefono, endereço, telefone, imię, nazwisko, adres, naam, achternaam, voornaam",
    "birthdate, birthday, birth, dob, contact, signature",
)
_ASKS_FOR_PERSON = re.compile(
    r"\b(?:your (?:\w+ )?(?:name|e ?mail|address|phone|telephone|postcode|number)|(?:last|first|full|sur) ?name"
    r"|e ?mail address|(?:phone|telephone|mobile) number|postal address|(?:reach|contact) you|contact details"
    r"|where do you live|wo wohn(?:en|st)|donde vive|ou habite[zs]?|onde mora|dove (?:vive|abita)|gdzie mieszka"
    r"|(?:deine|ihre|eure) (?:\w+ )?(?:e ?mail|adresse|telefonnummer)|ip address)\b"
)
_TECHNICAL = _words(
    "startdate, enddate, status, progress, duration, duration in seconds, finished, recordeddate, responseid",
    "distributionchannel, userlanguage, respondentid, collectorid, datecreated, datemodified, customdata, customdata1",
    "timestamp, submitdate, datesubmitted, lastpage, startlanguage, seed, datestamp, datestarted, datelastaction",
    "refurl, referrerurl, token, accesscode, recordid, redcapeventname, redcapsurveyidentifier, redcaprepeatinstance",
    "redcaprepeatinstrument, redcapdataaccessgroup, useragent, score, Zeitstempel, horodateur, marcatemporal",
    "carimbodedatahora, informazionicronologiche, sygnaturaczasowa, tijdstempel",
)
_ENDS_OF_REDCAP = (" timestamp", " complete")


class SurveyColumn(NamedTuple):
    """A column of a survey's table."""

    place: int
    name: str
    """Its header, as a person finds it in the file; never what is in its cells."""
    question: str
    """What was asked: the longer header, where the program writes several."""
    why_not: str = ""
    """Why its cells are no open answers; empty where they are."""


def is_question(text: str) -> bool:
    """Whether a header asks something: a question mark, or a sentence rather than a name."""
    return text.rstrip(" *:").endswith(_QUESTION_MARKS) or len(text.split()) > _SHORT_HEADER


def is_technical(header: str) -> bool:
    """Whether survey programs write such a column by themselves."""
    key = header_key(header)
    return key.replace(" ", "") in _TECHNICAL or key in _TECHNICAL or key.endswith(_ENDS_OF_REDCAP)


def is_personal(header: str) -> bool:
    """Whether a header promises what tells who or where somebody is."""
    words = header_key(header).split()
    short = len(words) <= _SHORT_HEADER and ("".join(words) in _PERSONAL or any(each in _PERSONAL for each in words))
    return short or bool(_ASKS_FOR_PERSON.search(" ".join(words)))


def identifies(cells: Sequence[str]) -> bool:
    """Whether any of the cells holds an e-mail or IP address."""
    return any(_EMAIL.search(cell) or _ADDRESS.search(cell) for cell in cells)


def why_not_open(name: str, question: str, cells: Sequence[str]) -> str:
    """Why a column is not taken for open answers; empty where it is.

    Args:
        name: Its header.
        question: What was asked.
        cells: What it holds, blank cells left out.
    """
    if not name and not question:
        return "it has no header"
    if is_personal(name) or is_personal(question):
        return "it tells who or where somebody is"
    if is_technical(name) or is_technical(question):
        return "the survey program's own"
    if not cells:
        return "nobody answered"
    if identifies(cells):
        return "there are e-mail or IP addresses in it"
    return _closed(question, cells)


def _closed(question: str, cells: Sequence[str]) -> str:
    if all(_FIGURES.fullmatch(cell) for cell in cells):
        return "numbers or dates"
    prose = [cell for cell in cells if _is_prose(cell)]
    if not prose or (len(prose) < _PROSE_SHARE * len(cells) and not is_question(question)):
        return "short answers"
    if len(prose) > 1 and len(set(prose)) <= len(prose) / 2:
        return "the same few answers again and again"
    return "choices from a list" if _are_choices(cells) else ""


def _is_prose(cell: str) -> bool:
    return len(cell.split()) >= _PROSE_WORDS or len(_UNSPACED.findall(cell)) >= _PROSE_UNSPACED


def _are_choices(cells: Sequence[str]) -> bool:
    """Whether cells are made of the same few parts, as where several choices could be ticked."""
    parts = Counter(part.strip() for cell in cells for part in _PARTS.split(cell) if part.strip())
    return len(cells) >= _FEWEST_TO_COMPARE and len(parts) <= parts.total() / 2
