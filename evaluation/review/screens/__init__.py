"""The screens, one module each; ``ROUTES`` of a module are its addresses."""
