"""One file for each post of the platform's official account: its sentences, the day before, on and after each date.

A post of which only some sentences are ruled yet has a file with those; the rest comes with its room.
"""
