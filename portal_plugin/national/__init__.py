"""The national endpoint: its contract, our client of it, and a stand-in to try against."""
