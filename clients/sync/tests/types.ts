/** The types of entries are those of the contract. */
import type { components } from "gutbone-client";
import { severityRank, type AnyEntry, type Content, type Data, type Entry, type Kind } from "gutbone-sync";

type Schemas = components["schemas"];
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
export const kinds: Same<Kind, Schemas["EntryKind"]> = true;
export const food: Same<Data<"food-sources">, Schemas["FoodSource"]> = true;
export const claim: Same<Data<"claims">, Schemas["Claim"]> = true;

export function lines(content: Content): string[] {
  const entry: Entry<"food-sources"> = content.entry("food-sources", "kefir");
  const certainty = entry.data.claims.map((grade) => `${entry.included.claims[grade.slug]?.statement}`);
  const cautions = [...entry.data.cautions].sort((a, b) => severityRank(b.severity) - severityRank(a.severity));
  return [...cautions.map((one) => one.sentence), ...certainty, entry.data.sodium.level ?? ""];
}

/** What a bookmark names is shown without a cast. */
export function bookmarked(content: Content, bookmark: { kind: string; slug: string }): string[] {
  const { data, included }: AnyEntry = content.entry(bookmark.kind, bookmark.slug);
  const statements = data.claims.map((grade) => included.claims[grade.slug]?.statement ?? "");
  return [data.name, ...data.cautions.map((one) => one.sentence), ...statements];
}
