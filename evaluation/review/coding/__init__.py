"""Own coding: what a person codes without seeing what others coded."""
