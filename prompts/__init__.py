"""How the model is asked: deterministic texts, and the answer model built from the codebook."""

from prompts.answers import Answer, GivenCode, answer_model, asked_about
from prompts.demonstrations import demonstrations
from prompts.rendering import (
    Message,
    fingerprint,
    render_brief_instructions,
    render_brief_segment,
    render_instructions,
    render_segment,
)

__all__ = [
    "Answer",
    "GivenCode",
    "Message",
    "answer_model",
    "asked_about",
    "demonstrations",
    "fingerprint",
    "render_brief_instructions",
    "render_brief_segment",
    "render_instructions",
    "render_segment",
]
