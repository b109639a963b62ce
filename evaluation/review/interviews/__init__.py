"""Interviews on a page: windows of their text, with what each rater coded beside it."""
