/** Compose the days of a plan in integers: what the goal asks for first, then fibre that rises, within all limits. */
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import type { Fields } from "./catalog.js";
import { figureOf, givesCalcium, type Amount, type Candidate, type PlanIndex } from "./planindex.js";
import { compareKeys, least, round, sortedBy } from "./python.js";

const WEEK = 7;

/** The most in the foods of one day. */
export interface DayLimits {
  readonly figures: ReadonlyMap<string, number>;
  readonly inulinFirstWeek: number;
  readonly inulin: number;
  readonly otherFermentableFirstWeek: number;
}

/** What fits a person. */
export interface Candidates {
  readonly foods: { readonly [kind: string]: readonly Candidate[] };
  readonly habits: readonly Candidate[];
  readonly excluded: ReadonlyMap<string, readonly Fields[]>;
  readonly timed: ReadonlySet<string>;
  readonly midday: ReadonlySet<string>;
  readonly morning: readonly Fields[];
  readonly minded: ReadonlySet<string>;
  readonly wanted: ReadonlySet<string>;
  readonly words: ReadonlySet<string>;
  readonly limits: DayLimits;
  readonly isFluidLimited: boolean;
  /** At how many meals a drink like milk may stand: none has two. */
  readonly milkMeals: number;
}

/** What a plan aims at; `calcium` in ten-thousandths of a milligram. */
export interface Aim {
  readonly goal: string;
  readonly days: number;
  readonly seed: number;
  readonly calcium: number;
  readonly referenceMg: number | null;
  readonly leavesCalcium: boolean;
}

export interface Day {
  readonly foods: readonly Candidate[];
  readonly habits: readonly Candidate[];
  readonly isFirstWeek: boolean;
}

export function amountOf(one: Candidate, isFirstWeek: boolean): Amount {
  return one.amounts![isFirstWeek ? 0 : 1];
}

/** Return how much calcium the amount gives, in words; null where it gives little. */
export function calciumReason(index: PlanIndex, amount: Amount, referenceMg: number | null, isOnLabel: boolean): string | null {
  const { units, texts } = index.rules;
  if (!givesCalcium(index.rules, amount)) return null;
  const given = `It gives about ${round(figureOf(amount, "calcium_mg") / units)} mg of calcium`;
  const said = referenceMg ? `${given}, of ${thousands(referenceMg)} mg a day.` : `${given}.`;
  return isOnLabel ? `${said} ${texts.on_label}` : said;
}

/** Return what the amount gives beside calcium, in one sentence; null where it gives little of all. */
export function figureReason(index: PlanIndex, amount: Amount): string | null {
  const { least: most, units, reasons } = index.rules;
  for (const [name, sentence] of Object.entries(reasons as { [name: string]: string })) {
    const figure = figureOf(amount, name);
    if (figure >= most[name] * units) return sentence.replace("{amount}", short(tenths(figure / units)));
  }
  return null;
}

/** Return a number without decimals, with commas between thousands. */
export function thousands(value: number): string {
  return String(round(value)).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** Return a number to one decimal, a half to the even neighbour. */
export function tenths(value: number): number {
  const isHalf = Number.isInteger(value * 4) && !Number.isInteger(value * 2);
  return isHalf ? round(value * 10) / 10 : Number(value.toFixed(1));
}

/** Return a number with at most six digits. */
export function short(value: number): string {
  return String(Number(value.toPrecision(6)));
}

/** On which days candidates are used: on those so far, and where days are planned ahead. */
class UsageHistory {
  readonly #rules: Fields;
  readonly #uses: { readonly number: number; readonly one: Candidate }[];

  constructor(rules: Fields, uses: readonly { readonly number: number; readonly one: Candidate }[] = []) {
    this.#rules = rules;
    this.#uses = [...uses];
  }

  copy(): UsageHistory {
    return new UsageHistory(this.#rules, this.#uses);
  }

  add(number: number, chosen: readonly Candidate[]): void {
    this.#uses.push(...chosen.map((one) => ({ number, one })));
  }

  /** Return whether a key or group was used on both days before one. */
  isRunning(number: number, name: string): boolean {
    const days = this.#daysOf(({ key, group }) => key === name || group === name);
    return days.includes(number - 1) && days.includes(number - 2);
  }

  /** Return the cost of using a candidate again on a day. */
  cost(number: number, { key, group }: Candidate): number {
    const { each_use, used_yesterday, used_two_days_ago, group_used_yesterday } = this.#rules;
    const days = this.#daysOf((one) => one.key === key);
    const ofGroup = this.#daysOf((one) => one.group === group);
    return (
      each_use * days.length +
      used_yesterday * Number(days.includes(number - 1) || days.includes(number + 1)) +
      used_two_days_ago * Number(days.includes(number - 2) || days.includes(number + 2)) +
      group_used_yesterday * Number(ofGroup.includes(number - 1) || ofGroup.includes(number + 1))
    );
  }

  /** Return whether every week that a day is in leaves room for a food. */
  allows(number: number, one: Candidate, isCapped: boolean): boolean {
    const days = this.#daysOf(({ key }) => key === one.key);
    if (isCapped && isUsedUp(days, number, this.#rules.most_uses_a_week)) return false;
    if (one.mostAWeek === null) return true;
    const limited = this.#daysOf((other) => other.mostAWeek !== null && other.group === one.group);
    return !isUsedUp(limited, number, one.mostAWeek);
  }

  #daysOf(isMeant: (one: Candidate) => boolean): number[] {
    return this.#uses.filter(({ one }) => isMeant(one)).map(({ number }) => number);
  }
}

/** Return whether any seven days running with a day have the most uses. */
function isUsedUp(days: readonly number[], number: number, most: number): boolean {
  const firsts = Array.from({ length: WEEK }, (_, place) => number - place);
  return firsts.some((first) => days.filter((day) => first <= day && day < first + WEEK).length >= most);
}

/** The most calcium foods in a day of dairy or soy, of any other group, and of them drinks like milk. */
type Most = readonly [number, number, number];

/** Foods chosen for a day, with the sums that are limited or aimed at. */
interface Basket {
  readonly foods: readonly Candidate[];
  readonly load: readonly number[];
  readonly groups: readonly string[];
}

const fibreOf = ({ load }: Basket): number => load[0]!;
const calciumOf = ({ load }: Basket): number => load[1]!;
const milkDrinksIn = ({ foods }: Basket): number => foods.filter(({ isMilkDrink }) => isMilkDrink).length;

class FoodPlanner {
  readonly #index: PlanIndex;
  readonly #rules: Fields;
  readonly #aim: Aim;
  readonly #fermented: readonly Candidate[];
  readonly #prebiotic: readonly Candidate[];
  readonly #bone: readonly Candidate[];
  readonly #baseCosts: ReadonlyMap<string, number>;
  readonly #hasManyFoods: boolean;
  /** Drinks like milk, which may come every day where the days would have too little calcium otherwise. */
  #daily: ReadonlySet<string> = new Set();
  readonly #mostFoods: number;
  readonly #calciumAim: number;
  readonly #milkMeals: number;
  readonly #limits: DayLimits;
  readonly #history: UsageHistory;
  readonly #seen = new Set<string>();
  #fibreBefore: number | null = null;
  #calciumDue = 0;
  /** The foods for the calcium of each day of this week, where calcium is the goal. */
  #week: readonly Basket[] = [];
  #costs: ReadonlyMap<string, number> = new Map();
  #loads: ReadonlyMap<string, readonly number[]> = new Map();
  #most: readonly number[] = [];

  constructor(index: PlanIndex, candidates: Candidates, aim: Aim) {
    this.#index = index;
    this.#rules = index.rules.days;
    this.#aim = aim;
    const groups = Object.values(candidates.foods).map((group) =>
      shuffled(group, aim.seed).filter((one) => this.#servesGoal(one)),
    );
    [this.#fermented, this.#prebiotic, this.#bone] = groups as [Candidate[], Candidate[], Candidate[]];
    const { minded, wanted, few_foods, most_foods, most_uses_a_week } = this.#rules;
    this.#baseCosts = new Map(
      groups.flat().map(({ key }) => {
        const cost = minded * Number(candidates.minded.has(key)) + wanted * Number(candidates.wanted.has(key));
        return [key, cost];
      }),
    );
    const pool = this.#baseCosts.size;
    this.#hasManyFoods = pool >= few_foods;
    const shared = Math.floor((most_uses_a_week * pool) / WEEK);
    this.#mostFoods = this.#hasManyFoods ? Math.min(most_foods, shared) : most_foods;
    if (this.#lastingCalcium() < aim.calcium) {
      const drinks = [...this.#fermented, ...this.#bone].filter((one) => one.isMilkDrink);
      this.#daily = new Set(drinks.map(({ key }) => key));
    }
    this.#milkMeals = candidates.milkMeals;
    this.#calciumAim = Math.min(aim.calcium, this.#lastingCalcium());
    this.#limits = candidates.limits;
    this.#history = new UsageHistory(this.#rules);
  }

  /** Return whether a food may come on some days of a week only. */
  #isCapped(one: Candidate): boolean {
    return this.#hasManyFoods && !this.#daily.has(one.key);
  }

  /** Return the calcium that the foods give on every day of a week, if it is shared out evenly. */
  #lastingCalcium(): number {
    const given = [...this.#fermented, ...this.#bone].map((one) => {
      const uses = this.#isCapped(one) ? this.#rules.most_uses_a_week : WEEK;
      const most = Math.min(uses, one.mostAWeek || WEEK);
      return figureOf(amountOf(one, true), "calcium_mg") * most;
    });
    const week = given.reduce((sum, one) => sum + one, 0);
    return Math.floor((Math.floor(week / WEEK) * this.#rules.lasting_percent) / 100);
  }

  #servesGoal(one: Candidate): boolean {
    if (this.#aim.goal === "everyday" || this.#aim.goal === "movement") return true;
    const amount = amountOf(one, true);
    return givesCalcium(this.#index.rules, amount) || figureReason(this.#index, amount) !== null;
  }

  /** Return the foods of the next day, like those of no day before, if the foods allow it. */
  planDay(number: number): readonly Candidate[] {
    if (number % WEEK === 0) this.#beginWeek(number);
    const foods = [...this.#fermented, ...this.#prebiotic, ...this.#bone].filter((one) =>
      this.#history.allows(number, one, this.#isCapped(one)),
    );
    this.#costs = new Map(foods.map((one) => [one.key, this.#cost(this.#history, number, one)]));
    this.#calciumDue = this.#week.length ? calciumOf(this.#week[number % WEEK]!) : 0;
    const { fibre_aims, usual_fibre_aim, attempts } = this.#rules;
    const [first, rise] = fibre_aims[this.#aim.goal] ?? usual_fibre_aim;
    const aim = Math.floor(((first + rise * number) * this.#index.rules.units) / 10);
    const found: { rank: readonly (boolean | number)[]; basket: Basket }[] = [];
    for (let skipped = 0; skipped < attempts; skipped += 1) {
      const basket = this.#withFibre(this.#mains(number, skipped), aim, skipped);
      const rank = this.#rank(basket, aim);
      found.push({ rank, basket });
      if (!rank[0] && !rank[1] && !rank[2]) break;
    }
    const { basket } = least(found, ({ rank }) => rank);
    this.#fibreBefore = fibreOf(basket);
    this.#history.add(number, basket.foods);
    this.#seen.add(setOf(basket));
    return basket.foods;
  }

  #cost(history: UsageHistory, number: number, one: Candidate): number {
    return history.cost(number, one) + this.#baseCosts.get(one.key)!;
  }

  /** Take the amounts and limits of a week, and share out its calcium where that is the goal. */
  #beginWeek(number: number): void {
    const isFirstWeek = number < WEEK;
    const foods = [...this.#fermented, ...this.#prebiotic, ...this.#bone];
    this.#loads = new Map(foods.map((one) => [one.key, this.#load(one, amountOf(one, isFirstWeek))]));
    this.#most = this.#mostOfDay(isFirstWeek);
    if (this.#aim.goal !== "calcium") return;
    const limits: readonly Most[] = this.#rules.most_for_calcium;
    const varied = this.#sharedOut(number, limits, true);
    const isShort = varied.some((day) => calciumOf(day) < this.#aim.calcium);
    const richest = isShort ? limits.slice(-this.#rules.richest_weeks) : [];
    const weeks = [varied, ...richest.map((most) => this.#sharedOut(number, [most], false))];
    if (this.#week.length) weeks.push(this.#week.map(({ foods }) => this.#filled(foods)));
    const lowest = (week: readonly Basket[]) =>
      week.map((day) => Math.min(calciumOf(day), this.#aim.calcium)).sort((one, other) => one - other);
    const best = least(weeks, (week) => lowest(week).map((calcium) => -calcium));
    this.#week = this.#withFibreRising(number, best);
  }

  /** Return the days with those of more fibre last, if the week before leaves room for that. */
  #withFibreRising(number: number, week: readonly Basket[]): readonly Basket[] {
    const rising = sortedBy(week, (day) => [Math.floor(fibreOf(day) / this.#rules.max_rise)]);
    const history = this.#history.copy();
    for (const [place, { foods }] of rising.entries()) {
      if (!foods.every((one) => history.allows(number + place, one, this.#isCapped(one)))) return week;
      history.add(number + place, foods);
    }
    return rising;
  }

  /** Return a week where the day with the least calcium got each next food, a fresh or the richest one. */
  #sharedOut(number: number, limits: readonly Most[], isVaried: boolean): Basket[] {
    const { days_apart, rich } = this.#rules;
    const week = Array.from({ length: WEEK }, () => this.#empty());
    const history = this.#history.copy();
    for (const most of limits) {
      const isLast = most === limits.at(-1);
      let open: readonly number[] = days_apart;
      for (;;) {
        const below = open.filter((day) => calciumOf(week[day]!) < this.#aim.calcium);
        if (below.length === 0) break;
        const day = least(below, (one) => [calciumOf(week[one]!)]);
        const [basket, on] = [week[day]!, number + day];
        const fitting = this.#rich().filter(
          (one) =>
            (isLast || this.#over(basket, one) <= rich) &&
            this.#isRoom(basket, one, most) &&
            history.allows(on, one, this.#isCapped(one)),
        );
        if (fitting.length === 0) {
          open = open.filter((one) => one !== day);
          continue;
        }
        const best = least(fitting, (one) => [this.#preference(basket, one, this.#cost(history, on, one), isVaried)]);
        week[day] = this.#add(basket, best);
        history.add(on, [best]);
      }
    }
    return week;
  }

  /** Return how late a food is taken: by its cost and fibre too, or by its calcium alone. */
  #preference(basket: Basket, one: Candidate, cost: number, isVaried: boolean): number {
    const [fibre, calcium] = this.#loads.get(one.key)! as [number, number];
    const over = this.#over(basket, one);
    if (!isVaried) return over - calcium;
    return this.#freshness(one, cost) + fibre + Math.floor(over / this.#rules.calcium_mg_per_cost);
  }

  /** Return the cost of a food less what its calcium is worth. */
  #freshness({ key }: Candidate, cost: number): number {
    const { rich, calcium_mg_per_cost } = this.#rules;
    return cost - Math.floor(Math.min(this.#loads.get(key)![1]!, rich) / calcium_mg_per_cost);
  }

  /** Return how much more than the aim a food would give. */
  #over(basket: Basket, { key }: Candidate): number {
    return Math.max(0, calciumOf(basket) + this.#loads.get(key)![1]! - this.#aim.calcium);
  }

  /** Return a ferment and a bone food, and foods for the calcium that is aimed at. */
  #mains(number: number, skipped: number): Basket {
    if (this.#aim.goal === "calcium") {
      const due = this.#week[number % WEEK]!.foods;
      return this.#filled(due.filter(({ key }, place) => place !== skipped - 1 && this.#costs.has(key)));
    }
    const limits: readonly Most[] = this.#rules.most_of_a_group;
    let basket = this.#first(this.#empty(), this.#cheapest(this.#fermented), skipped);
    basket = this.#first(basket, this.#cheapest(this.#bone), Math.floor(skipped / 2));
    const rich = this.#rich().filter(({ key }) => this.#costs.has(key));
    const fresh = sortedBy(rich, (one) => [this.#freshness(one, this.#costs.get(one.key)!)]);
    const filled = this.#calciumFoods(basket, fresh.filter((_, place) => place !== skipped - 1), limits);
    if (calciumOf(filled) >= this.#calciumAim) return filled;
    const richest = sortedBy(fresh, ({ key }) => [-this.#loads.get(key)![1]!]);
    const fuller = this.#calciumFoods(basket, richest, limits.slice(-1));
    return calciumOf(fuller) > calciumOf(filled) ? fuller : filled;
  }

  #empty(): Basket {
    return { foods: [], load: this.#most.map(() => 0), groups: [] };
  }

  /** Return a basket with those foods that fit. */
  #filled(foods: readonly Candidate[]): Basket {
    return foods.reduce((basket, one) => (this.#fits(basket, one) ? this.#add(basket, one) : basket), this.#empty());
  }

  #cheapest(foods: readonly Candidate[]): Candidate[] {
    return sortedBy(foods.filter(({ key }) => this.#costs.has(key)), ({ key }) => [this.#costs.get(key)!]);
  }

  /** Return a basket with one food more: another group first, the cheapest first. */
  #first(basket: Basket, foods: readonly Candidate[], skipped: number): Basket {
    const fitting = foods.filter((one) => this.#fits(basket, one));
    const other = fitting.filter(({ group }) => !basket.groups.includes(group));
    const fresh = other.length ? other : fitting;
    return fresh.length ? this.#add(basket, fresh[skipped % fresh.length]!) : basket;
  }

  /** Return the foods with calcium. */
  #rich(): Candidate[] {
    const enough = this.#index.rules.least.calcium_mg * this.#index.rules.units;
    return [...this.#fermented, ...this.#bone].filter(({ key }) => this.#loads.get(key)![1]! >= enough);
  }

  /** Return the basket with foods that reach the calcium aim, within each limit of a group. */
  #calciumFoods(basket: Basket, rich: readonly Candidate[], limits: readonly Most[]): Basket {
    let filled = basket;
    for (const most of limits) {
      for (const one of rich) {
        if (calciumOf(filled) >= this.#calciumAim) return filled;
        if (this.#isRoom(filled, one, most)) filled = this.#add(filled, one);
      }
    }
    return filled;
  }

  /** Return whether a food with calcium fits, with so many of a group, and leaves room for fibre. */
  #isRoom(basket: Basket, one: Candidate, [ofMilkAndSoy, ofOthers, milkDrinks]: Most): boolean {
    const limit = one.group === "dairy" || one.group === "soy" ? ofMilkAndSoy : ofOthers;
    return (
      basket.foods.length < this.#mostFoods - 1 &&
      !basket.foods.includes(one) &&
      basket.groups.filter((group) => group === one.group).length < limit &&
      !(one.isMilkDrink && milkDrinksIn(basket) >= milkDrinks) &&
      this.#fits(basket, one)
    );
  }

  /** Return the basket with the fibre foods that come closest to the aim of the day. */
  #withFibre(mains: Basket, aim: number, skipped: number): Basket {
    const { most_fibre_foods, usual_most_fibre_foods, shortlist, max_rise } = this.#rules;
    const room = this.#mostFoods - mains.foods.length;
    const most = Math.min(most_fibre_foods[this.#aim.goal] ?? usual_most_fibre_foods, room);
    const foods = this.#cheapest(this.#prebiotic.filter((one) => !mains.foods.includes(one)));
    const enough = skipped === 0 ? aim : aim + max_rise;
    let best: { basket: Basket; rank: readonly (boolean | number)[] } | null = null;
    for (const basket of this.#extended(mains, foods.slice(0, shortlist * (skipped + 1)), most, enough)) {
      const rank = this.#rank(basket, aim);
      if (!best || compareKeys(rank, best.rank) < 0) best = { basket, rank };
    }
    return best?.basket ?? mains;
  }

  /** Yield the basket with up to `most` more foods of other groups, until the aim is met. */
  *#extended(basket: Basket, foods: readonly Candidate[], most: number, aim: number): Generator<Basket> {
    if (!most) return;
    for (const [place, one] of foods.entries()) {
      if (basket.groups.includes(one.group) || !this.#fits(basket, one)) continue;
      const more = this.#add(basket, one);
      yield more;
      if (fibreOf(more) < aim) yield* this.#extended(more, foods.slice(place + 1), most - 1, aim);
    }
  }

  /** Return how a day compares: alike, short of the goal, uneven in fibre, then distance and costs. */
  #rank(basket: Basket, aim: number): readonly (boolean | number)[] {
    const [before, fibre] = [this.#fibreBefore, fibreOf(basket)];
    const isUneven = before !== null && !(before <= fibre && fibre <= before + this.#rules.max_rise);
    const cost = basket.foods.reduce((sum, { key }) => sum + this.#costs.get(key)!, 0);
    const isShort = calciumOf(basket) < this.#calciumDue;
    return [this.#seen.has(setOf(basket)), isShort, isUneven, Math.abs(fibre - aim) + cost];
  }

  #fits(basket: Basket, one: Candidate): boolean {
    if (basket.foods.length >= this.#mostFoods) return false;
    if (one.isMilkDrink && milkDrinksIn(basket) >= this.#milkMeals) return false;
    const load = this.#loads.get(one.key)!;
    return basket.load.every((sum, place) => sum + load[place]! <= this.#most[place]!);
  }

  #add({ foods, load, groups }: Basket, one: Candidate): Basket {
    const more = this.#loads.get(one.key)!;
    return {
      foods: [...foods, one],
      load: load.map((sum, place) => sum + more[place]!),
      groups: [...groups, one.group],
    };
  }

  /** Return what a food adds to the sums of a day; the order is that of `#mostOfDay`. */
  #load(one: Candidate, amount: Amount): number[] {
    const limited = [...this.#limits.figures.keys()].map((name) => figureOf(amount, name));
    const isOther = Number(one.record.portion.fermentable === "other");
    return [figureOf(amount, "fibre_g"), figureOf(amount, "calcium_mg"), amount.inulin, isOther, ...limited];
  }

  #mostOfDay(isFirstWeek: boolean): number[] {
    const { figures, inulin, inulinFirstWeek, otherFermentableFirstWeek } = this.#limits;
    const { units } = this.#index.rules;
    const other = isFirstWeek ? otherFermentableFirstWeek : this.#rules.most_foods;
    const limited = [...figures.values()].map((most) => most * units);
    return [Infinity, Infinity, (isFirstWeek ? inulinFirstWeek : inulin) * units, other, ...limited];
  }
}

/** Return the days; empty if nothing fits. */
export function compose(index: PlanIndex, candidates: Candidates, aim: Aim): Day[] {
  const habits = shuffled(candidates.habits, aim.seed).filter((one) => isHabitFor(index, one, aim.goal));
  if (!Object.values(candidates.foods).flat().length && !habits.length) return [];
  const foods = new FoodPlanner(index, candidates, aim);
  const history = new UsageHistory(index.rules.days);
  return Array.from({ length: aim.days }, (_, number) => ({
    habits: habitsOf(habits, history, aim.goal, index.rules.days.habits, number),
    foods: foods.planDay(number),
    isFirstWeek: number < WEEK,
  }));
}

/** Return whether a habit may be served: for a goal with a known benefit only, never without an effect. */
function isHabitFor(index: PlanIndex, { claim }: Candidate, goal: string): boolean {
  if (goal === "everyday") return claim === null || claim.direction !== "no_effect";
  return claim !== null && !index.rules.without_known_benefit.includes(claim.direction);
}

/** Choose and record the habits of a day: the first one by the goal, of different topics, none too often. */
function habitsOf(
  habits: readonly Candidate[],
  history: UsageHistory,
  goal: string,
  most: number,
  number: number,
): Candidate[] {
  const chosen: Candidate[] = [];
  const allowed = () => habits.filter((one) => !chosen.includes(one) && history.allows(number, one, false));
  // Where only two fit, they alternate: the same two would stand on every day.
  const count = Math.min(most, Math.max(1, allowed().length - 1));
  while (chosen.length < count) {
    const groups = chosen.map(({ group }) => group);
    const rest = allowed();
    if (rest.length === 0) break;
    const preference = (one: Candidate) => [
      goal === "movement" && chosen.length === 0 && !one.isMovement,
      history.isRunning(number, one.key),
      history.isRunning(number, one.group),
      groups.includes(one.group),
      history.cost(number, one),
    ];
    const best = least(rest, preference);
    chosen.push(best);
    history.add(number, [best]);
  }
  return chosen;
}

/** Return candidates in pseudo-random order: the same for the same seed. */
function shuffled(candidates: readonly Candidate[], seed: number): Candidate[] {
  return sortedBy(candidates, ({ key }) => [bytesToHex(sha256(utf8ToBytes(`${seed}/${key}`)))]);
}

function setOf({ foods }: Basket): string {
  return foods.map(({ key }) => key).sort().join(" ");
}
