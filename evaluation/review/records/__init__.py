"""What was done: runs and their requests, the history, and what is taken out of a study as files."""
