"""Tables of codings, read by profiles that say how each is laid out."""
