"""How the model is asked: deterministic texts, and the answer model built from the codebook."""

from prompts.answer_forms import is_imperfect, what_is_wrong
from prompts.answer_text import MOST_CHARACTERS, NotJsonError, json_in
from prompts.answers import (
    Answer,
    CodesForm,
    GivenCode,
    PackAnswer,
    answer_model,
    asked_about,
    pack_answer_model,
)
from prompts.brief_answers import BriefAnswer, brief_answer_model
from prompts.demonstrations import demonstrations
from prompts.excerpts import excerpts
from prompts.rendering import (
    Message,
    fingerprint,
    render_brief_instructions,
    render_brief_segment,
    render_instructions,
    render_pack,
    render_segment,
)

__all__ = [
    "MOST_CHARACTERS",
    "Answer",
    "BriefAnswer",
    "CodesForm",
    "GivenCode",
    "Message",
    "NotJsonError",
    "PackAnswer",
    "answer_model",
    "asked_about",
    "brief_answer_model",
    "demonstrations",
    "excerpts",
    "fingerprint",
    "is_imperfect",
    "json_in",
    "pack_answer_model",
    "render_brief_instructions",
    "render_brief_segment",
    "render_instructions",
    "render_pack",
    "render_segment",
    "what_is_wrong",
]
