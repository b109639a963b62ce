"""The codebook on a page: counts, flags, versions, and what is changed in it."""
