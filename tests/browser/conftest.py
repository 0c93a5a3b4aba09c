"""The sample province, served as anybody would serve it, and people who walk through it.

Everything in this folder happens twice: at a desk and on a phone, each in a province of its own.
PORTAL_PLUGIN_TEST_CHROMIUM names the browser. Where PORTAL_PLUGIN_TEST_PICTURES names a folder,
every page that somebody comes to is kept there as a picture.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Dialog,
    Page,
    Response,
    Route,
    sync_playwright,
)

_HERE = Path(__file__).parent
_WIDTHS = {"desk": 1280, "phone": 390}
_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_RULES = {"runOnly": {"type": "tag", "values": _TAGS}}
_START_SECONDS = 120
_END_SECONDS = 30
_STEP_MILLISECONDS = 15_000


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if _HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)
            # A worker for each width: their provinces have nothing to do with each other.
            told = getattr(item, "callspec", None)
            width = told.params.get("width", "") if told else ""
            item.add_marker(pytest.mark.xdist_group(f"browser-{width}"))


@dataclass(frozen=True)
class Province:
    """A running sample province: its address, the password that all its people share, and by
    username the passphrase and the telephone's secret of rimnam's inspectors."""

    address: str
    password: str
    inspectors: dict[str, tuple[str, str]]


@pytest.fixture(scope="session", params=list(_WIDTHS))
def width(request: pytest.FixtureRequest) -> int:
    """How wide the window is."""
    return _WIDTHS[request.param]


@pytest.fixture(scope="session")
def browser(required: Callable[..., str]) -> Iterator[Browser]:
    """A real browser."""
    named = os.environ.get("PORTAL_PLUGIN_TEST_CHROMIUM")
    names = (named,) if named else ("chromium", "chromium-browser", "google-chrome")
    found = next(filter(None, map(shutil.which, names)), None)
    advice = "no browser here: install chromium, or name one in PORTAL_PLUGIN_TEST_CHROMIUM"
    path = required("browser", found, advice)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(_ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def province(width: int, browser: Browser) -> Iterator[Province]:
    """`portal-plugin demo` in an empty home: it must come up, and go when it is told to."""
    # The database's account, which is not ours when root runs the tests, has to pass through.
    home = Path(tempfile.mkdtemp(prefix="portal-plugin-browser-"))
    home.chmod(0o711)
    with _served(home) as (demo, log):
        yield _told_by(demo, log)
        demo.send_signal(signal.SIGINT)
        assert demo.wait(_END_SECONDS) == 0, (
            f"Ctrl-C ended the demo with an error:\n{log.read_text()}"
        )
    shutil.rmtree(home)


@contextmanager
def _served(home: Path) -> Iterator[tuple[subprocess.Popen[bytes], Path]]:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = str(probe.getsockname()[1])
    log = home / "demo.log"
    ours = {
        name: value for name, value in os.environ.items() if not name.startswith("PORTAL_PLUGIN_")
    }
    with log.open("wb") as said:
        demo = subprocess.Popen(
            [sys.executable, "-u", "-m", "portal_plugin", "demo", "--port", port],
            stdout=said,
            stderr=subprocess.STDOUT,
            env=ours | {"PORTAL_PLUGIN_HOME": str(home)},
            start_new_session=True,
        )
    try:
        yield demo, log
    finally:
        if demo.poll() is None:
            demo.kill()
            demo.wait()


def _told_by(demo: subprocess.Popen[bytes], log: Path) -> Province:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and demo.poll() is None:
        said = log.read_text()
        if "Ctrl-C" in said:
            address = re.search(r"province is at (http://\S+)", said)
            password = re.search(r"password: (\S+)", said)
            assert address and password, f"the demo does not say how to get in:\n{said}"
            keys = re.findall(r"(\w+): ([a-z ]+)  \(([A-Z2-7]{32})\)", said)
            inspectors = {name: (passphrase, secret) for name, passphrase, secret in keys}
            return Province(address[1], password[1], inspectors)
        time.sleep(0.2)
    raise AssertionError(f"the demo did not come up:\n{log.read_text()}")


@dataclass
class Visitor:
    """Somebody with a browser of his own.

    `status` is that of the newest page; `faults` is what went wrong behind his back.
    """

    province: Province
    context: BrowserContext
    page: Page
    status: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    def go(self, path: str) -> None:
        """Open an address of the province."""
        self._arrived(self.page.goto(self.province.address + path))

    def press(self, name: str) -> None:
        """Press the button that reads `name`."""
        self.send(self.page.get_by_role("button", name=name, exact=True).click)

    def follow(self, name: str) -> None:
        """Follow the first link that reads `name`."""
        self.send(self.page.get_by_role("link", name=name, exact=True).first.click)

    def send(self, act: Callable[[], object]) -> None:
        """Do what leads to another page, and wait for it."""
        with self.page.expect_navigation() as arriving:
            act()
        self._arrived(arriving.value)

    def reads(self, text: str) -> bool:
        """Whether the page says `text` anywhere that can be seen."""
        return self.page.get_by_text(text).locator("visible=true").count() > 0

    def sign_in(self, space: str, username: str) -> None:
        """Log in to a municipality's space."""
        self.go(f"/{space}/login")
        self.page.get_by_label("ชื่อผู้ใช้").fill(username)
        self.page.get_by_label("รหัสผ่าน").fill(self.province.password)
        self.press("เข้าสู่ระบบ")
        assert self.path != f"/{space}/login", f"{username} was not let in to {space}"

    def unusable(self, name: str) -> list[str]:
        """What keeps somebody from using the page that is open, which is kept as a picture."""
        assert self.status == 200, name
        self.keep_picture(name)
        faults = []
        if self.page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            faults.append(f"{name}: wider than the window")
        found = Axe().run(self.page, options=_RULES).response["violations"]
        return faults + [
            f"{name}: {one['id']} at {node['target']}" for one in found for node in one["nodes"]
        ]

    def wait_for(self, text: str, seconds: float) -> None:
        """Load the page again until it says `text`."""
        deadline = time.monotonic() + seconds
        while not self.reads(text):
            assert time.monotonic() < deadline, f"after {seconds} s the page still lacks: {text}"
            time.sleep(0.5)
            self.page.reload()

    def keep_picture(self, name: str) -> None:
        """Keep the whole page as a picture, where somebody asked for pictures."""
        folder = os.environ.get("PORTAL_PLUGIN_TEST_PICTURES")
        if folder:
            wide = self.page.viewport_size or {}
            path = Path(folder) / f"{name}-{wide.get('width')}.png"
            self.page.screenshot(path=path, full_page=True)

    def _arrived(self, answer: Response | None) -> None:
        assert answer is not None
        self.status = answer.status


@pytest.fixture
def visitor(browser: Browser, province: Province, width: int) -> Iterator[Callable[..., Visitor]]:
    """`visitor("nongbua", "plan")` is somebody signed in, `visitor()` a stranger.

    Without JavaScript unless told otherwise. The test fails if any page asked for something
    elsewhere, ran or blocked a script or style, or lacked one of its parts.
    """
    visitors: list[Visitor] = []

    def _visitor(space: str = "", username: str = "", **options: Any) -> Visitor:
        known = {"java_script_enabled": False, "locale": "th-TH"} | options
        context = browser.new_context(viewport={"width": width, "height": 900}, **known)
        context.set_default_timeout(_STEP_MILLISECONDS)
        person = Visitor(province, context, context.new_page())
        visitors.append(person)
        _watch(person)
        if username:
            person.sign_in(space, username)
        return person

    yield _visitor
    for person in visitors:
        person.context.close()
    assert [fault for person in visitors for fault in person.faults] == []


def _watch(person: Visitor) -> None:
    def _only_here(route: Route) -> None:
        if route.request.url.startswith(person.province.address + "/"):
            route.continue_()
        else:
            person.faults.append(f"asked for {route.request.url}")
            route.abort()

    def _answered(answer: Response) -> None:
        # A page that refuses is judged by the test itself.
        if answer.status >= 400 and not answer.request.is_navigation_request():
            person.faults.append(f"{answer.status} for {answer.url}")

    def _said(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not message.text.startswith("Failed to load"):
            person.faults.append(f"the console says: {message.text}")

    def _asked(dialog: Dialog) -> None:
        person.faults.append(f"a script asks: {dialog.message}")
        dialog.dismiss()

    person.context.route("**/*", _only_here)
    person.page.on("dialog", _asked)
    person.page.on("response", _answered)
    person.page.on("console", _said)
    person.page.on("pageerror", lambda error: person.faults.append(f"a script failed: {error}"))


@pytest.fixture
def look(visitor: Callable[..., Any], width: int) -> Callable[..., Any]:
    """Somebody whose browser runs axe: light at a desk, dark on a phone."""
    scheme = "light" if width > 1000 else "dark"

    def _look(space: str = "", username: str = "") -> Any:
        return visitor(
            space, username, java_script_enabled=True, bypass_csp=True, color_scheme=scheme
        )

    return _look
