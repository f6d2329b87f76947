/** From the bytes of a response to a snapshot, with every digest verified. */
import { InvalidDataError, NewerContentError } from "./errors.js";
import { contentDigest, digestOf, isObject, parseJson, type Json, type JsonObject } from "./json.js";
import { notesOf, type Snapshot } from "./snapshot.js";

/** Newest shape of parts that this client knows. */
export const SCHEMA_VERSION = 5;
const DIGEST_SUFFIX_LENGTH = 8;

interface ReleaseData {
  release: string;
  schemaVersion: number;
  digest: string;
  releases: Json[];
}

/** Return the snapshot in a bundle. Throws InvalidDataError and NewerContentError. */
export async function parseBundle(body: Uint8Array): Promise<Snapshot> {
  const [data, meta] = envelope(body);
  const parts = new Map(Object.entries(objectOf(data.parts)));
  const digests = await digestsOf(parts);
  const release = await verified(data, meta, digests);
  return { ...release, digests, parts, etag: "" };
}

/**
 * Apply a delta to a copy of a snapshot; return it, and whether readers must be told. The given snapshot
 * never changes. Throws InvalidDataError and NewerContentError.
 */
export async function applyChanges(current: Snapshot, body: Uint8Array): Promise<[Snapshot, boolean]> {
  const [data, meta] = envelope(body);
  if (typeof data.safety !== "boolean" || data.since !== current.release) {
    throw new InvalidDataError("the changes are from another release");
  }
  const parts = new Map(current.parts);
  const digests = new Map(current.digests);
  for (const name of listOf(data.removed)) {
    if (typeof name !== "string") throw new InvalidDataError("the name of a part is not a text");
    parts.delete(name);
    digests.delete(name);
  }
  const upserts = new Map(Object.entries(objectOf(data.upserts)));
  for (const [name, part] of upserts) parts.set(name, part);
  for (const [name, digest] of await digestsOf(upserts)) digests.set(name, digest);
  const release = await verified(data, meta, digests);
  const safety = data.safety || notesOf(release.releases).some((note) => note.safety);
  const releases = [...current.releases, ...release.releases];
  return [{ ...release, releases, digests, parts, etag: "" }, safety];
}

function envelope(body: Uint8Array): [JsonObject, JsonObject] {
  const whole = objectOf(parseJson(body));
  return [objectOf(whole.data), objectOf(whole.meta)];
}

function objectOf(value: Json | undefined): JsonObject {
  if (!isObject(value)) throw new InvalidDataError("the response is not of the documented shape");
  return value;
}

function listOf(value: Json | undefined): Json[] {
  if (!Array.isArray(value)) throw new InvalidDataError("the response is not of the documented shape");
  return value;
}

async function digestsOf(parts: Map<string, Json>): Promise<Map<string, string>> {
  const pairs = [...parts].map(async ([name, part]) => [name, await digestOf(part)] as const);
  return new Map(await Promise.all(pairs));
}

/** Verify the digests of all content and of the notes, the id of the release, and the schema version. */
async function verified(
  data: JsonObject,
  meta: JsonObject,
  digests: Map<string, string>,
): Promise<ReleaseData> {
  const { release, digest, schema_version: schemaVersion } = data;
  const releases = listOf(data.releases);
  notesOf(releases);
  if (typeof release !== "string" || typeof digest !== "string" || !Number.isInteger(schemaVersion)) {
    throw new InvalidDataError("the response is not of the documented shape");
  }
  const checks = {
    "the content": (await contentDigest(digests, schemaVersion as number)) === digest,
    "a release note": (await digestOf(releases)) === data.releases_digest,
    "the release id": release === meta.release && release.endsWith(digest.slice(0, DIGEST_SUFFIX_LENGTH)),
  };
  const failed = Object.entries(checks).filter(([, matches]) => !matches);
  if (failed.length) throw new InvalidDataError(`digest mismatch: ${failed.map(([name]) => name).join(", ")}`);
  if ((schemaVersion as number) > SCHEMA_VERSION) {
    throw new NewerContentError(`the content has schema version ${schemaVersion}: update this app`);
  }
  return { release, digest, schemaVersion: schemaVersion as number, releases };
}
