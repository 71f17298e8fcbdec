"""The rooms' rules over a project that was read: one service for the command, the console and the review."""
