/** Python's regular expressions, order of texts and rounding of numbers, as the rules use them. */

const LETTER = String.raw`[\p{L}\p{N}]`;
const NO_DIGIT = String.raw`(?:(?!\p{Nd})[\p{L}\p{N}])`;
const WORD = String.raw`[\p{L}\p{N}_]`;
const BOUNDARY = `(?:(?<=${WORD})(?!${WORD})|(?<!${WORD})(?=${WORD}))`;

/** Return a pattern of Python as a regular expression. Throws SyntaxError. */
export function pattern(source: string, flags = ""): RegExp {
  const translated = source
    .replaceAll(String.raw`[^\W_]`, LETTER)
    .replaceAll(String.raw`[^\W\d_]`, NO_DIGIT)
    .replaceAll("(?P<", "(?<")
    .replaceAll(String.raw`\b`, BOUNDARY)
    .replaceAll(String.raw`\w`, WORD)
    .replaceAll(String.raw`\d`, String.raw`\p{Nd}`);
  return new RegExp(translated, `${flags}u`);
}

/** Compare texts by their code points. */
export function byCodePoint(one: string, other: string): number {
  const [left, right] = [[...one], [...other]];
  for (let place = 0; place < Math.min(left.length, right.length); place += 1) {
    const difference = (left[place] as string).codePointAt(0)! - (right[place] as string).codePointAt(0)!;
    if (difference) return difference;
  }
  return left.length - right.length;
}

/** Return a whole number in digits of any script. */
export function wholeNumber(digits: string): number {
  return Number([...digits].map(digitValue).join(""));
}

/** Return a number with a point or a comma, in digits of any script. */
export function decimal(text: string): number {
  return Number([...text.replace(",", ".")].map((one) => (one === "." ? one : digitValue(one))).join(""));
}

/** The digits of a script stand together, from zero to nine. */
function digitValue(digit: string): number {
  const code = digit.codePointAt(0)!;
  if (code < 128) return code - 48;
  let before = 0;
  while (before < 9 && /\p{Nd}/u.test(String.fromCodePoint(code - before - 1))) before += 1;
  return before;
}

/** Round to a whole number, a half to the even neighbour. */
export function round(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return rest < 0.5 ? floor : floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
}

/** Return the unique values, in order. */
export function unique<T>(values: Iterable<T>): T[] {
  return [...new Set(values)];
}

/** Sort by a key of several parts, keeping the order of equals. */
export function sortedBy<T>(values: Iterable<T>, key: (one: T) => readonly (number | string | boolean)[]): T[] {
  const keyed = [...values].map((one) => ({ one, key: key(one) }));
  keyed.sort((left, right) => compareKeys(left.key, right.key));
  return keyed.map(({ one }) => one);
}

/** Return the first of the least by a key of several parts. Throws RangeError for no values. */
export function least<T>(values: Iterable<T>, key: (one: T) => readonly (number | string | boolean)[]): T {
  const [first] = sortedBy(values, key);
  if (first === undefined) throw new RangeError("there is no least of nothing");
  return first;
}

type Key = readonly (number | string | boolean)[];

export function compareKeys(left: Key, right: Key): number {
  for (let place = 0; place < left.length; place += 1) {
    const [one, other] = [left[place]!, right[place]!];
    if (typeof one === "string" && typeof other === "string") {
      const order = byCodePoint(one, other);
      if (order) return order;
    } else if (one !== other) return Number(one) - Number(other);
  }
  return 0;
}

/** Return a list in a map, made on first use. */
export function listIn<K, V>(map: Map<K, V[]>, key: K): V[] {
  let list = map.get(key);
  if (!list) map.set(key, (list = []));
  return list;
}

/** Return a function that computes its result for an argument once. */
export function memoized<A, R>(compute: (argument: A) => R): (argument: A) => R {
  const known = new Map<A, R>();
  return (argument) => {
    if (!known.has(argument)) known.set(argument, compute(argument));
    return known.get(argument) as R;
  };
}
