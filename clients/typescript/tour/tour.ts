/** What an app does with the client: sync, search, check, and a mistake. Prints what it saw as JSON. */
import { createHash } from "node:crypto";
import { gutbone, type Problem } from "gutbone-client";

const baseUrl = process.argv[2];
if (baseUrl === undefined) throw new Error("Give the address of the server.");
const api = gutbone({ baseUrl });

/** Return the answer, or throw what the problem says. */
function told<Answer>(result: { data?: Answer; error?: Problem }): Answer {
  if (result.data !== undefined) return result.data;
  throw new Error(`${result.error?.title}: ${result.error?.detail}`);
}

/** Return what to show of a severity; one that this code does not know counts as the highest. */
function weight(severity: string): number {
  const known: Record<string, number> = { info: 0, caution: 1, seek_medical_advice: 2, avoid: 3 };
  return known[severity] ?? 3;
}

const grades: Record<string, string> = {
  high: "sure",
  moderate: "probably",
  low: "may",
  very_low: "very uncertain",
  not_graded: "not graded",
};

const bundle = told(await api.GET("/v1/bundle")).data;
const digests = Object.fromEntries(Object.entries(bundle.parts).map(([name, part]) => [name, digestOf(part)]));
const digest = digestOf({ parts: digests, schema_version: bundle.schema_version });
const changes = told(await api.GET("/v1/changes", { params: { query: { since: bundle.release } } })).data;

const found = told(await api.GET("/v1/search", { params: { query: { q: "curd", kind: ["food-sources"] } } }));
const names = told(await api.GET("/v1/suggest", { params: { query: { q: "yog" } } }));

const answer = told(await api.GET("/v1/food-sources/{slug}", { params: { path: { slug: "natto" } } }));
const { data: food, included } = answer;
const article: string | null = food.article?.note ?? null;
const listed = told(await api.GET("/v1/food-sources", { params: { query: { diet: ["vegan"], limit: 5 } } }));

const check = told(
  await api.POST("/v1/check", { body: { items: ["food-sources/natto"], medicines: ["coumadin"] } }),
).data;

const wrong = await api.GET("/v1/food-sources/{slug}", { params: { path: { slug: "keffir" } } });
if (wrong.error === undefined) throw new Error("An unknown slug was answered.");

console.log(
  JSON.stringify({
    parts: Object.keys(bundle.parts).length,
    whole: digest === bundle.digest,
    current: changes.release === bundle.release,
    found: found.data.map((hit) => [hit.slug, hit.cautions.length]),
    names: names.data.map((suggestion) => suggestion.text),
    name: food.name,
    article,
    claims: food.claims.map((claim) => [
      included.claims[claim.slug]?.statement,
      grades[claim.certainty] ?? "not graded",
    ]),
    cautions: food.cautions.map((caution) => [caution.sentence, weight(caution.severity)]),
    vegan: listed.data.map((entry) => entry.slug),
    flags: check.for_you.map((flag) => flag.slug),
    problem: [wrong.error.status, wrong.error.did_you_mean],
  }),
);

/** Return the SHA-256 of a value's canonical JSON. */
function digestOf(value: unknown): string {
  return createHash("sha256").update(canonical(value)).digest("hex");
}

/** Return a value as JSON with its keys in order and no white space. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const members = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${members.map(([name, inner]) => `${JSON.stringify(name)}:${canonical(inner)}`).join(",")}}`;
}
