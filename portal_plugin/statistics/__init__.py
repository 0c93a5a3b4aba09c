"""Counts of complaints: for people, for reports, for the province."""
