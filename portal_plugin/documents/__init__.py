"""The papers a municipality signs and publishes, each made from the data and nothing typed twice."""
