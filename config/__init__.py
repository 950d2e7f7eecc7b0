"""Settings and the model catalogue."""
