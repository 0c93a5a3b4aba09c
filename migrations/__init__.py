"""Schema versions, in order; each is frozen SQL."""
