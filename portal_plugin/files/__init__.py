"""Files that people send: what they are, what is kept of them, and how they are given back.

Import from the modules: `intake` for a form's files, `virus` for the scanner, `download` for Flask.
"""
