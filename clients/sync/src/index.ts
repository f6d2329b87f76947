/**
 * Offline copy of the content of a Gutbone server: fetched once, then updated by deltas.
 * `docs/offline-sync.md` specifies the protocol.
 */
export { SyncClient, type Options, type Outcome, type Report, type Store } from "./client.js";
export { Content, severityRank, type AnyEntry, type Data, type Entry, type Included, type Kind } from "./content.js";
export * from "./errors.js";
export type { Retry } from "./http.js";
export { canonicalJson, digestOf, parseJson, type Json } from "./json.js";
export { SCHEMA_VERSION } from "./responses.js";
export type { ReleaseNote } from "./snapshot.js";
