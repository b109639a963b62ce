"""Reports of agreement: what they hold, and how they are put together and written."""
