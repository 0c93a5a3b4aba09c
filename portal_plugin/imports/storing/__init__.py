"""From a read document to rows: what is written where, and how it meets what is there already."""
