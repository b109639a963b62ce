"""How the model is asked: deterministic texts, and the answer model built from the codebook."""

from prompts.answers import Answer, GivenCode, answer_model, asked_about
from prompts.rendering import render_instructions, render_segment

__all__ = ["Answer", "GivenCode", "answer_model", "asked_about", "render_instructions", "render_segment"]
