"""Mini-program source as facts: what a project is made of, what its scripts call, what its templates show.

Everything is lenient: a broken file is a diagnostic, what can be read of it is used. No code is run.
"""
