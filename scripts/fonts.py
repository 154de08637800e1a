"""Fetches open Chinese fonts for PDF into var/fonts: Noto Serif SC and Noto Sans SC (SIL OFL 1.1), from npm.

Not needed where the system has Chinese fonts (Debian: fonts-noto-cjk), nor where bought ones (方正小标宋,
仿宋_GB2312, 楷体_GB2312) are put into a folder named by WULI_FONTS.
"""

import os
import shutil
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
PACKAGES = {
    "@expo-google-fonts/noto-serif-sc@0.4.3": ("NotoSerifSC_400Regular.ttf", "NotoSerifSC_700Bold.ttf"),
    "@expo-google-fonts/noto-sans-sc@0.4.3": ("NotoSansSC_400Regular.ttf", "NotoSansSC_700Bold.ttf"),
}
NO_NPM = """\
没有 npm，取不了字体。装好 Node.js 再运行一次，或者 sudo apt install fonts-noto-cjk。
There is no npm to fetch fonts with. Install Node.js and run again, or sudo apt install fonts-noto-cjk."""


def main() -> int:
    """Fetch what is missing; says where it lies."""
    from scripts.browser import packed_from_npm

    folder = Path(os.environ.get("WULI_FONTS", "").split(",")[0] or _var() / "fonts")
    folder.mkdir(parents=True, exist_ok=True)
    for package, files in PACKAGES.items():
        if all((folder / name).exists() for name in files):
            continue
        with tempfile.TemporaryDirectory() as opened:
            if not packed_from_npm(package, opened):
                sys.stderr.write(NO_NPM + "\n")
                return 1
            for name in files:
                _keep(next(Path(opened).rglob(name)), folder / name)
            _keep(Path(opened) / "package" / "LICENSE_FONT", folder / f"{files[0].split('_')[0]}-OFL.txt")
    sys.stdout.write(f"{folder}\n")
    return 0


def _var() -> Path:
    return Path(os.environ.get("WULI_VAR", str(ROOT / "var")))


def _keep(source: Path, target: Path) -> None:
    """Whole or not at all."""
    draft = target.with_suffix(".new")
    shutil.copy(source, draft)
    draft.rename(target)


if __name__ == "__main__":
    sys.exit(main())
