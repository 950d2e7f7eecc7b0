"""Inspection: one file per family of signals, one report."""
