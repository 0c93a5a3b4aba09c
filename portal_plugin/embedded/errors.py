"""What can go wrong around the embedded server, each as one sentence that says what to do."""


class EmbeddedError(RuntimeError):
    """The embedded server, or a process of the demo, cannot do what was asked."""


class AlreadyRunning(EmbeddedError):
    """Another demo runs on the same home; `address` is where it answers, or an empty string."""

    def __init__(self, home: object, address: str) -> None:
        self.address = address
        where = f" at {address}" if address else ""
        super().__init__(
            f"A demo already runs on {home}{where}: use that one, stop it with Ctrl-C, "
            "or set PORTAL_PLUGIN_HOME to another folder."
        )
