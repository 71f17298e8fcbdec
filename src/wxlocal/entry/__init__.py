"""The ways in that build an App themselves: the command line, Python, pytest."""
