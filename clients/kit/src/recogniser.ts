/** Recognise what was typed: one text, one or several outcomes, none of them dropped. */
import type { Catalog } from "./catalog.js";
import { FigureReader, type Figure } from "./figures.js";
import { groupOf, NameIndex, type Meaning, type NameGroup, type NearName } from "./names.js";
import { joined, Normaliser, visible, type Token } from "./text.js";
import { unique } from "./python.js";

const MAX_WORDS_OF_NAME = 8;
const MAX_WORDS_OF_NEAR_NAME = 3;

/** Letters of a word such as `no` or `without`, which denies an entry only at its beginning. */
const MAX_SHORT_DENIAL = 7;

export type Outcome = "understood" | "known_not_recorded" | "not_understood";
export type Status = "current" | "denied" | "past" | "somebody_else" | "family";

/** What became of one thing that was typed. */
export interface Recognition {
  readonly given: string;
  readonly field: string;
  readonly outcome: Outcome;
  readonly taken_for: readonly Meaning[];
  readonly follows: readonly Meaning[];
  readonly names: readonly string[];
  readonly status: Status;
  readonly ask: string | null;
  readonly near: NearName | null;
  readonly names_others: boolean;
}

/** What a part of an entry says of its names. */
interface Said {
  readonly status: Status;
  readonly names_others: boolean;
}

const CURRENT: Said = { status: "current", names_others: false };
const NOT_LOOKED_UP: readonly Status[] = ["denied", "past", "family"];

interface Match {
  readonly start: number;
  readonly end: number;
  readonly group: NameGroup;
  readonly means: readonly string[];
}

/** A phrase in which a name means something else. */
const IGNORED = groupOf("items", [""], {});

export class Recogniser {
  readonly normaliser: Normaliser;
  readonly index: NameIndex;
  readonly #catalog: Catalog;
  readonly #figures: FigureReader;
  readonly #otherFields: { readonly [field: string]: readonly string[] };
  readonly #kinds: { readonly [field: string]: readonly string[] };
  readonly #allergyWords: ReadonlySet<string>;
  readonly #joiningWords: ReadonlySet<string>;
  readonly #readerWords: ReadonlySet<string>;
  readonly #sharedWords: ReadonlySet<string>;
  readonly #givers: ReadonlySet<string>;
  readonly #notOfOthers: ReadonlySet<string>;

  constructor(catalog: Catalog) {
    const rules = catalog.rules.recognition;
    this.#catalog = catalog;
    this.normaliser = new Normaliser(rules);
    this.index = new NameIndex(catalog, this.normaliser);
    this.#figures = new FigureReader(rules.figures);
    this.#otherFields = rules.other_fields;
    this.#kinds = rules.kinds;
    this.#allergyWords = new Set(rules.allergy_words);
    this.#joiningWords = new Set(rules.joining_words);
    this.#readerWords = new Set(rules.reader_words);
    this.#sharedWords = new Set(rules.shared_words);
    this.#givers = new Set(rules.givers);
    this.#notOfOthers = new Set(rules.not_of_others);
  }

  /** Return what became of everything in a text, in its order. */
  recognise(field: string, text: string): Recognition[] {
    const reference = this.#reference(field, text);
    if (reference) return [{ ...reference, given: text }];
    const isList = /[,+;]/.test(text);
    const whole = isList ? this.index.find(field, this.normaliser.keyOf(text)) : undefined;
    if (whole) return [this.#understood(text, field, { start: 0, end: 0, group: whole, means: whole.means })];
    const plain = visible(text);
    const found = this.#entries(plain).flatMap((entry) => [...this.#entry(field, plain, entry)]);
    if (found.length === 0) return [notUnderstood(text, field, null)];
    const [only] = found;
    return found.length === 1 && only ? [{ ...only, given: text }] : found;
  }

  /** Return what a near name would be understood as. */
  meant({ name, field, group }: NearName): Recognition {
    return this.#understood(name, field, { start: 0, end: 0, group, means: group.means });
  }

  /** Return the entry of a slug of several words, of `<kind>/<slug>` or of its address. */
  #reference(field: string, text: string): Recognition | null {
    let path = text.trim().toLowerCase();
    if (path.startsWith("/v1/")) path = path.slice(4);
    path = path.replace(/^\/+|\/+$/g, "");
    if (text.includes("-") && !text.includes("/")) path = this.index.meaning(field, text)?.key ?? path;
    const key = this.#catalog.moved.get(path) ?? path;
    const cut = key.indexOf("/");
    const [kind, slug] = cut < 0 ? [key, ""] : [key.slice(0, cut), key.slice(cut + 1)];
    for (const other of this.#otherFields[field] ?? []) {
      if (this.#kinds[other]?.includes(kind) && this.#catalog.has(key)) {
        const group = groupOf(other, [this.index.conceptName(other, slug)], { means: [slug] });
        return this.#understood(text, field, { start: 0, end: 0, group, means: [slug] });
      }
    }
    return null;
  }

  /** Return where each entry of a list begins and ends. */
  #entries(text: string): [number, number][] {
    const found: [number, number][] = [];
    let start = 0;
    for (const match of text.matchAll(this.normaliser.separator)) {
      if (text.slice(start, match.index).trim()) found.push([start, match.index]);
      start = match.index + match[0].length;
    }
    if (text.slice(start).trim()) found.push([start, text.length]);
    return found;
  }

  /** Yield what became of one entry of a list. */
  *#entry(field: string, text: string, [start, end]: [number, number]): Generator<Recognition> {
    const tokens = this.normaliser.tokensOf(text, start, end);
    const [first, last] = [tokens[0], tokens.at(-1)];
    if (!first || !last) return;
    const given = text.slice(first.start, last.end);
    if (this.index.words.none.has(joined(tokens))) {
      yield { ...understoodAs(given, field), status: "denied" };
      return;
    }
    const figures = this.#figures
      .figuresIn(text.slice(start, end), field)
      .map((one) => ({ ...one, start: one.start + start, end: one.end + start }));
    const [matches, left] = this.#matches(field, tokens, figures);
    const said = this.#said(field, tokens, [...left, ...namedRelatives(tokens, matches)]);
    const unknown = left.filter((place) => !this.#isAround(tokens, place));
    const [single] = matches;
    if (single && matches.length === 1 && unknown.length === 0) {
      yield this.#understood(given, field, single, said[single.start]);
    }
    else if (matches.length) {
      for (const match of matches) {
        const part = text.slice(tokens[match.start]!.start, tokens[match.end - 1]!.end);
        yield this.#understood(part, field, match, said[match.start]);
      }
    } else if (figures.length) yield { ...understoodAs(given, field), names: [given] };
    yield* this.#leftOver(field, text, tokens, unknown);
  }

  /** Return the names in an entry, the longest first from the left, and the tokens left over. */
  #matches(field: string, tokens: readonly Token[], figures: readonly Figure[]): [Match[], number[]] {
    let fields = this.#otherFields[field] ?? [];
    const isAllergy = field !== "allergies" && tokens.some(({ word }) => this.#allergyWords.has(word));
    if (isAllergy) fields = ["allergies", ...fields];
    let matches: Match[] = [];
    const left: number[] = [];
    let place = 0;
    while (place < tokens.length) {
      const { start } = tokens[place]!;
      const figure = figures.find((one) => one.start <= start && start < one.end);
      if (figure) {
        let end = place;
        while (end < tokens.length && tokens[end]!.start < figure.end) end += 1;
        if (figure.slug) {
          const name = this.index.conceptName(figure.field, figure.slug);
          const group = groupOf(figure.field, [name], { means: [figure.slug] });
          matches.push({ start: place, end, group, means: group.means });
        }
        place = end;
        continue;
      }
      const match = this.#longest(fields, tokens, place);
      if (!match) {
        left.push(place);
        place += 1;
        continue;
      }
      if (match.group !== IGNORED) matches.push(match);
      place = match.end;
    }
    if (isAllergy && this.#isSaid(tokens, matches, left)) matches = matches.map((match) => asAllergy(match, field));
    return [withoutVague(matches).map((match) => this.#inForm(match, tokens)), left];
  }

  #longest(fields: readonly string[], tokens: readonly Token[], place: number): Match | null {
    const words = this.index.words;
    const meaningful = this.#part(tokens, place).filter(
      (token) => !this.#isLeftOut(token) && !this.#allergyWords.has(token.word),
    );
    for (let end = Math.min(tokens.length, place + MAX_WORDS_OF_NAME); end > place; end -= 1) {
      const part = tokens.slice(place, end);
      const isFiller = end > place + 1 && part.every(({ word }) => words.left_out.has(word));
      const key = joined(part);
      if (words.ignored.has(key) && !this.index.find(fields[0]!, key)) {
        return { start: place, end, group: IGNORED, means: [] };
      }
      for (const field of fields) {
        const group = this.index.find(field, key);
        if (!group) continue;
        const isJoinedByChance = isFiller && !group.names.some((name) => this.normaliser.keyOf(name) === key);
        if (!isJoinedByChance && this.#isRead(key, part, meaningful, group)) {
          return { start: place, end, group, means: group.means };
        }
      }
    }
    return null;
  }

  /** Return whether an abbreviation, or a word that is also an everyday word, is meant as a name. */
  #isRead(key: string, tokens: readonly Token[], meaningful: readonly Token[], group: NameGroup): boolean {
    const isAlone = meaningful.every((token) => tokens.includes(token));
    if (this.index.words.capitals_only.has(key) && ["conditions", "medicines"].includes(group.field)) {
      return isAlone && tokens.every(({ written }) => isUpper(written));
    }
    return this.index.words.whole_entry_only.has(key) ? isAlone : true;
  }

  /** Return a match with the class that the form makes it: selegiline as a patch. */
  #inForm(match: Match, tokens: readonly Token[]): Match {
    const rest = tokens.filter((_, place) => place < match.start || place >= match.end).map(({ word }) => word);
    const around = new Set([...rest, ...rest.slice(1).map((word, place) => rest[place] + word)]);
    const hasOwn = joined(tokens.slice(match.start, match.end)) !== "";
    const means = match.means.flatMap((slug) => {
      const { forms } = this.index.concept(match.group.field, slug);
      const form = forms.find(({ words }) => [...words].some((word) => around.has(word)));
      return form && hasOwn ? form.means : [slug];
    });
    return { ...match, means: unique(means) };
  }

  #isLeftOut({ word }: Token): boolean {
    const { left_out, salts, units } = this.index.words;
    return left_out.has(word) || salts.has(word) || units.has(word) || /^\p{Nd}/u.test(word);
  }

  /** Return what is said of each token: a part of a list that says nothing goes on with the one before. */
  #said(field: string, tokens: readonly Token[], left: readonly number[]): Said[] {
    const starts = tokens.flatMap(({ word }, place) => (place && this.#joiningWords.has(word) ? [place] : []));
    const bounds = [0, ...starts, tokens.length];
    let current = CURRENT;
    return bounds.slice(1).flatMap((end, at) => {
      const own = left.filter((place) => bounds[at]! <= place && place < end);
      const found = this.#saidInPart(field, tokens, own);
      const isOwn = own.some((place) => this.#readerWords.has(tokens[place]!.word));
      if (found.status !== "current" || found.names_others || isOwn) current = found;
      return new Array<Said>(end - bounds[at]!).fill(current);
    });
  }

  /** Return what the words of a part that are no names say of it. */
  #saidInPart(field: string, tokens: readonly Token[], left: readonly number[]): Said {
    const status = this.#status(field, tokens, left);
    const isOfOthers = left.some((place) => this.#isSomebodyElse(field, tokens, place));
    if (status !== "current" || !isOfOthers) return { status, names_others: false };
    const isShared = left.some((place) => this.#sharedWords.has(tokens[place]!.word));
    return { status: isShared ? "current" : "somebody_else", names_others: true };
  }

  /** Return whether a part of an entry is so, by the words that are no part of a name. */
  #status(field: string, tokens: readonly Token[], left: readonly number[]): Status {
    const { family, past, denied } = this.index.words;
    for (const place of left) {
      for (let end = Math.min(tokens.length, place + 4); end > place; end -= 1) {
        const places = Array.from({ length: end - place }, (_, step) => place + step);
        if (places.some((one) => !left.includes(one))) continue;
        const key = joined(tokens.slice(place, end));
        if (family.has(key)) return "family";
        if (past.has(key)) return "past";
        const denies = place === 0 && field !== "items";
        if (denied.has(key) && ([...key].length > MAX_SHORT_DENIAL || denies)) return "denied";
      }
    }
    return "current";
  }

  /** Return whether a word such as `aunt` says who takes it; `kimchi from my aunt` is eaten here. */
  #isSomebodyElse(field: string, tokens: readonly Token[], place: number): boolean {
    if (field === "items" || !this.index.words.relatives.has(tokens[place]!.word)) return false;
    const before = tokens.slice(Math.max(0, place - 2), place).map(({ word }) => word);
    const isOwn = before.slice(-1).some((word) => this.#notOfOthers.has(word));
    return !isOwn && !before.some((word) => this.#givers.has(word)) && tokens[place + 1]?.word !== "of";
  }

  #understood(given: string, field: string, match: Match, said: Said = CURRENT): Recognition {
    const { group, means } = match;
    const { status, names_others } = said;
    const named = means.map((slug) => this.index.conceptName(group.field, slug));
    const names = named.length ? named : [group.names[0] ?? ""];
    let ask = group.ask;
    if (status === "past") ask = firstOf(means.map((slug) => this.#afterStopping(group.field, slug)));
    if (NOT_LOOKED_UP.includes(status) && !(status === "past" && ask)) {
      return { ...understoodAs(given, field), names, status };
    }
    const asSaid = (meanings: readonly Meaning[]) =>
      status === "somebody_else" ? meanings.map((one) => ({ ...one, certain: false })) : meanings;
    const taken_for = asSaid(this.index.meanings(group, means));
    const outcome = taken_for.length ? "understood" : "known_not_recorded";
    const follows = asSaid(this.index.closure(group, means));
    return { given, field, outcome, taken_for, follows, names, status, ask, near: null, names_others };
  }

  /** Return what to ask somebody who stopped it, if its cautions still hold. */
  #afterStopping(field: string, slug: string): string | null {
    const { after_stopping, broader } = this.index.concept(field, slug);
    return after_stopping || firstOf(broader.map((one) => this.#afterStopping(field, one)));
  }

  /** Yield each run of words that is neither a name nor a word around names. */
  *#leftOver(
    field: string,
    text: string,
    tokens: readonly Token[],
    unknown: readonly number[],
  ): Generator<Recognition> {
    const runs: number[][] = [];
    for (const place of unknown) {
      const run = runs.at(-1);
      if (run && place === run.at(-1)! + 1) run.push(place);
      else runs.push([place]);
    }
    for (const run of runs) {
      for (const [part, near] of this.#nearInRun(field, tokens, run)) {
        yield notUnderstood(text.slice(tokens[part[0]!]!.start, tokens[part.at(-1)!]!.end), field, near);
      }
    }
  }

  /** Return the parts of a run of words with the name that each is near: one part for each such name. */
  #nearInRun(field: string, tokens: readonly Token[], run: readonly number[]): [readonly number[], NearName | null][] {
    const words = run.map((place) => tokens[place]!.written);
    const near = words.length <= MAX_WORDS_OF_NEAR_NAME ? this.index.near(field, words.join("")) : null;
    if (near) return [[run, near]];
    const found = words.map((word) => this.index.near(field, word));
    const several = found.filter((one) => one !== null);
    if (several.length <= 1) return [[run, several[0] ?? null]];
    return run.map((place, at) => [[place], found[at]!]);
  }

  /** Return whether a token is a word around names: a dose, a filler, a denial. */
  #isAround(tokens: readonly Token[], place: number): boolean {
    const token = tokens[place]!;
    const { salts_of, left_out, denied, past, family, relatives, allergic } = this.index.words;
    const saltOf = salts_of.get(token.word);
    if (saltOf) return tokens.slice(0, place).some(({ word }) => saltOf.has(word));
    if (this.#isLeftOut(token) || this.#allergyWords.has(token.word)) return true;
    const sets = [left_out, denied, past, family, relatives, allergic];
    for (let start = Math.max(0, place - 3); start <= place; start += 1) {
      for (let end = place + 1; end <= Math.min(tokens.length, start + 4); end += 1) {
        const key = joined(tokens.slice(start, end));
        if (sets.some((words) => words.has(key))) return true;
      }
    }
    return false;
  }

  /** Return the part of a list that a token stands in: `fish` of `fish and nuts`. */
  #part(tokens: readonly Token[], place: number): readonly Token[] {
    let [start, end] = [place, place];
    while (start > 0 && !this.#joiningWords.has(tokens[start - 1]!.word)) start -= 1;
    while (end < tokens.length && !this.#joiningWords.has(tokens[end]!.word)) end += 1;
    return tokens.slice(start, end);
  }

  /** Return whether an allergy word stands in an entry for itself, not within a longer name. */
  #isSaid(tokens: readonly Token[], matches: readonly Match[], left: readonly number[]): boolean {
    const single = matches.filter((match) => match.end === match.start + 1).map((match) => match.start);
    return [...left, ...single].some((place) => this.#allergyWords.has(tokens[place]!.word));
  }
}

function understoodAs(given: string, field: string): Recognition {
  const nothing = { taken_for: [], follows: [], names: [], ask: null, near: null, names_others: false };
  return { given, field, outcome: "understood", status: "current", ...nothing };
}

function notUnderstood(given: string, field: string, near: NearName | null): Recognition {
  return { ...understoodAs(given, field), outcome: "not_understood", near };
}

/** Return the places of names that also are relatives: `my grandmother` tells an age. */
function namedRelatives(tokens: readonly Token[], matches: readonly Match[]): number[] {
  const single = matches.filter(({ start, end }) => start > 0 && end === start + 1).map(({ start }) => start);
  return single.filter((start) => tokens[start - 1]!.word === "my");
}

function firstOf(texts: readonly (string | null)[]): string | null {
  return texts.find((one) => one) ?? null;
}

/** Return matches without a vague name beside one that it can mean, or right after one that means less. */
function withoutVague(matches: readonly Match[]): Match[] {
  const id = (match: Match, slug: string) => `${match.group.field}/${slug}`;
  const sure = matches.filter(({ group }) => group.ask === null);
  const exact = new Set(sure.flatMap((match) => match.means.map((slug) => id(match, slug))));
  const wider = matches.filter((match, place) => {
    const before = matches[place - 1];
    return before?.end === match.start && before.group.field === match.group.field && isProperPart(before, match);
  });
  return matches.filter((match) => {
    const isMeant = match.means.some((slug) => exact.has(id(match, slug)));
    return match.group.ask === null || (!wider.includes(match) && !isMeant);
  });
}

function isProperPart({ means }: Match, whole: Match): boolean {
  return new Set(means).size < new Set(whole.means).size && means.every((slug) => whole.means.includes(slug));
}

/** Return what is known of an allergy to something: a medicine that one is allergic to is not taken. */
function asAllergy(match: Match, field: string): Match {
  const { group } = match;
  const isItem = group.field === "items" && field === "items";
  if (group.field === "allergies" || group.field === "conditions" || isItem) return match;
  return { ...match, group: groupOf("allergies", group.names, {}), means: [] };
}

function isUpper(written: string): boolean {
  return written === written.toUpperCase() && written !== written.toLowerCase();
}
