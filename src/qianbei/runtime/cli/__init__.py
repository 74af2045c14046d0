"""The `qianbei` command: one file for each group of sub-commands, and one way to say an error.

Sub-commands import what they need when they run, so that `--help` and a mistyped flag answer at once.
Every error is one line on standard error with the way out. Exit codes: 0 done, 1 refused or failed, 2 usage or
unreachable.
"""

import sys


def main() -> None:
    """The console script. Importing this module costs nothing: each web worker does it, and never calls this."""
    from qianbei.runtime.cli.application import run

    sys.exit(run(sys.argv[1:]))
