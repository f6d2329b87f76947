/** The names of a release: those of its entries, and those of the download of names, by field and key. */
import type { Catalog, Fields } from "./catalog.js";
import { listIn, memoized, sortedBy, unique } from "./python.js";
import { isAlphabetic, type Normaliser } from "./text.js";

export const FIELDS = ["items", "medicines", "conditions", "allergies", "life_stages"] as const;
const VALUES: { readonly [field: string]: string } = { allergies: "allergen", life_stages: "life_stage" };
const GRAMMAR = "grammar.yaml";

/** Letters from which a name may be offered as a correction; from so many, two of them may be wrong. */
const MIN_LENGTH = 5;
const MIN_LENGTH_FOR_TWO = 8;

/** What a name stands for in this release: an entry, or a value of an enumeration. */
export interface Meaning {
  readonly field: string;
  readonly slug: string;
  readonly name: string;
  readonly key: string | null;
  readonly certain: boolean;
}

/** Names that mean the same. Groups with the same `id` are the same. */
export interface NameGroup {
  readonly id: string;
  readonly field: string;
  readonly names: readonly string[];
  readonly means: readonly string[];
  readonly ask: string | null;
  readonly lay: boolean;
  readonly implies: readonly string[];
  readonly may_imply: readonly string[];
  readonly items: readonly string[];
}

export interface Concept {
  readonly name: string;
  readonly broader: readonly string[];
  readonly possibly: readonly string[];
  readonly like: readonly string[];
  readonly implies: readonly string[];
  readonly may_imply: readonly string[];
  readonly items: readonly string[];
  readonly forms: readonly { readonly words: ReadonlySet<string>; readonly means: readonly string[] }[];
  readonly after_stopping: string | null;
}

/** A name that may be meant by a misspelled word. */
export interface NearName {
  readonly name: string;
  readonly field: string;
  readonly group: NameGroup;
}

interface Offer {
  readonly name: string | undefined;
  readonly key: string;
  readonly group: NameGroup | undefined;
}

type WordSet = ReadonlySet<string>;
const WORD_SETS = [
  "units",
  "salts",
  "none",
  "denied",
  "past",
  "family",
  "relatives",
  "allergic",
  "ignored",
  "capitals_only",
  "whole_entry_only",
  "real_words",
] as const;

/** The words around names, as keys. */
export type Words = { readonly [name in (typeof WORD_SETS)[number] | "left_out" | "look_alikes"]: WordSet } & {
  readonly salts_of: ReadonlyMap<string, WordSet>;
};

export function groupOf(field: string, names: readonly string[], raw: Fields): NameGroup {
  const { means = [], ask = null, lay = false, implies = [], may_imply = [], items = [] } = raw;
  const group = { field, names, means, ask, lay, implies, may_imply, items };
  return { id: JSON.stringify(Object.values(group)), ...group };
}

const NO_CONCEPT = conceptOf({ name: "" }, () => "");

export class NameIndex {
  readonly words: Words;
  readonly #catalog: Catalog;
  readonly #normaliser: Normaliser;
  readonly #kinds: { readonly [field: string]: readonly string[] };
  readonly #concepts = new Map<string, Map<string, Concept>>(FIELDS.map((field) => [field, new Map()]));
  readonly #keys = new Map<string, Map<string, NameGroup>>(FIELDS.map((field) => [field, new Map()]));
  readonly #meanings = new Map<string, Meaning | null>();
  readonly #misspelt = new Map<string, string>();

  constructor(catalog: Catalog, normaliser: Normaliser) {
    this.#catalog = catalog;
    this.#normaliser = normaliser;
    this.#kinds = catalog.rules.recognition.kinds;
    const key = normaliser.keyOf;
    const grammar = catalog.nameFiles.find(({ file }) => file === GRAMMAR);
    this.words = wordsOf(grammar?.names ?? {}, key);
    const files = catalog.nameFiles.filter(({ file }) => file !== GRAMMAR).map(({ names }) => names as Fields);
    for (const { field, misspelt = {} } of files) {
      for (const [error, name] of Object.entries(misspelt)) this.#misspelt.set(`${field}/${key(error)}`, name as string);
    }
    for (const { field, concepts = [] } of files) {
      for (const raw of concepts) this.#concepts.get(field)!.set(raw.slug, conceptOf(raw, key));
    }
    const groups = [...groupsOf(files, key)];
    const recorded = groups.filter(([group]) => this.meanings(group).length > 0);
    for (const [group, keys] of groups) this.#add(group, keys);
    for (const [group, name] of this.#entryNames(false)) this.#add(group, [key(name)]);
    for (const [group, keys] of recorded) this.#add(group, keys);
    for (const [group, name] of this.#entryNames(true)) this.#add(this.#merged(group, key(name)), [key(name)]);
  }

  #add(group: NameGroup, keys: readonly string[]): void {
    const known = this.#keys.get(group.field)!;
    for (const key of keys) if (key) known.set(key, group);
  }

  /** Return the group of an entry's own name with what people mean by it. */
  #merged(group: NameGroup, key: string): NameGroup {
    const known = this.find(group.field, key);
    const isSame = known && JSON.stringify(known.means) === JSON.stringify(group.means);
    if (!known || known.means.length === 0 || isSame) return group;
    return groupOf(known.field, known.names, { ...known, means: unique([...known.means, ...group.means]) });
  }

  /** Yield the names of the entries of this release, and of the values; `own`: name and slug only. */
  *#entryNames(own: boolean): Generator<[NameGroup, string]> {
    for (const [field, kinds] of Object.entries(this.#kinds)) {
      for (const [name, slugs] of this.#slugsByName(kinds)) {
        const isOwn = slugs.some((slug) => name === slug || name === this.#nameOf(field, slug).toLowerCase());
        if (isOwn || !own) yield [groupOf(field, [name], { means: slugs }), name];
      }
    }
    for (const [field, facet] of Object.entries(VALUES)) {
      for (const { value, label } of this.#catalog.values(facet)) {
        const group = groupOf(field, [label, value], { means: [value] });
        yield [group, value];
        yield [group, label];
      }
    }
  }

  #slugsByName(kinds: readonly string[]): Map<string, readonly string[]> {
    const slugs = new Map<string, readonly string[]>();
    for (const [former, current] of this.#catalog.moved) {
      const [kind, slug] = former.split("/") as [string, string];
      if (kinds.includes(kind)) slugs.set(slug, [current.slice(current.indexOf("/") + 1)]);
    }
    for (const kind of kinds) {
      for (const [name, found] of this.#catalog.slugsByName(kind)) {
        slugs.set(name, [...(slugs.get(name) ?? []), ...found]);
      }
    }
    return slugs;
  }

  find(field: string, key: string): NameGroup | undefined {
    return this.#keys.get(field)?.get(key);
  }

  areLookAlikes(key: string, other: string): boolean {
    return this.words.look_alikes.has(pair(key, other));
  }

  /** Return whether a key is a name of any field. */
  isKnown(key: string): boolean {
    return FIELDS.some((field) => this.#keys.get(field)!.has(key));
  }

  concept(field: string, slug: string): Concept {
    return this.#concepts.get(field)?.get(slug) ?? NO_CONCEPT;
  }

  /** Return the name of a concept, whether it has an entry or not. */
  conceptName(field: string, slug: string): string {
    return this.#nameOf(field, slug) || this.concept(field, slug).name;
  }

  /** Return what a slug is in this release; null where it has no entry and no value. */
  meaning(field: string, slug: string, certain = true): Meaning | null {
    const id = `${field}/${slug}/${certain}`;
    let known = this.#meanings.get(id);
    if (known === undefined) this.#meanings.set(id, (known = this.#meaning(field, slug, certain)));
    return known;
  }

  #meaning(field: string, slug: string, certain: boolean): Meaning | null {
    const facet = VALUES[field];
    const value = facet && this.#catalog.values(facet).find((one) => one.value === slug);
    if (value) return { field, slug, name: value.label, key: null, certain };
    for (const kind of this.#kinds[field] ?? []) {
      const key = `${kind}/${slug}`;
      if (this.#catalog.has(key)) return { field, slug, name: this.#nameOf(field, slug), key, certain };
    }
    return null;
  }

  /** Return what a group stands for: for a concept without an entry, what it is a kind of. */
  meanings(group: NameGroup, slugs: readonly string[] = group.means): Meaning[] {
    const certain = group.ask === null;
    const found = new Map<string, Meaning>();
    const put = (one: Meaning) => {
      const id = `${one.field}/${one.slug}`;
      if (!found.has(id)) found.set(id, one);
    };
    for (const slug of slugs) for (const one of this.#nearest(group.field, slug, certain)) put(one);
    const items = [...group.items, ...group.means.flatMap((slug) => this.concept(group.field, slug).items)];
    for (const item of items) for (const one of this.#nearest("items", item, certain)) put(one);
    return [...found.values()];
  }

  *#nearest(field: string, slug: string, certain: boolean): Generator<Meaning> {
    const meaning = this.meaning(field, slug, certain);
    if (meaning) {
      yield meaning;
      return;
    }
    const concept = this.concept(field, slug);
    for (const broader of [...concept.broader, ...concept.like]) yield* this.#nearest(field, broader, certain);
    for (const broader of concept.possibly) yield* this.#nearest(field, broader, false);
  }

  /** Return what a group stands for and what follows from it, where no entry says so itself. */
  closure(group: NameGroup, slugs: readonly string[]): Meaning[] {
    const found = new Map<string, { field: string; slug: string; certain: boolean }>();
    const certain = group.ask === null;
    for (const slug of slugs) this.#follow(found, group.field, slug, certain);
    for (const item of group.items) this.#follow(found, "items", item, certain);
    for (const condition of group.implies) this.#follow(found, "conditions", condition, certain);
    for (const condition of group.may_imply) this.#follow(found, "conditions", condition, false);
    return [...found.values()].flatMap((one) => this.meaning(one.field, one.slug, one.certain) ?? []);
  }

  #follow(
    found: Map<string, { field: string; slug: string; certain: boolean }>,
    field: string,
    slug: string,
    certain: boolean,
  ): void {
    const id = `${field}/${slug}`;
    const known = found.get(id);
    if (known && (known.certain || !certain)) return;
    found.set(id, { field, slug, certain });
    const concept = this.concept(field, slug);
    const meaning = this.meaning(field, slug, certain);
    for (const item of concept.items) this.#follow(found, "items", item, certain);
    // A caution that holds for a wider entry says itself that it reaches this one.
    if (meaning?.key) return;
    for (const broader of [...concept.broader, ...(meaning ? [] : concept.like)]) {
      this.#follow(found, field, broader, certain);
    }
    for (const broader of concept.possibly) this.#follow(found, field, broader, false);
    for (const condition of concept.implies) this.#follow(found, "conditions", condition, certain);
    for (const condition of concept.may_imply) this.#follow(found, "conditions", condition, false);
  }

  #nameOf(field: string, slug: string): string {
    for (const kind of this.#kinds[field] ?? []) {
      const name = this.#catalog.nameOf(`${kind}/${slug}`);
      if (name !== undefined) return name;
    }
    const facet = VALUES[field];
    return (facet && this.#catalog.values(facet).find(({ value }) => value === slug)?.label) ?? "";
  }

  /** Return whether a word may be corrected: it is long enough, no name of anything and no real word. */
  mayBeMisspelt(key: string, letters: string): boolean {
    const isWord = [...letters].length >= MIN_LENGTH && isAlphabetic(letters);
    return isWord && !this.isKnown(key) && !this.words.real_words.has(key);
  }

  /** Return the one name that a word is a misspelling of: a wrong suggestion is worse than none. */
  near(field: string, written: string): NearName | null {
    const key = this.#normaliser.keyOf(written);
    const word = this.#normaliser.lettersOf(written);
    const listed = this.#misspelt.get(`${field}/${key}`);
    if (listed && !this.isKnown(key)) {
      const group = this.find(field, this.#normaliser.keyOf(listed));
      return group ? { name: listed, field, group } : null;
    }
    if (!this.mayBeMisspelt(key, word)) return null;
    const edits = allowedDistance(word);
    const offers = this.#offers.get(field)!;
    let fewest = edits + 1;
    let matches: string[] = [];
    for (const letters of this.#offeredWithin(field, word, edits)) {
      const distance = typingDistance(word, letters, edits);
      if (distance < fewest) [fewest, matches] = [distance, []];
      if (distance === fewest && distance <= edits) matches.push(letters);
    }
    const found = matches.map((letters) => offers.get(letters)!);
    if (unique(found.map(({ group }) => meantBy(group))).length !== 1) return null;
    const [offer] = sortedBy(found, (one) => this.#preference(one));
    if (!offer?.group || offer.name === undefined) return null;
    return this.areLookAlikes(key, offer.key) ? null : { name: offer.name, field, group: offer.group };
  }

  /** Return the place of an offer among those as near: the name of the entry first, then by letter. */
  #preference({ name = "", group }: Offer): readonly [boolean, string] {
    const own = group?.means.map((slug) => this.conceptName(group.field, slug).toLowerCase()) ?? [];
    return [!own.includes(name.toLowerCase()), name];
  }

  #offeredWithin(field: string, word: string, edits: number): string[] {
    const [first] = [...word];
    const length = [...word].length;
    const found: string[] = [];
    for (let one = length - edits; one <= length + edits; one += 1) {
      found.push(...(this.#byShape.get(`${field}/${first}/${one}`) ?? []));
    }
    return found;
  }

  get #offers(): ReadonlyMap<string, ReadonlyMap<string, Offer>> {
    return this.#allOffers(null).offers;
  }

  get #byShape(): ReadonlyMap<string, readonly string[]> {
    return this.#allOffers(null).shapes;
  }

  readonly #allOffers = memoized((_: null) => {
    const offers = new Map<string, Map<string, Offer>>();
    const shapes = new Map<string, string[]>();
    for (const [field, keys] of this.#keys) {
      const found = new Map<string, Offer>();
      offers.set(field, found);
      const groups = unique(keys.values()).filter(({ lay }) => !lay);
      const written = groups.flatMap(({ names }) => names);
      for (const letters of unique(written.map((name) => this.#normaliser.lettersOf(name)))) {
        const length = [...letters].length;
        if (length < MIN_LENGTH || !isAlphabetic(letters)) continue;
        found.set(letters, this.#offer(field, letters));
        listIn(shapes, `${field}/${[...letters][0]}/${length}`).push(letters);
      }
    }
    return { offers, shapes };
  });

  #offer(field: string, letters: string): Offer {
    const key = this.#normaliser.keyOf(letters);
    const group = this.find(field, key);
    const labels = group?.means.map((slug) => this.conceptName(field, slug)) ?? [];
    const found = [...(group?.names ?? []), ...labels].filter((one) => this.#normaliser.lettersOf(one) === letters);
    return { name: found.find((one) => !/[-_]/.test(one)) ?? found[0], key, group };
  }
}

/** Return how many edits a word may be away from a name: 0, 1 or 2. */
export function allowedDistance(word: string): number {
  const length = [...word].length;
  if (length < MIN_LENGTH) return 0;
  return length >= MIN_LENGTH_FOR_TWO ? 2 : 1;
}

/**
 * Return the edits between two words: letters put in, left out, changed, or two neighbours in the wrong order.
 * Above `most` it may return any greater number.
 */
export function typingDistance(word: string, other: string, most = Infinity): number {
  const [left, right] = [[...word], [...other]];
  if (Math.abs(left.length - right.length) > most) return most + 1;
  let before: number[] = [];
  let last = Array.from({ length: right.length + 1 }, (_, place) => place);
  for (let row = 1; row <= left.length; row += 1) {
    const next = [row];
    for (let place = 1; place <= right.length; place += 1) {
      const change = left[row - 1] === right[place - 1] ? 0 : 1;
      let edits = Math.min(next[place - 1]! + 1, last[place]! + 1, last[place - 1]! + change);
      const isSwapped = row > 1 && place > 1 && left[row - 1] === right[place - 2] && left[row - 2] === right[place - 1];
      if (isSwapped) edits = Math.min(edits, before[place - 2]! + 1);
      next.push(edits);
    }
    [before, last] = [last, next];
  }
  return last.at(-1)!;
}

/** Return what a name stands for: an entry's own name and further names of it stand for the same. */
function meantBy(group: NameGroup | undefined): string | undefined {
  return group?.means.length ? groupOf(group.field, [], { ...group, names: [], lay: false }).id : group?.id;
}

function pair(key: string, other: string): string {
  return [key, other].sort().join(" ");
}

function conceptOf(raw: Fields, key: (name: string) => string): Concept {
  const { name, broader = [], possibly = [], like = [], implies = [], may_imply = [], items = [], forms = [] } = raw;
  return {
    ...{ name, broader, possibly, like, implies, may_imply, items },
    forms: forms.map(({ words, means }: Fields) => ({ words: new Set(words.map(key)), means })),
    after_stopping: raw.after_stopping ?? null,
  };
}

function* groupsOf(
  files: readonly Fields[],
  key: (name: string) => string,
): Generator<[NameGroup, readonly string[]]> {
  const more = new Map<string, string[]>();
  for (const { field, more: further = [] } of files) {
    for (const { of, names } of further) more.set(`${field}/${of}`, names);
  }
  for (const { field, groups = [] } of files) {
    for (const raw of groups as readonly Fields[]) {
      const written = raw.names as string[];
      const hasMeaning = ["means", "implies", "may_imply", "items"].some((name) => raw[name]?.length);
      if (!hasMeaning) {
        for (const name of written) yield [groupOf(field, [name], raw), [key(name)]];
        continue;
      }
      const further = written.flatMap((name) => more.get(`${field}/${name}`) ?? []);
      yield [groupOf(field, written, raw), [...written, ...further].map(key)];
    }
  }
}

function wordsOf(raw: Fields, key: (name: string) => string): Words {
  const keys = (names: readonly string[] = []): WordSet => new Set(names.map(key));
  const sets = Object.fromEntries(WORD_SETS.map((name) => [name, keys(raw[name])])) as {
    [name in (typeof WORD_SETS)[number]]: WordSet;
  };
  const around = ["units", "frequencies", "forms", "makers", "fillers"];
  return {
    ...sets,
    left_out: keys(around.flatMap((name) => raw[name] ?? [])),
    salts_of: new Map(Object.entries(raw.salts_of ?? {}).map(([salt, names]) => [key(salt), keys(names as string[])])),
    look_alikes: new Set((raw.look_alikes ?? []).map(([one, other]: [string, string]) => pair(key(one), key(other)))),
  };
}
