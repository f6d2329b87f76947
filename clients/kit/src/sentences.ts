/** The sentence of a caution for one reader: who she is, what to do with what, and when. */
import { englishList, keyOf, type Catalog, type Fields } from "./catalog.js";
import { unique } from "./python.js";

const ADULT = "life_stage/adult";

/** Return a caution for a reader with these traits; null where it gets too long. */
export function readerSentence(
  catalog: Catalog,
  caution: Fields,
  items: readonly string[],
  because: readonly Fields[],
): string | null {
  const { longest, most_people: mostPeople } = catalog.rules.sentences;
  const groups = groupsOf(catalog, because).slice(0, mostPeople);
  const rests = itemTexts(catalog, caution, namedItems(catalog, caution, items)).map((item) => whatToDo(caution, item));
  const fewer = groups.slice(1).map((_, place) => groups.slice(0, groups.length - 1 - place));
  const single = groups.length > 1 ? [...groups].sort((one, other) => one.length - other.length).map((one) => [one]) : [];
  const candidates = [
    ...rests.map((rest) => [groups, rest] as const),
    ...[...fewer, ...single].map((shown) => [shown, rests.at(-1)!] as const),
  ];
  const sentences = candidates.map(([shown, rest]) => `${forWhom(catalog, shown)}: ${rest}`);
  return sentences.find((one) => one.length <= longest) ?? null;
}

function groupsOf(catalog: Catalog, because: readonly Fields[]): string[] {
  const { clauses, adult_stages, any_food_allergy } = catalog.rules.sentences;
  const traits = because.map(({ by, value }) => `${by}/${value}`);
  const left_out = new Set<string>();
  if (traits.includes(ADULT)) for (const stage of adult_stages) left_out.add(`life_stage/${stage}`);
  const hasAllergy = because.some(({ by }) => by === "allergy");
  if (hasAllergy) left_out.add(any_food_allergy.replace("conditions/", "condition/"));
  return unique(traits.filter((one) => !left_out.has(one)).map((one) => clauses[one] as string));
}

function targetsOf({ applies_to: { foods, supplements, activities } }: Fields): string[] {
  return [...foods, ...supplements, ...activities].map(keyOf);
}

/** Return the items that a caution names, or what they use that it names; without items, all of it. */
function namedItems(catalog: Catalog, caution: Fields, items: readonly string[]): string[] {
  const targets = targetsOf(caution);
  const named = items.flatMap((key) => {
    if (targets.includes(key)) return [key];
    const entry = catalog.part(key);
    const used = catalog.rules.sentences.used_fields.flatMap((field: string) => (entry[field] ?? []).map(keyOf));
    const within = used.filter((one: string) => targets.includes(one));
    return within.length ? within : [key];
  });
  return named.length ? unique(named) : targets;
}

function whatToDo({ action, unless }: Fields, item: string): string {
  const said = (action ?? "").replace(/\.$/, "").replaceAll("{item}", item);
  return `${said.slice(0, 1).toLowerCase()}${said.slice(1)}${unless ? ` unless ${unless}` : ""}.`;
}

function forWhom(catalog: Catalog, clauses: readonly string[]): string {
  const groups = new Map<string, string[]>();
  for (const clause of clauses) {
    const verb = catalog.rules.sentences.verbs.find((one: string) => clause.startsWith(`${one} `)) ?? "";
    groups.set(verb, [...(groups.get(verb) ?? []), verb ? clause.slice(verb.length + 1) : clause]);
  }
  const parts = [...groups].map(([verb, nouns]) => `${verb} ${englishList(nouns)}`.trim());
  const [first, ...others] = parts.map((part, place) => (place ? part.replace(/^you /, "") : part));
  const last = others.pop();
  return last === undefined ? `If ${first}` : `If ${[first, ...others].join(", ")}, or ${last}`;
}

function itemTexts(catalog: Catalog, caution: Fields, items: readonly string[]): string[] {
  const { nouns, most_items: mostItems } = catalog.rules.sentences;
  const condition = formCondition(catalog, caution);
  const scope: string[] = caution.form_scope.filter(({ kind }: Fields) => kind !== "activities").map(keyOf);
  const isScoped = (key: string) => scope.includes(key);
  const allScoped = items.some(isScoped) && items.every((key) => key.startsWith("activities/") || isScoped(key));
  const whole = allScoped ? condition : "";
  const each = items.map((key) => nouns[key] + (isScoped(key) && !allScoped ? condition : ""));
  const named = items.length > 0 && items.length <= mostItems ? [englishList(each) + whole] : [];
  return items.length === 1 ? named : [...named, groupNoun(catalog, items) + whole];
}

function formCondition(catalog: Catalog, { form, who }: Fields): string {
  if (form === null) return "";
  const { forms, allergens } = catalog.rules.sentences;
  const named = englishList(who.allergies.map((one: string) => allergens[one])) || "it";
  return ` ${forms[form] ?? `that may contain ${named}`}`;
}

function groupNoun(catalog: Catalog, items: readonly string[]): string {
  const kinds = new Set(items.map((key) => key.split("/")[0]!));
  const nouns = [
    ...(catalog.rules.food_kinds.some((kind: string) => kinds.has(kind)) ? ["foods"] : []),
    ...(["supplements", "activities"].filter((kind) => kinds.has(kind))),
  ];
  return `these ${englishList(nouns) || "items"}`;
}
