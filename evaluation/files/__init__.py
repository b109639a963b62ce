"""Judgements and spans that people keep in spreadsheets."""
