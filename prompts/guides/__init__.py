"""The guides as data."""
