"""The papers a municipality signs and publishes: made from the data, nothing typed twice."""
