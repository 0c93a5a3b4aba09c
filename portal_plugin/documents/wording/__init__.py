"""How official papers say it: posts, days, rounds, numbers, lists, signatures."""
