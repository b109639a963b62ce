"""Agreement on spans: where codes are, and which."""
