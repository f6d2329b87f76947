/** Make a plan: days of foods and habits, each with its amount, reason, grade and cautions. */
import { englishList, RequestError, type Catalog, type Fields, type InvalidParameter } from "./catalog.js";
import { requireValue, requireWords, typedName, type Checker } from "./check.js";
import {
  amountOf,
  calciumReason,
  compose,
  figureReason,
  short,
  tenths,
  thousands,
  type Aim,
  type Candidates,
  type Day,
  type DayLimits,
} from "./days.js";
import {
  choicesOfCaution,
  choicesOfAdaptation,
  choicesOfPeople,
  EVERYONE,
  exclusion,
  givesCalcium,
  idOf,
  limitsOf,
  PlanIndex,
  type Amount,
  type Candidate,
  type Choice,
  type PlanText,
} from "./planindex.js";
import { least, listIn, round, sortedBy, unique } from "./python.js";
import type { Recogniser, Recognition } from "./recogniser.js";
import { ASKED_AS, resolveWords, type Resolved } from "./resolve.js";
import { visible } from "./text.js";

/** The choices and the person, as the body of `POST /v1/plan`. */
export interface PlanRequest {
  readonly diet?: string;
  readonly free_from?: readonly string[];
  readonly avoid?: readonly string[];
  readonly conditions?: readonly string[];
  readonly medicines?: readonly string[];
  readonly allergies?: readonly string[];
  readonly life_stages?: readonly string[];
  readonly wanted?: readonly string[];
  readonly age?: number | null;
  readonly sex?: string;
  readonly goal?: string;
  readonly days?: number;
  readonly seed?: number;
}

type Choices = { readonly [name in keyof PlanRequest]-?: Exclude<PlanRequest[name], undefined> };

/** All that a person is, has and takes, each trait with the one that it follows from. */
interface Person {
  readonly own: ReadonlyMap<string, { readonly trait: Choice; readonly own: Choice }>;
  readonly certain: ReadonlySet<string>;
  readonly freeFrom: readonly string[];
  readonly wanted: ReadonlySet<string>;
  readonly said: readonly Said[];
  readonly resolved: Resolved;
}

/** What of a person decides which dishes fit. */
type Fit = Pick<Candidates, "excluded" | "timed" | "midday" | "words">;

/** A dish at a meal; `turn` is the number of days until the turn of that dish. */
interface Serving {
  readonly dish: PlanText;
  readonly moment: string;
  readonly turn: number;
}

/** A word that was understood, with all the traits that follow from it. */
interface Said {
  readonly recognition: Recognition;
  readonly traits: Set<string>;
}

const DEFAULTS: Choices = {
  ...{ diet: "omnivore", free_from: [], avoid: [], conditions: [], medicines: [], allergies: [], life_stages: [] },
  ...{ wanted: [], age: null, sex: "any", goal: "everyday", days: 7, seed: 0 },
};
/** Stands for what a person typed, in the text of a rule. */
const NAMES = "{names}";
const MAX_NAMES = 20;
const MONTHS_PER_YEAR = 12;
const WEEK = 7;
const MEALS = ["breakfast", "lunch", "snack", "dinner"];
const MIDDAY_MEALS = ["lunch", "snack"];
const TOTALS = ["calcium_mg", "fibre_g", "sodium_mg", "potassium_mg"];
const PARAMETERS: { readonly [by: string]: string } = {
  life_stage: "life_stage",
  condition: "conditions",
  medicine: "medicines",
  allergy: "allergies",
};

export class Planner {
  readonly #catalog: Catalog;
  readonly #recogniser: Recogniser;
  readonly #checker: Checker;
  readonly #index: PlanIndex;
  readonly #rules: Fields;

  constructor(catalog: Catalog, recogniser: Recogniser, checker: Checker) {
    this.#catalog = catalog;
    this.#recogniser = recogniser;
    this.#checker = checker;
    this.#index = new PlanIndex(catalog);
    this.#rules = catalog.rules.plan;
  }

  /** Return the members `data` and `included` of a plan. Throws RequestError. */
  plan(request: PlanRequest): Fields {
    const query: Choices = { ...DEFAULTS, ...request };
    this.#require(query);
    const person = this.#person(query);
    const choices = choicesOf(person);
    const isOf = (list: readonly Choice[]) => list.some((choice) => person.own.has(idOf(choice)));
    const matching = this.#index.generalCautions.filter((record) => {
      const traits = choicesOfCaution(record);
      return traits.length === 0 || isOf(traits.filter((choice) => isNow(person, choice)));
    });
    const referenceValues = this.#referenceValues(query, person);
    const noPlan = this.#noPlan(person);
    const toAvoid = matching.filter(({ severity }) => severity === "avoid").slice(0, 1);
    const avoided = toAvoid.map(({ name }) => `${name}: this caution says to avoid all that a plan could hold.`);
    const { ask, stage_medicines, keep_medicines, keep_others } = this.#rules.texts;
    const stageOf = (stage: string) => person.certain.has(idOf(["life_stage", stage]));
    const [, firstAsk] = Object.entries(stage_medicines as Fields).find(([stage]) => stageOf(stage)) ?? [];
    const stageMedicines = this.#checker.stageMedicines(person.resolved);
    const first = this.#firstNotes(query, person);
    const replaces: readonly string[] = first.flatMap((rule) => rule.replaces);
    const replaced = new Set(replaces.map((key) => key.slice(key.lastIndexOf("/") + 1)));
    const keep = first.every(({ keeps_medicines }) => keeps_medicines) ? keep_medicines : keep_others;
    const notes = [
      ...avoided.map((text) => `${text} ${ask}`),
      ...first.map(({ text, people }) => this.#firstNote(text, idsOf(people), person)),
      ...(stageMedicines ? [`${firstAsk} ${keep} ${stageMedicines}`] : []),
      ...person.resolved.recognitions.flatMap((one) => this.#asked(one)),
    ];
    const all = this.#choices(query, person, choices);
    const candidates = this.#candidates(all, person);
    const general = matching.map(({ slug }) => this.#line(slug, person.resolved));
    const cautionsOn = (days: readonly Fields[]) =>
      [...general, ...this.#ownCautions(all, candidates, person, days)].filter(({ slug }) => !replaced.has(slug));
    let plan: Fields = {
      days: [],
      no_plan: noPlan,
      cautions: [],
      reference_values: referenceValues,
      excluded: [],
      notes,
      understood: this.#checker.understood(person.resolved),
      known_not_recorded: this.#checker.knownNotRecorded(person.resolved),
      contradictory: this.#checker.contradictory(person.resolved),
    };
    if (noPlan.length || toAvoid.length) plan = { ...plan, cautions: cautionsOn([]) };
    else {
      const hasNoCalciumGoal = referenceValues.length === 0 || isOf(choicesOfPeople(this.#rules.document.no_calcium_goal));
      const aim = this.#aim(query, referenceValues, hasNoCalciumGoal);
      const days = compose(this.#index, candidates, aim).map((day, number) =>
        this.#day(day, number, candidates, all, aim, person.resolved),
      );
      plan = {
        ...plan,
        days,
        cautions: cautionsOn(days),
        excluded: this.#excluded(candidates),
        notes: [
          ...this.#tooFewFoods(days),
          ...notes,
          ...this.#notes(candidates, all, aim, query.goal, days),
          ...this.#leftOut(person),
          ...this.#uncovered(person),
        ],
      };
    }
    return { data: plan, included: this.#included(plan) };
  }

  #require(query: Choices): void {
    const { free_from, conditions, medicines, allergies, life_stages, wanted, age, days, seed } = query;
    const words = { free_from, conditions, medicines, allergies, life_stages, wanted };
    requireWords(words, Object.fromEntries(Object.keys(words).map((name) => [name, MAX_NAMES])));
    for (const [facet, value] of Object.entries({ diet: query.diet, sex: query.sex, goal: query.goal })) {
      requireValue(this.#catalog, facet, value);
    }
    for (const value of query.avoid) requireValue(this.#catalog, "avoidance", value);
    const bounds: readonly [string, number | null, number, number][] = [
      ["age", age, 0, 110],
      ["days", days, 1, 14],
      ["seed", seed, 0, 9999],
    ];
    const errors = bounds
      .filter(([, value, low, high]) => value !== null && !(Number.isInteger(value) && value >= low && value <= high))
      .map(([parameter, value]) => ({ parameter, given: String(value) }));
    if (errors.length) throw new RequestError(errors);
  }

  #person(query: Choices): Person {
    const freeFrom = this.#freeFrom(query.free_from);
    const resolved = resolveWords(this.#catalog, this.#recogniser, {
      life_stages: [...query.life_stages, ...(query.age === null ? [] : [String(query.age)])],
      conditions: query.conditions,
      medicines: query.medicines,
      allergies: [...query.allergies, ...freeFrom.allergens],
    });
    const asked = query.wanted.flatMap((word) => this.#recogniser.recognise("items", word));
    const unknown = [...resolved.recognitions, ...asked.map((one) => ({ ...one, field: "wanted" }))]
      .filter(({ outcome }) => outcome === "not_understood")
      .map(({ field, given, near }) => ({ parameter: field, given, did_you_mean: near ? [near.name] : [] }));
    const invalid = [...unknown, ...freeFrom.invalid];
    if (invalid.length) throw new RequestError(invalid);
    const traitOf = ({ by, value }: { by: string; value: string }): Choice => [PARAMETERS[by]!, value];
    const own = ownTraits(resolved, traitOf);
    const named = resolved.traits.map(traitOf);
    const certain = resolved.traits.filter((one) => one.direct || one.certain).map(traitOf);
    if (!named.some(([name]) => name === "life_stage")) {
      named.unshift(["life_stage", "adult"]);
      certain.unshift(["life_stage", "adult"]);
    }
    const items = asked.flatMap(({ taken_for }) => taken_for.filter(({ field }) => field === "items"));
    const said = resolved.recognitions
      .filter(({ outcome, status }) => outcome === "understood" && status === "current")
      .map((recognition) => {
        const traits = traitsIn(recognition).map((trait) => ({ trait, own: trait }));
        return { recognition, traits: new Set(this.#withWider(traits).keys()) };
      });
    const allOwn = this.#withWider(named.map((trait) => ({ trait, own: own.get(idOf(trait)) ?? trait })));
    for (const [place, adaptation] of (this.#rules.document.adaptations as readonly Fields[]).entries()) {
      const people = idsOf(adaptation.people);
      const naming = said.filter(({ traits }) => people.some((one) => traits.has(one)));
      if (adaptation.at_least === 1 || different(naming) < adaptation.at_least) continue;
      const [choice] = choicesOfAdaptation(adaptation, place);
      for (const { traits } of naming) traits.add(idOf(choice!));
      const [first] = traitsIn(naming[0]!.recognition);
      allOwn.set(idOf(choice!), { trait: choice!, own: own.get(idOf(first!)) ?? first! });
    }
    return {
      own: allOwn,
      certain: new Set(this.#withWider(certain.map((trait) => ({ trait, own: trait }))).keys()),
      freeFrom: freeFrom.values,
      wanted: new Set(items.flatMap(({ key }) => key ?? [])),
      said,
      resolved,
    };
  }

  /** Return traits with the conditions and medicines that they are a kind of, or that follow from them. */
  #withWider(traits: readonly { trait: Choice; own: Choice }[]): Map<string, { trait: Choice; own: Choice }> {
    const found = new Map(traits.map((one) => [idOf(one.trait), one]));
    const queue = [...found.keys()];
    while (queue.length) {
      const key = queue.pop()!;
      const record: Fields = this.#catalog.has(key) ? this.#catalog.part(key) : {};
      for (const { kind, slug } of [...(record.broader ?? []), ...(record.implies_conditions ?? [])]) {
        const trait: Choice = [kind, slug];
        if (found.has(idOf(trait))) continue;
        found.set(idOf(trait), { trait, own: found.get(key)!.own });
        queue.push(idOf(trait));
      }
    }
    return found;
  }

  /** Return what foods are to be free from: values, words for allergens, and what was not understood. */
  #freeFrom(words: readonly string[]): { values: string[]; allergens: string[]; invalid: InvalidParameter[] } {
    const around = new Set<string>(this.#rules.around_a_name);
    const values = this.#catalog.values("free_from").map(({ value }) => value as string);
    const [chosen, allergens, invalid]: [Set<string>, string[], InvalidParameter[]] = [new Set(), [], []];
    for (const word of unique(words)) {
      const tokens = this.#recogniser.normaliser.tokensOf(visible(word));
      const kept = tokens.map((token) => token.word).filter((one) => !around.has(one));
      const name = kept.join(" ") || word;
      if (values.includes(name)) {
        chosen.add(name);
        continue;
      }
      const found = this.#recogniser.recognise("allergies", name);
      const isUnderstood = found.every(({ outcome, status }) => outcome === "understood" && status === "current");
      const isAllergen = found.some(({ taken_for }) => taken_for.some(({ field }) => field === "allergies"));
      if (isUnderstood && isAllergen) allergens.push(name);
      else invalid.push({ parameter: "free_from", given: word, did_you_mean: found.flatMap(({ near }) => near?.name ?? []) });
    }
    return { values: values.filter((value) => chosen.has(value)), allergens, invalid };
  }

  /** Return the calcium a day for a person, the highest value of each authority that sets one. */
  #referenceValues(query: Choices, person: Person): Fields[] {
    const { own_values, stage_ages, usual_age, female_stages } = this.#rules.reference;
    const traits = [...person.own.values()].map(({ trait }) => trait);
    const stages = traits.filter(([name]) => name === "life_stage").map(([, value]) => value);
    const met = Object.keys(stage_ages).filter((stage) => stages.includes(stage));
    const age: number = query.age ?? (met.length ? stage_ages[met[0]!] : usual_age);
    const isFemale = query.sex === "any" && met.some((stage) => female_stages.includes(stage));
    const sex = isFemale ? "female" : query.sex;
    const stage = met.find((one) => own_values.includes(one)) ?? null;
    const [first, last] = [age * MONTHS_PER_YEAR, age * MONTHS_PER_YEAR + MONTHS_PER_YEAR - 1];
    const all: readonly Fields[] = this.#catalog.part("nutrients/calcium").reference_values;
    const fitting = all.filter((value) => {
      if (sex !== "any" && value.sex !== "any" && value.sex !== sex) return false;
      if (value.life_stages.length && !value.life_stages.includes(stage)) return false;
      const below = value.age_below_months;
      return value.age_from_months <= last && (below === null || below > first);
    });
    const kindOf = ({ authority, type }: Fields) => `${authority}/${type}`;
    const own = new Set(fitting.filter((one) => one.life_stages.length && !one.is_added).map(kindOf));
    const values = fitting.filter((one) => stage === null || one.life_stages.length || !own.has(kindOf(one)));
    const highest = new Map<string, Fields>();
    for (const { amount, type, is_added, authority, group } of values) {
      if (amount === null || type === "UL" || is_added) continue;
      const known = highest.get(authority);
      if (known && known.calcium_mg >= amount) continue;
      const added = values.filter((one) => one.is_added && one.authority === authority);
      const more = added.reduce((sum, one) => sum + (one.amount ?? 0), 0);
      highest.set(authority, { authority, group, calcium_mg: amount + more });
    }
    return [...highest.values()];
  }

  #noPlan(person: Person): Fields[] {
    const traits = [...person.own.values()].filter(({ trait }) => person.certain.has(idOf(trait)));
    return (this.#rules.document.no_plan as readonly Fields[]).flatMap(({ people, only_with, because, ask_whom, ask }) => {
      const [named, others] = [idsOf(people), idsOf(only_with)];
      const applies = others.length === 0 || traits.some(({ trait }) => others.includes(idOf(trait)));
      const first = applies ? traits.find(({ trait }) => named.includes(idOf(trait))) : undefined;
      if (!first) return [];
      const [parameter, value] = first.own;
      return [{ parameter, value, because, ask_whom, ask }];
    });
  }

  /** Return the rules on what this person is told first. */
  #firstNotes({ diet }: Choices, { own, said }: Person): Fields[] {
    const taken = said.flatMap(({ recognition }) => recognition.taken_for.filter(({ field }) => field === "items"));
    const supplements = taken.flatMap(({ key, slug }) => (key?.startsWith("supplements/") ? [idOf(["supplements", slug])] : []));
    const noted = new Set([...own.keys(), ...supplements, idOf(["diet", diet])]);
    return (this.#rules.document.say_first as readonly Fields[]).filter(({ people, only_with, unless, at_least, text }) => {
      const [named, others] = [idsOf(people), idsOf(only_with)];
      const isOf = (list: readonly string[]) => list.some((one) => noted.has(one));
      if (!isOf(named) || (others.length > 0 && !isOf(others)) || isOf(idsOf(unless))) return false;
      const naming = said.filter(({ traits }) => named.some((one) => traits.has(one)));
      return (at_least === 1 || different(naming) >= at_least) && (naming.length > 0 || !text.includes(NAMES));
    });
  }

  /** Return the text of such a rule with the words that were said of its people. */
  #firstNote(text: string, people: readonly string[], { said }: Person): string {
    const words = said.filter(({ traits }) => people.some((one) => traits.has(one)));
    const names = englishList(unique(words.map(({ recognition }) => typedName(recognition))), "and");
    return text.replaceAll(NAMES, () => names);
  }

  #choices(query: Choices, person: Person, traits: readonly Choice[]): Choice[] {
    const avoidances = this.#catalog.values("avoidance").map(({ value }) => value as string);
    return [
      EVERYONE,
      ["diet", query.diet],
      ...person.freeFrom.map((value): Choice => ["free_from", value]),
      ...avoidances.filter((value) => query.avoid.includes(value)).map((value): Choice => ["avoid", value]),
      ...traits,
    ];
  }

  /** Return what fits; what to avoid or to ask about first is out, whatever is left. */
  #candidates(choices: readonly Choice[], person: Person): Candidates {
    const excluded = new Map<string, Fields[]>();
    for (const choice of choices) {
      const own = person.own.get(idOf(choice))?.own ?? choice;
      for (const [key, reasons] of this.#index.exclusions.get(idOf(choice)) ?? []) {
        listIn(excluded, key).push(...reasons.map(({ text }) => exclusion(own, text)));
      }
    }
    for (const [key, reason] of this.#index.unlessWanted) {
      if (!person.wanted.has(key)) listIn(excluded, key).push(reason);
    }
    const warned = choices.filter((choice) => choice !== EVERYONE);
    const timed = this.#timed(choices);
    const isNight = (slugs: ReadonlySet<string>) => [...slugs].some((one) => !this.#index.morningTablets.has(one));
    const midday = new Set([...timed].filter(([, slugs]) => isNight(slugs)).map(([key]) => key));
    const words = new Set(this.#forbiddenWords(choices));
    const fit: Fit = { excluded, timed: new Set(timed.keys()), midday, words };
    const offered = [...Object.values(this.#index.foods).flat(), ...this.#index.habits];
    // A dish may name a food that is left out for want of a dish: until nothing more falls out.
    for (;;) {
      const without = offered.filter((one) => !excluded.has(one.key) && this.#textsOf(one, fit).length === 0);
      if (without.length === 0) break;
      const { no_dish, no_step } = this.#rules.texts;
      for (const { key, amounts } of without) excluded.set(key, [exclusion(EVERYONE, amounts ? no_dish : no_step)]);
    }
    const fitting = (group: readonly Candidate[]) => group.filter(({ key }) => !excluded.has(key));
    const foods = Object.entries(this.#index.foods).map(([kind, group]) => [kind, fitting(group)]);
    const morning = choices.flatMap((choice) => [...(this.#index.morning.get(idOf(choice)) ?? [])]);
    const withDrinks = Object.entries(this.#index.foods).filter(([kind]) => kind !== "prebiotics");
    const drinks = withDrinks.flatMap(([, group]) => fitting(group).filter(({ isMilkDrink }) => isMilkDrink));
    const meals = drinks.flatMap((one) => this.#servings(one, 0, fit).map(({ moment }) => moment));
    return {
      foods: Object.fromEntries(foods),
      habits: fitting(this.#index.habits),
      ...fit,
      morning: [...new Map(morning).values()],
      minded: new Set(warned.flatMap((choice) => [...(this.#index.warnings.get(idOf(choice))?.keys() ?? [])])),
      wanted: person.wanted,
      limits: this.#dayLimits(choices),
      isFluidLimited: choicesOfPeople(this.#rules.document.limited_fluid).some((one) => person.own.has(idOf(one))),
      milkMeals: new Set(meals).size,
    };
  }

  /** Return the texts that name nothing unfit; a dish also has to be for a meal that may have the food. */
  #textsOf(one: Candidate, fit: Fit): PlanText[] {
    const meals = mealsFor(one, fit);
    const isFor = ({ moments, words }: PlanText) => meals.some((moment) => this.#fits(moments, words, moment));
    return one.texts.filter((text) => suits(text, fit) && (one.amounts === null || isFor(text)));
  }

  /** Return the foods to keep apart from a medicine, each with the closest cautions for the person. */
  #timed(choices: readonly Choice[]): Map<string, Set<string>> {
    const found = new Map<string, Set<string>>();
    for (const choice of choices) {
      for (const [key, slugs] of this.#index.timed.get(idOf(choice)) ?? []) {
        found.set(key, new Set([...(found.get(key) ?? []), ...slugs]));
      }
    }
    const everywhere = new Set([...found.values()].flatMap((slugs) => [...slugs]));
    const closest = (slug: string) => {
      const closer = (this.#index.closer.get(slug) ?? []).filter((one) => everywhere.has(one));
      return closer.length ? closer : [slug];
    };
    return new Map([...found].map(([key, slugs]) => [key, new Set([...slugs].flatMap(closest))]));
  }

  #adaptations(choices: readonly Choice[]): Fields[] {
    const made = new Set(choices.map(idOf));
    const all: readonly Fields[] = this.#rules.document.adaptations;
    return all.filter((one, place) => choicesOfAdaptation(one, place).some((choice) => made.has(idOf(choice))));
  }

  #forbiddenWords(choices: readonly Choice[]): string[] {
    const adaptations = this.#adaptations(choices);
    const values = choices.filter(([name]) => ["diet", "free_from", "allergies"].includes(name!)).map(([, value]) => value!);
    const all = [...values, ...adaptations.flatMap(({ free_from }) => free_from as string[])];
    const words = all.flatMap((value) => (this.#rules.document.not_in_texts[value] ?? []) as string[]);
    return [...words, ...adaptations.flatMap((one) => one.words as string[])];
  }

  #dayLimits(choices: readonly Choice[]): DayLimits {
    const { day } = this.#rules.document;
    const figures = new Map<string, number>([["sodium_mg", day.sodium_mg]]);
    for (const { in_a_day } of this.#adaptations(choices)) {
      for (const [name, most] of limitsOf(in_a_day, this.#rules.limited_figures)) {
        figures.set(name, Math.min(most, figures.get(name) ?? most));
      }
    }
    return {
      figures,
      inulinFirstWeek: day.inulin_g_first_week,
      inulin: day.inulin_g,
      otherFermentableFirstWeek: day.other_fermentable_first_week,
    };
  }

  #aim(query: Choices, reference: readonly Fields[], hasNoCalciumGoal: boolean): Aim {
    const values = reference.map(({ calcium_mg }) => calcium_mg as number);
    const referenceMg = values.length ? Math.max(...values) : null;
    const goal = query.goal === "calcium" && hasNoCalciumGoal ? "everyday" : query.goal;
    const { calcium_percent, usual_calcium_percent, units } = this.#rules;
    const share = hasNoCalciumGoal ? 0 : (calcium_percent[goal] ?? usual_calcium_percent);
    const calcium = Math.floor((round((referenceMg ?? 0) * units) * share) / 100);
    const leavesCalcium = hasNoCalciumGoal && referenceMg !== null;
    const aimed = hasNoCalciumGoal ? null : referenceMg;
    return { goal, days: query.days, seed: query.seed, calcium, referenceMg: aimed, leavesCalcium };
  }

  #day(
    day: Day,
    number: number,
    candidates: Candidates,
    choices: readonly Choice[],
    aim: Aim,
    resolved: Resolved,
  ): Fields {
    const servings = laidOut(day.foods.map((one) => this.#servings(one, number, candidates)));
    const foods = day.foods.map((one, place) => {
      const amount = amountOf(one, day.isFirstWeek);
      const { dish, moment } = servings[place]!;
      const isOnLabel = this.#rules.document.calcium_on_label.includes(one.key);
      const calcium = aim.leavesCalcium ? null : calciumReason(this.#index, amount, aim.referenceMg, isOnLabel);
      const figure = calcium ?? figureReason(this.#index, amount);
      return {
        moment,
        entry: this.#catalog.reference(one.key),
        text: `${dish.text}: ${amount.words} (${short(amount.grams)} g).`,
        portion: amount.words,
        portion_g: amount.grams,
        mind: this.#minds(choices, one.key, candidates.morning, resolved),
        why: figure === null ? this.#claimReason(one) : { text: figure, claim: null },
        certainty: figure === null && one.claim ? one.claim.certainty : null,
        cautions: one.marks,
      };
    });
    const habits = day.habits.map((one) => {
      return {
        moment: one.moment,
        entry: this.#catalog.reference(one.key),
        text: this.#textsOf(one, candidates)[0]!.text,
        portion: null,
        portion_g: null,
        mind: this.#minds(choices, one.key, candidates.morning, resolved),
        why: this.#claimReason(one),
        certainty: one.claim?.certainty ?? null,
        cautions: one.marks,
      };
    });
    const totals = this.#totals(day.foods.map((one) => amountOf(one, day.isFirstWeek)));
    const items: Fields[] = sortedBy([...foods, ...habits], ({ moment }) => [this.#catalog.rank("moment", moment)]);
    const first = items.find(({ moment }) => moment === "breakfast") ?? items[0];
    return {
      day: number + 1,
      items: items.map((one) => (one === first ? { ...one, mind: [...one.mind, ...candidates.morning] } : one)),
      totals,
      totals_text: totalsText(totals, aim),
    };
  }

  /** Return the dishes of a food that fit, at each meal that may have them. */
  #servings(one: Candidate, number: number, fit: Fit): Serving[] {
    const dishes = this.#textsOf(one, fit);
    const meals = mealsFor(one, fit);
    return dishes.flatMap((dish, place) => {
      const turn = (((place - number) % dishes.length) + dishes.length) % dishes.length;
      const moments = meals.filter((moment) => this.#fits(dish.moments, dish.words, moment));
      return moments.map((moment) => ({ dish, moment, turn }));
    });
  }

  /** Return whether a text is for a moment and names no other meal. */
  #fits(moments: readonly string[], words: string, moment: string): boolean {
    const others = Object.entries(this.#rules.meal_words as Fields).filter(([meal]) => meal !== moment);
    return moments.includes(moment) && !others.some(([, word]) => words.includes(word));
  }

  /** Return a habit's own reason, else the claim; a food without a claim of a benefit is for variety. */
  #claimReason({ claim, amounts, reason }: Candidate): Fields {
    const { variety } = this.#rules.texts;
    if (claim === null) return { text: variety, claim: null };
    const text = amounts && claim.direction !== "benefit" ? variety : (reason ?? claim.statement);
    return { text, claim: this.#catalog.reference(`claims/${claim.slug}`) };
  }

  /** Return what to mind of an entry for these choices, most serious first; nothing superseded. */
  #minds(choices: readonly Choice[], key: string, morning: readonly Fields[], resolved: Resolved): Fields[] {
    const all = choices.flatMap((choice) => this.#index.warnings.get(idOf(choice))?.get(key) ?? []);
    const found = new Map(all.map((warning) => [warning.caution as string, warning]));
    const shown = new Set([...found.keys(), ...morning.map(({ caution }) => caution as string)]);
    const kept = [...found.values()].filter(({ caution }) => !this.#isSuperseded(caution, shown));
    return sortedBy(kept, ({ severity }) => [-this.#catalog.rank("severity", severity)]).map((one) => ({
      ...one,
      text: this.#checker.entrySentence(one.caution, resolved, key),
    }));
  }

  #isSuperseded(slug: string, shown: { has(slug: string): boolean }): boolean {
    return (this.#index.closer.get(slug) ?? []).some((one) => shown.has(one));
  }

  /** Return whether closer ones of some cautions name all the entries that one is about. */
  #isSaidCloser(slug: string, about: readonly string[], slugs: ReadonlySet<string>): boolean {
    const closer = (this.#index.closer.get(slug) ?? []).filter((one) => slugs.has(one));
    const named = closer.flatMap((one) => this.#index.named.get(one) ?? []);
    return closer.length > 0 && about.every((key) => named.includes(key));
  }

  #totals(amounts: readonly Amount[]): Fields {
    const total = (name: string) => {
      const figures = amounts.map((amount) => amount.figures[name] ?? null);
      const known = figures.filter((figure) => figure !== null);
      const sum = known.reduce((all, figure) => all + figure, 0);
      return { amount: tenths(sum / this.#rules.units), foods_without_figure: figures.length - known.length };
    };
    return Object.fromEntries(TOTALS.map((name) => [name, total(name)]));
  }

  /** Return a caution with its sentence for the person, and for items by key. */
  #line(slug: string, resolved: Resolved, items: readonly string[] = []): Fields {
    const { severity } = this.#catalog.cautionCard(slug);
    return { slug, severity, sentence: this.#checker.readerSentence(slug, resolved, items) };
  }

  /** Return the cautions on what the person has or takes, and those on items that are said once. */
  #ownCautions(
    choices: readonly Choice[],
    { excluded }: Candidates,
    person: Person,
    days: readonly Fields[],
  ): Fields[] {
    const { resolved } = person;
    const served: string[] = unique(days.flatMap(({ items }) => items.map(({ entry }: Fields) => `${entry.kind}/${entry.slug}`)));
    const foods = served.filter((key) => key.split("/")[0]! in this.#index.foods);
    const concerned = (choice: Choice) => (isNow(person, choice) ? served : foods);
    const information = (choice: Choice) => this.#index.information.get(idOf(choice));
    const slugs = new Set([
      ...choices.flatMap((choice) => this.#index.personal.get(idOf(choice)) ?? []),
      ...choices.flatMap((choice) => concerned(choice).flatMap((key) => information(choice)?.get(key) ?? [])),
    ]);
    const lines = [...slugs].flatMap((slug) => {
      const { severity } = this.#catalog.cautionCard(slug);
      const isLeftOut = ["avoid", "seek_medical_advice"].includes(severity);
      const named = this.#index.named.get(slug) ?? [];
      const about = named.filter((key) => (isLeftOut ? excluded.has(key) : served.includes(key)));
      const isOfNothing = severity === "info" && named.length > 0 && about.length === 0;
      const isSaid = this.#isSaidCloser(slug, about.length ? about : named, slugs);
      return isOfNothing || isSaid ? [] : [this.#line(slug, resolved, about)];
    });
    return sortedBy(lines, ({ severity }) => [-this.#catalog.rank("severity", severity)]);
  }

  #excluded({ excluded }: Candidates): Fields[] {
    return this.#index.keys
      .filter((key) => excluded.has(key))
      .map((key) => ({
        entry: this.#catalog.reference(key),
        because: [...new Map(excluded.get(key)!.map((one) => [JSON.stringify(one), one])).values()],
      }));
  }

  /** Return what is to be asked about a word that may mean several things. */
  #asked({ ask, field, given }: Recognition): string[] {
    if (!ask) return [];
    return [`${given}: ${ask}${field === "medicines" ? ` ${this.#rules.texts.ask_pharmacist}` : ""}`];
  }

  /** Return what a plan says first if its days have hardly any food. */
  #tooFewFoods(days: readonly Fields[]): string[] {
    const { texts, notes } = this.#rules;
    const portions = days.flatMap(({ items }) => items).map(({ portion_g }: Fields) => (portion_g ?? 0) as number);
    const grams = portions.reduce((sum, one) => sum + one, 0);
    return grams < notes.min_grams_a_day * days.length ? [texts.too_few_foods] : [];
  }

  *#notes(
    candidates: Candidates,
    choices: readonly Choice[],
    aim: Aim,
    asked: string,
    days: readonly Fields[],
  ): Generator<string> {
    const { texts, notes } = this.#rules;
    yield texts.general;
    if (days.length === 0) {
      yield texts.nothing_fits;
      return;
    }
    if (asked !== aim.goal || aim.leavesCalcium) yield texts.no_calcium_goal;
    yield* this.#calciumNote(candidates, choices, aim, days);
    const words = ["fermented", "prebiotic", "bone"];
    for (const [place, [kind, fitting]] of Object.entries(candidates.foods).entries()) {
      const word = words[place]!;
      if (fitting.length === 0) {
        const behind = this.#choicesBehind(this.#index.foods[kind]!, candidates, choices);
        const because = behind ? ` (${behind})` : "";
        const start = `No ${word} food is known to fit these choices${because}, so no day has one.`;
        yield `${start} What was left out is listed with its reason.`;
      } else if (fitting.length < Math.min(notes.min_foods, aim.days)) {
        yield `Few ${word} foods fit these choices: ${fitting.map(({ record }) => record.name).join(", ")}.`;
      }
    }
    yield* this.#unmetAims(candidates, aim, days);
    const items: readonly Fields[] = days.flatMap((day) => day.items);
    const served = items.map(({ entry }) => `${entry.kind}/${entry.slug}`);
    const isLater = served.some((key) => candidates.timed.has(key) && !candidates.midday.has(key));
    if (candidates.morning.length || isLater) yield texts.timed;
    if (served.some((key) => candidates.midday.has(key))) yield texts.midday;
    if (items.some(({ portion }) => portion?.includes("to start with"))) {
      yield candidates.isFluidLimited ? texts.small_start_limited_fluid : texts.small_start;
    }
    const stages = choices.filter(([name]) => name === "life_stage").map(([, value]) => value);
    if (notes.needs_own_servings.some((stage: string) => stages.includes(stage))) yield texts.adult_servings;
    yield "Sums count the foods listed only; the rest of the day adds more.";
  }

  *#calciumNote(
    candidates: Candidates,
    choices: readonly Choice[],
    aim: Aim,
    days: readonly Fields[],
  ): Generator<string> {
    if (aim.referenceMg === null) return;
    const { texts } = this.#rules;
    const { met_share, low_share } = this.#rules.notes;
    const lowest = Math.min(...days.map(({ totals }) => totals.calcium_mg.amount));
    if (lowest >= (aim.goal === "calcium" ? met_share : low_share) * aim.referenceMg) {
      const met = lowest >= aim.referenceMg ? texts.calcium_met : texts.calcium_near;
      const most = thousands(aim.referenceMg);
      if (aim.goal === "calcium") yield `${met}: at least ${thousands(lowest)} mg a day, of ${most} mg.`;
      return;
    }
    const because = this.#whyLittleCalcium(candidates, choices);
    const reached = `${thousands(lowest)} mg of calcium on the lowest day, of ${thousands(aim.referenceMg)} mg`;
    yield `These foods reach ${reached}. ${because} Ask a dietitian how to cover the rest.`;
  }

  /** Return why days hold little calcium: the choices that leave out most foods with it, all of them, or the goal. */
  #whyLittleCalcium(candidates: Candidates, choices: readonly Choice[]): string {
    const [fermented, , bone] = Object.values(this.#index.foods) as [Candidate[], Candidate[], Candidate[]];
    const rich = [...fermented, ...bone].filter((one) => givesCalcium(this.#rules, amountOf(one, false)));
    const most = Math.ceil(rich.length / this.#rules.notes.share_in_the_way);
    const behind = this.#choicesBehind(rich, candidates, choices, Math.max(1, most));
    if (behind) return `Most foods with calcium are left out for ${behind}.`;
    const { no_more_calcium, few_calcium_foods } = this.#rules.texts;
    return this.#choicesBehind(rich, candidates, choices) ? no_more_calcium : few_calcium_foods;
  }

  /** Return the choices for which at least so many foods of a group were left out, in words. */
  #choicesBehind(
    group: readonly Candidate[],
    candidates: Candidates,
    choices: readonly Choice[],
    fewest = 1,
  ): string {
    const reasons = group.map(({ key }) =>
      unique((candidates.excluded.get(key) ?? []).map(({ parameter, value }) => idOf([parameter, value]))),
    );
    const isBehind = (choice: string) => reasons.filter((some) => some.includes(choice)).length >= fewest;
    const words = choices
      .filter((choice) => choice[0] && isBehind(idOf(choice)))
      .map((choice) => this.#inWords(choice));
    return englishList(words, "and", this.#rules.notes.max_choices_listed);
  }

  /** Return a choice in words: with the name of an entry, the label of a value, or words of its own. */
  #inWords(choice: Choice): string {
    const [name, value] = choice.map(String) as [string, string];
    const { choices } = this.#rules.texts;
    if (name === "avoid") return choices[value];
    const facet = name === "allergies" ? "allergen" : name;
    const isEntry = name === "conditions" || name === "medicines";
    const label = isEntry ? this.#catalog.nameOf(`${name}/${value}`)! : this.#catalog.label(facet, value).toLowerCase();
    return choices[name].replace("{name}", label);
  }

  *#unmetAims(candidates: Candidates, aim: Aim, days: readonly Fields[]): Generator<string> {
    const fibre = days.map(({ totals }) => totals.fibre_g.amount as number);
    if (days.length > 1 && fibre.at(-1)! <= fibre[0]!) {
      yield "Fibre does not rise over these days: too few foods with different amounts of fibre fit.";
    }
    const entries = new Set(days.flatMap(({ items }) => items.map(({ entry }: Fields) => entry.href)));
    if (entries.size < this.#rules.notes.min_entries_a_week && aim.days >= WEEK) {
      yield `The plan has ${entries.size} different entries only: few entries fit these choices.`;
    }
    if (aim.goal === "movement" && !candidates.habits.some((one) => one.isMovement)) yield this.#rules.texts.no_movement;
  }

  /** Yield a note on the foods that were left out for each word that the person said. */
  *#leftOut({ said }: Person): Generator<string> {
    const different = new Map([...said].reverse().map((one) => [[...one.traits].sort().join(" "), one]));
    for (const { recognition, traits } of said.filter((one) => [...different.values()].includes(one))) {
      const keys = new Set([...traits].flatMap((trait) => [...(this.#index.exclusions.get(trait)?.keys() ?? [])]));
      const foods = this.#index.keys.filter((key) => keys.has(key) && key.split("/")[0]! in this.#index.foods);
      const label = saidName(recognition);
      const names = foods.map((key) => this.#catalog.nameOf(key)!);
      if (names.length) yield `Left out for ${label}: ${englishList(names, "and", this.#rules.notes.max_choices_listed)}.`;
      else if (recognition.field !== "life_stages" && [...traits].some((one) => this.#index.namedTraits.has(one))) {
        yield `No food is left out for ${label}.`;
      }
    }
  }

  /** Yield a note for every condition and medicine that no caution and no rule names. */
  *#uncovered({ resolved }: Person): Generator<string> {
    const direct = resolved.traits.filter((one) => one.direct);
    for (const { key, value, name } of new Map(direct.map((one) => [`${one.by}/${one.value}`, one])).values()) {
      if (key !== null && !this.#index.namedTraits.has(idOf([key.split("/")[0]!, value]))) {
        yield `${name}: this guide has no caution on it, so nothing was left out. That is not an all-clear.`;
      }
    }
  }

  #included({ cautions, days }: Fields): Fields {
    const items: readonly Fields[] = days.flatMap((day: Fields) => day.items);
    const named = [...cautions, ...items.flatMap((item) => item.cautions)].map(({ slug }: Fields) => slug as string);
    const claims = items.flatMap(({ why }) => (why.claim ? [why.claim.slug as string] : []));
    return this.#catalog.included(named, claims);
  }
}

/** Return what was said, and in parentheses what it was taken for if that begins otherwise. */
function saidName(recognition: Recognition): string {
  const meant = recognition.names.join(", ");
  const typed = typedName(recognition);
  if (recognition.field === "allergies") return `an allergy to ${typed.toLowerCase()}`;
  if (/^[0-9]+$/.test(typed)) return `your age (${typed})`;
  return meant.toLowerCase().startsWith(typed.toLowerCase()) ? meant : `${typed} (${meant})`;
}

/** Return whether a stage of life is the present one, not one that may follow; true of all other choices. */
function isNow({ certain }: Person, choice: Choice): boolean {
  return choice[0] !== "life_stage" || certain.has(idOf(choice));
}

function choicesOf(person: Person): Choice[] {
  return [...person.own.values()].map(({ trait }) => trait);
}

/** Return what each trait follows from: what was typed stands for itself. */
function ownTraits(
  { traits }: Resolved,
  traitOf: (one: { by: string; value: string }) => Choice,
): ReadonlyMap<string, Choice> {
  const direct = new Map([...traits].reverse().filter((one) => one.direct).map((one) => [one.asked, traitOf(one)]));
  const follows = new Map(traits.map((one) => [idOf(traitOf(one)), direct.get(one.asked)]));
  const found = new Map<string, Choice>();
  for (const [id, own] of follows) if (own) found.set(id, own);
  for (const own of traits.filter((one) => one.direct).map(traitOf)) found.set(idOf(own), own);
  return found;
}

/** Return the traits that a word stands for, then those that follow from it. */
function traitsIn({ taken_for, follows }: Recognition): Choice[] {
  return [...taken_for, ...follows]
    .filter(({ field }) => field !== "items")
    .map(({ field, slug }) => [PARAMETERS[ASKED_AS[field]!]!, slug]);
}

function mealsFor({ key }: Candidate, { timed, midday }: Fit): readonly string[] {
  if (midday.has(key)) return MIDDAY_MEALS;
  return timed.has(key) ? MEALS.slice(1) : MEALS;
}

/** Return one serving of each food, so that none would be less of a repeat in its meal at another place. */
function laidOut(options: readonly (readonly Serving[])[]): Serving[] {
  const served: Serving[] = [];
  for (const some of options) served.push(least(some, (one) => rankOf(one, served)));
  for (let place = 0; place < served.length; place += 1) {
    const others = served.filter((_, at) => at !== place);
    const best = least(options[place]!, (one) => rankOf(one, others));
    if (rankOf(best, others)[0]! >= rankOf(served[place]!, others)[0]!) continue;
    served[place] = best;
    place = -1;
  }
  return served;
}

/** Return how a serving compares beside others: what the meal has already, then how full it is. */
function rankOf({ dish, moment, turn }: Serving, others: readonly Serving[]): number[] {
  const meal = others.filter((one) => one.moment === moment);
  const again = meal.flatMap((one) => one.dish.parts).filter((part) => dish.parts.includes(part)).length;
  return [again, meal.length, turn, MEALS.indexOf(moment)];
}

/** Return how many things were named: a brand beside its generic, or beside its class, is one. */
function different(said: readonly { readonly traits: ReadonlySet<string> }[]): number {
  const found = [...new Map(said.map(({ traits }) => [[...traits].sort().join(" "), traits])).values()];
  const isWithin = (one: ReadonlySet<string>, other: ReadonlySet<string>) =>
    one.size < other.size && [...one].every((trait) => other.has(trait));
  return found.filter((one) => !found.some((other) => isWithin(one, other))).length;
}

/** Return the ids of the choices that people of a rule are named by. */
function idsOf(people: Fields): string[] {
  return choicesOfPeople(people).map(idOf);
}

/** Return whether a text names no excluded food and none of some words. */
function suits(text: PlanText, { excluded, words }: Fit): boolean {
  return !text.foods.some((key) => excluded.has(key)) && ![...words].some((word) => text.words.includes(` ${word} `));
}

function totalsText({ calcium_mg, fibre_g, sodium_mg }: Fields, { referenceMg }: Aim): string {
  const reference = referenceMg ? ` You need about ${thousands(referenceMg)} mg of calcium a day.` : "";
  const sums = [
    `${thousands(calcium_mg.amount)} mg of calcium`,
    `${short(fibre_g.amount)} g of fibre and ${thousands(sodium_mg.amount)} mg of sodium`,
  ];
  return `From these foods: ${sums.join(", ")}.${reference}`;
}
