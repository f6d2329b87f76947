"""The base of errors that only a change of the code can resolve."""


class InconsistentCodeError(Exception):
    """Two parts of the code contradict each other; the command line prints the message and exits with 1."""
