// What concerns a reader, decided in the browser by the rules and names that the server sends as data.
// Pure functions without a page: nothing is stored, nothing is sent.

const LETTERS = { ø: "o", æ: "ae", œ: "oe", ł: "l", ß: "ss", ı: "i", đ: "d", µ: "u", μ: "u", "&": "and" };
const WORD = /[\p{L}\p{N}]+(?:['’][\p{L}\p{N}]+)*|&/gu;
const SPELLINGS = [
  [/sulph/gu, "sulf"],
  [/ae/gu, "e"],
  [/oe/gu, "e"],
  [/our(?=ed$|ing$|s$|$)/gu, "or"],
  [/([iy])s(?=e$|ed$|er$|ing$|ation$)/gu, "$1z"],
  [/(?<=[^aeiou])re$/gu, "er"],
];
const DOSE = /^\d+(?:[.,]\d+)?(?:mg|mcg|ug|g|kg|ml|iu|units?|x|st|nd|rd|th)?$/u;
const MOST_WORDS = 7;
const SHORTEST_FOLDED = 5;

function singular(word) {
  if (/ies$|ie$/u.test(word)) return `${word.slice(0, word.lastIndexOf("ie"))}y`;
  if (!word.endsWith("s") || word.endsWith("ss")) return word;
  return /(?:ch|sh|x|ss|o)es$/u.test(word) ? word.slice(0, -2) : word.slice(0, -1);
}

// The key of a word: plain letters, one spelling, no plural. The names of the server have the same keys.
export function folded(word) {
  const plain = [...word.toLowerCase().replaceAll("\u0307", "")]
    .map((letter) => LETTERS[letter] ?? letter)
    .join("")
    .normalize("NFKD")
    .replace(/[^\p{L}\p{N}]/gu, "");
  if (plain.length < SHORTEST_FOLDED || !/^\p{L}+$/u.test(plain)) return plain;
  return SPELLINGS.reduce((text, [british, american]) => text.replace(british, american), singular(plain));
}

// Finds the known names in what was typed. What is not understood is given back, never dropped.
export function recognised(text, field, { names, meanings, left_out: leftOut, doubtful }) {
  const found = [];
  const unknown = [];
  const [silent, doubts] = [new Set(leftOut), new Set(doubtful)];
  for (const part of text.split(/[,;\n]|\s\+\s|\band\b/u)) {
    const words = (part.normalize("NFKC").match(WORD) ?? []).map((written) => ({ written, key: folded(written) }));
    const left = [];
    const own = [];
    for (let at = 0; at < words.length; ) {
      let length = Math.min(MOST_WORDS, words.length - at);
      const keyOf = (count) => words.slice(at, at + count).map(({ key }) => key).join("");
      while (length > 0 && !Object.hasOwn(names[field], keyOf(length))) length -= 1;
      if (length > 0) {
        const [label, sure, perhaps] = meanings[names[field][keyOf(length)]];
        own.push({ given: words.slice(at, at + length).map(({ written }) => written).join(" "), label, sure, perhaps });
      } else {
        length = 1;
        const { written, key } = words[at];
        if (!silent.has(key) && !DOSE.test(key)) left.push(written);
      }
      at += length;
    }
    // "no warfarin", "stopped warfarin": what it means is for a person to say.
    if (words.some(({ key }) => doubts.has(key))) unknown.push(part.trim());
    else {
      found.push(...own);
      if (left.length > 0 || (own.length === 0 && words.length > 0)) unknown.push(left.length > 0 ? left.join(" ") : part.trim());
    }
  }
  return { found, unknown };
}

export function stagesOf(age, ages) {
  return ages.filter(([from]) => from <= age).at(-1)?.[1] ?? [];
}

// Why a caution concerns a reader: the names of what was told, and whether it is certain; null if it does not.
export function because(rule, told) {
  if (!rule?.for && !rule?.perhaps) return null;
  const [sure, perhaps] = [new Set(rule.for), new Set(rule.perhaps)];
  const reasons = told
    .map((one) => ({
      label: one.given,
      trait: [...one.sure, ...one.perhaps].find((trait) => sure.has(trait) || perhaps.has(trait)),
      certain: one.sure.some((trait) => sure.has(trait)),
      possible: [...one.sure, ...one.perhaps].some((trait) => sure.has(trait) || perhaps.has(trait)),
    }))
    .filter(({ possible }) => possible);
  if (reasons.length === 0) return null;
  return {
    names: reasons.map(({ label }) => label),
    traits: reasons.map(({ trait }) => trait),
    certain: reasons.some(({ certain }) => certain),
  };
}

// A caution for the reader alone: what follows "for whom" stays as the server wrote it.
export function toReader(sentence, traits, { clauses, texts, longest_sentence: longest }) {
  const rest = sentence.slice(sentence.indexOf(": ") + 2);
  const people = [...new Set(traits.map((trait) => clauses[trait]))];
  for (let shown = people.length; shown > 0; shown -= 1) {
    const [first, ...others] = people.slice(0, shown);
    const joined = [first, ...others.map((clause) => clause.replace(/^you /u, ""))].join(texts.or);
    const said = texts.sentence.replace("{people}", joined).replace("{rest}", rest);
    if (said.length <= longest) return said;
  }
  return sentence;
}

// The cautions of a page that concern a reader, by slug. One is left out where a closer one among them is graver,
// or as grave and about something else that was told.
export function concerning(cautions, rules, told) {
  const found = new Map();
  for (const { slug, severity } of cautions) {
    const reasons = because(rules.cautions[slug], told);
    if (reasons) found.set(slug, { ...reasons, severity });
  }
  const order = ["info", "caution", "seek_medical_advice", "avoid"];
  for (const [slug, { severity, names }] of [...found]) {
    const closer = (rules.cautions[slug].closer ?? []).map((one) => found.get(one)).filter(Boolean);
    const outweighs = (one) => {
      const more = order.indexOf(one.severity) - order.indexOf(severity);
      return more > 0 || (more === 0 && !one.names.some((name) => names.includes(name)));
    };
    if (closer.some(outweighs)) found.delete(slug);
  }
  return found;
}
