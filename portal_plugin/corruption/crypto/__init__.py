"""Ciphertexts of the channel: primitives are libsodium's, formats are ours and carry a version.

Nothing here knows a database, a request or a clock.
"""
