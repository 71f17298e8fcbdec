"""python -m wxlocal"""

import sys

from wxlocal.entry.cli import main

sys.exit(main())
