"""Fetch the vendored front-end files named in vendor.json and write their sums and the icon sprite.

    python scripts/vendor.py            fetch again and rewrite
    python scripts/vendor.py --check    only compare the sums

Nothing is ever loaded from another host. Needs `npm` for fetching, not for checking.
"""

import hashlib
import json
import re
import subprocess
import sys
import tarfile
import tempfile
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from browser import open_into

FOLDER = Path(__file__).resolve().parents[1] / "wuli/base/core/static/vendor"
LIST = FOLDER / "vendor.json"


def main(arguments: list[str]) -> int:
    """Run one of the two modes; the exit code is the number of files that differ."""
    listed = json.loads(LIST.read_text())
    if "--check" in arguments:
        wrong = [each["file"] for each in listed["files"] if digest(each["file"]) != each["sha256"]]
        for name in wrong:
            print(f"{name}: the sum differs from vendor.json")  # noqa: T201
        return len(wrong)
    with tempfile.TemporaryDirectory() as folder:
        refresh(listed, Path(folder))
    for each in listed["files"]:
        each["sha256"] = digest(each["file"])
    LIST.write_text(json.dumps(listed, indent=1, ensure_ascii=False) + "\n")
    return 0


def refresh(listed: dict, folder: Path) -> None:
    """Write every listed file anew from its package."""
    packages: dict[str, Path] = {}
    for each in listed["files"]:
        name = f"{each['package']}@{each['version']}"
        if each["from"].startswith("python:"):
            each["version"] = version(each["package"])
            (FOLDER / each["file"]).write_bytes(from_python(each["from"]))
            continue
        if name not in packages:
            packages[name] = unpack(name, folder)
        root = packages[name]
        if each["from"] == "sprite":
            (FOLDER / each["file"]).write_text(sprite(root, listed["icons"]))
        else:
            (FOLDER / each["file"]).write_bytes(without_map((root / each["from"]).read_bytes()))


def unpack(name: str, folder: Path) -> Path:
    """Fetch the npm package `name` and unpack it; returns its folder."""
    packed = subprocess.run(
        ["npm", "pack", "--silent", name],
        cwd=folder,
        check=True,
        capture_output=True,
        text=True,
    )
    target = folder / re.sub(r"\W", "_", name)
    with tarfile.open(folder / packed.stdout.split()[-1]) as archive:
        open_into(target, archive)
    return target / "package"


def from_python(source: str) -> bytes:
    """A static file that ships inside a Python package, `python:<module>/<path>`."""
    module, path = source.removeprefix("python:").split("/", 1)
    spec = find_spec(module)
    if spec is None or spec.origin is None:
        raise SystemExit(f"{module} is not installed")
    return without_map((Path(spec.origin).parent / path).read_bytes())


def without_map(content: bytes) -> bytes:
    """Drop the reference to a source map that is not shipped, which whitenoise would look for."""
    return re.sub(rb"(/\*|//)# sourceMappingURL=.*", b"", content)


def sprite(root: Path, names: list[str]) -> str:
    """One SVG with a symbol for each icon used, `name` for outline and `name-filled` for filled ones."""
    symbols = []
    for name in sorted(set(names)):
        style, base = ("filled", name[:-7]) if name.endswith("-filled") else ("outline", name)
        text = (root / "icons" / style / f"{base}.svg").read_text()
        inner = re.sub(r"^.*?<svg[^>]*>|</svg>\s*$", "", text, flags=re.S)
        inner = re.sub(r"\s+", " ", inner).strip()
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{inner}</symbol>')
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"


def digest(name: str) -> str:
    """The sha256 of a vendored file."""
    return hashlib.sha256((FOLDER / name).read_bytes()).hexdigest()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
