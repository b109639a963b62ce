"""Reviews: the cases in which two raters differ, what people decided about them, and their own blind codings."""
