"""One demo at a time on a home folder, and where the running one answers."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from portal_plugin.embedded.errors import AlreadyRunning, EmbeddedError
from portal_plugin.embedded.locks import FileLock
from portal_plugin.embedded.place import prepare_home

# A demo killed while it was starting a command leaves a copy of itself for a moment.
LAST_BREATH_SECONDS = 0.5


class DemoLock:
    """The right to run the demo on one home; it ends with the process that holds it."""

    def __init__(self, home: Path) -> None:
        """Take the right; raises AlreadyRunning, with the address of the demo that has it."""
        self.home = prepare_home(home)
        self._address = self.home / "demo.address"
        self._lock = FileLock(self.home / "demo.lock")
        try:
            self._lock.exclusive(LAST_BREATH_SECONDS)
        except EmbeddedError:
            self._lock.close()
            raise AlreadyRunning(self.home, self._known_address()) from None
        self._address.unlink(missing_ok=True)

    def announce(self, address: str) -> None:
        """Say where this demo answers, for whoever tries to start a second one."""
        self._address.write_text(address, encoding="utf-8")

    def release(self) -> None:
        self._address.unlink(missing_ok=True)
        self._lock.close()

    def _known_address(self) -> str:
        try:
            return self._address.read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            return ""


@contextmanager
def sole_demo(home: Path) -> Iterator[DemoLock]:
    """Hold the right to run the demo on `home`; raises AlreadyRunning."""
    lock = DemoLock(home)
    try:
        yield lock
    finally:
        lock.release()
