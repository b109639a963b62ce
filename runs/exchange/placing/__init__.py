"""Brings codings together with the transcripts of a study."""
