"""The registered operations of ``chainrule.fft``. Made by tests/stubs/make.py."""
