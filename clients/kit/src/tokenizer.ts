/** Words in plain letters, independent of case, accents and spelling variants, and their stems. */
import stemOf from "wink-porter2-stemmer";
import type { Fields } from "./catalog.js";
import { memoized, pattern } from "./python.js";
import { folded, type Normaliser } from "./text.js";

const MAX_WORD_LENGTH = 40;
const ASCII_WORD = /^[a-z0-9]+$/i;
const NOT_ALPHANUMERIC = /[^\p{L}\p{N}]/gu;

/** A word of a text: where it stands, and the word in plain letters. */
export interface TextToken {
  readonly start: number;
  readonly end: number;
  readonly word: string;
}

export class Tokenizer {
  readonly #normaliser: Normaliser;
  readonly #word: RegExp;
  readonly #marks: RegExp;
  readonly #possessive: RegExp;
  readonly #digraphs: RegExp;
  readonly #colour: RegExp;
  readonly #sameSpelling: RegExp;
  readonly #spellings: Fields;

  constructor(rules: Fields, normaliser: Normaliser) {
    this.#normaliser = normaliser;
    this.#word = pattern(rules.word, "g");
    this.#marks = pattern(rules.marks, "g");
    this.#possessive = pattern(rules.possessive, "g");
    this.#digraphs = pattern(rules.digraphs, "g");
    this.#colour = pattern(rules.colour, "g");
    this.#spellings = rules.spellings;
    this.#sameSpelling = pattern(Object.keys(rules.spellings).join("|"), "g");
  }

  tokens(text: string): TextToken[] {
    const found: TextToken[] = [];
    for (const match of text.matchAll(this.#word)) {
      const word = this.#plain(match[0]);
      if (word) found.push({ start: match.index, end: match.index + match[0].length, word });
    }
    return found;
  }

  words(text: string): string[] {
    return this.tokens(text).map(({ word }) => word);
  }

  /** Return a word in plain letters in the one of its spellings that is indexed. */
  oneSpelling(word: string): string {
    const unified = word.replace(this.#sameSpelling, (found) => this.#spellings[found]);
    return unified.replace(this.#digraphs, "e").replace(this.#colour, "or");
  }

  readonly stem = memoized((word: string): string => stemOf(this.oneSpelling(word)));

  #plain(raw: string): string {
    if (ASCII_WORD.test(raw)) return raw.toLowerCase().slice(0, MAX_WORD_LENGTH);
    const bare = this.#normaliser.translated(folded(raw)).normalize("NFKD").replace(this.#possessive, "");
    const plain = bare.replace(this.#marks, "").replace(NOT_ALPHANUMERIC, "");
    return [...plain].slice(0, MAX_WORD_LENGTH).join("");
  }
}
