"""The pages' types agree with the server's own description of itself."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

FRONTEND = Path(__file__).resolve().parents[2] / "frontend"


def test_the_pages_fit_the_described_server() -> None:
    """`npm run check` takes the types from docs/openapi.json and checks every page against them."""
    path = os.pathsep.join([os.environ["PATH"], str(Path(sys.executable).parent)])
    npm = shutil.which("npm", path=path)
    assert npm is not None
    checked = subprocess.run(
        [npm, "run", "check"], cwd=FRONTEND, env=os.environ | {"PATH": path}, capture_output=True, text=True
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr
