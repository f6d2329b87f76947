/** The content of one release: entries assembled from its parts, each with its whole cautions and claims. */
import type { components, paths } from "gutbone-client";
import { InvalidContentError, NothingStoredError, UnknownEntryError } from "./errors.js";
import { isObject, member, type Json, type JsonObject } from "./json.js";
import { notesOf, type ReleaseNote, type Snapshot } from "./snapshot.js";

type Schemas = components["schemas"];
type KindIn<Path> = Path extends `/v1/${infer Kind}/{slug}` ? Kind : never;
type Get<Path extends keyof paths> = paths[Path] extends {
  get: { responses: { 200: { content: { "application/json": infer Body } } } };
}
  ? Body
  : never;

/** A kind of entries, such as `food-sources`. */
export type Kind = KindIn<keyof paths> & Schemas["EntryKind"];

/** The record of an entry of a kind, as `GET /v1/<kind>/<slug>` has it in `data`. */
export type Data<K extends Kind> = Get<`/v1/${K}/{slug}`> extends { data: infer D } ? D : never;

/** The whole cautions and claims that an entry names, by slug. */
export interface Included {
  cautions: { [slug: string]: Schemas["CautionCard"] };
  claims: { [slug: string]: Schemas["ClaimCard"] };
}

/** One entry. Show it with its cautions, the most severe first, and each claim with its certainty. */
export interface Entry<K extends Kind = Kind> {
  data: Data<K>;
  included: Included;
}

/** An entry of a kind that is known only at run time, as that of a bookmark: what all kinds share. */
export interface AnyEntry {
  data: Schemas["AnyEntry"];
  included: Included;
}

const RISING = ["info", "caution", "seek_medical_advice", "avoid"];
const TAKEN_BACK = new Set(["retracted", "withdrawn"]);
const CAUTION: Shape = {
  slug: "string",
  title: "string",
  severity: "string",
  sentence: "string",
  action: "string?",
  unless: "string?",
  who: "object",
  applies_when: "string?",
  why: "string",
  what_to_do: "texts",
  urgent_signs: "texts",
  must_display: "boolean",
  href: "string",
};
const CLAIM: Shape = {
  slug: "string",
  statement: "string",
  about: "string",
  population: "string",
  verdict: "string?",
  certainty: "string",
  direction: "string?",
  directness: "string",
  basis: "string",
  scope: "string",
  href: "string",
};
const ENTRY: Shape = { href: "string", name: "string", summary: "string", aliases: "texts" };
const RELATED: Shape = { relation: "string", href: "string", name: "string" };

type Member = "string" | "string?" | "boolean" | "object" | "texts";
type Shape = { [name: string]: Member };

/** Return how serious a caution is, ascending; an unknown severity counts as the highest. */
export function severityRank(severity: string): number {
  const rank = RISING.indexOf(severity);
  return rank < 0 ? RISING.length - 1 : rank;
}

/** One release. A sync makes another Content and never changes this one. */
export class Content {
  readonly #snapshot: Snapshot;
  readonly #keys: string[];

  constructor(snapshot: Snapshot) {
    this.#snapshot = snapshot;
    this.#keys = [...snapshot.parts].filter(([, part]) => isObject(part) && "kind" in part).map(([key]) => key);
    this.#keys.sort();
  }

  get release(): string {
    return this.#snapshot.release;
  }

  get digest(): string {
    return this.#snapshot.digest;
  }

  /** Why each release so far was made, oldest first. */
  get releases(): ReleaseNote[] {
    return notesOf(this.#snapshot.releases);
  }

  /** The slugs of a kind. */
  slugs(kind: Schemas["EntryKind"]): string[] {
    return this.#keys.filter((key) => key.startsWith(`${kind}/`)).map((key) => key.slice(kind.length + 1));
  }

  /** `<kind>/<slug>` of every entry. */
  get keys(): string[] {
    return [...this.#keys];
  }

  /** Return a copy of every part by name, as the bundle has them; the kit answers from these. */
  parts(): JsonObject {
    return structuredClone(Object.fromEntries(this.#snapshot.parts));
  }

  /** Return a part that is no entry, such as `guide`, `disclaimer` or `facets/severity`. */
  part(name: string): Json {
    const part = this.#snapshot.parts.get(name);
    if (part === undefined) throw new NothingStoredError(`there is no part ${name}`);
    return structuredClone(part);
  }

  /** Return an entry, also by a former slug. Throws UnknownEntryError, InvalidContentError if a card is missing. */
  entry<K extends Kind>(kind: K, slug: string): Entry<K>;
  entry(kind: string, slug: string): AnyEntry;
  entry(kind: string, slug: string): AnyEntry {
    const key = this.#current(`${kind}/${slug}`);
    const record = this.#snapshot.parts.get(key);
    if (!isObject(record) || record.kind !== kind || `${kind}/${record.slug}` !== key) {
      throw new UnknownEntryError(key);
    }
    try {
      return this.#putBack(record) as unknown as AnyEntry;
    } catch (error) {
      throw new InvalidContentError(`${key}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  #current(key: string): string {
    const moved = this.#snapshot.parts.get("moved");
    if (this.#snapshot.parts.has(key) || !isObject(moved)) return key;
    const current = Object.hasOwn(moved, key) ? moved[key] : key;
    return typeof current === "string" ? current : key;
  }

  /** Put every entry back. Throws InvalidContentError if one cannot be. */
  requireWhole(): void {
    for (const key of this.#keys) {
      const [kind, slug] = key.split("/") as [string, string];
      try {
        this.entry(kind, slug);
      } catch (error) {
        if (error instanceof UnknownEntryError) throw new InvalidContentError(`${key} is a part of another entry`);
        throw error;
      }
    }
  }

  #putBack(record: JsonObject): { data: JsonObject; included: JsonObject } {
    const cautions = objects(record.cautions).map((line) => this.#caution(line));
    const claims = objects(record.claims).map((grade) => this.#claim(grade));
    const data = this.#expanded(record) as JsonObject;
    data.related = objects(record.related).flatMap((group) => this.#related(group));
    shaped(data, ENTRY);
    return { data, included: { cautions: Object.fromEntries(cautions), claims: Object.fromEntries(claims) } };
  }

  #related({ relation, entries }: JsonObject): JsonObject[] {
    if (!fits(entries, "texts")) throw new InvalidContentError("related is not as documented");
    return (entries as string[]).map((key) => {
      const [kind, slug] = key.split("/") as [string, string];
      const named = this.#record(kind, slug);
      return shaped({ relation: relation as Json, href: `/v1/${key}`, name: named.name as Json }, RELATED);
    });
  }

  #caution(line: JsonObject): [string, JsonObject] {
    const record = this.#expanded(this.#record("cautions", line.slug)) as JsonObject;
    const severity = line.severity as Json;
    const known = typeof severity === "string" && RISING.includes(severity);
    const card = shaped(
      {
        ...record,
        title: record.name as Json,
        severity,
        sentence: line.sentence as Json,
        must_display: known ? (record.must_display as Json) : true,
      },
      CAUTION,
    );
    return [card.slug as string, card];
  }

  #claim(grade: JsonObject): [string, JsonObject] {
    const record = this.#record("claims", grade.slug);
    const card = shaped({ ...record, ...grade, href: `/v1/claims/${String(grade.slug)}` }, CLAIM);
    const citations = objects(record.evidence).map((item) => this.#citation(item));
    return [card.slug as string, { ...card, citations }];
  }

  #citation(evidence: JsonObject): JsonObject {
    const slug = isObject(evidence.source) ? evidence.source.slug : undefined;
    const source = this.#record("sources", slug);
    const who = source.first_author || source.journal;
    const plain = who ? `${String(who)} ${String(source.year || "n.d.")}` : String(source.name);
    const status = String(source.retraction_status ?? "");
    const label = TAKEN_BACK.has(status) ? `${plain} (${status})` : plain;
    const citation = { source: slug as string, label, stance: evidence.stance as Json, url: source.url as Json };
    return shaped(citation, { source: "string", label: "string", stance: "string", url: "string?" });
  }

  #record(kind: string, slug: Json | undefined): JsonObject {
    const record = this.#snapshot.parts.get(`${kind}/${String(slug)}`);
    if (!isObject(record)) throw new InvalidContentError(`${kind}/${String(slug)} is missing`);
    return record;
  }

  /** Return a copy in which every reference has the name and the address of its entry. */
  #expanded(value: Json): Json {
    if (Array.isArray(value)) return value.map((item) => this.#expanded(item));
    if (!isObject(value)) return value;
    const copy = Object.fromEntries(Object.entries(value).map(([name, item]) => [name, this.#expanded(item)]));
    const kind = member(copy, "kind");
    const slug = member(copy, "slug");
    if (kind === undefined || slug === undefined || member(copy, "href") !== undefined) return copy;
    const named = this.#record(String(kind), slug);
    return { ...copy, name: named.name as Json, href: `/v1/${String(kind)}/${String(slug)}` };
  }
}

/** Return the members of a shape. Throws InvalidContentError if one is missing or of another type. */
function shaped(value: JsonObject, shape: Shape): JsonObject {
  return Object.fromEntries(
    Object.entries(shape).map(([name, type]) => {
      const found = member(value, name);
      if (!fits(found, type)) throw new InvalidContentError(`${name} is not as documented`);
      return [name, found as Json];
    }),
  );
}

function fits(value: Json | undefined, type: Member): boolean {
  if (type === "string?") return value === null || typeof value === "string";
  if (type === "texts") return Array.isArray(value) && value.every((item) => typeof item === "string");
  if (type === "object") return isObject(value);
  return typeof value === type;
}

function objects(value: Json | undefined): JsonObject[] {
  if (!Array.isArray(value) || !value.every(isObject)) throw new InvalidContentError("a list is missing");
  return value;
}
