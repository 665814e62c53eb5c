"""`python -m comite.cli`, inside the environment."""

import sys

from comite.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
