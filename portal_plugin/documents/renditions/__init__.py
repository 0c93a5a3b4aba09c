"""Files made by the worker and kept: whole sets of documents, and what was published."""
