"""What stands in for the outside world in a local run: a mail server, an SMS provider, and /dev/mail that shows both.

It exists for local runs and tests only; no service imports it.
"""
