"""Import: what is brought into a study, and what is told of it."""
