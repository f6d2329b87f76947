/** Canonical JSON (RFC 8785), its digests, and reading of untrusted JSON. */
import { InvalidDataError } from "./errors.js";

export type Json = null | boolean | number | string | Json[] | JsonObject;
export interface JsonObject {
  [name: string]: Json;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Parse the bytes of a response. Throws InvalidDataError. */
export function parseJson(bytes: Uint8Array): Json {
  try {
    return JSON.parse(decoder.decode(bytes)) as Json;
  } catch (error) {
    throw new InvalidDataError(`the response is not JSON: ${String(error)}`);
  }
}

/** Return canonical JSON. Throws InvalidDataError for what JSON cannot hold. */
export function canonicalJson(value: Json): string {
  try {
    return write(value);
  } catch (error) {
    if (error instanceof RangeError) throw new InvalidDataError("the response is nested too deeply");
    throw error;
  }
}

function write(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(write).join(",")}]`;
  if (isObject(value)) {
    // The default order is that of UTF-16 units, as RFC 8785 asks.
    const names = Object.keys(value).sort();
    return `{${names.map((name) => `${text(name)}:${write(value[name] as Json)}`).join(",")}}`;
  }
  if (typeof value === "string") return text(value);
  if (typeof value === "number" && !Number.isFinite(value)) {
    throw new InvalidDataError("the response holds a number that is too large");
  }
  return JSON.stringify(value);
}

function text(value: string): string {
  if (/\p{Surrogate}/u.test(value)) throw new InvalidDataError("the response holds half a character");
  return JSON.stringify(value);
}

/** Return the SHA-256 of bytes in lower-case hexadecimal. */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Return the digest of a value. */
export async function digestOf(value: Json): Promise<string> {
  return sha256(encoder.encode(canonicalJson(value)));
}

/** Return the digest of all content from the digests of its parts. */
export async function contentDigest(digests: Map<string, string>, schemaVersion: number): Promise<string> {
  return digestOf({ parts: Object.fromEntries(digests), schema_version: schemaVersion });
}

/** Return whether a value is an object. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Return a member of an object's own, or undefined. */
export function member(value: JsonObject, name: string): Json | undefined {
  return Object.hasOwn(value, name) ? value[name] : undefined;
}
