"""Finds a Chromium for the browser tests, or installs Debian's when it may.

`python tests/browser/find_browser.py` runs before the tests. Exit code 1 only with `CI` set,
where nothing may be left out.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
PACKAGES = ("chromium", "fonts-noto-cjk")  # without Chinese letters a picture proves little


def browser() -> str | None:
    """The path of an installed Chromium; `DUOKOU_BROWSER` names one outright."""
    if named := os.environ.get("DUOKOU_BROWSER"):
        return named
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    return found or (str(MAC) if MAC.exists() else None)


def install() -> None:
    """Debian's Chromium, when we are root on a Debian."""
    if not shutil.which("apt-get") or os.geteuid() != 0:
        return
    apt("update", "-qq")
    apt("install", "-y", "-qq", "--no-install-recommends", *PACKAGES)


def apt(*words: str) -> None:
    surroundings = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", *words], check=False, stdout=subprocess.DEVNULL, env=surroundings)


def main() -> int:
    if browser() is None:
        install()
    if browser() is not None:
        return 0
    sys.stderr.write(
        "没有 Chromium，跳过 tests/browser 的测试。请安装 chromium，或用 DUOKOU_BROWSER 指明。\n"
        "There is no Chromium: the tests in tests/browser are left out. Install chromium, or name "
        "one in DUOKOU_BROWSER.\n"
    )
    return 1 if os.environ.get("CI") else 0


if __name__ == "__main__":
    sys.exit(main())
