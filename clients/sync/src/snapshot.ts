/** One release as it is stored, and the bytes of it. */
import { InvalidDataError } from "./errors.js";
import { isObject, parseJson, sha256, type Json, type JsonObject } from "./json.js";

/** Why a release was made. `safety` also holds for a reason that this client does not know. */
export interface ReleaseNote {
  id: string;
  reason: string;
  note: string;
  safety: boolean;
}

/** One complete release: parts, their digests, and the releases so far, oldest first. */
export interface Snapshot {
  release: string;
  schemaVersion: number;
  digest: string;
  digests: Map<string, string>;
  parts: Map<string, Json>;
  releases: Json[];
  etag: string;
}

const FORMAT = "gutbone-content-1";
const OTHER_REASONS = new Set(["correction", "addition", "schema"]);
const decoder = new TextDecoder();
const encoder = new TextEncoder();

/** Return the notes of releases. Throws InvalidDataError. */
export function notesOf(releases: Json[]): ReleaseNote[] {
  return releases.map((one) => {
    const { id, reason, note } = isObject(one) ? one : ({} as JsonObject);
    if (typeof id !== "string" || typeof reason !== "string" || typeof note !== "string") {
      throw new InvalidDataError("a release note is not of the documented shape");
    }
    return { id, reason, note, safety: !OTHER_REASONS.has(reason) };
  });
}

/** Return the bytes to store: one line with the digest of all that follows, then JSON. */
export async function toBytes(snapshot: Snapshot): Promise<Uint8Array<ArrayBuffer>> {
  const body = encoder.encode(
    JSON.stringify({
      release: snapshot.release,
      schema_version: snapshot.schemaVersion,
      digest: snapshot.digest,
      digests: Object.fromEntries(snapshot.digests),
      parts: Object.fromEntries(snapshot.parts),
      releases: snapshot.releases,
      etag: snapshot.etag,
    }),
  );
  const head = encoder.encode(`${FORMAT} ${await sha256(body)}\n`);
  const bytes = new Uint8Array(head.length + body.length);
  bytes.set(head);
  bytes.set(body, head.length);
  return bytes;
}

/** Read stored bytes. Throws InvalidDataError when they do not match their digest. */
export async function fromBytes(bytes: Uint8Array): Promise<Snapshot> {
  const end = bytes.indexOf(10);
  const body = bytes.slice(end + 1);
  if (end < 0 || decoder.decode(bytes.subarray(0, end)) !== `${FORMAT} ${await sha256(body)}`) {
    throw new InvalidDataError("the stored content does not match its digest");
  }
  const stored = parseJson(body);
  if (!isObject(stored) || !isObject(stored.parts ?? null) || !isObject(stored.digests ?? null)) {
    throw new InvalidDataError("the stored content was written by another version");
  }
  return {
    release: stored.release as string,
    schemaVersion: stored.schema_version as number,
    digest: stored.digest as string,
    digests: new Map(Object.entries(stored.digests as { [name: string]: string })),
    parts: new Map(Object.entries(stored.parts as JsonObject)),
    releases: stored.releases as Json[],
    etag: (stored.etag ?? "") as string,
  };
}
