"""A strict, durable stand-in of the national endpoint, for the demo and for proofs.

It keeps the contract of config/national to the letter, keeps every effect in one SQLite file that
survives kill -9, and can be told to fail in chosen ways. It is not E-PlanNACC.
"""
