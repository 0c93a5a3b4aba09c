"""The four layouts of a measures' report: a module for each, and what they share."""
