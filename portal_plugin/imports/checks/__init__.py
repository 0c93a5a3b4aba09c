"""Checks of a read document against itself: every inconsistency becomes a finding."""
