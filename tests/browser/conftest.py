"""A whole installation of its own, 云汀 included, and a real Chromium that looks at it.

The city runs thirty times faster than the wall, so a cup is made and carried in seconds.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from qianbei.runtime.ports import free_port
from tests.browser.hands import Customer

ROOT = Path(__file__).resolve().parents[2]
STARTS_WITHIN_S = 90
STOPS_WITHIN_S = 30
CITY_SPEED = 30

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_MAC_APPS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)


class Installation(msgspec.Struct, frozen=True):
    """Where it serves, and the key of its operator."""

    url: str
    operator_key: str


@pytest.fixture(scope="package")
def installation() -> Iterator[Installation]:
    """Ends with the last browser test: its city would go on living beside all others."""
    folder = Path(tempfile.mkdtemp(prefix="qianbei-browser-"))
    folder.chmod(0o755)  # The database's own user must get in when the tests run as root.
    log, port = folder / "up.log", free_port()
    command = [sys.executable, "-m", "qianbei.runtime.cli", "up", "--port", str(port)]
    command += ["--data", str(folder / "data"), "--city-speed", str(CITY_SPEED)]
    own = {name: value for name, value in os.environ.items() if not name.startswith("QIANBEI_")}
    environment = own | {"COLUMNS": "200"}
    with (
        log.open("wb") as said,
        subprocess.Popen(command, stdout=said, stderr=said, cwd=ROOT, env=environment) as process,
    ):
        try:
            _wait_until_it_serves(process, log)
            key = (folder / "data" / "operator.key").read_text().strip()
            yield Installation(f"http://127.0.0.1:{port}", key)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(STOPS_WITHIN_S)
    shutil.rmtree(folder)


def _wait_until_it_serves(process: subprocess.Popen[bytes], log: Path) -> None:
    """It shows its table of links when the city has moved in."""
    deadline = time.monotonic() + STARTS_WITHIN_S
    while "/ops?key=" not in log.read_text("utf-8"):
        assert process.poll() is None, log.read_text("utf-8")
        assert time.monotonic() < deadline, log.read_text("utf-8")
        time.sleep(0.1)


def _chromium() -> str:
    found = Path(ROOT / ".bootstrap" / "chromium")
    candidates = [
        os.environ.get("QIANBEI_CHROMIUM"),
        found.read_text().strip() if found.is_file() else None,
        *map(shutil.which, _NAMES),
        *(app for app in _MAC_APPS if Path(app).exists()),
    ]
    return next(filter(None, candidates), "") or pytest.fail("no Chromium: set QIANBEI_CHROMIUM to one")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Per file, because a sync Playwright keeps a loop of its own that other tests must not meet."""
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=_chromium(), args=arguments)
        yield browser
        browser.close()


NewContext = Callable[..., BrowserContext]


@pytest.fixture
def new_context(browser: Browser, installation: Installation) -> Iterator[NewContext]:
    """A new browser profile: `new_context(language="en", width=360)`. A script error on any page fails the test."""
    contexts: list[BrowserContext] = []
    problems: list[str] = []

    def make(language: str = "zh-CN", width: int = 360) -> BrowserContext:
        size = {"width": width, "height": 740 if width < 1000 else 900}
        context = browser.new_context(base_url=installation.url, locale=language, viewport=size)  # type: ignore[arg-type]
        context.set_default_timeout(15_000)
        context.on("weberror", lambda error: problems.append(str(error.error)))
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        context.close()
    assert problems == []


@pytest.fixture
def new_customer(new_context: NewContext) -> Callable[..., Customer]:
    """A guest who has said where to bring it."""

    def make(language: str = "zh-CN", width: int = 360) -> Customer:
        customer = Customer(new_context(language, width).new_page(), language)
        customer.page.goto("/")
        customer.choose_place()
        return customer

    return make
