"""What was asked of models in runs, what came back, and how the runs went."""
