"""The review app: cases in which raters differ are settled blind, and people code without seeing others' codes."""
