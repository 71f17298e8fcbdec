"""Audits of source trees: run, compared with a baseline, and shown. The rules are the rooms'."""
