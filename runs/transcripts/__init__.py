"""Reads the transcripts that people have: one file a format."""
