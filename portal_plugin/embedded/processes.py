"""Keep the demo's processes alive, and let none of them outlive the demo."""

import secrets
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType

from portal_plugin.embedded import guardian
from portal_plugin.embedded.child import Child, Command
from portal_plugin.embedded.demo_lock import DemoLock, sole_demo
from portal_plugin.embedded.place import prepare_home
from portal_plugin.embedded.server import Server

__all__ = ["Command", "DemoLock", "ProcessSupervisor", "sole_demo"]

ROUND_SECONDS = 0.2
STOP_SECONDS = 8.0


class ProcessSupervisor:
    """Named commands, started in order, restarted when they die, stopped in reverse order.

    Each writes to `<home>/logs/<name>.log`. A server given is started again, too, when it
    was killed. When this process dies, even by kill -9, a guardian kills the commands with
    everything that they started.
    """

    def __init__(
        self, home: Path, commands: Sequence[Command], server: Server | None = None
    ) -> None:
        logs = prepare_home(home) / "logs"
        logs.mkdir(mode=0o700, exist_ok=True)
        self._token = secrets.token_hex(16)
        marked = {guardian.TOKEN_VARIABLE: self._token}
        self._children = [Child(each, logs / f"{each.name}.log", marked) for each in commands]
        self._server = server
        self._guardian: subprocess.Popen[bytes] | None = None

    @property
    def process_ids(self) -> dict[str, int | None]:
        """The process id of each command by name, None for one that waits for its restart."""
        return {child.command.name: child.process_id for child in self._children}

    def start(self) -> None:
        """Start all commands; if one cannot start, stops the others and raises EmbeddedError."""
        try:
            self._guard()
            for child in self._children:
                child.start()
        except BaseException:
            self.stop()
            raise

    def tend(self) -> list[str]:
        """Look after everything once; returns the names of what had to be started again.

        Raises EmbeddedError when the server or a command cannot be started any more.
        """
        restarted = []
        self._guard()
        if self._server is not None and self._server.restart_if_dead():
            restarted.append("database")
        restarted += [child.command.name for child in self._children if child.tend()]
        return restarted

    def stop(self) -> None:
        """Stop all commands within about eight seconds, the last started first."""
        deadline = time.monotonic() + STOP_SECONDS
        for child in reversed(self._children):
            child.stop(deadline)
        if self._guardian is not None:
            # The end of its input; it kills what a command started outside its group.
            self._guardian.communicate()
            self._guardian = None

    def run(self) -> None:
        """Start, and tend until Ctrl-C or SIGTERM; then stop. For the main thread only."""
        ending = threading.Event()

        def end(_number: int, _frame: FrameType | None) -> None:
            ending.set()

        former = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            self.start()
            while not ending.wait(ROUND_SECONDS):
                self.tend()
        finally:
            self.stop()
            for number, handler in former.items():
                signal.signal(number, handler)

    @contextmanager
    def tending(self) -> Iterator[None]:
        """Start, tend in a thread during the `with` block, then stop.

        What went wrong in the thread is raised at the end of the block.
        """
        ending = threading.Event()
        faults: list[Exception] = []

        def rounds() -> None:
            while not ending.wait(ROUND_SECONDS):
                try:
                    self.tend()
                except Exception as fault:  # kept for the thread that waits for it
                    faults.append(fault)
                    return

        self.start()
        thread = threading.Thread(target=rounds, name="portal-plugin-tending")
        thread.start()
        try:
            yield
        finally:
            ending.set()
            thread.join()
            self.stop()
        if faults:
            raise faults[0]

    def _guard(self) -> None:
        """See that a guardian watches over this process."""
        if self._guardian is not None:
            if self._guardian.poll() is None:
                return
            with suppress(BrokenPipeError):
                self._guardian.communicate()
        self._guardian = subprocess.Popen(
            [sys.executable, "-I", "-S", str(guardian.__file__), self._token],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
