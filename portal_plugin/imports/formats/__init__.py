"""One reader per file format; each turns bytes into blocks and knows nothing of plans."""
