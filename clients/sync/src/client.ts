/** The client: opens the stored content and updates it; a partial update is never stored. */
import { Content } from "./content.js";
import {
  GoneError,
  InvalidContentError,
  InvalidDataError,
  NewerContentError,
  NothingStoredError,
  ServerUnavailableError,
} from "./errors.js";
import { get, RETRY, type Retry } from "./http.js";
import { applyChanges, parseBundle } from "./responses.js";
import { fromBytes, notesOf, toBytes, type ReleaseNote, type Snapshot } from "./snapshot.js";

/** Where the content is stored; `write` replaces all of it or, if it fails, nothing. */
export interface Store {
  read(): Promise<Uint8Array | null>;
  write(bytes: Uint8Array): Promise<void>;
}

/** How a sync ended. `update_needed`: only a newer version of the app can show what the server has. */
export type Outcome = "unchanged" | "delta" | "bundle" | "offline" | "update_needed";

/** The result of a sync. `problem` says why the server could not be used, `damage` that the store was corrupt. */
export interface Report {
  outcome: Outcome;
  before: string | null;
  after: string | null;
  safety: boolean;
  releases: ReleaseNote[];
  problem: string | null;
  damage: string | null;
}

export interface Options {
  baseUrl: string;
  store: Store;
  /** Called before `sync` ends, when a release in between was made for safety: tell the reader. */
  onSafety?: (notes: ReleaseNote[]) => void | Promise<void>;
  retry?: Partial<Retry>;
  fetch?: typeof fetch;
}

/** The content of one server. Calls of `sync` wait for each other. */
export class SyncClient {
  readonly #options: Options;
  readonly #sending: { retry: Retry; send: typeof fetch };
  #snapshot: Snapshot | null = null;
  #content: Content | null = null;
  #damage: string | null = null;
  #last: Promise<unknown> = Promise.resolve();

  private constructor(options: Options) {
    this.#options = options;
    const send: typeof fetch = options.fetch ?? ((input, init) => fetch(input, init));
    this.#sending = { retry: { ...RETRY, ...options.retry }, send };
  }

  /** Open the stored content without a request. Throws what the store throws. */
  static async open(options: Options): Promise<SyncClient> {
    const client = new SyncClient(options);
    const bytes = await options.store.read();
    if (bytes) {
      try {
        client.#use(await fromBytes(bytes));
      } catch (error) {
        if (!(error instanceof InvalidDataError)) throw error;
        client.#damage = error.message;
      }
    }
    return client;
  }

  /** The stored release. Throws NothingStoredError before the first successful sync. */
  get content(): Content {
    if (!this.#content) throw new NothingStoredError("nothing is stored yet: sync first");
    return this.#content;
  }

  /** Update the content, or leave it unchanged and report why. Throws what the store throws. */
  sync(): Promise<Report> {
    const next = this.#last.then(() => this.#syncOnce());
    this.#last = next.catch(() => undefined);
    return next;
  }

  async #syncOnce(): Promise<Report> {
    const current = this.#snapshot;
    const damage = this.#damage;
    let report: Report;
    try {
      report = current ? await this.#syncChanges(current) : await this.#syncBundle(null);
    } catch (error) {
      const expected = [NewerContentError, ServerUnavailableError, InvalidDataError, InvalidContentError];
      if (!expected.some((kind) => error instanceof kind)) throw error;
      const outcome = error instanceof NewerContentError ? "update_needed" : "offline";
      report = unchanged(current, outcome, (error as Error).message);
    }
    if (this.#snapshot) this.#damage = null;
    if (report.safety) await this.#options.onSafety?.(report.releases.filter((note) => note.safety));
    return { ...report, damage };
  }

  async #syncChanges(current: Snapshot): Promise<Report> {
    const url = this.#url(`v1/changes?since=${encodeURIComponent(current.release)}`);
    const read = (body: Uint8Array) => applyChanges(current, body);
    let answer;
    try {
      answer = await get({ url, etag: current.etag, read, ...this.#sending });
    } catch (error) {
      if (error instanceof GoneError || error instanceof InvalidDataError) return this.#syncBundle(current);
      throw error;
    }
    const [fresh, safety] = answer.value ?? [current, false];
    if (fresh.release === current.release) {
      if (answer.etag !== current.etag) await this.#save({ ...current, etag: answer.etag });
      return unchanged(current, "unchanged", null);
    }
    await this.#save(fresh);
    const releases = notesOf(fresh.releases.slice(current.releases.length));
    return made("delta", current, fresh, safety, releases);
  }

  async #syncBundle(current: Snapshot | null): Promise<Report> {
    let fresh;
    try {
      const request = { url: this.#url("v1/bundle"), etag: "", read: parseBundle, ...this.#sending };
      fresh = (await get(request)).value;
    } catch (error) {
      if (error instanceof GoneError) throw new ServerUnavailableError("the server has no bundle");
      throw error;
    }
    if (!fresh) throw new ServerUnavailableError("the server answered 304 to a request without If-None-Match");
    if (current && isOlder(fresh.release, current.release)) {
      return unchanged(current, "unchanged", `the server still has the older release ${fresh.release}`);
    }
    await this.#save(fresh);
    const notes = current ? notesOf(fresh.releases).filter((note) => isOlder(current.release, note.id)) : [];
    return made("bundle", current, fresh, notes.some((note) => note.safety), notes);
  }

  /** Replace the stored content, or throw InvalidContentError if an entry of the new is broken. */
  async #save(snapshot: Snapshot): Promise<void> {
    new Content(snapshot).requireWhole();
    await this.#options.store.write(await toBytes(snapshot));
    this.#use(snapshot);
  }

  #use(snapshot: Snapshot): void {
    this.#snapshot = snapshot;
    this.#content = new Content(snapshot);
  }

  #url(path: string): string {
    return `${this.#options.baseUrl.replace(/\/+$/, "")}/${path}`;
  }
}

function unchanged(current: Snapshot | null, outcome: Outcome, problem: string | null): Report {
  const release = current?.release ?? null;
  return { outcome, before: release, after: release, safety: false, releases: [], problem, damage: null };
}

function made(
  outcome: Outcome,
  current: Snapshot | null,
  fresh: Snapshot,
  safety: boolean,
  releases: ReleaseNote[],
): Report {
  const before = current?.release ?? null;
  return { outcome, before, after: fresh.release, safety, releases, problem: null, damage: null };
}

/** Return whether a release was made before another; unreleased content sorts before every release. */
function isOlder(one: string, other: string): boolean {
  const [date, counter] = order(one);
  const [otherDate, otherCounter] = order(other);
  return date < otherDate || (date === otherDate && counter < otherCounter);
}

function order(release: string): [string, number] {
  const match = /^(\d{4}-\d{2}-\d{2})\.(\d+)-/.exec(release);
  return match ? [match[1] as string, Number(match[2])] : ["", 0];
}
