"""Codings and units as rows of tables, out."""
