"""How the model is asked: deterministic texts, and the answer model built from the codebook."""

from prompts.answers import Answer, GivenCode, PackAnswer, answer_model, asked_about, pack_answer_model
from prompts.demonstrations import demonstrations
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
    "Answer",
    "GivenCode",
    "Message",
    "PackAnswer",
    "answer_model",
    "asked_about",
    "demonstrations",
    "fingerprint",
    "pack_answer_model",
    "render_brief_instructions",
    "render_brief_segment",
    "render_instructions",
    "render_pack",
    "render_segment",
]
