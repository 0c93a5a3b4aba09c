"""Who owns a row, and how the database is told."""
