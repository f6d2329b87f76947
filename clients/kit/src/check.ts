/** Check: which cautions apply to a person and their plan, what is unknown, and whom to consult. */
import { englishList, RequestError, type Catalog, type Fields } from "./catalog.js";
import { CautionIndex, isForEveryone } from "./cautions.js";
import { sortedBy, unique } from "./python.js";
import type { Recogniser, Recognition } from "./recogniser.js";
import { ASKED_AS, resolveWords, type Resolved, type Trait } from "./resolve.js";

/** What is planned, and for whom, in any words: as the body of `POST /v1/check`. */
export interface CheckRequest {
  readonly items: readonly string[];
  readonly life_stages?: readonly string[];
  readonly conditions?: readonly string[];
  readonly medicines?: readonly string[];
  readonly allergies?: readonly string[];
  readonly diet?: string | null;
}

const MAX_LISTED = 5;
const MAX_WORD = 80;
const LIMITS = { items: 50, life_stages: 30, conditions: 30, medicines: 30, allergies: 20 } as const;
const MATERNAL_STAGES = ["trying_for_a_baby", "pregnancy", "breastfeeding"];
const PERSONAL = ["condition", "medicine", "allergy"];
const YOUNG_STAGES = ["infant", "child", "adolescent"];
const FOOD_CONCERNS = ["digestion", "gluten", "metabolism"];
const FEW_CAUTIONS = 2;
const MANY_CAUTIONS = 4;

type Sentence = (name: string, values?: { readonly [name: string]: string | number }) => string;

/** Return a word as it was typed; where that is a slug that is no word, the name. */
export function typedName({ given, names, taken_for }: Recognition): string {
  return /[-_]/.test(given) && taken_for.some(({ slug }) => slug === given) ? names.join(", ") : given;
}

export class Checker {
  readonly #catalog: Catalog;
  readonly #recogniser: Recogniser;
  readonly #cautions: CautionIndex;

  constructor(catalog: Catalog, recogniser: Recogniser) {
    this.#catalog = catalog;
    this.#recogniser = recogniser;
    this.#cautions = new CautionIndex(catalog, recogniser);
  }

  /** Return the sentence of a caution for the person of a request and items by key; else the general one. */
  readerSentence(slug: string, resolved: Resolved, items: readonly string[]): string {
    return this.#cautions.readerSentence(slug, resolved, items);
  }

  /** Return the sentence of a caution for the person of a request and an entry by key. */
  entrySentence(slug: string, resolved: Resolved, key: string): string {
    return this.#cautions.entrySentence(slug, resolved, key);
  }

  /** Return the member `data` of the answer of a check. Throws RequestError. */
  check(request: CheckRequest): Fields {
    const { items, life_stages = [], conditions = [], medicines = [], allergies = [] } = request;
    const given = { items, life_stages, conditions, medicines, allergies };
    requireWords(given, LIMITS);
    if (items.length === 0) throw new RequestError([{ parameter: "items", given: "" }]);
    if (request.diet != null) requireValue(this.#catalog, "diet", request.diet);
    const resolved = resolveWords(this.#catalog, this.#recogniser, given);
    const flags = this.#cautions.flagsOf(resolved);
    const coverage = this.#coverage(resolved, flags);
    const diet_notes = this.#dietNotes(resolved, request.diet ?? null);
    const for_you = flags.filter((flag) => !isForEveryone(flag));
    const for_everyone = flags.filter(isForEveryone);
    const not_understood = this.#notUnderstood(resolved);
    return {
      summary: this.#summary(resolved, for_you, for_everyone, not_understood),
      for_you,
      for_everyone,
      understood: this.understood(resolved),
      known_not_recorded: this.knownNotRecorded(resolved),
      not_understood,
      contradictory: this.contradictory(resolved),
      pairs: this.#pairs(resolved, for_you),
      diet_notes,
      coverage,
      not_covered: this.#notCovered(resolved),
      talk_to: this.#talkTo(request, resolved, flags, coverage, diet_notes),
    };
  }

  readonly #sentence: Sentence = (name, values = {}) => {
    const text = this.#catalog.rules.check.sentences[name] as string;
    return text.replace(/\{(\w+)\}/g, (_, one: string) => String(values[one]));
  };

  /** Return what was looked up, and what was said not to be so. */
  understood({ recognitions }: Resolved): Fields[] {
    const denials = contradicted(recognitions);
    return recognitions
      .filter((one) => one.outcome === "understood" && !denials.includes(one))
      .map((one) => ({
        given: one.given,
        field: ASKED_AS[one.field],
        taken_for: one.taken_for.map(({ field, slug, name, key, certain }) => ({
          field: ASKED_AS[field],
          kind: key ? key.split("/")[0] : null,
          slug,
          name,
          href: key ? `/v1/${key}` : null,
          certain,
        })),
        status: one.status,
        note: this.#note(one),
      }));
  }

  /** Return what to ask or to know about what was looked up or left out. */
  #note({ status, ask, names_others }: Recognition): string | null {
    if (["denied", "past", "family"].includes(status) && !ask) return this.#sentence(status);
    const whom = names_others ? this.#sentence(status === "somebody_else" ? status : "others_too") : null;
    return [whom, ask].filter((one) => one).join(" ") || null;
  }

  /** Return what is known here, without anything recorded about it. */
  knownNotRecorded({ recognitions }: Resolved): Fields[] {
    return recognitions
      .filter(({ outcome }) => outcome === "known_not_recorded")
      .map(({ given, field, names }) => {
        const note = this.#sentence("known_not_recorded", { names: names.join(", ") });
        return { given, field: ASKED_AS[field], names, note };
      });
  }

  /** Return what was denied although it was also said. */
  contradictory({ recognitions }: Resolved): Fields[] {
    return contradicted(recognitions).map(({ given, field }) => ({
      given,
      field: ASKED_AS[field],
      note: this.#sentence("contradictory"),
    }));
  }

  #notUnderstood(resolved: Resolved): Fields[] {
    const unknown = resolved.recognitions.filter(({ outcome }) => outcome === "not_understood");
    const answerOf = unknown.some(({ near }) => near) ? this.#cautions.nearOf(resolved) : null;
    return unknown.map(({ given, field, near }) => ({
        given,
        field: ASKED_AS[field],
        near: near && answerOf && answerOf(near),
        note: near ? this.#sentence("not_understood_near", { name: near.name }) : this.#sentence("not_understood"),
      }));
  }

  #coverage({ traits }: Resolved, flags: readonly Fields[]): Fields[] {
    const flagged = new Set(
      flags.flatMap(({ matched }) => matched.because.map(({ by, value }: Fields) => `${by}/${value}`)),
    );
    return traits.filter(({ direct }) => direct).map((trait) => {
      const own = this.#cautions.reaching(trait);
      const follows = traits.filter(({ asked, said }) => asked === trait.asked && said?.[0] === trait.value);
      const naming = own.length ? own : unique(follows.flatMap((one) => this.#cautions.reaching(one)));
      return this.#covered(trait, naming, flagged);
    });
  }

  #covered({ asked, by, value, key }: Trait, naming: readonly Fields[], flagged: ReadonlySet<string>): Fields {
    const count = naming.length;
    const seen = naming.filter(({ verification }) => verification === "excerpt").length;
    const level = levelOf(count, seen);
    const note = this.#sentence(`coverage_${level}`, {
      count: count === 1 ? this.#sentence("one_names") : this.#sentence("several_name", { count }),
      seen:
        count === 1
          ? this.#sentence(seen ? "one_seen" : "one_unseen")
          : this.#sentence("several_seen", { seen: seen || "none" }),
    });
    const isMatched = flagged.has(`${by}/${value}`) || count === 0;
    const named = new Set(naming.map(({ slug }) => slug));
    const own: readonly Fields[] = key ? this.#catalog.part(key).cautions : [];
    return {
      asked,
      field: by,
      resolved: key ? this.#catalog.reference(key) : null,
      level,
      cautions: count,
      seen_in_source: seen,
      note: isMatched ? note : note + this.#sentence("coverage_not_in_plan", { them: count === 1 ? "it" : "them" }),
      see_also: own
        .filter(({ slug }) => !named.has(slug))
        .map(({ slug }) => this.#catalog.reference(`cautions/${slug}`)),
    };
  }

  #dietNotes({ items, traits }: Resolved, diet: string | null): Fields[] {
    const said = new Set(traits.filter(({ by }) => by === "allergy").map(({ value }) => value));
    const allergens = this.#catalog.values("allergen").filter(({ value }) => said.has(value));
    return items.flatMap((key) => this.#dietNotesOf(key, diet, allergens));
  }

  #dietNotesOf(key: string, diet: string | null, allergens: readonly Fields[]): Fields[] {
    const record = this.#catalog.part(key);
    const item = this.#catalog.reference(key);
    const dietName = diet ? this.#catalog.label("diet", diet).toLowerCase() : "";
    const note = (field: string, value: string, text: string, certain: boolean) => ({
      ...{ item, field, value, certain, note: text },
    });
    if (record.kind === "supplements") {
      const about = (name: string) => this.#sentence("not_recorded", { name });
      const isAsked = diet !== null && diet !== "omnivore";
      const fits = isAsked ? about(this.#sentence("fits_diet", { diet: dietName })) : "";
      return [
        ...(isAsked ? [note("diet", diet, fits, false)] : []),
        ...allergens.map(({ value, label }) => note("allergy", value, about(label.toLowerCase()), false)),
      ];
    }
    if (!this.#catalog.rules.food_kinds.includes(record.kind)) return [];
    const doubtsOf = (field: string, value: string) =>
      record.doubts
        .filter((one: Fields) => one.field === field && one.value === value)
        .map(({ because }: Fields) => because)
        .join("; ");
    const notes: Fields[] = [];
    if (diet !== null) {
      const doubts = doubtsOf("diets", diet);
      const text = { diet: dietName, doubts };
      if (doubts) notes.push(note("diet", diet, this.#sentence("diet_doubt", text), false));
      else if (!record.diets.includes(diet)) notes.push(note("diet", diet, this.#sentence("diet_misfit", text), true));
    }
    for (const { value, label } of allergens) {
      const allergen = label.toLowerCase();
      if (record.allergens.includes(value)) {
        notes.push(note("allergy", value, this.#sentence("holds", { allergen }), true));
      } else if (record.allergens_possible.includes(value)) {
        const doubts = doubtsOf("allergens_possible", value) || this.#sentence("some_hold");
        notes.push(note("allergy", value, this.#sentence("may_hold", { allergen, doubts }), false));
      }
    }
    return notes;
  }

  #pairs({ items, traits }: Resolved, flags: readonly Fields[]): Fields[] {
    const direct = new Map(traits.filter((one) => one.direct).map((one) => [`${one.by}/${one.value}`, one]));
    const firstAsked = [...direct.values()];
    return items.flatMap((key) => {
      const onItem = flags.filter(({ matched }) =>
        matched.items.some((one: Fields) => `${one.kind}/${one.slug}` === key),
      );
      return firstAsked.map((trait) => {
        const follows = unique(
          traits.filter(({ asked }) => asked === trait.asked).map(({ by, value }) => `${by}/${value}`),
        );
        const found = new Map<string, Fields>();
        for (const id of follows) {
          for (const flag of onItem) {
            const isFor = flag.matched.because.some(({ by, value }: Fields) => `${by}/${value}` === id);
            if (isFor) found.set(flag.slug, flag);
          }
        }
        const item = this.#catalog.reference(key);
        const titles = [...found.values()].map(({ title }) => title).join("; ");
        const note = this.#sentence(titles ? "pair_recorded" : "pair_nothing", {
          ...{ item: item.name, trait: trait.name, titles },
        });
        return { item, by: trait.by, value: trait.value, cautions: [...found.keys()], note };
      });
    });
  }

  #notCovered({ items }: Resolved): string[] {
    const records = items.map((key) => this.#catalog.part(key));
    const names = joinedNames(records.filter(({ cautions }) => cautions.length === 0).map(({ name }) => name));
    return [
      ...this.#catalog.rules.check.not_covered,
      ...(names ? [this.#sentence("no_caution_for", { names })] : []),
    ];
  }

  /** Return that nothing is recorded on medicines at these stages of life; empty where none is taken. */
  stageMedicines({ traits, recognitions }: Resolved): string {
    const stages = traits.filter(({ by, direct }) => by === "life_stage" && direct).map(({ value }) => value);
    const all: readonly [string, string][] = Object.entries(this.#catalog.rules.check.stage_words);
    const words = all.filter(([stage]) => stages.includes(stage)).map(([, text]) => text);
    const names = recognitions
      .filter((one) => one.field === "medicines" && one.status === "current" && one.outcome !== "not_understood")
      .map(typedName);
    if (!words.length || !names.length) return "";
    return this.#sentence("stage_medicines", { names: englishList(names, "and"), stages: englishList(words, "and") });
  }

  #talkTo(
    request: CheckRequest,
    resolved: Resolved,
    flags: readonly Fields[],
    coverage: readonly Fields[],
    dietNotes: readonly Fields[],
  ): Fields[] {
    const about = (name: string, texts: readonly string[]) =>
      texts.length ? this.#sentence(name, { names: joinedNames(texts) }) : "";
    const titles = (isMeant: (flag: Fields) => boolean) => flags.filter(isMeant).map(({ title }) => title);
    const because: readonly Fields[] = flags.flatMap(({ matched }) => matched.because);
    const unknown = (fields: readonly string[]) =>
      resolved.recognitions
        .filter(({ outcome, field }) => outcome !== "understood" && fields.includes(field))
        .map(({ given }) => given);
    const isPoor = coverage.some(({ level, field }) => ["none", "sparse"].includes(level) && field !== "medicine");
    const isSerious = ({ severity }: Fields) => ["avoid", "seek_medical_advice"].includes(severity);
    const stages = (values: readonly string[]) => {
      const names = because.filter(({ by, value }) => by === "life_stage" && values.includes(value));
      return names.length
        ? this.#sentence("talk_stages", { names: joinedNames(names.map(({ name }) => name)).toLowerCase() })
        : "";
    };
    const medicines = () => {
      const matched = because.filter(({ by }) => by === "medicine").map(({ name }) => name as string);
      const isAsked = resolved.traits.some(({ by }) => by === "medicine");
      return (
        about("talk_medicines", matched) ||
        about("talk_unknown_medicines", unknown(["medicines", "items"])) ||
        (isAsked ? this.#sentence("talk_some_medicine") : "")
      );
    };
    const food = () =>
      about("talk_food", titles(({ concerns }) => FOOD_CONCERNS.some((one) => concerns.includes(one)))) ||
      about("talk_diet_notes", dietNotes.map(({ item }) => item.name)) ||
      (request.diet ? this.#sentence("talk_diet") : "");
    const isOfMovement = ({ matched, concerns }: Fields) =>
      matched.items.some(({ kind }: Fields) => kind === "activities") && concerns.includes("bone");
    const doctor =
      about("talk_serious", titles(isSerious)) ||
      about("talk_unknown_person", unknown(["conditions", "life_stages", "allergies"])) ||
      (isPoor ? this.#sentence("talk_little_known") : "");
    const found = [
      { who: "doctor or midwife", why: this.stageMedicines(resolved) },
      { who: "doctor or treating team", why: doctor },
      { who: "pharmacist", why: medicines() },
      { who: "midwife or obstetric team", why: stages(MATERNAL_STAGES) },
      { who: "paediatrician or child health nurse", why: stages(YOUNG_STAGES) },
      { who: "allergy specialist", why: about("talk_allergies", titles(({ concerns }) => concerns.includes("allergy"))) },
      { who: "dietitian", why: food() },
      { who: "physiotherapist", why: about("talk_movement", titles(isOfMovement)) },
    ].filter(({ why }) => why);
    return found.length ? found : [{ who: "doctor or pharmacist", why: this.#sentence("talk_anyway") }];
  }

  #summary(
    resolved: Resolved,
    forYou: readonly Fields[],
    forEveryone: readonly Fields[],
    notUnderstood: readonly Fields[],
  ): string {
    const unknown = unique(notUnderstood.filter(({ near }) => !near).map(({ given }) => given as string));
    const groups = this.#nearGroups(notUnderstood);
    const known = joinedNames(
      resolved.recognitions.filter(({ outcome }) => outcome === "known_not_recorded").map(({ given }) => given),
    );
    const isUnknown = unknown.length > 0 || groups.length > 0 || known !== "";
    const values = { names: joinedNames(unknown), them: unknown.length === 1 ? "it" : "them" };
    return [
      ...groups.map((group) => this.#near(group)),
      ...(unknown.length ? [this.#sentence("summary_unknown", values)] : []),
      ...(known ? [this.#sentence("summary_not_recorded", { names: known })] : []),
      ...this.#found(resolved, forYou, forEveryone, groups.some(({ flags }) => flags.length > 0)),
      ...(namesNoPerson(resolved) ? [this.#sentence("summary_no_person")] : []),
      ...(resolved.recognitions.some((one) => one.names_others) ? [this.#sentence("summary_whom")] : []),
      this.#sentence(forYou.length && !isUnknown ? "maybe_more" : "no_all_clear"),
    ].join(" ");
  }

  /** Return what was found; nothing where the only warnings are on what may be meant. */
  #found(
    { items, traits }: Resolved,
    forYou: readonly Fields[],
    forEveryone: readonly Fields[],
    isNear: boolean,
  ): string[] {
    if (forYou.length) return [this.#sentence("summary_matched", { counted: this.#counted(forYou) })];
    if (forEveryone.length) return [this.#sentence("summary_everyone", { counted: this.#counted(forEveryone) })];
    return isNear ? [] : [this.#sentence(items.length || traits.length ? "summary_none" : "summary_nothing")];
  }

  #near({ given, names, flags }: NearGroup): string {
    const asked = this.#sentence("summary_near", { given: joinedNames(given), names: joinedNames(names) });
    return `${asked} ${flags[0]?.sentence ?? this.#sentence("summary_near_nothing")}`;
  }

  /** Return the near names in groups that share a caution, in order; each name stands in one group. */
  #nearGroups(notUnderstood: readonly Fields[]): NearGroup[] {
    const words = notUnderstood.filter(({ near }) => near);
    const found = new Map<string, Fields>([...words].reverse().map(({ near }) => [near.name, near]));
    const placed = new Set<string>();
    return words.flatMap(({ near }) => {
      if (placed.has(near.name)) return [];
      const names: string[] = [near.name];
      for (const name of names) {
        const others: string[] = found.get(name)!.together_with;
        names.push(...others.filter((other) => found.has(other) && !names.includes(other)));
      }
      for (const name of names) placed.add(name);
      const given = words.filter((word) => names.includes(word.near.name)).map((word) => word.given as string);
      return [{ given, names, flags: this.#fullest(names.flatMap((name) => found.get(name)!.for_you)) }];
    });
  }

  /** Return flags, each once and with as many items as it has anywhere, the gravest first. */
  #fullest(flags: readonly Fields[]): Fields[] {
    const size = ({ matched }: Fields) => matched.items.length + matched.because.length;
    const found = new Map<string, Fields>();
    for (const flag of flags) {
      const known = found.get(flag.slug);
      if (!known || size(flag) > size(known)) found.set(flag.slug, flag);
    }
    return sortedBy(found.values(), (flag) => [
      flag.kind_of !== "danger",
      -this.#catalog.rank("severity", flag.severity),
    ]);
  }

  #counted(flags: readonly Fields[]): string {
    const counts = [...this.#catalog.values("severity")].reverse().flatMap(({ value, label }) => {
      const count = flags.filter(({ severity }) => severity === value).length;
      return count ? [`${count} ${label.toLowerCase()}`] : [];
    });
    return `${flags.length} ${flags.length === 1 ? "caution" : "cautions"} (${counts.join(", ")})`;
  }
}

interface NearGroup {
  readonly given: readonly string[];
  readonly names: readonly string[];
  readonly flags: readonly Fields[];
}

/** Return whether no illness, medicine or allergy was typed: `none` and a denial name nothing to check. */
function namesNoPerson({ traits, recognitions }: Resolved): boolean {
  const isUnknown = recognitions.some(({ field, outcome }) => field !== "items" && outcome !== "understood");
  return !isUnknown && !traits.some(({ by }) => PERSONAL.includes(by));
}

/** Throws RequestError for too many words in a field, and for one that is empty or too long. */
export function requireWords(
  given: { readonly [field: string]: readonly string[] },
  limits: { readonly [field: string]: number },
): void {
  const errors = Object.entries(given).flatMap(([parameter, texts]) => {
    if (!Array.isArray(texts) || texts.length > limits[parameter]!) return [{ parameter, given: String(texts) }];
    const isWord = (text: unknown) => typeof text === "string" && text !== "" && [...text].length <= MAX_WORD;
    return texts.filter((text) => !isWord(text)).map((text) => ({ parameter, given: String(text) }));
  });
  if (errors.length) throw new RequestError(errors);
}

/** Throws RequestError for a value that its enumeration does not have. */
export function requireValue(catalog: Catalog, facet: string, value: string): void {
  if (catalog.rank(facet, value) < 0) throw new RequestError([{ parameter: facet, given: value }]);
}

/** Return the level for `count` cautions, of which `seen` were seen in their source. */
function levelOf(count: number, seen: number): string {
  if (count === 0) return "none";
  if (count >= MANY_CAUTIONS && 2 * seen > count) return "good";
  return count >= FEW_CAUTIONS && seen >= 1 ? "moderate" : "sparse";
}

/** Return the denials of what was also said, and each `none` beside a name of its field. */
function contradicted(recognitions: readonly Recognition[]): Recognition[] {
  const said = recognitions.filter(({ status, names }) => status === "current" && names.length > 0);
  const names = new Set(said.flatMap((one) => one.names));
  return recognitions.filter((one) => {
    if (one.status !== "denied" || one.outcome !== "understood") return false;
    const isNoneBesideName = one.names.length === 0 && said.some(({ field }) => field === one.field);
    return isNoneBesideName || one.names.some((name) => names.has(name));
  });
}

/** Return unique names as an English list, shortened to the first few and a count. */
function joinedNames(names: readonly string[]): string {
  return englishList(unique(names), "and", MAX_LISTED);
}
