/** The search index of a release: stems of all entries by field, their scores (BM25), and words for spelling. */
import { keyOf, type Catalog, type Fields } from "./catalog.js";
import { allowedDistance, typingDistance, type NameIndex } from "./names.js";
import { byCodePoint, listIn, sortedBy, unique } from "./python.js";
import type { Normaliser } from "./text.js";
import { Tokenizer } from "./tokenizer.js";

const K1 = 1.2;
const B = 0.75;
const NAME_FIELDS = ["name", "other_names"];

/** Letters of an unfinished word by edit distance: its completions are offered beside it, not in its place. */
const MIN_LENGTH_BY_DISTANCE = [4, 6];
const MAX_CANDIDATES = 32;

/** The score of each entry that matches, by its place in the release. */
export type Scores = Map<number, number>;

/** The names and the summary of an entry. */
export interface EntryNames {
  readonly name: string;
  readonly otherNames: readonly string[];
  readonly summary: string;
}

interface Posting {
  readonly entry: number;
  readonly count: number;
}

class FieldIndex {
  readonly #postings = new Map<string, Posting[]>();
  readonly #lengths: number[] = [];
  #total = 0;

  add(entry: number, stems: readonly string[]): void {
    const counts = new Map<string, number>();
    for (const stem of stems) counts.set(stem, (counts.get(stem) ?? 0) + 1);
    for (const [stem, count] of counts) listIn(this.#postings, stem).push({ entry, count });
    this.#lengths[entry] = keptLength(stems.length);
    this.#total += stems.length;
  }

  has(stem: string): boolean {
    return this.#postings.has(stem);
  }

  scores(stem: string): Scores {
    const postings = this.#postings.get(stem) ?? [];
    const entries = this.#lengths.length;
    const rarity = Math.log(1 + (entries - postings.length + 0.5) / (postings.length + 0.5));
    const average = this.#total / entries;
    return new Map(
      postings.map(({ entry, count }) => {
        const length = K1 * (1 - B + (B * this.#lengths[entry]!) / average);
        return [entry, (rarity * (1 + K1) * count) / (count + length)];
      }),
    );
  }
}

/** Return the length of a field as the server's index keeps it: exact up to 39 words, then in coarser steps. */
function keptLength(words: number): number {
  const exact = 24;
  if (words < exact) return words;
  const rest = words - exact;
  const bits = 32 - Math.clz32(rest);
  const shift = Math.max(bits - 4, 0);
  return exact + (rest >>> shift) * 2 ** shift;
}

/** Words by rank, found by their beginning in any of their spellings. */
class PrefixIndex {
  readonly #words: readonly string[];
  readonly #forms: readonly (readonly [string, number])[];

  constructor(words: readonly string[], oneSpelling: (word: string) => string) {
    this.#words = words;
    const forms = words.flatMap((word, rank) => unique([word, oneSpelling(word)]).map((form) => [form, rank] as const));
    this.#forms = forms.sort(([one], [other]) => byCodePoint(one, other));
  }

  find(prefix: string, limit: number): string[] {
    let [low, high] = [0, this.#forms.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (byCodePoint(this.#forms[middle]![0], prefix) < 0) low = middle + 1;
      else high = middle;
    }
    const ranks = new Set<number>();
    for (; low < this.#forms.length && this.#forms[low]![0].startsWith(prefix); low += 1) ranks.add(this.#forms[low]![1]);
    return [...ranks].sort((one, other) => one - other).slice(0, limit).map((rank) => this.#words[rank]!);
  }
}

export class SearchIndex {
  readonly keys: readonly string[];
  readonly names: readonly EntryNames[];
  readonly tokenizer: Tokenizer;
  readonly rules: Fields;
  readonly synonyms = new Map<string, readonly string[]>();
  readonly personalNames = new Set<string>();
  readonly #nameIndex: NameIndex;
  readonly #normaliser: Normaliser;
  readonly #fields = new Map<string, FieldIndex>();
  readonly #whole = new Map<string, number[]>();
  readonly #meant: readonly string[];
  readonly #all: PrefixIndex;
  readonly #named: PrefixIndex;

  constructor(catalog: Catalog, nameIndex: NameIndex, normaliser: Normaliser) {
    this.rules = catalog.rules.search;
    this.#nameIndex = nameIndex;
    this.#normaliser = normaliser;
    this.tokenizer = new Tokenizer(this.rules, normaliser);
    this.keys = catalog.allKeys;
    this.names = this.keys.map((key) => namesOf(catalog.part(key), this.rules.other_names));
    for (const field of Object.keys(this.rules.field_boosts)) this.#fields.set(field, new FieldIndex());
    const reader = new TextReader(catalog, new Map(this.keys.map((key, place) => [key, this.names[place]!])));
    const frequencies = new Map<string, number>();
    const [named, meant] = [new Set<string>(), new Set<string>()];
    this.keys.forEach((key, entry) => {
      const found = this.#read(reader, key, this.names[entry]!);
      const kind = key.split("/")[0]!;
      for (const [field, words] of Object.entries(found)) {
        this.#fields.get(field)!.add(entry, words.map(this.tokenizer.stem));
      }
      for (const word of new Set(Object.values(found).flat())) frequencies.set(word, (frequencies.get(word) ?? 0) + 1);
      for (const word of NAME_FIELDS.flatMap((field) => found[field]!)) {
        named.add(word);
        if (!this.rules.named_by_sentences.includes(kind)) meant.add(word);
      }
      this.#addWhole(entry, kind, catalog.rules.personal_kinds);
    });
    for (const group of this.rules.synonyms as readonly string[]) {
      const stems = unique(this.tokenizer.words(group).map(this.tokenizer.stem));
      for (const stem of stems) this.synonyms.set(stem, stems.filter((other) => other !== stem));
    }
    const ranked = sortedBy(frequencies.keys(), (word) => [-frequencies.get(word)!, word]);
    const oneSpelling = (word: string) => this.tokenizer.oneSpelling(word);
    this.#meant = ranked.filter((word) => meant.has(word));
    this.#all = new PrefixIndex(ranked, oneSpelling);
    this.#named = new PrefixIndex(ranked.filter((word) => named.has(word)), oneSpelling);
  }

  #read(reader: TextReader, key: string, names: EntryNames): { [field: string]: string[] } {
    const { about, text } = reader.read(key);
    const words = (lines: readonly string[]) => this.tokenizer.words(lines.join("\n"));
    return {
      name: words([names.name]),
      other_names: words(names.otherNames),
      summary: words([names.summary]),
      about: words(about),
      text: words(text),
    };
  }

  #addWhole(entry: number, kind: string, personalKinds: readonly string[]): void {
    const stopWords = this.stopWords;
    const { name, otherNames } = this.names[entry]!;
    const whole = [name, ...otherNames].map((one) => {
      const words = this.tokenizer.words(one).filter((word) => !stopWords.has(word));
      return words.map(this.tokenizer.stem).join(" ");
    });
    for (const one of unique(whole)) {
      listIn(this.#whole, one).push(entry);
      if (personalKinds.includes(kind)) this.personalNames.add(one);
    }
  }

  get stopWords(): ReadonlySet<string> {
    return wordSet(this.rules.stop_words);
  }

  /** Return whether any entry contains the stem. */
  has(stem: string): boolean {
    return [...this.#fields.values()].some((field) => field.has(stem));
  }

  /** Return whether the names of any entry contain the stem. */
  isInNames(stem: string): boolean {
    return NAME_FIELDS.some((field) => this.#fields.get(field)!.has(stem));
  }

  /** Return the scores of the entries with a stem in a field; empty where no entry has it. */
  scores(field: string, stem: string): Scores {
    return this.#fields.get(field)!.has(stem) ? this.#fields.get(field)!.scores(stem) : new Map();
  }

  /** Return the entries of which a text is a whole name. */
  withName(whole: string): readonly number[] {
    return this.#whole.get(whole) ?? [];
  }

  kindBoost(entry: number): number {
    return this.rules.kind_boosts[this.keys[entry]!.split("/")[0]!] ?? 0;
  }

  /** Return completions of a prefix, the most frequent first. */
  completions(prefix: string, limit: number, inNames = false): string[] {
    const index = inNames ? this.#named : this.#all;
    const found = index.find(prefix, limit);
    return found.length ? found : index.find(this.tokenizer.oneSpelling(prefix), limit);
  }

  /** Return words in names that a word is a misspelling of, the closest first. */
  corrections(word: string, limit: number): string[] {
    const key = this.#normaliser.keyOf(word);
    if (!this.#nameIndex.mayBeMisspelt(key, word)) return [];
    for (let distance = 1; distance <= allowedDistance(word); distance += 1) {
      const near = this.#near(word, key, (other) => typingDistance(word, other, distance) <= distance);
      if (near.length) return sortedBy(near, (other) => [typingDistance(word, other)]).slice(0, limit);
    }
    return [];
  }

  /** Return words in names that an unfinished word with an error may become, the closest first. */
  completionsWithError(prefix: string, limit: number): string[] {
    const key = this.#normaliser.keyOf(prefix);
    const { real_words } = this.#nameIndex.words;
    if (this.#nameIndex.isKnown(key) || real_words.has(key) || !/^\p{L}+$/u.test(prefix)) return [];
    for (const [place, minLength] of MIN_LENGTH_BY_DISTANCE.entries()) {
      if ([...prefix].length < minLength) break;
      const near = this.#near(prefix, key, (other) => distanceToBeginning(prefix, other) <= place + 1);
      const closeness = (other: string) => [distanceToBeginning(prefix, other), typingDistance(prefix, other)];
      if (near.length) return sortedBy(near, closeness).slice(0, limit);
    }
    return [];
  }

  #near(word: string, key: string, isNear: (other: string) => boolean): string[] {
    const found: string[] = [];
    for (const other of this.#meant) {
      if (isNear(other)) found.push(other);
      if (found.length === MAX_CANDIDATES) break;
    }
    const isMeant = (other: string) => !this.#nameIndex.areLookAlikes(key, this.#normaliser.keyOf(other));
    return found.filter((other) => other[0] === word[0] && isMeant(other));
  }
}

const sets = new Map<string, ReadonlySet<string>>();

/** Return the words of a text as a set. */
export function wordSet(text: string): ReadonlySet<string> {
  let found = sets.get(text);
  if (!found) sets.set(text, (found = new Set(text.split(" "))));
  return found;
}

/** Return the distance of a prefix to the closest beginning of a longer word. */
function distanceToBeginning(prefix: string, other: string): number {
  const letters = [...other];
  const length = [...prefix].length;
  let fewest = Infinity;
  for (let end = Math.max(0, length - 2); end <= Math.min(letters.length, length + 2); end += 1) {
    fewest = Math.min(fewest, typingDistance(prefix, letters.slice(0, end).join("")));
  }
  return letters.length < length - 2 ? typingDistance(prefix, other) : fewest;
}

function namesOf(record: Fields, otherNames: readonly string[]): EntryNames {
  const others = unique(otherNames.flatMap((field) => (record[field] ?? []) as string[]));
  return { name: record.name, otherNames: others, summary: record.summary };
}

/** Reads the texts of an entry that are searched beside its names and its summary. */
class TextReader {
  readonly #catalog: Catalog;
  readonly #names: ReadonlyMap<string, EntryNames>;
  readonly #skipped: ReadonlySet<string>;
  readonly #about: ReadonlySet<string>;
  readonly #notIndexed: ReadonlySet<string>;
  readonly #former = new Map<string, string[]>();

  constructor(catalog: Catalog, names: ReadonlyMap<string, EntryNames>) {
    this.#catalog = catalog;
    this.#names = names;
    const { separate, about, not_indexed } = catalog.rules.search;
    this.#skipped = new Set([...separate, "claims", "cautions", "related"]);
    this.#about = new Set(about);
    this.#notIndexed = new Set(not_indexed);
    for (const [old, key] of catalog.moved) {
      listIn(this.#former, key).push(old.slice(old.indexOf("/") + 1).replaceAll("-", " "));
    }
  }

  read(key: string): { about: string[]; text: string[] } {
    const record = this.#catalog.part(key);
    const [about, text]: [string[], string[]] = [[], []];
    const references = new Set<string>();
    const walk = (value: any, into: string[]): void => {
      if (typeof value === "string") into.push(value);
      else if (Array.isArray(value)) for (const one of value) walk(one, into);
      else if (value !== null && typeof value === "object") {
        const names = Object.keys(value);
        if ("kind" in value && "slug" in value && (names.length === 2 || ("name" in value && "href" in value))) {
          if (value.kind !== "sources") references.add(keyOf(value));
          return;
        }
        for (const name of names) {
          if (!this.#notIndexed.has(name)) walk(value[name], this.#about.has(name) ? about : into);
        }
      }
    };
    const kept = Object.entries(record).filter(([name]) => !this.#skipped.has(name) && !this.#notIndexed.has(name));
    for (const [name, value] of kept) walk(value, this.#about.has(name) ? about : text);
    const referred = [...references].flatMap((one) => this.#names.get(one) ?? []);
    const warned = (record.cautions as readonly Fields[]).map(({ slug }) => this.#names.get(`cautions/${slug}`)!.name);
    const names = referred.flatMap(({ name, otherNames }) => [name, ...otherNames]);
    return { about: [...names, ...about, ...warned, ...(this.#former.get(key) ?? [])], text };
  }
}
