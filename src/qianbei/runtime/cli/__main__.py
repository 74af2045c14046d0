"""`python -m qianbei.runtime.cli`: how a supervisor starts the roles, whatever is on the PATH."""

from qianbei.runtime.cli import main

if __name__ == "__main__":
    main()
