"""Who holds a key to a report: given, handed on, recovered, sealed anew and destroyed."""
