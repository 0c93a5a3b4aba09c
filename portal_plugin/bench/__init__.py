"""Measure the promises: each module compares one thing with one other, on data of its own.

Every bench runs in a folder made for it and removed after it; no installation is touched.
"""
