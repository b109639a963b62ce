"""Figures of agreement on a page, and the ways from each to the cases behind it."""
