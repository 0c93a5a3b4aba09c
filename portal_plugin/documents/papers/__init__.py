"""A paper on its way from its author to the head of the municipality, and to the public."""
