"""Where other programs say that passages stand, and where they do."""
