"""What the columns of a table of codings are called, in six languages."""

from collections.abc import Mapping


def _words(*lines: str) -> tuple[str, ...]:
    return tuple(word.strip() for line in lines for word in line.split(","))


CODING_COLUMN_WORDS: Mapping[str, tuple[str, ...]] = {
    "document": _words(
        "document, document name, doc, file, filename, file name, transcript, transcript name, interview",
        "source, media title, case, Dokument, Dokumentname, Datei, Transkript, nom du document, fichier",
        "entretien, documento, nombre del documento, archivo, entrevista, nome do documento, arquivo",
        "nazwa dokumentu, plik, wywiad",
    ),
    "rater": _words(
        "rater, coder, annotator, author, coded by, codedby, created by, excerpt creator, owner, user",
        "Autor, Kodierer, Kodiererin, Codierer, Codiererin, codeur, auteur, codificador, codificadora",
        "anotador, koder, koderka",
    ),
    "turn": _words(
        "turn, turn number, turn no, turn nr, turn id, utterance, utterance id, utterance no",
        "utterance number, unit, unit id, unit number, Redebeitrag, Beitrag, tour de parole, turno",
        "wypowiedź",
    ),
    "codes": _words("codes, tags, labels, codes applied, Kodes, códigos, étiquettes, etiquetas, kody"),
    "code": _words("code, code name, codename, tag, label, node, theme, Kode, Kod, código, étiquette, etiqueta"),
    "start": _words(
        "start, start offset, start pos, start position, position start, startposition, begin, from, pos0",
        "Anfang, début, inicio, início, początek",
    ),
    "end": _words(
        "end, end offset, end pos, end position, position end, endposition, stop, to, pos1",
        "Ende, fin, fim, koniec",
    ),
    "quotation": _words(
        "quotation, quote, excerpt, quotation content, excerpt copy, segment, passage, text, content",
        "selection, snippet, highlight, coded, Zitat, Textstelle, Passage, citation, extrait, cita",
        "fragmento, texto, citação, trecho, cytat, fragment, tekst",
    ),
    "rationale": _words(
        "rationale, reason, note, notes, memo, comment, comments, Begründung, Notiz, Kommentar",
        "justification, commentaire, comentario, comentário, komentarz",
    ),
    "status": ("status",),
    "judged_start": ("judged start",),
    "judged_end": ("judged end",),
    "done": ("done",),
}
"""Fields of a coding and the headers they go under, the likeliest first."""
