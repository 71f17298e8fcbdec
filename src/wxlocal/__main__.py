"""python -m wxlocal"""

import sys

from wxlocal.faces.cli import main

sys.exit(main())
