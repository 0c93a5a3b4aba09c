"""The page a working day begins with, which asks every other feature what waits."""
