"""One way to write a document down: a module for each kind of file."""
