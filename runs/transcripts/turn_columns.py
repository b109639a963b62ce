"""What the columns of a table of turns or of survey answers are called, in seven languages."""

from collections.abc import Mapping


def _words(*lines: str) -> tuple[str, ...]:
    return tuple(word.strip() for line in lines for word in line.split(","))


ANSWER_WORDS = _words(
    "answer, response, reply, open answer, open response, answer text, response text, verbatim, free text, Antwort",
    "Freitext, réponse, texte libre, respuesta, resposta, risposta, odpowiedź, antwoord",
)
TURN_WORDS: Mapping[str, tuple[str, ...]] = {
    "text": _words(
        "text, utterance, utterance text, what was said, said, speech, talk, words, message, content, transcription",
        "transcript, Äußerung, Redebeitrag, Wortlaut, gesprochener Text, Inhalt, Transkript, texte, énoncé, parole",
        "texto, enunciado, transcripción, contenido, fala, transcrição, conteúdo, testo, enunciato, trascrizione",
        "tekst, wypowiedź, treść, transkrypcja, uiting",
    ),
    "answer": ANSWER_WORDS,
    "speaker": _words(
        "speaker, speaker name, speaker label, speaker id, interlocutor, who, role, interviewer interviewee, Sprecher",
        "Sprecherin, Sprecher in, Sprecher:in, Rolle, locuteur, locutrice, interlocuteur, hablante, orador, falante",
        "orador a, parlante, interlocutore, mówca, rozmówca, osoba mówiąca, spreker",
    ),
    "document": _words(
        "document, document name, doc, file, file name, filename, transcript name, transcript id, interview",
        "interview id, interview number, session, session id, meeting, conversation, conversation id, focus group",
        "group, Dokument, Dokumentname, Datei, Dateiname, Gespräch, fichier, entretien, documento, archivo, entrevista",
        "arquivo, intervista, dokument, plik, wywiad, bestand, gesprek",
    ),
    "participant": _words(
        "participant, participant id, respondent, respondent id, informant, interviewee, subject, subject id, person",
        "person id, pid, user, user id, case, case id, response id, Teilnehmer, Teilnehmerin, Befragte, Befragter",
        "Person, Fall, Fallnummer, participante, participante id, répondant, répondante, personne, encuestado",
        "encuestada, persona, entrevistado, entrevistada, partecipante, rispondente, uczestnik, respondentka",
        "badany, deelnemer",
    ),
    "question": _words(
        "question, question text, item, prompt, Frage, Fragetext, pregunta, pergunta, domanda, pytanie, vraag"
    ),
    "time": _words(
        "start, start time, time, timestamp, timecode, time code, begin, from, Zeit, Zeitstempel, Anfang, temps",
        "heure, début, tiempo, hora, inicio, marca de tiempo, tempo, início, inizio, czas, początek, tijd",
    ),
    "number": _words("turn, turn id, turn number, turn no, utterance id, utterance number, utterance no"),
    "row": _words("id, no, nr, number, row, row id, line, Nummer, numéro, número, numero, numer"),
}
"""Fields of a turn and the headers they go under, the likeliest first."""
CODING_WORDS: Mapping[str, tuple[str, ...]] = {
    "coding": _words(
        "code, codes, code name, tag, tags, label, labels, node, theme, category, definition, description, quotation",
        "quote, coder, rater, annotator, Kode, Code, Kategorie, Beschreibung, código, códigos, kod, kody, étiquette",
    ),
}
"""Headers that speak for codings or a codebook."""
