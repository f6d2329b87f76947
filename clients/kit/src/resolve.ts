/** Resolve what a request says to items and traits; nothing that was typed is dropped. */
import type { Catalog } from "./catalog.js";
import { byCodePoint, sortedBy, unique } from "./python.js";
import type { Recogniser, Recognition } from "./recogniser.js";

const GUIDE = "guide";

/** The name of each field of words in an answer. */
export const ASKED_AS: { readonly [field: string]: string } = {
  items: "item",
  life_stages: "life_stage",
  conditions: "condition",
  medicines: "medicine",
  allergies: "allergy",
};

/** One trait of the person. `direct` is false for what only follows from what was said. */
export interface Trait {
  readonly by: string;
  readonly asked: string;
  readonly value: string;
  readonly name: string;
  readonly key: string | null;
  readonly certain: boolean;
  readonly direct: boolean;
  /** The stage of life that was said, as value and name, where this one only follows from it. */
  readonly said: readonly [string, string] | null;
}

/** A request with its words recognised; `items` are keys, in the order of the release. */
export interface Resolved {
  readonly items: readonly string[];
  readonly traits: readonly Trait[];
  readonly recognitions: readonly Recognition[];
}

/** Resolve words by the field that they were typed in. */
export function resolveWords(
  catalog: Catalog,
  recogniser: Recogniser,
  given: { readonly [field: string]: readonly string[] },
): Resolved {
  const recognitions: Recognition[] = [];
  const items: string[] = [];
  for (const [field, texts] of Object.entries(given)) {
    for (const text of unique(texts).sort(byCodePoint)) {
      if (field === "items" && recogniser.normaliser.keyOf(text) === GUIDE) {
        const kinds: readonly string[] = catalog.rules.usable_kinds;
        items.push(...catalog.guideKeys.filter((key) => kinds.includes(key.split("/")[0]!)));
      } else recognitions.push(...recogniser.recognise(field, text));
    }
  }
  return resolveRecognitions(catalog, recognitions, items);
}

/** Resolve what was recognised, and further items, to entries and traits. */
export function resolveRecognitions(
  catalog: Catalog,
  recognitions: readonly Recognition[],
  items: readonly string[] = [],
): Resolved {
  const kinds: readonly string[] = catalog.rules.usable_kinds;
  const meant = recognitions.flatMap(({ follows }) => follows);
  const keys = unique([...items, ...meant.flatMap((one) => (one.field === "items" && one.key ? [one.key] : []))]);
  return {
    items: sortedBy(keys, (key) => [kinds.indexOf(key.split("/")[0]!), catalog.position(key)]),
    traits: sortedBy(recognitions.flatMap(traitsOf), (one) => [
      catalog.rank("asked_as", one.by),
      one.value,
      one.asked,
    ]),
    recognitions,
  };
}

function traitsOf({ given, taken_for, follows }: Recognition): Trait[] {
  const direct = new Set(taken_for.map(({ field, slug }) => `${field}/${slug}`));
  const stage = taken_for.find(({ field }) => field === "life_stages");
  return follows
    .filter(({ field }) => field !== "items")
    .map(({ field, slug, name, key, certain }) => ({
      ...{ by: ASKED_AS[field]!, asked: given, value: slug, name, key, certain },
      direct: direct.has(`${field}/${slug}`),
      said: stage && field === "life_stages" && !direct.has(`${field}/${slug}`) ? [stage.slug, stage.name] : null,
    }));
}
