"""Runs of models, as commands begin, watch and tell them."""
