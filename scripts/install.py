"""Make `.venv` and put exactly the locked packages into it; does nothing when they are there already.

`python3 scripts/install.py base` for running, `dev` for testing. Standard library only: it runs before
anything is installed.
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
NEEDS_DISK_GB = 2
NEEDS_MEMORY_GB = 1.4


def main() -> None:
    """Check the machine, make the environment, install what the lock of the given name says."""
    name = sys.argv[1] if len(sys.argv) > 1 else "base"
    check_python()
    check_machine()
    if not is_ours():
        make_environment()
    install(name)


def check_python() -> None:
    """Python 3.11 or newer, with the module that makes environments."""
    if sys.version_info < (3, 11):  # noqa: UP036 - whoever runs this may have an older one
        here = ".".join(map(str, sys.version_info[:2]))
        stop(
            f"需要 Python 3.11 或更新，这里是 {here}。装好后用 make run PYTHON=python3.12 这样指明。",
            f"Python 3.11 or newer is needed, this is {here}. Name another: make run PYTHON=python3.12",
        )
    if importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None:
        stop(
            "缺 Python 的 venv 模块。请运行：sudo apt install python3-venv",
            "Python's venv module is missing. Run: sudo apt install python3-venv",
        )


def check_machine() -> None:
    """Room on the disk and in memory; one sentence each when there is too little."""
    free = shutil.disk_usage(ROOT).free / 1024**3
    if free < NEEDS_DISK_GB and not PYTHON.exists():
        stop(
            f"磁盘只剩 {free:.1f} GB，需要 {NEEDS_DISK_GB} GB。请腾出空间，或把代码移到别的盘。",
            f"{free:.1f} GB of disk left, {NEEDS_DISK_GB} GB needed. Free some, or move to another disk.",
        )
    try:
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    except (ValueError, OSError):
        return
    if memory < NEEDS_MEMORY_GB:
        stop(
            f"内存只有 {memory:.1f} GB，至少要 2 GB。请换一台机器，或给虚拟机加内存。",
            f"{memory:.1f} GB of memory, at least 2 GB are needed. Use another machine, or add memory.",
        )


def is_ours() -> bool:
    """Whether the environment works and was made for this folder (it does not survive a move)."""
    if not PYTHON.exists():
        return False
    ask = [str(PYTHON), "-c", "import sys; print(sys.prefix)"]
    told = subprocess.run(ask, capture_output=True, text=True)
    return told.returncode == 0 and Path(told.stdout.strip()) == VENV


def make_environment() -> None:
    """A fresh environment in place of what is there."""
    shutil.rmtree(VENV, ignore_errors=True)
    made = subprocess.run([sys.executable, "-m", "venv", str(VENV)], capture_output=True, text=True)
    if made.returncode:
        stop(
            "建不了 .venv。在 Debian、Ubuntu 上请运行：sudo apt install python3-venv",
            f"Cannot make .venv. On Debian and Ubuntu run: sudo apt install python3-venv\n{made.stdout}",
        )


def install(name: str) -> None:
    """Install the lock `requirements/<name>.txt`, each package checked by its hash."""
    lock = ROOT / "requirements" / f"{name}.txt"
    locks = [ROOT / "requirements" / "base.txt", lock]
    stamp = VENV / f"installed-{name}"
    wanted = hashlib.sha256(b"".join(each.read_bytes() for each in locks)).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    tell(f"安装 {name}.txt 里的软件包……", f"Installing the packages of {name}.txt ...")
    if subprocess.run([str(PYTHON), "-m", "pip", "--version"], capture_output=True).returncode:
        subprocess.run([str(PYTHON), "-m", "ensurepip"], check=True, capture_output=True)
    command = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    done = subprocess.run([*command, "--require-hashes", "-r", str(lock)], cwd=ROOT)
    if done.returncode:
        stop(
            "软件包没有装上，原因见上。请检查网络或 pip 的镜像设置，再运行一次。",
            "The packages could not be installed, see above. Check the network or pip's index, try again.",
        )
    stamp.write_text(wanted)


def tell(chinese: str, english: str) -> None:
    """One line in the language of the terminal."""
    language = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG", "")
    sys.stderr.write((chinese if language.startswith("zh") else english) + "\n")


def stop(chinese: str, english: str) -> None:
    """Say what is missing and how to mend it, then end."""
    sys.stderr.write(f"{chinese}\n{english}\n")
    raise SystemExit(1)


if __name__ == "__main__":
    main()
