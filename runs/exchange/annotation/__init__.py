"""Texts that people labelled in programs for annotation."""
