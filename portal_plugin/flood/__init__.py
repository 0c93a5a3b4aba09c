"""Keeps a public form open in a flood: who sends often shows work or waits, nobody is shut out."""
