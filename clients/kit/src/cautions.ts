/** The cautions of a release: whom each reaches, and those that match a person and the items of a plan. */
import { keyOf, type Catalog, type Fields } from "./catalog.js";
import { readerSentence } from "./sentences.js";
import { byCodePoint, listIn, memoized, sortedBy, unique } from "./python.js";
import type { Recogniser } from "./recogniser.js";
import type { NearName } from "./names.js";
import { resolveRecognitions, type Resolved, type Trait } from "./resolve.js";

const EVERYONE = "everyone";

interface IndexedCaution {
  readonly record: Fields;
  readonly slug: string;
  readonly position: number;
  readonly namesPerson: boolean;
  readonly anyActivity: boolean;
  readonly scope: ReadonlySet<string>;
  readonly allergens: ReadonlySet<string>;
  readonly closer: readonly string[];
}

/** The items that each caution is on, by its slug, each with its sentence about that item. */
type Warned = ReadonlyMap<string, readonly { readonly key: string; readonly sentence: string }[]>;
type Reached = ReadonlyMap<string, readonly Trait[]>;

export class CautionIndex {
  readonly #catalog: Catalog;
  readonly #recogniser: Recogniser;
  readonly #bySlug = new Map<string, IndexedCaution>();
  readonly #reaching = new Map<string, string[]>();
  readonly #reachedBy = new WeakMap<readonly Trait[], Reached>();

  constructor(catalog: Catalog, recogniser: Recogniser) {
    this.#catalog = catalog;
    this.#recogniser = recogniser;
    catalog.keys("cautions").forEach((key, position) => {
      const one = indexed(catalog.part(key), position);
      this.#bySlug.set(one.slug, one);
      for (const trait of traitsOf(one.record)) listIn(this.#reaching, trait).push(one.slug);
    });
  }

  /** Return the cautions that reach a trait, for certain or perhaps. */
  reaching({ by, value }: Trait): Fields[] {
    return (this.#reaching.get(`${by}/${value}`) ?? []).map((slug) => this.#bySlug.get(slug)!.record);
  }

  /** Return the cautions that match a request as flags, dangers first, then the most serious. */
  flagsOf(resolved: Resolved): Fields[] {
    return this.#matching(this.#warned(resolved.items), this.#reached(resolved.traits));
  }

  /** Return the answer for each near name of a request, beside all that was said and all the other near names. */
  nearOf(resolved: Resolved): (near: NearName) => Fields {
    const all = [...new Map(resolved.recognitions.flatMap(({ near }) => (near ? [[idOf(near), near]] : []))).values()];
    const perhaps = all.map((one) => {
      const meant = this.#recogniser.meant(one);
      return { ...meant, follows: meant.follows.map((follow) => ({ ...follow, certain: false })) };
    });
    const whole = resolveRecognitions(this.#catalog, [...resolved.recognitions, ...perhaps], resolved.items);
    const said = this.#warned(resolved.items);
    const [warned, reached] = [this.#warned(whole.items), this.#reached(whole.traits)];
    const meanings = new Map(all.map((one) => [idOf(one), this.#meaning(one)]));
    return (near) => {
      const own = meanings.get(idOf(near))!;
      const together = all.filter((one) => {
        const other = meanings.get(idOf(one))!;
        return one !== near && idOf(one) !== idOf(near) && (isShared(own.warned, other.reached) || isShared(own.reached, other.warned));
      });
      const for_you = this.#flagsOfNear(own, own.warned.size === 0 ? said : warned, reached);
      return { name: near.name, together_with: unique(together.map(({ name }) => name)).sort(byCodePoint), for_you };
    };
  }

  #meaning(near: NearName): { warned: Warned; reached: Reached } {
    const meant = resolveRecognitions(this.#catalog, [this.#recogniser.meant(near)]);
    const warned: Warned = meant.items.length ? this.#warned(meant.items) : new Map();
    return { warned, reached: this.#reached(meant.traits) };
  }

  #flagsOfNear(own: { warned: Warned; reached: Reached }, warned: Warned, reached: Reached): Fields[] {
    if (own.warned.size === 0) return this.#matching(warned, own.reached).filter((flag) => !isForEveryone(flag));
    if (own.reached.size === 0) return this.#matching(own.warned, reached);
    const flags = this.#matching(warned, reached);
    return flags.filter(({ slug }) => own.warned.has(slug as string) || own.reached.has(slug as string));
  }

  /** Return a caution for the person of a request, with its noun, else with items by key; else the general one. */
  readerSentence(slug: string, resolved: Resolved, items: readonly string[]): string {
    const hasNoun = this.#bySlug.get(slug)!.record.group_noun !== null;
    return this.#saidTo(slug, resolved, hasNoun ? [] : items) ?? this.#catalog.cautionCard(slug).sentence;
  }

  /** Return the sentence of a caution for the person of a request and an entry by key. */
  entrySentence(slug: string, resolved: Resolved, key: string): string {
    const line = this.#catalog.part(key).cautions.find((one: Fields) => one.slug === slug);
    return this.#saidTo(slug, resolved, [key]) ?? line.sentence;
  }

  /** Return the sentence for a person; the general one where it gets too long; null where it names no person. */
  #saidTo(slug: string, resolved: Resolved, items: readonly string[]): string | null {
    const caution = this.#bySlug.get(slug)!;
    const because = reasons(caution, this.#reached(resolved.traits).get(slug) ?? []);
    if (!caution.namesPerson || because.length === 0) return null;
    return readerSentence(this.#catalog, caution.record, items, because) ?? this.#catalog.cautionCard(slug).sentence;
  }

  /** Return the traits that each caution reaches; every item of a plan asks for those of its person. */
  #reached(traits: readonly Trait[]): Reached {
    const known = this.#reachedBy.get(traits);
    if (known) return known;
    const reached = new Map<string, Trait[]>();
    for (const trait of traits) {
      for (const slug of this.#reaching.get(`${trait.by}/${trait.value}`) ?? []) listIn(reached, slug).push(trait);
    }
    this.#reachedBy.set(traits, reached);
    return reached;
  }

  #warned(items: readonly string[]): Warned {
    const warned = new Map<string, { key: string; sentence: string }[]>();
    for (const key of items) {
      for (const { slug, sentence } of this.#catalog.part(key).cautions) {
        listIn(warned, slug as string).push({ key, sentence });
      }
    }
    for (const { slug, anyActivity } of this.#bySlug.values()) {
      if (!anyActivity) continue;
      const named = new Map((warned.get(slug) ?? []).map((one) => [one.key.split("/")[1], one]));
      warned.set(
        slug,
        items.map((key) => named.get(key.split("/")[1]) ?? { key, sentence: "" }),
      );
    }
    return warned;
  }

  #matching(warned: Warned, traits: Reached): Fields[] {
    const concerned = [...warned.keys()]
      .map((slug) => this.#bySlug.get(slug)!)
      .filter(({ slug, namesPerson }) => traits.has(slug) || !namesPerson);
    const flags = sortedBy(concerned, ({ position }) => [position]).flatMap((caution) => {
      const because = reasons(caution, traits.get(caution.slug) ?? []);
      const items = warned.get(caution.slug)!.filter(({ key }) => this.#mayHoldAllergen(key, caution, because));
      return items.length || caution.anyActivity ? [this.#flag(caution, items, because)] : [];
    });
    const shown = new Map(flags.map((flag) => [flag.slug as string, flag]));
    const kept = flags.filter((flag) => !this.#isSuperseded(flag, shown));
    return sortedBy(kept, (flag) => [flag.kind_of !== "danger", -this.#rank(flag)]);
  }

  #rank({ severity }: Fields): number {
    return this.#catalog.rank("severity", severity);
  }

  /** Return whether an item may hold an allergen that the caution matched by; true if it matched otherwise. */
  #mayHoldAllergen(key: string, caution: IndexedCaution, because: readonly Fields[]): boolean {
    const held = allergensInCommon([...caution.allergens], this.#catalog.part(key));
    return held.length === 0 || because.some(({ by, value }) => by !== "allergy" || held.includes(value));
  }

  /** Return whether closer cautions match all its items and traits, or all its items and outweigh it. */
  #isSuperseded(flag: Fields, shown: ReadonlyMap<string, Fields>): boolean {
    const closer = this.#bySlug.get(flag.slug)!.closer.flatMap((slug) => shown.get(slug) ?? []);
    if (closer.length === 0) return false;
    const items = itemsOf(flag);
    const isCovered = (wanted: readonly string[], found: readonly string[]) =>
      wanted.every((one) => found.includes(one));
    const because = becauseOf(flag);
    const outweighing = closer.filter((one) => {
      const more = this.#rank(one) - this.#rank(flag);
      return more > 0 || (more === 0 && !becauseOf(one).some((trait) => because.includes(trait)));
    });
    if (outweighing.length && isCovered(items, outweighing.flatMap(itemsOf))) return true;
    return isCovered(items, closer.flatMap(itemsOf)) && isCovered(because, closer.flatMap(becauseOf));
  }

  readonly #plainFlag = memoized((slug: string): Fields => {
    const record = this.#catalog.part(`cautions/${slug}`);
    const sources = record.sources.map(({ source, verification }: Fields) => {
      const { slug: of, citation, url } = this.#catalog.part(keyOf(source));
      return { slug: of, text: citation, url, verification, href: `/v1/sources/${of}` };
    });
    const { kind_of, concerns, verification } = record;
    return { ...this.#catalog.cautionCard(slug), kind_of, concerns, sources, verification };
  });

  #flag(caution: IndexedCaution, items: Warned extends ReadonlyMap<string, infer I> ? I : never, because: Fields[]): Fields {
    const flag = this.#plainFlag(caution.slug);
    const matched = items.map(({ key }) => ({
      ...this.#catalog.reference(key),
      applies_when: caution.scope.has(key) ? caution.record.applies_when : null,
    }));
    return {
      ...flag,
      sentence: this.#sentence(caution, items, because) ?? flag.sentence,
      matched: { items: matched, because },
      depends_on_form: matched.length > 0 && matched.every(({ applies_when }) => applies_when !== null),
    };
  }

  #sentence(
    { record, namesPerson }: IndexedCaution,
    items: readonly { key: string; sentence: string }[],
    because: readonly Fields[],
  ): string | null {
    const named = items.filter(({ sentence }) => sentence);
    if (namesPerson) return readerSentence(this.#catalog, record, named.map(({ key }) => key), because);
    return named.length === 1 ? named[0]!.sentence : null;
  }
}

function idOf({ field, name }: NearName): string {
  return `${field}/${name}`;
}

function isShared(one: ReadonlyMap<string, unknown>, other: ReadonlyMap<string, unknown>): boolean {
  return [...one.keys()].some((slug) => other.has(slug));
}

export function isForEveryone(flag: Fields): boolean {
  return flag.matched.because[0]?.by === EVERYONE;
}

/** Return whom a caution reaches, by the field of a record. */
export function reachedOf(caution: Fields, kind: string): string[] {
  return [...caution.reaches[kind], ...caution.may_reach[kind]];
}

/** Return which of some allergens an entry may hold: wheat too where it holds none of them and may hold gluten. */
export function allergensInCommon(named: readonly string[], entry: Fields): string[] {
  const { allergens = [], allergens_possible = [], free_from } = entry;
  const held: readonly string[] = [...allergens, ...allergens_possible];
  const found = named.filter((one) => held.includes(one));
  const mayHoldGluten = free_from && (!free_from.includes("gluten") || allergens.includes("wheat"));
  return found.length || !mayHoldGluten ? found : named.filter((one) => one === "wheat");
}

export function namesPerson({ who }: Fields): boolean {
  return ["life_stages", "conditions", "medicines", "allergies"].some((name) => who[name].length > 0);
}

function indexed(record: Fields, position: number): IndexedCaution {
  const { attributes, any_activity } = record.applies_to;
  return {
    record,
    slug: record.slug,
    position,
    namesPerson: namesPerson(record),
    anyActivity: any_activity,
    scope: new Set(record.form_scope.map(keyOf)),
    allergens: new Set(attributes.flatMap(({ allergen }: Fields) => allergen ?? [])),
    closer: record.superseded_by.map(({ slug }: Fields) => slug),
  };
}

function traitsOf(record: Fields): Set<string> {
  return new Set([
    ...record.who.life_stages.map((value: string) => `life_stage/${value}`),
    ...reachedOf(record, "conditions").map((value) => `condition/${value}`),
    ...reachedOf(record, "medicines").map((value) => `medicine/${value}`),
    ...record.who.allergies.map((value: string) => `allergy/${value}`),
  ]);
}

/** Return by which of the traits that it reaches a caution matches; `everyone` if it names none. */
function reasons(caution: IndexedCaution, traits: readonly Trait[]): Fields[] {
  if (!caution.namesPerson) return [{ by: EVERYONE, value: null, name: "Everyone", certain: true }];
  const { may_reach } = caution.record;
  const said = new Set(traits.filter(({ direct }) => direct).map(({ asked }) => asked));
  const matching = new Map<string, Fields>();
  for (const { by, certain, direct, asked, ...trait } of traits) {
    if (!direct && said.has(asked)) continue;
    const kind = by === "condition" ? "conditions" : "medicines";
    const isPossible = (by === "condition" || by === "medicine") && may_reach[kind].includes(trait.value);
    const [value, name] = trait.said ?? [trait.value, trait.name];
    const isCertain = (certain && !isPossible) || matching.get(`${by}/${value}`)?.certain === true;
    matching.set(`${by}/${value}`, { by, value, name, certain: isCertain });
  }
  return [...matching.values()];
}

function itemsOf(flag: Fields): string[] {
  return flag.matched.items.map(keyOf);
}

function becauseOf(flag: Fields): string[] {
  return flag.matched.because.map(({ by, value }: Fields) => `${by}/${value}`);
}
