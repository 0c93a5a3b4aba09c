"""The inspectors' side: who they are, their keys, and what they read and do."""
