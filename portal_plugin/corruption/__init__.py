"""The protected channel: who tells of corruption, who alone may read it, and what proves both."""
