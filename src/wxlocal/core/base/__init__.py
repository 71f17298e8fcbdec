"""Time, chance, errors, policies, settings and databases: imports nothing else of wxlocal."""
