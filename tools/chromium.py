"""Finds the system's Chromium, or installs it and the Chinese fonts where the system allows that.

python tools/chromium.py     make sure both are here, print the browser's path; exit 1 with the reason
"""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PACKAGES = {"browser": "chromium", "fonts": "fonts-noto-cjk"}


def find_chromium() -> str:
    """The path of the browser; BAXING_CHROMIUM wins. Raises FileNotFoundError with what to do."""
    for name in filter(None, (os.environ.get("BAXING_CHROMIUM"), *NAMES)):
        if path := shutil.which(name):
            return path
    raise FileNotFoundError("no Chromium: install it (apt-get install chromium) or set BAXING_CHROMIUM")


def missing() -> list[str]:
    """Debian packages that this machine lacks; pictures of pages need a Chinese font too."""
    lacks = []
    try:
        find_chromium()
    except FileNotFoundError:
        lacks.append(PACKAGES["browser"])
    fonts = shutil.which("fc-list") and subprocess.run(
        ["fc-list", ":lang=zh"], capture_output=True, check=False
    )
    if not fonts or not fonts.stdout.strip():
        lacks.append(PACKAGES["fonts"])
    return lacks


def install(packages: list[str]) -> None:
    """Installs with apt-get, as root or by a sudo that asks nothing; else SystemExit says how."""
    by_hand = f"apt-get update && apt-get install -y {' '.join(packages)}"
    if not shutil.which("apt-get"):
        raise SystemExit(
            f"missing: {', '.join(packages)}. Install them with your system's tools, then try again."
        )
    sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if sudo and not shutil.which("sudo"):
        raise SystemExit(f"missing: {', '.join(packages)}. As root: {by_hand}")
    env = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    wanted = [*packages, "fontconfig"]
    for step in (["update"], ["install", "-y", "--no-install-recommends", *wanted]):
        done = subprocess.run(
            [*sudo, "apt-get", "-qq", *step], env=env, stdin=subprocess.DEVNULL, check=False
        )
        if done.returncode:
            raise SystemExit(f"missing: {', '.join(packages)}, and apt-get failed. As root: {by_hand}")


if __name__ == "__main__":
    if lacking := missing():
        print(f"installing {', '.join(lacking)} …", file=sys.stderr)
        install(lacking)
    print(find_chromium())
