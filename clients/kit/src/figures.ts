/** Figures from which a condition or a stage of life follows: ages, stages of kidney disease, T-scores, readings. */
import type { Fields } from "./catalog.js";
import { decimal, pattern, wholeNumber } from "./python.js";

/** What a figure tells, and where it stands. No slug: it is understood and tells nothing. */
export interface Figure {
  readonly field: string;
  readonly slug: string | null;
  readonly start: number;
  readonly end: number;
}

type Reading = readonly [string, string | null] | null;
type Groups = { readonly [name: string]: string | undefined };
type Rule = readonly [RegExp, (groups: Groups) => Reading];

export class FigureReader {
  readonly #mayHold: RegExp;
  readonly #readers: readonly Rule[];
  readonly #ages: { readonly [field: string]: readonly Rule[] };

  constructor(rules: Fields) {
    const readers = readersOf(rules);
    const read = (rule: Fields): Rule => {
      const reader = rule.tells ? () => rule.tells as Reading : readers[rule.reader as string];
      if (!reader) throw new TypeError(`no reader is called ${rule.reader}`);
      return [pattern(rule.pattern, "g"), reader];
    };
    this.#mayHold = pattern(rules.may_hold, "i");
    this.#readers = rules.readers.map(read);
    const ages = Object.entries(rules.ages as { [field: string]: Fields[] });
    this.#ages = Object.fromEntries(ages.map(([field, found]) => [field, found.map(read)]));
  }

  /** Return the figures of one entry; an age only where a person is described. */
  figuresIn(text: string, field: string): Figure[] {
    if (!this.#mayHold.test(text)) return [];
    const found: Figure[] = [];
    for (const [expression, read] of [...this.#readers, ...(this.#ages[field] ?? [])]) {
      for (const match of text.toLowerCase().matchAll(expression)) {
        const [start, end] = [match.index, match.index + match[0].length];
        if (found.some((other) => start < other.end && other.start < end)) continue;
        const reading = read(match.groups ?? {});
        if (reading) found.push({ field: reading[0], slug: reading[1], start, end });
      }
    }
    return found;
  }
}

function readersOf(rules: Fields): { [name: string]: (groups: Groups) => Reading } {
  const kidneyDisease = (isLate: boolean): Reading => [
    "conditions",
    isLate ? "ckd-stage-4-5" : "chronic-kidney-disease",
  ];
  const yearsOf = (text: string): number => {
    if (/^\p{Nd}+$/u.test(text)) return wholeNumber(text);
    const [tens = "", ...ones] = text.split(/[ -]/);
    return rules.tens[tens] + ones.reduce((sum, one) => sum + rules.ones.indexOf(one) + 1, 0);
  };
  const stageOf = (years: number): Reading => {
    if (years > rules.oldest) return null;
    const stage = rules.stages_by_age.find(([limit]: [number, string]) => years < limit);
    return ["life_stages", stage ? stage[1] : "older_adult"];
  };
  return {
    kidney_stage({ stage = "" }) {
      if (stage.endsWith("d")) return ["conditions", "dialysis"];
      return kidneyDisease((rules.stages[stage] ?? wholeNumber(stage)) >= rules.stages.iv);
    },
    egfr({ value = "", less }) {
      const figure = wholeNumber(value) - (less ? 1 : 0);
      return figure >= rules.normal_egfr ? ["conditions", null] : kidneyDisease(figure < rules.low_egfr);
    },
    t_score({ value = "", sign }) {
      const score = sign && sign.trim() !== "+" ? -decimal(value) : decimal(value);
      if (score <= rules.osteoporosis_t_score) return ["conditions", "osteoporosis"];
      return ["conditions", score < rules.low_t_score ? "osteopenia" : null];
    },
    blood_pressure({ upper = "", lower = "" }) {
      const reaches = ([high, low]: [number, number]) => wholeNumber(upper) >= high || wholeNumber(lower) >= low;
      if (reaches(rules.very_high_blood_pressure)) return ["conditions", "uncontrolled-hypertension"];
      return ["conditions", reaches(rules.high_blood_pressure) ? "hypertension" : null];
    },
    neutrophils({ value = "" }) {
      const figure = decimal(value);
      const count = figure >= rules.cells_per_microlitre ? figure / 1000 : figure;
      return ["conditions", count < rules.low_neutrophils ? "neutropenia" : null];
    },
    potassium: ({ value = "" }) => ["conditions", decimal(value) >= rules.high_potassium ? "high-potassium" : null],
    weeks_at_birth: ({ value = "" }) => [
      "conditions",
      wholeNumber(value) < rules.full_term_weeks ? "preterm-birth" : null,
    ],
    months({ unit = "", value = "" }) {
      const isOfMonths = unit.startsWith("m") || unit === "/12";
      const isYoung = !isOfMonths || wholeNumber(value) < rules.infant_months;
      return ["life_stages", isYoung ? "infant" : "child"];
    },
    age: ({ value = "" }) => stageOf(yearsOf(value)),
    adult_age: ({ value = "" }) => (yearsOf(value) >= rules.adult_years ? stageOf(yearsOf(value)) : null),
  };
}
