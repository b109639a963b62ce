"""What a run costs: known before anything is sent, never above its limit, kept with each exchange."""
