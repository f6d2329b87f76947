/** Full-text search and suggestions. Any text is a valid query. */
import { RequestError, type Catalog, type Fields } from "./catalog.js";
import { pattern, sortedBy, unique } from "./python.js";
import type { Recogniser } from "./recogniser.js";
import { SearchIndex, wordSet, type Scores } from "./searchindex.js";
import { visible } from "./text.js";
import type { TextToken } from "./tokenizer.js";

/** As the parameters of `GET /v1/search`. */
export interface SearchRequest {
  readonly q: string;
  readonly kind?: readonly string[];
  readonly limit?: number;
  readonly cursor?: string | null;
}

/** As the parameters of `GET /v1/suggest`. */
export interface SuggestRequest {
  readonly q: string;
  readonly kind?: readonly string[];
  readonly limit?: number;
}

type Words = ReadonlySet<string>;

/** A word of a query: the weight of each stem that matches it, and its correction, if any. */
interface Term {
  readonly word: string;
  readonly stem: string;
  readonly stems: ReadonlyMap<string, number>;
  readonly corrected: string | null;
}

/** What a query asks about beside its words: a risk, a benefit, or how much a person needs. */
interface Intent {
  readonly safety: boolean;
  readonly benefit: boolean;
  readonly amount: boolean;
}

/** A typed word, and the weight of each stem in names that may match it. */
interface Typed {
  readonly word: string;
  readonly stems: ReadonlyMap<string, number>;
}

const MAX_QUERY = 200;
const MAX_QUERY_WORDS = 12;
const MAX_NAME_WORDS = 5;
const MAX_NAME_LENGTH = 80;
const WORDS_PER_MISS = 3;
const MIN_HITS = 5;
const MAX_COMPLETIONS = 12;
const MAX_CORRECTIONS = 3;
const [EXACT, SYNONYM, CORRECTION, COMPLETION, COMPLETION_OF_WORD] = [1, 0.5, 0.8, 0.8, 0.3];
const COMPLETION_DECAY = 0.85;
const LETTERS_AND_DIGITS = /^([a-z]+)([0-9]+)$/;
const SUGGESTED = { words: 8, candidates: 3, completions: 24, corrections: 6, correction: 0.5 };
const SUGGEST_BOOSTS: readonly [string, number][] = [
  ["name", 1.5],
  ["other_names", 1],
];

export class Searcher {
  readonly #catalog: Catalog;
  readonly #recogniser: Recogniser;
  readonly #index: SearchIndex;
  readonly #identifier: RegExp;

  constructor(catalog: Catalog, recogniser: Recogniser) {
    this.#catalog = catalog;
    this.#recogniser = recogniser;
    this.#index = new SearchIndex(catalog, recogniser.index, recogniser.normaliser);
    this.#identifier = pattern(catalog.rules.search.identifier, "gi");
  }

  /** Return the answer of a search. Throws RequestError. */
  search({ q, kind = [], limit = 20, cursor = null }: SearchRequest): Fields {
    this.#require(q, kind, limit, 100);
    const checksum = crc32(asciiJson([this.#catalog.release, q, unique(kind).sort()]));
    const offset = offsetOf(cursor, checksum);
    const { terms, intent, didYouMean } = this.#parse(q);
    const isKnown = terms.some(({ stems }) => stems.size > 0);
    const meant = this.#meantEntries(q, !isKnown);
    const matching = this.#matching(terms, meant);
    const scores = this.#ranked(terms, matching, meant, intent);
    const kinds = this.#catalog.kinds.flatMap((one) => {
      const count = [...matching.keys()].filter((entry) => this.#kindOf(entry) === one).length;
      return count ? [{ kind: one, count }] : [];
    });
    const wanted = [...scores].filter(([entry]) => kind.length === 0 || kind.includes(this.#kindOf(entry)));
    const total = wanted.length;
    const best = sortedBy(wanted, ([entry, score]) => [-score, entry]).slice(offset, offset + limit);
    const stems = new Set(terms.flatMap((term) => [...term.stems.keys()]));
    const end = offset + limit;
    return {
      data: best.map(([entry]) => this.#hit(entry, stems, terms.length)),
      included: this.#included(best.map(([entry]) => this.#index.keys[entry]!)),
      page: { total, limit, next: end < total ? btoa(`${end}.${checksum}`).replaceAll("+", "-").replaceAll("/", "_") : null },
      kinds,
      did_you_mean: didYouMean,
      meta: this.#catalog.meta,
    };
  }

  /** Return the answer of suggest: names that go on from what was typed. Throws RequestError. */
  suggest({ q, kind = [], limit = 10 }: SuggestRequest): Fields {
    this.#require(q, kind, limit, 50);
    const typed = this.#tokensOf(this.#searched(q)).map(({ word }) => word).slice(0, SUGGESTED.words);
    const readings: readonly (readonly [readonly string[], boolean])[] = [
      [typed, false],
      [this.#joined(typed), false],
      [typed, true],
      [typed.slice(0, -1), true],
    ];
    let words: readonly Typed[] = [];
    let numbers: readonly number[] = [];
    for (const [some, mayCorrect] of readings) {
      words = this.#typedWords(some, mayCorrect);
      numbers = this.#named(words, kind, limit);
      if (numbers.length) break;
    }
    const meant = this.#meantEntries(q, numbers.length === 0)
      .filter((key) => kind.length === 0 || kind.includes(key.split("/")[0]!))
      .map((key) => this.#index.keys.indexOf(key));
    const prefix = typed.join(" ");
    const startsSo = (text: string) => this.#index.tokenizer.words(text).join(" ").startsWith(prefix);
    const found = unique([...numbers, ...meant]).map((entry) => ({ entry, shown: this.#suggestion(entry, words) }));
    const sorted = sortedBy(found, ({ shown }) => [!startsSo(shown.text)]);
    const chosen = new Set(sortedBy(sorted, ({ entry }) => [!meant.includes(entry)]).slice(0, limit));
    const data = sorted.filter((one) => chosen.has(one)).map(({ shown }) => shown);
    return { data, meta: this.#catalog.meta };
  }

  #require(q: string, kinds: readonly string[], limit: number, most: number): void {
    const errors = kinds.filter((kind) => !this.#catalog.kinds.includes(kind)).map((given) => ({ parameter: "kind", given }));
    if (q === "" || [...q].length > MAX_QUERY) errors.push({ parameter: "q", given: q });
    if (!Number.isInteger(limit) || limit < 1 || limit > most) errors.push({ parameter: "limit", given: String(limit) });
    if (errors.length) throw new RequestError(errors);
  }

  #kindOf(entry: number): string {
    return this.#index.keys[entry]!.split("/")[0]!;
  }

  /** Return what to search for: visible characters, and an identifier without what people paste with it. */
  #searched(text: string): string {
    return visible(text).replace(this.#identifier, (_, id: string) => id);
  }

  /** Return the words of a query; letters and digits apart where only so they stand in a name. */
  #tokensOf(text: string): TextToken[] {
    return this.#index.tokenizer.tokens(text).flatMap((token) => this.#parts(token));
  }

  #parts(token: TextToken): TextToken[] {
    const { word, start, end } = token;
    const stem = this.#index.tokenizer.stem;
    const parts = LETTERS_AND_DIGITS.exec(word);
    if (!parts || word.length !== end - start || this.#index.isInNames(stem(word))) return [token];
    const middle = start + parts[1]!.length;
    const split = [
      { start, end: middle, word: parts[1]! },
      { start: middle, end, word: parts[2]! },
    ];
    const areNamed = split.every((part) => this.#index.isInNames(stem(part.word)));
    return this.#index.has(stem(word)) && !areNamed ? [token] : split;
  }

  #parse(q: string): { terms: Term[]; intent: Intent; didYouMean: string | null } {
    const { safety_words, benefit_words, amount_words, how_much } = this.#index.rules;
    const [safety, benefit, amount] = [safety_words, benefit_words, amount_words].map(wordSet) as [Words, Words, Words];
    const text = this.#searched(q).replace(/[?!. ]+$/, "");
    const found = this.#tokensOf(text);
    const content = this.#contentWords(found, (word) => [safety, benefit, amount].some((one) => one.has(word)));
    const plain = content.map(({ word, end }) => this.#term(word, end === text.length));
    const terms = this.#withCompounds(plain);
    const words = new Set(found.map(({ word }) => word));
    const hasOneOf = (some: Words) => [...words].some((word) => some.has(word));
    const asksHowMuch = [...wordSet(how_much)].every((word) => words.has(word));
    return {
      terms,
      intent: {
        safety: hasOneOf(safety) || this.#namesPersonAndMore(terms),
        benefit: hasOneOf(benefit),
        amount: hasOneOf(amount) || asksHowMuch,
      },
      didYouMean: correctedQuery(text, content, terms),
    };
  }

  /** Return the unique content words; all words if there are none. */
  #contentWords(found: readonly TextToken[], asksOnly: (word: string) => boolean): TextToken[] {
    const stopWords = this.#index.stopWords;
    let kept = found.filter(({ word }) => !stopWords.has(word));
    if (kept.length === 0) kept = [...found];
    const telling = kept.filter(({ word }) => !asksOnly(word));
    if (telling.length) kept = telling;
    return [...new Map(kept.map((token) => [token.word, token])).values()].slice(0, MAX_QUERY_WORDS);
  }

  #namesPersonAndMore(terms: readonly Term[]): boolean {
    return ngrams(terms).some(([name, length]) => length < terms.length && this.#index.personalNames.has(name));
  }

  #term(word: string, isUnfinished: boolean): Term {
    const index = this.#index;
    const stem = index.tokenizer.stem(word);
    const isKnown = index.has(stem);
    const stems = new Map<string, number>(isKnown ? [[stem, EXACT]] : []);
    const put = (other: string, weight: number) => {
      if (!stems.has(other)) stems.set(other, weight);
    };
    for (const other of index.synonyms.get(stem) ?? []) put(other, SYNONYM);
    if (isUnfinished) {
      let weight = isKnown ? COMPLETION_OF_WORD : COMPLETION;
      for (const longer of index.completions(word, MAX_COMPLETIONS)) {
        put(index.tokenizer.stem(longer), weight);
        weight *= COMPLETION_DECAY;
      }
    }
    if (stems.size) return { word, stem, stems, corrected: null };
    const corrections = index.corrections(word, MAX_CORRECTIONS);
    for (const other of corrections) put(index.tokenizer.stem(other), CORRECTION);
    const [first = stem] = stems.keys();
    return { word, stem: first, stems, corrected: corrections[0] ?? null };
  }

  /** Add the stem of the compound to two adjacent words that form one: `pro biotic`. */
  #withCompounds(terms: readonly Term[]): Term[] {
    const expanded = [...terms];
    for (let place = 0; place + 1 < terms.length; place += 1) {
      const stem = this.#index.tokenizer.stem(terms[place]!.word + terms[place + 1]!.word);
      if (!this.#index.has(stem)) continue;
      for (const at of [place, place + 1]) {
        const one = expanded[at]!;
        const known = one.corrected === null ? one.stems : [];
        expanded[at] = { ...one, stems: new Map([...known, [stem, EXACT]]), corrected: null };
      }
    }
    return expanded;
  }

  /** Return the entries that a whole query is a name of, as a check would understand it. */
  #meantEntries(text: string, ofItems: boolean): string[] {
    const found = this.#recogniser.recognise("items", [...text].slice(0, MAX_NAME_LENGTH).join(""));
    const [only] = found;
    if (found.length !== 1 || !only || only.status !== "current") return [];
    const fields = ["medicines", "conditions", ...(ofItems ? ["items"] : [])];
    return only.taken_for.flatMap(({ key, field }) => (key && fields.includes(field) ? [key] : []));
  }

  /** Match entries with all of a few query words or most of many; allow more to be missing if few match. */
  #matching(terms: readonly Term[], meant: readonly string[]): Scores {
    const boosts = Object.entries(this.#index.rules.field_boosts as { [field: string]: number });
    const found = terms.map((term) => this.#termScores(term.stems, boosts, this.#index.rules.tie_breaker));
    const numbers = meant.map((key) => this.#index.keys.indexOf(key));
    let matching: Scores = new Map();
    for (let fewest = terms.length - Math.floor(terms.length / WORDS_PER_MISS); fewest > 0; fewest -= 1) {
      const counts = new Map<number, number>();
      for (const scores of found) for (const entry of scores.keys()) counts.set(entry, (counts.get(entry) ?? 0) + 1);
      const kept = [...counts].filter(([, count]) => count >= fewest).map(([entry]) => entry);
      matching = new Map(kept.map((entry) => [entry, sum(found.map((scores) => scores.get(entry) ?? 0))]));
      for (const entry of numbers) if (!matching.has(entry)) matching.set(entry, 0);
      if (matching.size >= MIN_HITS) break;
    }
    return matching;
  }

  /** Return the score of the best place of a word, and a share of those of its other places. */
  #termScores(stems: ReadonlyMap<string, number>, boosts: readonly [string, number][], tieBreaker: number): Scores {
    const [best, all]: [Scores, Scores] = [new Map(), new Map()];
    for (const [stem, weight] of stems) {
      for (const [field, boost] of boosts) {
        for (const [entry, score] of this.#index.scores(field, stem)) {
          const weighted = score * boost * weight;
          best.set(entry, Math.max(best.get(entry) ?? 0, weighted));
          all.set(entry, (all.get(entry) ?? 0) + weighted);
        }
      }
    }
    return new Map([...best].map(([entry, most]) => [entry, most + (all.get(entry)! - most) * tieBreaker]));
  }

  #ranked(terms: readonly Term[], matching: Scores, meant: readonly string[], intent: Intent): Scores {
    const rules = this.#index.rules;
    const names = Object.entries(rules.field_boosts as { [field: string]: number }).filter(
      ([field]) => field === "name" || field === "other_names",
    );
    const scores: Scores = new Map([...matching].map(([entry, score]) => [entry, score + this.#index.kindBoost(entry)]));
    const add = (entries: Iterable<number>, score: (entry: number) => number) => {
      for (const entry of entries) if (scores.has(entry)) scores.set(entry, scores.get(entry)! + score(entry));
    };
    for (const [name, length] of ngrams(terms)) {
      add(this.#index.withName(name), () => (rules.whole_name * length) / terms.length);
    }
    add(meant.map((key) => this.#index.keys.indexOf(key)), () => rules.meant);
    if (terms.length > 1) {
      const inNames = terms.map((term) => this.#termScores(term.stems, names, rules.tie_breaker));
      const [first, ...others] = inNames;
      const all = [...first!.keys()].filter((entry) => others.every((one) => one.has(entry)));
      add(all, () => rules.all_in_names);
    }
    const ofKind = (kind: string) => [...scores.keys()].filter((entry) => this.#kindOf(entry) === kind);
    if (intent.safety) {
      add(ofKind("cautions"), () => rules.intent_match);
      const stems = new Map<string, number>(rules.safety_stems.map((stem: string) => [stem, rules.safety_score]));
      const inName = this.#termScores(stems, names.map(([field]) => [field, 1]), 0);
      add(inName.keys(), (entry) => inName.get(entry)!);
    }
    if (intent.benefit) add(ofKind("claims"), () => rules.intent_match);
    if (intent.amount) add(ofKind("nutrients"), () => rules.intent_match);
    return scores;
  }

  #hit(entry: number, stems: ReadonlySet<string>, words: number): Fields {
    const { name, otherNames, summary } = this.#index.names[entry]!;
    const record = this.#catalog.part(this.#index.keys[entry]!);
    const { kind, slug, icon } = record;
    const inName = this.#spans(name, stems);
    let [foundAs, inOther]: [string | null, Fields[]] = [null, []];
    for (const other of otherNames) {
      const spans = this.#spans(other, stems);
      if (foundAs === null || spans.length > inOther.length) [foundAs, inOther] = [other, spans];
    }
    if (inName.length >= words || inOther.length <= inName.length) [foundAs, inOther] = [null, []];
    const ranges = { name: inName, summary: this.#spans(summary, stems), found_as: inOther };
    return { kind, slug, name, summary, href: `/v1/${kind}/${slug}`, icon, ...this.#lines(record), found_as: foundAs, ranges };
  }

  /** Return the grades and caution lines of an entry; a claim lists its own grade, a caution its own sentence. */
  #lines({ kind, slug, claims, cautions }: Fields): Fields {
    if (kind === "claims") {
      const { verdict, certainty, direction } = this.#catalog.claimCard(slug);
      return { claims: [{ slug, verdict, certainty, direction }], cautions };
    }
    if (kind === "cautions") {
      const { severity, sentence } = this.#catalog.cautionCard(slug);
      return { claims, cautions: [{ slug, severity, sentence }] };
    }
    return { claims, cautions };
  }

  #included(keys: readonly string[]): Fields {
    const slugs = (own: string, name: string) =>
      keys.flatMap((key) => {
        const record = this.#catalog.part(key);
        return [...(record.kind === own ? [record.slug] : []), ...record[name].map(({ slug }: Fields) => slug)];
      });
    return this.#catalog.included(slugs("cautions", "cautions"), slugs("claims", "claims"));
  }

  /** Return where the words of a text stand whose stem matches, in code points. */
  #spans(text: string, stems: ReadonlySet<string>): Fields[] {
    const { tokens, stem } = { tokens: this.#index.tokenizer.tokens(text), stem: this.#index.tokenizer.stem };
    return tokens
      .filter(({ word }) => stems.has(stem(word)))
      .map(({ start, end }) => ({ start: codePoints(text, start), end: codePoints(text, end) }));
  }

  /** Return the words with the first two neighbours joined that form a word of a name: `sauer kraut`. */
  #joined(typed: readonly string[]): readonly string[] {
    for (let place = 0; place + 1 < typed.length; place += 1) {
      const word = typed[place]! + typed[place + 1]!;
      if (this.#index.completions(word, 1, true).length) {
        return [...typed.slice(0, place), word, ...typed.slice(place + 2)];
      }
    }
    return [];
  }

  #typedWords(typed: readonly string[], mayCorrect: boolean): Typed[] {
    const finished = typed.slice(0, -1).filter((word) => !this.#index.stopWords.has(word));
    return [
      ...finished.map((word) => this.#typedWord(word, mayCorrect, false)),
      ...typed.slice(-1).map((word) => this.#typedWord(word, mayCorrect, true)),
    ];
  }

  /** Return what a word may match; a word that matches nothing may be misspelt. */
  #typedWord(word: string, mayCorrect: boolean, isUnfinished: boolean): Typed {
    const index = this.#index;
    const stem = index.tokenizer.stem(word);
    const stems = new Map<string, number>(index.isInNames(stem) ? [[stem, EXACT]] : []);
    const longer = isUnfinished ? index.completions(word, SUGGESTED.completions, true) : [];
    for (const one of longer) if (!stems.has(index.tokenizer.stem(one))) stems.set(index.tokenizer.stem(one), EXACT);
    if (stems.size || !mayCorrect) return { word, stems };
    const corrections = isUnfinished
      ? index.completionsWithError(word, SUGGESTED.corrections)
      : index.corrections(word, SUGGESTED.corrections);
    return { word, stems: new Map(corrections.map((one) => [index.tokenizer.stem(one), SUGGESTED.correction])) };
  }

  /** Return the entries with every word in their names, best first. */
  #named(typed: readonly Typed[], kinds: readonly string[], limit: number): number[] {
    if (typed.length === 0 || typed.some(({ stems }) => stems.size === 0)) return [];
    const found = typed.map(({ stems }) => this.#termScores(stems, SUGGEST_BOOSTS, 0));
    const entries = [...found[0]!.keys()].filter((entry) => found.every((scores) => scores.has(entry)));
    const wanted = entries.filter((entry) => kinds.length === 0 || kinds.includes(this.#kindOf(entry)));
    const score = (entry: number) => sum(found.map((scores) => scores.get(entry)!)) + this.#index.kindBoost(entry);
    return sortedBy(wanted, (entry) => [-score(entry), entry]).slice(0, limit * SUGGESTED.candidates);
  }

  #suggestion(entry: number, typed: readonly Typed[]): Fields {
    const key = this.#index.keys[entry]!;
    const { kind, slug, name, href } = this.#catalog.reference(key);
    const text = this.#bestText(entry, typed);
    return { text, kind, slug, name, href, ranges: this.#typedSpans(text, typed) };
  }

  /** Return the name that matches most typed words; ties go to one that starts with them. */
  #bestText(entry: number, typed: readonly Typed[]): string {
    const prefix = typed.map(({ word }) => word).join(" ");
    const { name, otherNames } = this.#index.names[entry]!;
    const [best] = sortedBy([name, ...otherNames], (text) => {
      const words = this.#index.tokenizer.words(text);
      const matched = new Set(words.map(this.#index.tokenizer.stem));
      const fits = typed.filter(({ stems }) => [...stems.keys()].some((stem) => matched.has(stem))).length;
      return [-fits, !words.join(" ").startsWith(prefix)];
    });
    return best!;
  }

  #typedSpans(text: string, typed: readonly Typed[]): Fields[] {
    return this.#index.tokenizer.tokens(text).flatMap(({ start, end, word }) => {
      const stem = this.#index.tokenizer.stem(word);
      const fitting = typed.filter(({ stems }) => stems.has(stem)).map((one) => one.word);
      if (fitting.length === 0) return [];
      const begun = fitting.filter((one) => word.startsWith(one)).map((one) => one.length);
      const last = begun.length ? Math.min(start + Math.max(...begun), end) : end;
      return [{ start: codePoints(text, start), end: codePoints(text, last) }];
    });
  }
}

/** Return every n-gram that may be a whole name, and its number of words. */
function ngrams(terms: readonly Term[]): [string, number][] {
  const found: [string, number][] = [];
  for (let start = 0; start < terms.length; start += 1) {
    for (let end = start + 1; end <= Math.min(terms.length, start + MAX_NAME_WORDS); end += 1) {
      found.push([terms.slice(start, end).map(({ stem }) => stem).join(" "), end - start]);
    }
  }
  return found;
}

/** Return the query with misspelt words corrected, or null if there are none. */
function correctedQuery(text: string, tokens: readonly TextToken[], terms: readonly Term[]): string | null {
  let result = text;
  const pairs = tokens.map((token, place) => ({ token, corrected: terms[place]!.corrected }));
  for (const { token, corrected } of sortedBy(pairs, (one) => [-one.token.start])) {
    if (corrected) result = result.slice(0, token.start) + corrected + result.slice(token.end);
  }
  return result === text ? null : result.split(/\s+/u).filter((word) => word).join(" ");
}

function codePoints(text: string, end: number): number {
  return [...text.slice(0, end)].length;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}

function offsetOf(cursor: string | null, checksum: string): number {
  if (cursor === null) return 0;
  let text = "";
  try {
    text = atob(cursor.replaceAll("-", "+").replaceAll("_", "/"));
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
  }
  const match = /^([0-9]{1,9})\.([0-9a-f]{8})$/.exec(text);
  if (match?.[2] !== checksum) throw new RequestError([{ parameter: "cursor", given: cursor }]);
  return Number(match[1]);
}

/** Return a list as JSON in ASCII with the spaces that Python puts between its members. */
function asciiJson([release, q, kinds]: readonly [string, string, readonly string[]]): string {
  const text = (one: string) =>
    JSON.stringify(one).replace(/[\u007f-\uffff]/g, (unit) =>
      unit === "\u007f" ? unit : `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
    );
  return `[${text(release)}, ${text(q)}, [${kinds.map(text).join(", ")}]]`;
}

/** Return the checksum of ASCII text that ties a cursor to its search. */
function crc32(text: string): string {
  let rest = -1;
  for (let place = 0; place < text.length; place += 1) {
    rest ^= text.charCodeAt(place);
    for (let bit = 0; bit < 8; bit += 1) rest = (rest >>> 1) ^ (rest & 1 ? 0xedb88320 : 0);
  }
  return ((rest ^ -1) >>> 0).toString(16).padStart(8, "0");
}
