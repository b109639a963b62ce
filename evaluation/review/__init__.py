"""The review app: the pages on which people settle what raters disagree on."""
