"""Cases: drawn from the codings, put before a person, decided one by one or together, and what they come to."""
