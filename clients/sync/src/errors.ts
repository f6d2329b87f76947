/** A response or the stored content is truncated, corrupted, or of another shape than documented. */
export class InvalidDataError extends Error {}

/** The content matches its digests, but an entry cannot be put back: a card is missing or incomplete. */
export class InvalidContentError extends Error {}

/** The content has a newer shape than this client knows: the app needs an update. */
export class NewerContentError extends Error {}

/** The server has no delta from the stored release (410). */
export class GoneError extends Error {}

/** The server could not be reached, or gave no usable response; `retryAfter` is in seconds. */
export class ServerUnavailableError extends Error {
  constructor(
    message: string,
    readonly retryable = false,
    readonly retryAfter: number | null = null,
  ) {
    super(message);
  }
}

/** Nothing is stored yet: `sync` has to succeed once. */
export class NothingStoredError extends Error {}

/** The content has no such entry. */
export class UnknownEntryError extends Error {}
