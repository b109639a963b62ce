"""Reads and writes the codings of people and of other tools."""
