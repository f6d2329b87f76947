"""What can go wrong, each with its own name."""


class NothingStoredError(LookupError):
    """There is no content on this machine yet: `sync` has to succeed once."""


class UnknownEntryError(KeyError):
    """The content has no such entry."""


class BrokenContentError(ValueError):
    """The content fits its digests but not `docs/offline-sync.md`: a card that is named is not there."""


class BrokenAnswerError(ValueError):
    """An answer or a stored file is not what was sent or written: cut short, flipped, or of another shape."""


class GoneError(Exception):
    """The server has no delta from the release that is held: fetch the bundle."""


class UnusableServerError(Exception):
    """The server could not be reached, or answered nothing of use, also after every retry."""
