"""What products take from the other features: a module for each kind of data."""
