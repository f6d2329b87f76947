/** One release: the parts of the bundle, the names and the rules, as the functions of the kit need them. */
import { byCodePoint, listIn, memoized, unique } from "./python.js";

/** An object as the server sends it; the documentation of the server says which members it has. */
export type Fields = { readonly [name: string]: any };

/** The three downloads of one release: `data` of /v1/bundle or what gutbone-sync keeps, /v1/names, /v1/rules. */
export interface Downloads {
  bundle: { release: string; parts: Fields };
  names: Fields;
  rules: Fields;
}

/** The downloads do not belong together, or a part of the release is missing. */
export class ContentError extends Error {
  override name = "ContentError";
}

/** One mistake of a request, as in `errors` of the server's refusal; `did_you_mean` holds names like what was typed. */
export interface InvalidParameter {
  readonly parameter: string;
  readonly given: string;
  readonly did_you_mean: readonly string[];
}

/** The request names something that the release does not have, or is not as documented. */
export class RequestError extends Error {
  override name = "RequestError";
  readonly errors: readonly InvalidParameter[];
  constructor(errors: readonly (Omit<InvalidParameter, "did_you_mean"> & Partial<InvalidParameter>)[]) {
    super(errors.map(({ parameter, given }) => `${parameter}: ${given}`).join("; "));
    this.errors = errors.map((one) => ({ did_you_mean: [], ...one }));
  }
}

const TAKEN_BACK = new Set(["retracted", "withdrawn"]);
const CAUTION_CARD = ["action", "unless", "who", "applies_when", "why", "what_to_do", "urgent_signs", "must_display"];
const CLAIM_CARD = ["statement", "about", "population", "certainty", "direction", "directness", "basis", "scope"];

export class Catalog {
  readonly release: string;
  readonly rules: Fields;
  readonly nameFiles: readonly Fields[];
  readonly kinds: readonly string[];
  readonly moved: Map<string, string>;
  readonly #parts: Fields;
  readonly #keys = new Map<string, string[]>();
  readonly #positions = new Map<string, number>();

  constructor({ bundle, names, rules }: Downloads) {
    const releases = unique([bundle.release, names.release, rules.release]);
    if (releases.length > 1) throw new ContentError(`of different releases: ${releases.join(", ")}`);
    this.release = bundle.release;
    this.#parts = bundle.parts;
    this.rules = rules;
    this.nameFiles = names.files;
    this.kinds = rules.kinds;
    this.moved = new Map(Object.entries(rules.moved));
    const slugs = new Map<string, string[]>();
    for (const [key, part] of Object.entries(bundle.parts)) {
      if (part.kind !== undefined && part.slug !== undefined) listIn(slugs, part.kind).push(key);
    }
    for (const kind of this.kinds) {
      const ordered = (rules.order[kind] as string[] | undefined)?.map((slug) => `${kind}/${slug}`);
      const keys = ordered ?? (slugs.get(kind) ?? []).sort(byCodePoint);
      if (keys.some((key) => !(key in bundle.parts))) throw new ContentError(`an entry of ${kind} is missing`);
      this.#keys.set(kind, keys);
      keys.forEach((key, place) => this.#positions.set(key, place));
    }
  }

  /** The member `meta` of every answer. */
  get meta(): Fields {
    const { sentence, license } = this.part("disclaimer");
    return {
      release: this.release,
      language: this.rules.language,
      disclaimer: sentence,
      license,
      clinically_reviewed: false,
    };
  }

  /** Return a part of the bundle. Throws ContentError. */
  part(name: string): Fields {
    const part = this.#parts[name];
    if (part === undefined) throw new ContentError(`there is no part ${name}`);
    return part;
  }

  has(key: string): boolean {
    return this.#positions.has(key);
  }

  keys(kind: string): readonly string[] {
    return this.#keys.get(kind) ?? [];
  }

  /** The keys of all entries, in the order of the release. */
  get allKeys(): string[] {
    return this.kinds.flatMap((kind) => [...this.keys(kind)]);
  }

  position(key: string): number {
    return this.#positions.get(key) ?? -1;
  }

  nameOf(key: string): string | undefined {
    return this.has(key) ? (this.part(key).name as string) : undefined;
  }

  reference(key: string): Fields {
    const { kind, slug, name } = this.part(key);
    return { kind, slug, name, href: `/v1/${key}` };
  }

  /** Return the values of an enumeration, in order: `value` and `label`. */
  values(facet: string): readonly Fields[] {
    return this.part(`facets/${facet}`).values;
  }

  label(facet: string, value: string): string {
    return this.values(facet).find((one) => one.value === value)?.label ?? value;
  }

  /** Return the place of a value in its enumeration. */
  rank(facet: string, value: string): number {
    return this.values(facet).findIndex((one) => one.value === value);
  }

  get guideKeys(): string[] {
    const sections = this.part("guide") as unknown as readonly Fields[];
    return unique(sections.flatMap((section) => section.entries as string[]));
  }

  /** Return a copy of a value of a record in which each reference has its name and address. */
  expanded(value: any): any {
    if (Array.isArray(value)) return value.map((one) => this.expanded(one));
    if (value === null || typeof value !== "object") return value;
    const names = Object.keys(value);
    if (names.length === 2 && "kind" in value && "slug" in value) return this.reference(keyOf(value));
    return Object.fromEntries(names.map((name) => [name, this.expanded(value[name])]));
  }

  readonly cautionCard = memoized((slug: string): Fields => {
    const record = this.part(`cautions/${slug}`);
    const members = CAUTION_CARD.map((name) => [name, this.expanded(record[name])]);
    const { severity, name: title } = record;
    const sentence = this.rules.caution_sentences[slug];
    return { slug, severity, title, sentence, ...Object.fromEntries(members), href: `/v1/cautions/${slug}` };
  });

  readonly claimCard = memoized((slug: string): Fields => {
    const record = this.part(`claims/${slug}`);
    const members = CLAIM_CARD.map((name) => [name, record[name]]);
    const citations = record.evidence.map((one: Fields) => this.#citation(one));
    const verdict = this.#verdicts(null).get(slug) ?? null;
    return { slug, ...Object.fromEntries(members), verdict, citations, href: `/v1/claims/${slug}` };
  });

  /** The short answer of each claim stands with the entries that it is about. */
  readonly #verdicts = memoized((_: null): ReadonlyMap<string, string> => {
    const lines = this.allKeys.flatMap((key) => this.part(key).claims as readonly Fields[]);
    return new Map(lines.map(({ slug, verdict }) => [slug, verdict]));
  });

  #citation({ source, stance }: Fields): Fields {
    const cited = this.part(keyOf(source));
    const who = cited.first_author || cited.journal;
    const plain = who ? `${who} ${cited.year || "n.d."}` : cited.name;
    const status = cited.retraction_status;
    const label = TAKEN_BACK.has(status) ? `${plain} (${status})` : plain;
    return { source: source.slug, label, stance, url: cited.url };
  }

  /** Return an entry with its references named, and its cautions and claims whole. */
  entry(key: string): Fields {
    const { related, ...record } = this.part(key);
    const named = (related as readonly Fields[]).flatMap(({ relation, entries }) =>
      entries.map((other: string) => ({ relation, href: `/v1/${other}`, name: this.nameOf(other) })),
    );
    const cautions = (record.cautions as readonly Fields[]).map(({ slug, sentence }) => [
      slug,
      { ...this.cautionCard(slug), sentence },
    ]);
    const { claims } = this.included([], record.claims.map(({ slug }: Fields) => slug));
    return {
      data: { ...this.expanded(record), href: `/v1/${key}`, related: named },
      included: { cautions: Object.fromEntries(cautions), claims },
    };
  }

  /** Return whole cautions and claims by slug, as the member `included` of an answer. */
  included(cautions: Iterable<string>, claims: Iterable<string>): Fields {
    const cards = (slugs: Iterable<string>, card: (slug: string) => Fields) =>
      Object.fromEntries(unique(slugs).map((slug) => [slug, card(slug)]));
    return { cautions: cards(cautions, this.cautionCard), claims: cards(claims, this.claimCard) };
  }

  /** Return the slugs of a kind by slug, name and synonym, in lower case. */
  readonly slugsByName = memoized((kind: string): Map<string, string[]> => {
    const slugs = new Map<string, string[]>();
    const records = this.keys(kind).map((key) => this.part(key));
    for (const { slug, name, aliases, synonyms = [], examples = [] } of records) {
      for (const one of unique([name, ...aliases, ...synonyms, ...examples].map((text) => text.toLowerCase()))) {
        listIn(slugs, one).push(slug);
      }
    }
    for (const { slug } of records) slugs.set(slug, [slug]);
    return slugs;
  });
}

export function keyOf({ kind, slug }: Fields): string {
  return `${kind}/${slug}`;
}

/** Return texts as an English list; with a limit the rest is counted. */
export function englishList(texts: readonly string[], conjunction = "or", limit = Infinity): string {
  const shown = texts.length > limit ? [...texts.slice(0, limit), `${texts.length - limit} more`] : [...texts];
  return shown.length > 1 ? `${shown.slice(0, -1).join(", ")} ${conjunction} ${shown.at(-1)}` : shown.join("");
}
