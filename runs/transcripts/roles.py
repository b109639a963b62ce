"""The words by which transcripts call the people in them, and who of them is interviewed."""

import re
from collections.abc import Iterable
from functools import lru_cache

from runs.records import Transcript
from runs.transcripts.words import words

_ASKS = words(
    """
    interviewer interviewers int iv i q moderator mod facilitator researcher host investigator observer
    experimenter examiner evaluator asker interviewerin interviewende interviewender moderatorin
    moderation forscher forscherin interviewleiter interviewleiterin fragende fragender versuchsleiter
    versuchsleiterin intervieweur intervieweuse enquêteur enquêtrice enqueteur enquetrice modérateur
    modératrice animateur animatrice chercheur chercheuse chercheure facilitateur facilitatrice
    entrevistador entrevistadora moderador moderadora investigadora facilitador facilitadora encuestador
    encuestadora pesquisador pesquisadora intervistatore intervistatrice moderatore moderatrice
    ricercatore ricercatrice facilitatore onderzoeker onderzoekster gespreksleider интервьюер модератор
    исследователь ведущий и

    采访者 访谈者 访问者 主持人 研究者 訪問者 採訪者 質問者 聞き手 インタビュアー 司会 司会者 調査者
    면접자 진행자 질문자 연구자
    المحاور المحاورة الباحث الباحثة מראיין מראיינת מנחה
    """
)
_ANSWERS = words(
    """
    interviewee interviewees participant participants respondent respondents informant speaker patient
    doctor nurse therapist counsellor counselor client teacher student guest narrator voice man woman
    male female translator interpreter person member user expert everyone unknown unidentified group
    several multiple interviewte interviewter befragte befragter sprecher sprecherin teilnehmer
    teilnehmerin teilnehmende proband probandin experte expertin befragungsperson interviewé interviewée
    enquêté enquêtée participante répondant répondante locuteur locutrice personne entrevistado
    entrevistada hablante participantes informante encuestado encuestada intervistato intervistata
    partecipante rispondente geïnterviewde deelnemer spreker respondente респондент участник участница
    информант р
    受访者 被访者 受訪者 被訪者 回答者 話し手 参加者 対象者
    응답자 참여자 면담자 المشارك المشاركة المبحوث מרואיין מרואיינת
    משתתף משתתפת
    """
)
_BEFORE_ROLE = words("unknown unidentified male female first second third main lead senior junior co focus group")
_CODE = re.compile(r"(?:[^\W\d_](?:\d{1,3}[a-z]?)?|[A-Z]{2,4}\d{1,3}[a-z]?|INT|MOD|RES|int|mod)\.?")
_ASKED_NUMBER = re.compile(r"q(?:uestion)?[\s.]*\d.*", re.IGNORECASE)
_CALL_IN = re.compile(r"\+?\d[\d ()*./-]{5,}|call-in user[ _]?\d*", re.IGNORECASE)
_BRACKET = re.compile(r"\s*\([^)]*\)$")
_NUMBER = re.compile(r"[\s_#.-]*\d+[a-z]?$|\s+[A-Z]$|\s*\([^)]*\)$")
_ASKS_BESIDE_P = re.compile(r"[mrf]\d{0,2}", re.IGNORECASE)
_P = re.compile(r"p\d{0,3}", re.IGNORECASE)


@lru_cache(maxsize=4096)
def is_role(label: str) -> bool:
    """Whether a label names a role in an interview, such as ``Interviewer 1``, ``P7`` or ``SPEAKER_00``."""
    if _ASKED_NUMBER.fullmatch(label):
        return False
    label = _BRACKET.sub("", label)
    if _CODE.fullmatch(label) or _CALL_IN.fullmatch(label):
        return True
    words = _role(label).split()
    if not words or len(words) > 2 or words[-1] not in _ASKS | _ANSWERS:
        return False
    return len(words) == 1 or words[0] in _BEFORE_ROLE


def is_interviewer(label: str) -> bool:
    """Whether a label names someone who asks, such as ``Interviewer 1``, ``INT`` or ``Moderatorin``."""
    words = _role(label).split()
    return bool(words) and words[-1] in _ASKS | {"question"}


def interviewed(transcripts: Iterable[Transcript]) -> frozenset[str]:
    """The labels of the people interviewed, as far as labels tell.

    A label counts as an interviewer's when its last word, without number and bracket, is one of the words by
    which interviewers are called in a dozen languages (``Interviewer 2``, ``I1``, ``INT``, ``Moderator``), or
    when it is ``M``, ``R`` or ``F`` beside a ``P``. All other labels given are the people interviewed.
    Where that leaves nobody, as with names alone or no labels at all, every label is returned.
    """
    return interviewed_among(turn.speaker for transcript in transcripts for turn in transcript.turns)


def interviewed_among(labels: Iterable[str]) -> frozenset[str]:
    """The labels of the people interviewed among all labels of a study; see ``interviewed``."""
    labels = frozenset(labels)
    has_p = any(_P.fullmatch(label) for label in labels)
    asking = {label for label in labels if is_interviewer(label) or (has_p and _ASKS_BESIDE_P.fullmatch(label))}
    return (labels - asking - {""}) or labels


def _role(label: str) -> str:
    """The label in lower case without its number, letter or bracket."""
    bare = _NUMBER.sub("", label)
    return (_NUMBER.sub("", bare) or bare).rstrip(".").replace("_", " ").casefold()
