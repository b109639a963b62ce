"""Whether a model can stand in for a person, and what its codes are worth."""
