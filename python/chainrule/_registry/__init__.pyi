"""For type checkers: the registered operations. Made by tests/stubs/make.py."""
