"""The ways in that build an App themselves: the command line, Python, pytest."""

DEFAULT_PORT = 9680
