"""Whether a study is whole, copies of it that are, and what is left of one that is not."""
