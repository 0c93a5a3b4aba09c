"""The catalogue of every language but Thai, and how its sentences are found."""
