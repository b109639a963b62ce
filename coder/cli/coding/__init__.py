"""Asking a model, as commands do it."""
