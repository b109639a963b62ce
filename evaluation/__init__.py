"""Judges codings, whoever made them."""
