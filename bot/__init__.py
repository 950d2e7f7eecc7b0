"""The conversation and the work."""
