"""The exceptions of the client."""


class NothingStoredError(LookupError):
    """There is no content on this machine yet: `sync` has to succeed once."""


class UnknownEntryError(KeyError):
    """The content has no such entry."""


class InvalidContentError(ValueError):
    """The content matches its digests but not `docs/offline-sync.md`: a card is missing or incomplete."""


class InvalidDataError(ValueError):
    """A response or the stored file is truncated, corrupted, or of another shape than documented."""


class GoneError(Exception):
    """The server has no delta from the stored release (410 Gone): fetch the bundle."""


class ServerUnavailableError(Exception):
    """The server could not be reached, or gave no usable response after every retry."""


class NewerContentError(ValueError):
    """The server's content has a newer shape than this client knows: the app needs an update."""
