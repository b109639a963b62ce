"""Coded transcripts as a page."""
