"""Samples that people code, as commands draw and tell them."""
