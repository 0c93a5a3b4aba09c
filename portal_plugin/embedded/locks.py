"""Locks that the kernel releases when their holder dies, even by kill -9."""

import fcntl
import os
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from portal_plugin.embedded.errors import EmbeddedError

STEP_SECONDS = 0.01


class FileLock:
    """An advisory lock (flock) on a file that is never removed.

    The lock belongs to the open file: it is not passed on to programs started later,
    but processes forked without exec share it until the last of them ends.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def try_shared(self) -> bool:
        return self._try(fcntl.LOCK_SH)

    def try_exclusive(self) -> bool:
        return self._try(fcntl.LOCK_EX)

    def shared(self, seconds: float) -> None:
        """Wait for a shared hold; raises EmbeddedError after `seconds`."""
        self._within(fcntl.LOCK_SH, seconds)

    def exclusive(self, seconds: float) -> None:
        """Wait for the only hold; raises EmbeddedError after `seconds`."""
        self._within(fcntl.LOCK_EX, seconds)

    def release(self) -> None:
        fcntl.flock(self.descriptor, fcntl.LOCK_UN)

    def close(self) -> None:
        """Give up this process's part of the lock; calling it again does nothing."""
        if self.descriptor >= 0:
            os.close(self.descriptor)
            self.descriptor = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _try(self, operation: int) -> bool:
        try:
            fcntl.flock(self.descriptor, operation | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _within(self, operation: int, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while not self._try(operation):
            if time.monotonic() > deadline:
                raise EmbeddedError(
                    f"Waited {seconds:.0f} seconds for {self.path}: another process of "
                    "portal-plugin holds it; end that process and try again."
                )
            time.sleep(STEP_SECONDS)


def is_held(path: Path) -> bool:
    """Whether somebody holds the lock exclusively at this moment."""
    with FileLock(path) as lock:
        return not lock.try_shared()
