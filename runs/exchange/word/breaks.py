"""What stands in a run of Word without being written as text."""

BREAKS = {"br": "\n", "cr": "\n", "tab": "\t", "noBreakHyphen": "\u2011"}
"""The characters that elements stand for, by their local names."""
