import subprocess
import sys
from dataclasses import dataclass

import pytest


@dataclass(frozen=True)
class Ended:
    code: int
    out: str
    err: str


@pytest.fixture
def onebeat(tmp_path):
    """Run the command as a person would, from a folder that must stay empty."""
    folder = tmp_path / "working-folder"
    folder.mkdir()

    def run(*arguments, seconds=60):
        done = subprocess.run(
            [sys.executable, "-m", "bot", *map(str, arguments)],
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=seconds,
        )
        assert list(folder.iterdir()) == [], "the shell's working folder was written to"
        return Ended(done.returncode, done.stdout, done.stderr)

    return run
