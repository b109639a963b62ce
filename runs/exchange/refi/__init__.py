"""REFI-QDA: projects (QDPX) and codebooks (QDC) of version 1.0 of the standard of 18 March 2019."""
