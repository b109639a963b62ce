"""The batch run: a model codes the segments of a study."""
