"""What the browser tests need: a Chromium that starts and a font with Chinese characters.

Found on the machine, else installed by apt where that is possible, else Playwright's own Chromium, else one line
that says what to install. `make test` hands the browser's path to the tests as QIANBEI_CHROMIUM.
"""

import os
import platform
import shutil
from collections.abc import Iterator
from pathlib import Path

from steps import ENVIRONMENT, TOOLS, Stuck, answer, do, say

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_MAC_APPS = ("Chromium.app/Contents/MacOS/Chromium", "Google Chrome.app/Contents/MacOS/Google Chrome")
_CHROMIUM_HINT = "no Chromium was found; install one (Debian: apt install chromium) or set QIANBEI_CHROMIUM"
_FONT_HINT = "no font with Chinese characters was found; install one (Debian: apt install fonts-wqy-microhei)"


def browser_environment() -> None:
    """Makes sure of a browser and a font. Leaves the browser's path in `.bootstrap/chromium`."""
    browser = _working_browser() or _install_browser()
    if browser is None:
        raise Stuck(_CHROMIUM_HINT)
    (TOOLS / "chromium").write_text(browser)
    if not _has_chinese_font() and not (_apt_install("fonts-noto-cjk") or _apt_install("fonts-wqy-microhei")):
        raise Stuck(_FONT_HINT)


def _working_browser() -> str | None:
    return next((each for each in _candidates() if answer([each, "--version"])), None)


def _candidates() -> Iterator[str]:
    named = os.environ.get("QIANBEI_CHROMIUM")
    if named:
        yield named
    yield from (path for name in _NAMES if (path := shutil.which(name)))
    for folder in (Path("/Applications"), Path.home() / "Applications"):
        yield from (str(folder / app) for app in _MAC_APPS if (folder / app).exists())
    for cache in (Path.home() / ".cache/ms-playwright", Path.home() / "Library/Caches/ms-playwright"):
        yield from map(str, sorted(cache.glob("chromium-*/chrome-linux*/chrome")))
        yield from map(str, sorted(cache.glob("chromium-*/chrome-mac*/*.app/Contents/MacOS/*")))


def _install_browser() -> str | None:
    """By apt; where its package is only a snap door that does not open here, by Playwright."""
    if _apt_install("chromium") and (browser := _working_browser()):
        return browser
    say("Playwright's Chromium")
    playwright = ENVIRONMENT / "bin" / "playwright"
    with_system_libraries = ["--with-deps"] if _apt() else []
    try:
        do([playwright, "install", *with_system_libraries, "chromium"], _CHROMIUM_HINT)
    except Stuck:
        return None
    return _working_browser()


def _has_chinese_font() -> bool:
    """macOS always has one; elsewhere fontconfig knows."""
    return platform.system() == "Darwin" or bool(answer(["fc-list", ":lang=zh", "family"]))


def _apt() -> list[str] | None:
    """The words that run apt-get as root without asking anybody, if there are any."""
    if not shutil.which("apt-get"):
        return None
    if os.geteuid() == 0:
        return ["apt-get"]
    return ["sudo", "-n", "apt-get"] if answer(["sudo", "-n", "true"]) is not None else None


def _apt_install(package: str) -> bool:
    apt = _apt()
    if apt is None:
        return False
    say(f"apt package {package}")
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    try:
        do([*apt, "update", "-q"], "apt could not read its package lists", **quiet)
        do(
            [*apt, "install", "-q", "-y", "--no-install-recommends", package],
            f"apt has no {package}",
            **quiet,
        )
    except Stuck as stuck:
        say(str(stuck))
        return False
    return True
