"""Word documents with comments, in and out, and what such documents consist of."""
