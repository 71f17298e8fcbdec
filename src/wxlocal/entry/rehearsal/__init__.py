"""``wxlocal rehearse``: a command is run on the days before and after each rule change, and what changed is told."""
