"""How several processes share a study: one lease, one writer, and readers beside them."""
