/** The sentence of a caution for one reader: for whom, what to do with what, and when; as a server makes it. */
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
  const groups = groupsOf(catalog, caution, because).slice(0, mostPeople);
  const named = namedItems(catalog, caution, items);
  const verb = commonVerb(catalog, named);
  const rests = itemTexts(catalog, caution, named, because).map((item) => whatToDo(caution, item, verb));
  const fewer = groups.slice(1).map((_, place) => groups.slice(0, groups.length - 1 - place));
  const single = groups.length > 1 ? [...groups].sort((one, other) => one.length - other.length).map((one) => [one]) : [];
  const candidates = [
    ...rests.map((rest) => [groups, rest] as const),
    ...[...fewer, ...single].map((shown) => [shown, rests.at(-1)!] as const),
  ];
  const sentences = candidates.map(([shown, rest]) => `${forWhom(catalog, shown)}: ${rest}`);
  return sentences.find((one) => one.length <= longest) ?? null;
}

/** Return the clauses of the reader: of a group and a wider one the narrower, and what only may be so. */
function groupsOf(catalog: Catalog, { who }: Fields, because: readonly Fields[]): string[] {
  const { clauses, wider, perhaps } = catalog.rules.sentences;
  const told = toldOf(catalog, because);
  const keys = told.flatMap(({ key }) => (key ? [key] : []));
  const held = new Set([...keys, ...keys.flatMap((key) => wider[key] ?? [])]);
  const kindOf = (key: string) => key.split("/")[0]!;
  const outer = new Set(keys.flatMap((key) => (wider[key] ?? []).filter((one: string) => kindOf(one) === kindOf(key))));
  const named: string[] = who.conditions.map(keyOf);
  const meant = new Set([...named, ...who.medicines.map(keyOf)]);
  return unique(
    told.flatMap(({ key, clause }) => {
      if (key && outer.has(key)) return [];
      const possible = named.filter((one) => key && perhaps[key]?.includes(one));
      if (!possible.length || [key, ...(wider[key!] ?? [])].some((one) => meant.has(one!))) return [clause];
      if (possible.some((one) => held.has(one))) return [];
      return [withPossible(clause, clauses[possible[0]!.replace("conditions/", "condition/")] as string)];
    }),
  );
}

/** Return each trait with its clause; a condition or medicine with its key too. */
function toldOf(catalog: Catalog, because: readonly Fields[]): { key: string | null; clause: string }[] {
  const { clauses, adult_stages, any_food_allergy } = catalog.rules.sentences;
  const traits = because.map(({ by, value }) => `${by}/${value}`);
  const left_out = new Set<string>();
  if (traits.includes(ADULT)) for (const stage of adult_stages) left_out.add(`life_stage/${stage}`);
  const hasAllergy = because.some(({ by }) => by === "allergy");
  if (hasAllergy) left_out.add(any_food_allergy.replace("conditions/", "condition/"));
  return traits
    .filter((one) => !left_out.has(one))
    .map((one) => {
      const [by, value] = one.split("/");
      return { key: by === "condition" || by === "medicine" ? `${by}s/${value}` : null, clause: clauses[one] as string };
    });
}

function withPossible(clause: string, possible: string): string {
  if (!possible.startsWith("you have ") || !clause.startsWith("you ")) return clause;
  return `${clause} and may ${possible.replace(/^you /, "")}`;
}

function commonVerb(catalog: Catalog, items: readonly string[]): string {
  const verbs = new Set(items.map((key) => catalog.rules.sentences.item_verbs[key] ?? "have"));
  return verbs.size === 1 ? [...verbs][0]! : "have";
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

function whatToDo({ action, unless }: Fields, item: string, verb: string): string {
  const said = (action ?? "").replace(/\.$/, "").replace(/\bhave\b/gi, verb).replaceAll("{item}", item);
  return `${said.slice(0, 1).toLowerCase()}${said.slice(1)}${unless ? ` unless ${unless}` : ""}.`;
}

function forWhom(catalog: Catalog, clauses: readonly string[]): string {
  const groups = new Map<string, string[]>();
  for (const clause of clauses.map((one) => one.replace(/^you have had /, "you had "))) {
    const verb = catalog.rules.sentences.verbs.find((one: string) => clause.startsWith(`${one} `)) ?? "";
    if (!verb || clause.includes(" and may ")) groups.set(clause, []);
    else groups.set(verb, [...(groups.get(verb) ?? []), clause.slice(verb.length + 1)]);
  }
  const parts = [...groups].map(([verb, nouns]) => `${verb} ${alternatives(nouns)}`.trim());
  const [first, ...others] = parts.map((part, place) => (place ? part.replace(/^you /, "") : part));
  const last = others.pop();
  return last === undefined ? `If ${first}` : `If ${[first, ...others].join(", ")}, or ${last}`;
}

function alternatives(nouns: readonly string[]): string {
  const ambiguous = nouns.length > 1 && nouns.some((one) => one.includes(" or "));
  return ambiguous ? `${nouns.slice(0, -1).join(", ")}, or ${nouns.at(-1)}` : englishList(nouns);
}

function itemTexts(catalog: Catalog, caution: Fields, items: readonly string[], because: readonly Fields[]): string[] {
  const { nouns, most_items: mostItems, wider, holds } = catalog.rules.sentences;
  const condition = formCondition(catalog, caution, because);
  const scope: string[] = caution.form_scope.filter(({ kind }: Fields) => kind !== "activities").map(keyOf);
  const isScoped = (key: string) => [key, ...(wider[key] ?? [])].some((one) => scope.includes(one));
  const someScoped = items.some(isScoped);
  const allScoped = someScoped && items.every((key) => key.startsWith("activities/") || isScoped(key));
  const each = items.map((key) => nouns[key] + (isScoped(key) && !allScoped ? condition : ""));
  const named = items.length > 0 && items.length <= mostItems ? [englishList(each) + (allScoped ? condition : "")] : [];
  const ofAll = allScoped || (someScoped && holds.includes(caution.form)) ? condition : "";
  if (items.length === 1) return named;
  const together = [caution.group_noun as string | null, groupNoun(catalog, items)].filter((noun) => noun !== null);
  return [...named, ...together.map((noun) => noun + ofAll)];
}

function formCondition(catalog: Catalog, { form, who }: Fields, because: readonly Fields[]): string {
  if (form === null) return "";
  const { forms, allergens } = catalog.rules.sentences;
  const own = because.filter(({ by }) => by === "allergy").map(({ value }) => value as string);
  const named = englishList((own.length ? own : who.allergies).map((one: string) => allergens[one])) || "it";
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
