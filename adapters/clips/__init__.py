"""Clips: probe, encode, fit, contact sheets."""
