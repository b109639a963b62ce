"""Tells a speaker's label from the other short words that stand before a colon or alone on a line."""

import re
from functools import lru_cache

from runs.transcripts.roles import is_role
from runs.transcripts.words import phrases

MAX_LABEL = 60
_MAX_WORDS = 5
_NOT_A_LABEL = phrases(
    """
    note|notes|n.b.|nb|re|fw|fwd|cc|ps|p.s|p.s.|edit|update|example|examples|for example|e.g|i.e|http
    https|ftp|mailto|date|time|location|place|venue|duration|length|title|subject line|topic|file
    filename|file name|audio|video|recording|transcript|transcription|transcriber|transcribed by
    language|keywords|summary|summary keywords|speakers|attendees|session|source|project|study|version
    page|attachments|invited|details|url|link|email|tel|so|well|and|but|also|or|because|then|now|first
    second|third|fourth|firstly|secondly|finally|lastly|next|yes|no|yeah|yep|yup|nope|nah|okay|ok|right
    sure|exactly|absolutely|definitely|maybe|perhaps|true|correct|mm-hmm|mmhmm|mm|mhm|mm-hm|uh-huh|um|uh
    hmm|hm|oh|ah|wow|great|good|nice|cool|perfect|thanks|thank you|bye|hello|hi|hey|goodbye|sorry|please
    like|i mean|you know|i see|i think|same|same here|me too|of course|not really|problem|problems
    advantage|advantages|disadvantages|pros|cons|warning|important|attention|remember|result|results
    conclusion|introduction|background|methods|discussion|references|abstract|contents|appendix|hinweis
    anmerkung|notiz|datum|ort|zeit|dauer|thema|beispiel|zum beispiel|ja|nein|genau|also|gut|danke
    tschüss|remarque|lieu|durée|sujet|thème|exemple|par exemple|oui|non|bon|alors|merci|d'accord
    au revoir|nota|fecha|lugar|duración|tema|ejemplo|por ejemplo|sí|si|bueno|pues|gracias|adiós|vale
    claro
    """
)
_NUMBERED_HEADING = re.compile(
    r"(?:question|frage|pregunta|domanda|section|part|theme|topic|chapter|item|step|figure|fig\.?|table|page|line"
    r"|code|no\.?|number|nr\.?|point|interview|session|appendix|q)\s*[\d.]+[a-z]?",
    re.IGNORECASE,
)
_NOISE = re.compile(
    r"inaudible|unclear|unintelligible|indistinct|cross-?talk|laugh|chuckl|giggl|cough|sigh|pause|silence|music"
    r"|applause|noise|background|overlap|beep|foreign|redacted"
    r"|anonymi[sz]ed|blank|sic|break|phone|end of|start of"
    r"|lacht|lachen|unverständlich|pause|rires?|inaudible|risas|ininteligible",
    re.IGNORECASE,
)
_BRACKET = re.compile(r"\s*\([^)]*\)$")
_ALLOWED = re.compile(r"[\w\s.'’`´#&/()+\-‐‑–·•*\u0300-\u036f\u200c\u200d]+")
_PARTICLES = phrases("a|al|and|bin|da|de|del|della|den|der|di|du|e|el|et|la|le|of|the|und|van|von|y|zu")


@lru_cache(maxsize=4096)
def is_plausible(label: str) -> bool:
    """Whether a string could be a speaker's label at all: short, with letters, and no known other thing."""
    if not label or len(label) > MAX_LABEL or len(_BRACKET.sub("", label).split()) > _MAX_WORDS:
        return False
    if is_role(label):
        return True
    bare = _BRACKET.sub("", label)
    if _ALLOWED.fullmatch(bare) is None or not any(letter.isalpha() for letter in label):
        return False
    return not _is_known_other(label)


def is_name_like(label: str) -> bool:
    """Whether a plausible label is written as names are: with capitals, or in a script without them."""
    words = _BRACKET.sub("", label).split()
    return bool(words) and all(_is_name_word(word) for word in words) and not _is_particle(words[0])


def is_noise(label: str) -> bool:
    """Whether a bracket holds a remark of the transcriber's, such as ``[laughter]``."""
    return _NOISE.search(label) is not None


def _is_known_other(label: str) -> bool:
    folded = label.casefold()
    if folded in _NOT_A_LABEL or folded.rstrip(".") in _NOT_A_LABEL:
        return True
    return _NUMBERED_HEADING.fullmatch(label) is not None


def _is_particle(word: str) -> bool:
    return word.islower() and word in _PARTICLES


def _is_name_word(word: str) -> bool:
    if _is_particle(word):
        return True
    if word.endswith(".") and len(word) > 5:
        return False
    first = next((letter for letter in word if letter.isalpha()), None)
    return first is None or not first.islower() or word[-1].isdigit()
