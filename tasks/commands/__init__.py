"""Verbs of the command line that have others below them, a file each."""
