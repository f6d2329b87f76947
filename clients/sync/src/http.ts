/** HTTP requests with retries: exponential backoff with jitter, `Retry-After`, bounded time and size. */
import { GoneError, InvalidDataError, ServerUnavailableError } from "./errors.js";

const MAX_BODY_BYTES = 64 * 1024 * 1024;

/** The policy of retries; times are in seconds. A pause above `longestWait` ends the sync. */
export interface Retry {
  attempts: number;
  firstWait: number;
  longestWait: number;
  deadline: number;
  sleep: (seconds: number) => Promise<void>;
}

export const RETRY: Retry = {
  attempts: 4,
  firstWait: 0.5,
  longestWait: 30,
  deadline: 60,
  sleep: (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000)),
};

/** A GET request: `etag` is that of the copy at hand or empty, `read` makes the value of the body. */
export interface Request<T> {
  url: string;
  etag: string;
  retry: Retry;
  send: typeof fetch;
  read: (body: Uint8Array) => Promise<T>;
}

/** What a request gave: what `read` made of its body, or null on 304, and the ETag. */
export interface Fetched<T> {
  value: T | null;
  etag: string;
}

/** Send a GET request until an answer can be used, or throw what was wrong with the last one. */
export async function get<T>(request: Request<T>): Promise<Fetched<T>> {
  const { retry } = request;
  let wait = retry.firstWait;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await once(request);
    } catch (error) {
      const unavailable = error instanceof ServerUnavailableError ? error : null;
      if (!unavailable?.retryable && !(error instanceof InvalidDataError)) throw error;
      const pause = unavailable?.retryAfter ?? wait * (0.5 + Math.random() / 2);
      if (attempt >= retry.attempts || pause > retry.longestWait) throw error;
      await retry.sleep(pause);
      wait *= 2;
    }
  }
}

async function once<T>(request: Request<T>): Promise<Fetched<T>> {
  const { etag, read } = request;
  const [response, body] = await sent(request);
  if (response.status === 304 && etag) return { value: null, etag };
  if (response.status === 410) throw new GoneError("the server has no delta from this release");
  const problem = `the server answered ${response.status}`;
  if (response.status === 429 || response.status >= 500) {
    throw new ServerUnavailableError(problem, true, retryAfter(response.headers));
  }
  if (response.status !== 200) throw new ServerUnavailableError(problem);
  const given = response.headers.get("etag") ?? "";
  // An ETag corrupted in transit could not be sent in If-None-Match.
  return { value: await read(body), etag: /^[\x20-\x7e]*$/.test(given) ? given : "" };
}

async function sent<T>({ url, etag, retry, send }: Request<T>): Promise<[Response, Uint8Array]> {
  const headers: Record<string, string> = etag ? { "If-None-Match": etag } : {};
  try {
    const signal = AbortSignal.timeout(retry.deadline * 1000);
    const response = await send(url, { headers, signal, cache: "no-store" });
    return [response, await limitedBody(response)];
  } catch (error) {
    const cause = error instanceof Error && error.cause ? ` (${String(error.cause)})` : "";
    throw new ServerUnavailableError(`${String(error)}${cause}`, true);
  }
}

async function limitedBody(response: Response): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  const reader = response.body?.getReader();
  for (let next = await reader?.read(); next && !next.done; next = await reader?.read()) {
    pieces.push(next.value);
    size += next.value.length;
    if (size > MAX_BODY_BYTES) {
      await reader?.cancel();
      throw new RangeError("the response is too large");
    }
  }
  const body = new Uint8Array(size);
  let place = 0;
  for (const piece of pieces) {
    body.set(piece, place);
    place += piece.length;
  }
  return body;
}

/** Return the seconds of `Retry-After`, given as a number or a date; null if absent or invalid. */
function retryAfter(headers: Headers): number | null {
  const value = headers.get("retry-after") ?? "";
  if (/^[0-9]+$/.test(value)) return Number(value);
  const when = Date.parse(value);
  return Number.isNaN(when) ? null : Math.max(0, (when - Date.now()) / 1000);
}
