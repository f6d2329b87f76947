/** Normalise text: words with their place, and the key that a name is looked up by. */
import type { Fields } from "./catalog.js";
import { memoized, pattern } from "./python.js";

const MIN_FOLDED = 5;
const ASCII_WORD = /^[a-z0-9]+$/i;
const LETTERS_ONLY = /^\p{L}+$/u;
const NOT_ALPHANUMERIC = /[^\p{L}\p{N}]/gu;
const PRINTABLE = /^[ -~]*$/;

/** A word: its folded form, the text as written, and where it stands. */
export interface Token {
  readonly word: string;
  readonly written: string;
  readonly start: number;
  readonly end: number;
}

/** Return a word in lower case as Python folds it, before letters are made plain. */
export function folded(word: string): string {
  return word.toLowerCase().replaceAll("ς", "σ");
}

/** Return a text without invisible characters, and with compatible characters made equal. */
export function visible(text: string): string {
  if (PRINTABLE.test(text)) return text;
  const plain = text.replaceAll("®", " ").replaceAll("™", " ").replaceAll("\t", ", ").normalize("NFKC");
  return plain.replace(/(?![\n\r])[\p{Cf}\p{Cc}]/gu, "");
}

export class Normaliser {
  readonly separator: RegExp;
  readonly #letters: Map<string, string>;
  readonly #word: RegExp;
  readonly #spellings: readonly (readonly [RegExp, string])[];

  constructor(rules: Fields) {
    this.#letters = new Map(Object.entries(rules.letters));
    this.#word = pattern(rules.word, "g");
    this.separator = pattern(rules.separator, "gi");
    this.#spellings = rules.spellings.map(([british, american]: [string, string]) => [
      pattern(british, "g"),
      american.replaceAll(/\\(\d)/g, "$$$1"),
    ]);
  }

  /** Return the words of a text or of a part of it, in order. */
  tokensOf(text: string, start = 0, end = text.length): Token[] {
    const found: Token[] = [];
    for (const match of text.slice(start, end).matchAll(this.#word)) {
      const word = this.#folded(match[0]);
      const place = match.index + start;
      if (word) found.push({ word, written: match[0], start: place, end: place + match[0].length });
    }
    return found;
  }

  /** Return what a name is looked up by, however it is spaced, joined, accented or spelled. */
  readonly keyOf = memoized((name: string): string => joined(this.tokensOf(visible(name))));

  /** Return a name in plain letters and digits, spelled as it is written. */
  lettersOf(name: string): string {
    return [...visible(name).matchAll(this.#word)].map((match) => this.#plain(match[0])).join("");
  }

  /** Return a text with each letter in its plain form, as the tables of the rules say. */
  translated(text: string): string {
    return [...text].map((letter) => this.#letters.get(letter) ?? letter).join("");
  }

  #plain(word: string): string {
    if (ASCII_WORD.test(word)) return word.toLowerCase();
    const plain = this.translated(folded(word.replaceAll("\u0130", "i"))).normalize("NFKD");
    return plain.replace(NOT_ALPHANUMERIC, "");
  }

  #folded(word: string): string {
    const plain = this.#plain(word);
    if ([...plain].length < MIN_FOLDED || !LETTERS_ONLY.test(plain)) return plain;
    let one = singular(plain);
    for (const [british, american] of this.#spellings) one = one.replace(british, american);
    return one;
  }
}

/** Return words as one key. */
export function joined(tokens: readonly Token[]): string {
  return tokens.map(({ word }) => word).join("");
}

export function isAlphabetic(word: string): boolean {
  return LETTERS_ONLY.test(word);
}

function singular(word: string): string {
  if (word.endsWith("ies") || word.endsWith("ie")) return `${word.slice(0, word.lastIndexOf("ie"))}y`;
  if (!word.endsWith("s") || word.endsWith("ss")) return word;
  const isLong = ["ches", "shes", "xes", "sses", "oes"].some((ending) => word.endsWith(ending));
  return word.slice(0, isLong ? -2 : -1);
}
