"""A Chromium for tests and pictures, and fonts that have Chinese, without root where that can be.

Tried in this order: CHROMIUM=, a browser on the path, Playwright's own, the npm package
@sparticuz/chromium (unpacked into a cache beside the home, kept per version), and as root on Debian
`apt-get install chromium`. Fonts likewise: the system's, Noto Sans SC from npm in the same cache, or apt's.
"""

import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "wuli"
ON_THE_PATH = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge"]
ON_A_MAC = [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
]
NPM_PACKAGE = "@sparticuz/chromium@153.0.0"
FONT_PACKAGE = "@expo-google-fonts/noto-sans-sc@0.4.3"
FONT_FILES = ("NotoSansSC_400Regular.ttf", "NotoSansSC_700Bold.ttf")
HOW = """\
没有找到可用的浏览器，页面检查无法进行。任选一种办法，再运行一次：
  1. sudo apt install chromium fonts-noto-cjk（macOS：安装 Google Chrome）
  2. 装好 Node.js（有 npm 即可），会自动取一个不需要 root 的 Chromium
  3. CHROMIUM=/路径/到/chrome make test
No browser can be used, so the pages cannot be checked. Do one of these, then run again:
  1. sudo apt install chromium fonts-noto-cjk (macOS: install Google Chrome)
  2. install Node.js (npm is enough): a Chromium that needs no root is fetched by itself
  3. CHROMIUM=/path/to/chrome make test"""
NO_FONT = """\
缺中文字体，页面截图会是方框：sudo apt install fonts-noto-cjk，或装好 Node.js（有 npm 即可）。
There is no Chinese font: sudo apt install fonts-noto-cjk, or install Node.js (npm is enough)."""


class NoBrowser(Exception):
    """No browser can be had; the text says how to get one."""


def browser_environment() -> dict[str, str]:
    """Variables for the tests: CHROMIUM, its libraries and a font configuration where they are needed."""
    found = named() or on_the_path() or playwrights_own() or from_npm() or from_apt()
    if not found:
        raise NoBrowser(HOW)
    return found | chinese_fonts()


def named() -> dict[str, str]:
    """The one that the user names."""
    path = os.environ.get("CHROMIUM", "")
    if path and not os.access(path, os.X_OK):
        raise NoBrowser(f"CHROMIUM={path} 不是可运行的文件。\nCHROMIUM={path} cannot be run.")
    return {"CHROMIUM": path} if path else {}


def on_the_path() -> dict[str, str]:
    """One that is installed."""
    for name in ON_THE_PATH:
        path = shutil.which(name)
        if path and works(path):
            return {"CHROMIUM": path}
    for path in ON_A_MAC:
        if os.access(path, os.X_OK):
            return {"CHROMIUM": path}
    return {}


def playwrights_own() -> dict[str, str]:
    """The one that `playwright install` fetched."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return {"CHROMIUM": path} if os.access(path, os.X_OK) and works(path) else {}


def from_npm() -> dict[str, str]:
    """A Chromium built for bare machines, from npm: needs no root and no library of the system."""
    if not sys.platform.startswith("linux"):
        return {}
    home = home_of(NPM_PACKAGE)
    browser, libraries = home / "chromium", home / "al2023" / "lib"
    if not browser.exists():
        with tempfile.TemporaryDirectory() as folder:
            if not packed_from_npm(NPM_PACKAGE, folder):
                return {}
            unpack(Path(folder) / "package" / "bin", home)
    found = {"CHROMIUM": str(browser), "CHROMIUM_LIBRARIES": str(libraries)}
    return found if works(str(browser), libraries) else {}


def home_of(package: str) -> Path:
    """The folder of the cache in which an npm package of one version is kept."""
    return CACHE / package.replace("/", "-").replace("@", "")


def packed_from_npm(package: str, folder: str) -> bool:
    """Fetch an npm package and open it as `folder`/package; whether that could be done."""
    npm = shutil.which("npm")
    if npm is None:
        return False
    fetched = subprocess.run([npm, "pack", "--silent", package], cwd=folder, capture_output=True, text=True)
    if fetched.returncode:
        return False
    with tarfile.open(Path(folder) / fetched.stdout.split()[-1]) as archive:
        open_into(folder, archive)
    return True


def open_into(folder: "Path | str", archive: tarfile.TarFile) -> None:
    """Open an archive; Debian 12's Python 3.11.2 has no filters yet, and npm has checked the sum."""
    safe = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}
    archive.extractall(folder, **safe)  # type: ignore[arg-type]  # noqa: S202


def unpack(packed: Path, home: Path) -> None:
    """Open the package's brotli files into `home`, whole or not at all."""
    import brotli

    draft = home.with_suffix(".new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    for file in packed.glob("*.br"):
        content = brotli.decompress(file.read_bytes())
        target = draft / file.stem
        if target.suffix == ".tar":
            archive = draft / file.stem
            archive.write_bytes(content)
            with tarfile.open(archive) as opened:
                folder = draft / target.stem if target.stem == "al2023" else draft
                open_into(folder, opened)
            archive.unlink()
        else:
            target.write_bytes(content)
            target.chmod(0o755)
    draft.rename(home)


def from_apt() -> dict[str, str]:
    """As root on Debian: the distribution's own."""
    apt = shutil.which("apt-get")
    if apt is None or os.geteuid() != 0:
        return {}
    apt_install(apt, "chromium")
    return on_the_path()


def apt_install(apt: str, package: str) -> None:
    """Install a package of the distribution; a machine that never asked for lists asks now."""
    for words in (["update"], ["install", "-y", "--no-install-recommends", package]):
        subprocess.run([apt, *words], capture_output=True)


def works(path: str, libraries: Path | None = None) -> bool:
    """Whether the browser starts at all on this machine."""
    environment = dict(os.environ)
    if libraries is not None:
        environment["LD_LIBRARY_PATH"] = str(libraries)
    try:
        asked = subprocess.run([path, "--version"], capture_output=True, timeout=60, env=environment)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return asked.returncode == 0


def chinese_fonts() -> dict[str, str]:
    """A font configuration with Noto Sans SC where the system has no Chinese font."""
    if not sys.platform.startswith("linux") or has_chinese_fonts():
        return {}
    folder = home_of(FONT_PACKAGE)
    if folder.exists() or fonts_from_npm(folder):
        settings = folder / "fonts.conf"
        settings.write_text(
            '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
            f"<dir>{folder}</dir><dir>/usr/share/fonts</dir><cachedir>{CACHE}/fontconfig</cachedir>"
            "</fontconfig>"
        )
        return {"FONTCONFIG_FILE": str(settings)}
    apt = shutil.which("apt-get")
    if apt and os.geteuid() == 0:
        apt_install(apt, "fonts-noto-cjk")
    if not has_chinese_fonts():
        raise NoBrowser(NO_FONT)
    return {}


def has_chinese_fonts() -> bool:
    """Whether the system knows a font with Chinese, as far as it can be asked."""
    listing = shutil.which("fc-list")
    if listing:
        return bool(subprocess.run([listing, ":lang=zh"], capture_output=True).stdout.strip())
    return any(Path("/usr/share/fonts").rglob("*CJK*"))


def fonts_from_npm(folder: Path) -> bool:
    """Put the two weights into the cache, whole or not at all."""
    with tempfile.TemporaryDirectory() as opened:
        if not packed_from_npm(FONT_PACKAGE, opened):
            return False
        draft = folder.with_suffix(".new")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(parents=True)
        for name in FONT_FILES:
            for file in Path(opened).rglob(name):
                shutil.copy(file, draft / name)
        draft.rename(folder)
    return True


if __name__ == "__main__":
    try:
        sys.stdout.write("\n".join(f"{k}={v}" for k, v in browser_environment().items()) + "\n")
    except NoBrowser as reason:
        sys.exit(str(reason))
