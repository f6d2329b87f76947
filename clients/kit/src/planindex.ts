/** Plan index of a release: candidates and the effect of each choice, independent of a request. */
import { keyOf, type Catalog, type Fields } from "./catalog.js";
import { allergensInCommon, namesPerson, reachedOf } from "./cautions.js";
import { least, listIn, memoized, round, sortedBy, unique } from "./python.js";

/** A choice as `[parameter, value]`; `EVERYONE` is what applies to every plan. */
export type Choice = readonly [string | null, string | null];
export const EVERYONE: Choice = [null, null];

/** A choice as the key of a map. */
export function idOf([name, value]: Choice): string {
  return `${name}/${value}`;
}

/** An amount of a food, with its figures in ten-thousandths of their unit; null: not known. */
export interface Amount {
  readonly words: string;
  readonly grams: number;
  readonly figures: { readonly [name: string]: number | null };
  readonly inulin: number;
}

/** A text of a plan, when it fits in the day, the foods and words that it names, and what it is of a meal. */
export interface PlanText {
  readonly text: string;
  readonly moments: readonly string[];
  readonly foods: readonly string[];
  readonly words: string;
  readonly parts: readonly string[];
}

/** A food or habit that a plan may contain; a habit has no amounts, and a reason of its own or null. */
export interface Candidate {
  readonly key: string;
  readonly record: Fields;
  readonly group: string;
  readonly texts: readonly PlanText[];
  readonly claim: Fields | null;
  readonly marks: readonly Fields[];
  readonly amounts: readonly [Amount, Amount] | null;
  readonly moment: string;
  readonly isMovement: boolean;
  readonly isMilkDrink: boolean;
  readonly reason: string | null;
  readonly mostAWeek: number | null;
}

/** What a caution asks of a plan. */
interface PlanCaution {
  readonly record: Fields;
  readonly choices: readonly Choice[];
  readonly named: ReadonlySet<string>;
  readonly scope: ReadonlySet<string>;
  readonly allergens: readonly string[];
}

/** The effect of a caution on an entry: the form it holds for, and the used entry that it names. */
interface Effect {
  readonly caution: PlanCaution;
  readonly form: string | null;
  readonly via: string | null;
}

type ByChoice<T> = Map<string, Map<string, T[]>>;

/** Return whom a caution is for, as choices. */
export function choicesOfCaution(record: Fields): Choice[] {
  return [
    ...record.who.life_stages.map((value: string) => ["life_stage", value]),
    ...reachedOf(record, "conditions").map((value) => ["conditions", value]),
    ...reachedOf(record, "medicines").map((value) => ["medicines", value]),
    ...record.who.allergies.map((value: string) => ["allergies", value]),
  ] as Choice[];
}

/** Return the choices that people of a rule are named by. */
export function choicesOfPeople(people: Fields): Choice[] {
  const fields = {
    life_stage: "life_stages",
    conditions: "conditions",
    medicines: "medicines",
    supplements: "supplements",
    allergies: "allergies",
    diet: "diets",
  };
  return Object.entries(fields).flatMap(([name, field]) =>
    (people[field] ?? []).map((value: string): Choice => [name, value.slice(value.lastIndexOf("/") + 1)]),
  );
}

/** Return the choices that an adaptation is for: one of its own where one such trait is not enough. */
export function choicesOfAdaptation({ people, at_least }: Fields, place: number): Choice[] {
  return at_least === 1 ? choicesOfPeople(people) : [["adaptation", String(place)]];
}

/** Return the choices of an adaptation once, in the order of their texts. */
function sortedChoices(adaptation: Fields, place: number): Choice[] {
  const choices = unchosenTwice(choicesOfAdaptation(adaptation, place));
  return sortedBy(choices, ([name, value]) => [`('${name}', '${value}')`]);
}

/** Return why an adaptation leaves something out, as a sentence. */
function reasonOf({ because }: Fields): string {
  return `${because[0].toUpperCase()}${because.slice(1)}.`;
}

/** Return the figure of an amount, 0 if it is not known. */
export function figureOf(amount: Amount, name: string): number {
  return amount.figures[name] ?? 0;
}

/** Return whether an amount gives enough calcium to be a reason for it. */
export function givesCalcium({ least: most, units }: Fields, amount: Amount): boolean {
  return figureOf(amount, "calcium_mg") >= most.calcium_mg * units;
}

export class PlanIndex {
  readonly rules: Fields;
  readonly foods: { readonly [kind: string]: Candidate[] };
  readonly habits: Candidate[] = [];
  readonly keys: string[] = [];
  readonly exclusions: ByChoice<Fields> = new Map();
  readonly unlessWanted = new Map<string, Fields>();
  readonly timed: ByChoice<string> = new Map();
  readonly morning = new Map<string, Map<string, Fields>>();
  readonly warnings: ByChoice<Fields> = new Map();
  readonly information: ByChoice<string> = new Map();
  readonly personal = new Map<string, string[]>();
  readonly named = new Map<string, string[]>();
  readonly generalCautions: Fields[] = [];
  readonly closer = new Map<string, readonly string[]>();
  readonly morningTablets: ReadonlySet<string>;
  readonly namedTraits = new Set<string>();
  readonly #catalog: Catalog;
  readonly #cautions = new Map<string, PlanCaution>();
  readonly #misfits = new Map<string, [Choice, string][]>();
  readonly #texts: TextReader;

  constructor(catalog: Catalog) {
    this.#catalog = catalog;
    this.rules = catalog.rules.plan;
    const kinds: readonly string[] = catalog.rules.food_kinds;
    this.foods = Object.fromEntries(kinds.map((kind) => [kind, []]));
    this.#texts = new TextReader(catalog);
    const { no_plan, adaptations, morning_tablets } = this.rules.document;
    this.morningTablets = new Set(morning_tablets.map((one: string) => one.slice(one.lastIndexOf("/") + 1)));
    for (const { people } of [...no_plan, ...adaptations.filter(({ at_least }: Fields) => at_least === 1)]) {
      for (const choice of choicesOfPeople(people)) this.namedTraits.add(idOf(choice));
    }
    for (const key of catalog.keys("cautions")) this.#addCaution(catalog.part(key));
    for (const kind of this.rules.kinds) for (const key of catalog.keys(kind)) this.#read(key);
  }

  #addCaution(record: Fields): void {
    for (const choice of choicesOfCaution(record)) this.namedTraits.add(idOf(choice));
    const { slug, superseded_by, applies_to } = record;
    if (superseded_by.length) this.closer.set(slug, superseded_by.map((one: Fields) => one.slug));
    if (applies_to.any_activity) this.generalCautions.push(record);
    else {
      const { foods, supplements, activities, attributes } = applies_to;
      const choices = namesPerson(record) ? choicesOfCaution(record) : [EVERYONE];
      for (const choice of record.kind_of === "information" ? [] : choices) {
        if (choice[0] !== null && choice[0] !== "life_stage") listIn(this.personal, idOf(choice)).push(slug);
      }
      this.#cautions.set(slug, {
        record,
        choices,
        named: new Set([...foods, ...supplements, ...activities].map(keyOf)),
        scope: new Set(record.form_scope.map(keyOf)),
        allergens: attributes.flatMap(({ allergen }: Fields) => allergen ?? []),
      });
    }
  }

  #isFood(key: string): boolean {
    return key.split("/")[0]! in this.foods;
  }

  #read(key: string): void {
    const record = this.#catalog.part(key);
    this.keys.push(key);
    const entries = this.#withUsed(key);
    const effects = this.#effects(key, entries);
    const parts = entries.map((one) => this.#catalog.part(one));
    for (const effect of effects) this.#apply(key, record, parts, effect);
    const served = effects.filter((effect) => this.#isServed(effect));
    const cautions = new Set(served.map(({ caution }) => caution.record.slug as string));
    for (const [choice, text] of this.#misfitsOf(key, record, cautions)) {
      put(this.exclusions, choice, key, exclusion(choice, text));
    }
    const claim = this.#bestClaim(key);
    if (this.#isFood(key)) this.#addFood(key, record, claim);
    else if (record.kind !== "activities") this.#addHabit(key, record, claim);
  }

  /** Return an entry and all it uses, by key; nearer ones first. */
  #withUsed(key: string): string[] {
    const entries = [key];
    const queue = [key];
    while (queue.length) {
      for (const used of this.#uses(queue.pop()!)) {
        if (entries.includes(used)) continue;
        entries.push(used);
        queue.push(used);
      }
    }
    return entries;
  }

  /** Return the effects of cautions on an entry, most serious first; `entries` are it and all it uses. */
  #effects(key: string, entries: readonly string[]): Effect[] {
    const slugs = unique(entries.flatMap((one) => this.#catalog.part(one).cautions.map(({ slug }: Fields) => slug as string)));
    const effects = slugs.flatMap((slug) => {
      const caution = this.#cautions.get(slug);
      if (!caution) return [];
      const named = entries.filter((one) => caution.named.has(one));
      const always = named.filter((one) => !caution.scope.has(one));
      const first = always[0] ?? named[0];
      const form = named.length && !always.length ? caution.record.applies_when : null;
      return [{ caution, form, via: first && first !== key ? this.#catalog.nameOf(first)! : null }];
    });
    return sortedBy(effects, ({ caution }) => [-this.#catalog.rank("severity", caution.record.severity)]);
  }

  #uses(key: string): string[] {
    const { uses = [], supplements = [] } = this.#catalog.part(key);
    return [...uses, ...supplements].map(keyOf);
  }

  #needsAdvice({ severity }: Fields): boolean {
    return this.#catalog.rank("severity", severity) >= this.#catalog.rank("severity", "seek_medical_advice");
  }

  #apply(key: string, record: Fields, parts: readonly Fields[], effect: Effect): void {
    const { caution, form } = effect;
    const { kind_of, slug } = caution.record;
    const own = parts.flatMap((part) => allergensInCommon(caution.allergens, part));
    const isExcluded = this.#needsAdvice(caution.record) && form === null && kind_of !== "timing";
    const isStep = !this.#isFood(key) && !this.#needsAdvice(caution.record);
    if (caution.named.has(key)) listIn(this.named, slug as string).push(key);
    const isListed = record.cautions.some((one: Fields) => one.slug === slug);
    const isSaid = isListed && this.#isSaid(effect) && !(isStep && caution.choices[0] === EVERYONE);
    for (const choice of caution.choices) {
      if (choice[0] === "allergies" && own.length && !own.includes(choice[1]!)) continue;
      if (isExcluded) put(this.exclusions, choice, key, exclusion(choice, this.#reason(effect)));
      if (isSaid && (kind_of === "information" || isStep)) put(this.information, choice, key, slug as string);
      else if (isSaid && this.morningTablets.has(slug)) {
        if (!this.morning.has(idOf(choice))) this.morning.set(idOf(choice), new Map());
        this.morning.get(idOf(choice))!.set(slug, ofTablet(caution.record));
      } else if (isSaid) put(this.warnings, choice, key, { caution: slug, severity: caution.record.severity, applies_when: form });
      if (kind_of === "timing" && choice !== EVERYONE) put(this.timed, choice, key, slug as string);
    }
  }

  /** Return whether an effect is about a form that a plan serves. */
  #isServed({ caution, form }: Effect): boolean {
    return form === null || !this.rules.not_served.includes(caution.record.form);
  }

  /** Return whether a plan item says a caution: not of a form that no plan serves, nor mere information. */
  #isSaid(effect: Effect): boolean {
    const { record, choices } = effect.caution;
    const isForAll = choices[0] === EVERYONE && !this.rules.served_to_all.includes(record.form);
    return this.#isServed(effect) && (this.#needsAdvice(record) || !isForAll);
  }

  #reason({ caution, via }: Effect): string {
    const { name, severity } = caution.record;
    const text = `${name}: this caution says to ${severity === "avoid" ? "avoid it" : "ask first"}.`;
    return via ? `It uses ${via}. ${text}` : text;
  }

  /** Return the choices that a food, or a used food, or the exercise of a habit does not fit. */
  #misfitsOf(key: string, record: Fields, cautions: ReadonlySet<string>): [Choice, string][] {
    const { document, units, impact } = this.rules;
    const all: [Choice, string][] = [];
    if (this.#isFood(key)) {
      const found = this.#foodMisfits(record);
      const full = this.amountsOf(record)[1];
      if (figureOf(full, "sodium_mg") > document.day.sodium_mg * units) {
        found.push([EVERYONE, "One portion holds more sodium than the daily value."]);
      }
      for (const [place, adaptation] of document.adaptations.entries()) {
        const reason = this.#adaptationReason(key, record, cautions, adaptation, found);
        const choices = sortedChoices(adaptation, place);
        if (reason) found.push(...choices.map((choice): [Choice, string] => [choice, reason]));
      }
      this.#misfits.set(key, found);
      all.push(...found);
    }
    const used = this.#uses(key);
    for (const food of used.filter((one) => this.#isFood(one))) {
      const name = this.#catalog.nameOf(food);
      all.push(...this.#misfits.get(food)!.map(([choice, text]): [Choice, string] => [choice, `It uses ${name}. ${text}`]));
    }
    const forPeople = (people: Fields, text: string) => {
      const choices = sortedBy(unchosenTwice(choicesOfPeople(people)), ([name, value]) => [name!, value!]);
      all.push(...choices.map((choice): [Choice, string] => [choice, text]));
    };
    if (this.#isMovement(key)) forPeople(document.no_exercise, "It moves the body; ask first.");
    if ([key, ...used].some((one) => this.#catalog.part(one).topic === "hydration")) {
      forPeople(document.limited_fluid, "Ask your clinic how much to drink.");
    }
    if ([key, ...used].includes(impact)) forPeople(document.no_impact, "It has impact; ask first.");
    return all;
  }

  #foodMisfits(food: Fields): [Choice, string][] {
    const found: [Choice, string][] = [];
    const lower = ({ label }: Fields) => label.toLowerCase() as string;
    if (food.group === "fibre_ingredient") found.push([EVERYONE, "It is a fibre powder, not a food for the table."]);
    if (food.portion.fermentable === "fructans" && food.portion.inulin.per_portion === null) {
      found.push([EVERYONE, "How much inulin it holds is not known."]);
    }
    for (const diet of this.#catalog.values("diet")) {
      if (!food.diets.includes(diet.value)) {
        found.push([["diet", diet.value], `It may not fit a ${lower(diet)} diet.`]);
      }
    }
    for (const wanted of this.#catalog.values("free_from")) {
      if (!food.free_from.includes(wanted.value)) {
        found.push([["free_from", wanted.value], `It may hold ${lower(wanted)}.`]);
      }
    }
    for (const allergen of this.#catalog.values("allergen")) {
      const choice: Choice = ["allergies", allergen.value];
      if (food.allergens.includes(allergen.value)) found.push([choice, `It holds an allergen: ${lower(allergen)}.`]);
      else if (food.allergens_possible.includes(allergen.value)) {
        found.push([choice, `Some products hold an allergen: ${lower(allergen)}.`]);
      }
    }
    if (food.sodium.level === null) found.push([["avoid", "high_sodium"], "It has no sodium figure."]);
    else if (food.sodium.level === "high") found.push([["avoid", "high_sodium"], "It is high in sodium."]);
    if (food.fodmap.level !== "low") {
      const reason = this.rules.fodmap_reasons[food.fodmap.level] ?? "No FODMAP rating was found.";
      found.push([["avoid", "fodmap"], reason]);
    }
    const caffeine = food.dietary_flags.filter(({ flag }: Fields) => flag === "caffeine").map(({ value }: Fields) => value);
    if (!(caffeine.length === 1 && caffeine[0] === "no")) {
      const reason = caffeine.length ? `Caffeine: ${caffeine[0]}.` : "Whether it holds caffeine is not recorded.";
      found.push([["avoid", "caffeine"], reason]);
    }
    return found;
  }

  /** Return why an adaptation leaves out a food, or null. `found` is what the food does not fit. */
  #adaptationReason(
    key: string,
    food: Fields,
    cautions: ReadonlySet<string>,
    adaptation: Fields,
    found: readonly (readonly [Choice, string])[],
  ): string | null {
    const unfit = new Set(found.map(([choice]) => idOf(choice)));
    const wanted = [
      ...adaptation.free_from.map((one: string) => idOf(["free_from", one])),
      ...adaptation.avoid.map((one: string) => idOf(["avoid", one])),
    ];
    const hasFructans = food.portion.fermentable === "fructans" && !adaptation.fructans;
    const isWarned = adaptation.cautions.some((one: string) => cautions.has(one.slice(one.lastIndexOf("/") + 1)));
    if (adaptation.foods.includes(key) || hasFructans || wanted.some((one) => unfit.has(one)) || isWarned) {
      return reasonOf(adaptation);
    }
    const full = this.amountsOf(food)[1];
    const inDay = limitsOf(adaptation.in_a_day, this.rules.limited_figures);
    const inPortion = limitsOf(adaptation.in_a_portion, this.rules.limited_figures);
    for (const name of unique([...inDay.keys(), ...inPortion.keys()])) {
      const label = name.split("_")[0];
      if (full.figures[name] === null) return `Its ${label} is not known.`;
      const most = inPortion.get(name);
      const figure = figureOf(full, name);
      if (most !== undefined && figure >= most * this.rules.units) {
        return `A portion holds much ${label}: ${round(figure / this.rules.units)} mg.`;
      }
    }
    return null;
  }

  /** Return what a plan offers of a food in its first week, and later: a small start, then the portion. */
  readonly amountsOf = memoized((food: Fields): readonly [Amount, Amount] => {
    const { description, grams, start_grams, start_description, inulin } = food.portion;
    const percent = food.calcium_uptake?.percent ?? null;
    const takenUpLittle = percent !== null && percent < this.rules.least_uptake_percent;
    const amount = (words: string, portion: number, held: number | null): Amount => {
      const ratio = portion / grams;
      const figures = this.rules.figures.map((name: string) => {
        const value = name === "calcium_mg" && takenUpLittle ? 0 : food.nutrients_per_portion[name];
        return [name, value === null ? null : round(value * ratio * this.rules.units)];
      });
      return { words, grams: portion, figures: Object.fromEntries(figures), inulin: round((held ?? 0) * this.rules.units) };
    };
    const full = amount(description, grams, inulin.per_portion);
    if (start_grams === null || start_grams === grams) return [full, full];
    const start = `to start with, ${start_description}`;
    return [amount(start, start_grams, inulin.per_start), full];
  });

  #addFood(key: string, food: Fields, claim: Fields | null): void {
    const amounts = this.amountsOf(food);
    const { left_out_of_plans, dishes } = food.portion;
    const isKnown = Object.values(amounts[1].figures).some((figure) => figure !== null);
    if (left_out_of_plans !== null) this.unlessWanted.set(key, exclusion(EVERYONE, left_out_of_plans));
    else if (claim === null && !isKnown) {
      put(this.exclusions, EVERYONE, key, exclusion(EVERYONE, this.rules.texts.no_figures));
    }
    const all = dishes.map(({ text, moments }: Fields) => [text, moments]);
    const { texture, grams, weekly_limit } = food.portion;
    const isDrink = texture === "liquid" && grams >= this.rules.least_drink_grams;
    const isMilkDrink = isDrink && (food.group === "dairy" || food.group === "soy");
    const texts = this.#texts.read(all, key, `${food.name} ${food.group}${isMilkDrink ? " milk" : ""}`);
    const mostAWeek = weekly_limit?.portions ?? null;
    this.foods[food.kind]!.push(
      this.#candidate(key, claim, { group: food.group, texts, amounts, isMilkDrink, mostAWeek }),
    );
  }

  #addHabit(key: string, habit: Fields, claim: Fields | null): void {
    const used = this.#uses(key);
    if (used.some((one) => this.#isFood(one))) return;
    if (claim === null) {
      put(this.exclusions, EVERYONE, key, exclusion(EVERYONE, this.rules.texts.no_claim));
      return;
    }
    const topics = [key, ...used].flatMap((one) => this.#catalog.part(one).topic ?? []);
    const group = topics[0] ?? (this.#isMovement(key) ? "activity" : key);
    const moment = habit.moment ?? "any_time";
    const start = habit.start_small ?? habit.action;
    const texts = this.#texts.read([start, habit.action].map((text) => [text, [moment]]), key, habit.name);
    for (const [place, adaptation] of this.rules.document.adaptations.entries()) {
      const isNamed = ({ words }: PlanText) => adaptation.words.some((word: string) => words.includes(` ${word} `));
      if (!texts.length || !texts.every(isNamed)) continue;
      for (const choice of sortedChoices(adaptation, place)) {
        put(this.exclusions, choice, key, exclusion(choice, reasonOf(adaptation)));
      }
    }
    const isMovement = group === "activity";
    const steps: readonly Fields[] = this.rules.document.steps;
    const rule = steps.find(({ step }) => step === key);
    const reason = rule?.why ?? habit.why ?? null;
    const mostAWeek = rule?.once_a_week ? 1 : null;
    const more = { group, texts, moment, isMovement, reason, mostAWeek };
    if (texts.length) this.habits.push(this.#candidate(key, claim, more));
  }

  #candidate(
    key: string,
    claim: Fields | null,
    more: Pick<Candidate, "group" | "texts"> & Partial<Candidate>,
  ): Candidate {
    const record = this.#catalog.part(key);
    const marks = record.cautions.map(({ slug, severity }: Fields) => ({ slug, severity }));
    const none = { amounts: null, isMovement: false, isMilkDrink: false, reason: null, mostAWeek: null };
    return { key, record, claim, marks, moment: "any_time", ...none, ...more };
  }

  /** Return whether an entry is exercise, or a habit that uses it. */
  #isMovement(key: string): boolean {
    const parts = [key, ...this.#uses(key)].map((one) => this.#catalog.part(one));
    return parts.some(({ kind, topic, claims }) => topic === "activity" || (kind === "activities" && claims.length > 0));
  }

  /** Return the claim that a rule names, else the most specific one about an entry or what it uses. */
  #bestClaim(key: string): Fields | null {
    const chosen = (this.rules.document.steps as readonly Fields[]).find(({ step }) => step === key)?.claim;
    if (chosen) return this.#catalog.claimCard(chosen.slice(chosen.lastIndexOf("/") + 1));
    const about = ({ slug }: Fields): string[] => this.#catalog.part(`claims/${slug}`).subjects.map(keyOf);
    for (const one of [key, ...this.#uses(key)]) {
      const cards: Fields[] = this.#catalog.part(one).claims.map(({ slug }: Fields) => this.#catalog.claimCard(slug));
      const claims = cards.filter((card) => !this.#isFood(key) || about(card).includes(one));
      if (claims.length) {
        return least(claims, (card) => [
          !about(card).includes(one),
          about(card).length,
          this.#catalog.rank("certainty", card.certainty),
        ]);
      }
    }
    return null;
  }
}

/** Reads texts with the foods that they mention, and leaves out texts about illnesses. */
class TextReader {
  readonly #foods: Map<string, [string, string][]>;
  readonly #health: Map<string, [string, string][]>;
  readonly #parts: readonly (readonly [string, readonly string[]])[];

  constructor(catalog: Catalog) {
    this.#parts = Object.entries(catalog.rules.plan.parts_of_a_meal);
    this.#foods = phrases(catalog, catalog.rules.food_kinds);
    this.#health = phrases(catalog, catalog.rules.personal_kinds);
  }

  /** Return texts with what they mention; `about` is the name of what they are for, with its group. */
  read(texts: readonly (readonly [string, readonly string[]])[], ownKey: string, about: string): PlanText[] {
    return texts.flatMap(([text, moments]) => {
      const words = paddedWords(text);
      if (mentioned(this.#health, words).length) return [];
      const foods = mentioned(this.#foods, words).filter((key) => key !== ownKey);
      return [{ text, moments, foods, words, parts: this.#partsOfAMeal(`${about} ${text}`) }];
    });
  }

  #partsOfAMeal(text: string): string[] {
    const words = new Set(paddedWords(text).trim().split(" "));
    return this.#parts.filter(([, names]) => names.some((name) => words.has(name))).map(([part]) => part);
  }
}

function paddedWords(text: string): string {
  return ` ${(text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).join(" ")} `;
}

function phrases(catalog: Catalog, kinds: readonly string[]): Map<string, [string, string][]> {
  const found = new Map<string, [string, string][]>();
  for (const kind of kinds) {
    for (const [word, slugs] of catalog.slugsByName(kind)) {
      const padded = paddedWords(word);
      const [first = ""] = padded.trim().split(" ");
      for (const slug of slugs) listIn(found, first).push([padded, `${kind}/${slug}`]);
    }
  }
  return found;
}

function mentioned(known: ReadonlyMap<string, [string, string][]>, words: string): string[] {
  const pairs = unique(words.trim().split(" ")).flatMap((word) => known.get(word) ?? []);
  return unique(pairs.filter(([phrase]) => words.includes(phrase)).map(([, key]) => key));
}

/** Return what to mind of a tablet before breakfast: the caution names it, its first advice says how. */
function ofTablet({ slug, severity, name, what_to_do }: Fields): Fields {
  return { caution: slug, severity, applies_when: null, text: [`${name}.`, ...what_to_do.slice(0, 1)].join(" ") };
}

export function exclusion([parameter, value]: Choice, text: string): Fields {
  return { parameter, value, text };
}

/** Return the figures that a rule limits, in the order of the figures. */
export function limitsOf(limits: Fields, figures: readonly string[]): Map<string, number> {
  return new Map(figures.filter((name) => limits[name] !== null).map((name) => [name, limits[name]]));
}

function unchosenTwice(choices: readonly Choice[]): Choice[] {
  return [...new Map(choices.map((choice) => [idOf(choice), choice])).values()];
}

function put<T>(table: ByChoice<T>, choice: Choice, key: string, value: T): void {
  let keys = table.get(idOf(choice));
  if (!keys) table.set(idOf(choice), (keys = new Map()));
  listIn(keys, key).push(value);
}

