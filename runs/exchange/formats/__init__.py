"""One file a format: each module has one ``FORMAT``, and the registry finds it here."""
