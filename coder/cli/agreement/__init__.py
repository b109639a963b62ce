"""How far raters agree, as commands compute and tell it."""
