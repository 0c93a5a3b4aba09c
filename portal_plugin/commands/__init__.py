"""The commands. Each opens the workplace, calls one service, prints; bad input ends non-zero."""
