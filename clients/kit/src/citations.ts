/** Citations: one numbered reference list for a set of entries, in four formats. */
import { keyOf, RequestError, type Catalog, type Fields } from "./catalog.js";
import { pattern, unique } from "./python.js";

/** What is shown: entries as `<kind>/<slug>`, or `guide` for all that the guide shows. */
export interface CitationRequest {
  readonly items: readonly string[];
}

/** BibTeX, RIS or CSL-JSON, by the ending of their addresses. */
export type CitationFormat = "bib" | "ris" | "csljson";

interface Cited {
  readonly n: number;
  readonly source: Fields;
  readonly supports: readonly Fields[];
}

interface Citations {
  readonly cited: readonly Cited[];
  readonly unsupported: readonly Fields[];
  readonly oldestReview: string;
}

interface Author {
  readonly family: string;
  readonly initials: string;
}

interface Authors {
  readonly named: readonly Author[];
  readonly areMore: boolean;
  readonly afterTheGap: readonly string[];
}

interface Publication {
  readonly csl: string;
  readonly bibtex: string;
  readonly ris: string;
  readonly authors: Authors;
  readonly title: string;
  readonly container: string | null;
  readonly pageRange: readonly [string, string] | null;
}

const GUIDE = "guide";
const AND_OTHERS = "et al.";
const MAX_AUTHORS = 6;
const LONGEST_INITIALS = 6;
const BIBTEX_CONTAINERS: { readonly [csl: string]: string } = { "article-journal": "journal", report: "institution" };

export class Citer {
  readonly #catalog: Catalog;
  readonly #rules: Fields;
  readonly #pageRange: RegExp;
  readonly #ligatures: RegExp;

  constructor(catalog: Catalog) {
    this.#catalog = catalog;
    this.#rules = catalog.rules.citations;
    this.#pageRange = pattern(`^(?:${this.#rules.page_range})$`);
    this.#ligatures = pattern(this.#rules.ligatures, "g");
  }

  /** Return the answer of /v1/citations. Throws RequestError. */
  list(request: CitationRequest): Fields {
    const { cited, unsupported, oldestReview } = this.#citations(request);
    const named = [...cited.flatMap(({ supports }) => supports), ...unsupported];
    const slugs = (of: string) => named.filter(({ kind }) => kind === of).map(({ slug }) => slug as string);
    const { meta } = this.#catalog;
    return {
      data: cited.map(({ n, source, supports }) => ({
        n,
        text: this.#vancouver(source),
        url: source.url,
        source: this.#catalog.reference(keyOf(source)),
        supports,
        verification: source.verification.level,
      })),
      unsupported,
      disclaimer: meta.disclaimer,
      oldest_review_date: oldestReview,
      included: this.#catalog.included(slugs("cautions"), slugs("claims")),
      meta,
    };
  }

  /** Return the file of a format as text. Throws RequestError. */
  file(request: CitationRequest, format: CitationFormat): string {
    const { cited } = this.#citations(request);
    return { bib: this.#bibtex, ris: this.#ris, csljson: this.#csl }[format].call(this, cited);
  }

  #keys({ items }: CitationRequest): string[] {
    const given = items.flatMap((item) => item.split(",").map((key) => key.trim()));
    const words = given.map((word) => this.#catalog.moved.get(word) ?? word);
    const invalid = words.filter((word) => word !== GUIDE && !this.#catalog.has(word));
    if (words.length > this.#rules.most_items) invalid.unshift(given.join(","));
    if (words.length === 0) invalid.push("");
    if (invalid.length) throw new RequestError(invalid.map((word) => ({ parameter: "items", given: word })));
    return unique(words.flatMap((word) => (word === GUIDE ? this.#catalog.guideKeys : [word])));
  }

  /** Return the citations of entries: for each, its claims, its cautions, then the entry itself. */
  #citations(request: CitationRequest): Citations {
    const uses = new Map<string, Map<string, Fields>>();
    const unsupported: Fields[] = [];
    const seen = new Set<string>();
    for (const key of this.#keys(request).flatMap((one) => this.#withClaimsAndCautions(one))) {
      if (seen.has(key)) continue;
      seen.add(key);
      const own = this.#usesOf(key);
      for (const { slug, stance } of own) {
        const supports = uses.get(slug) ?? new Map<string, Fields>();
        if (!supports.has(key)) supports.set(key, { ...this.#graded(key), stance });
        uses.set(slug, supports);
      }
      const { kind, no_source_found = null } = this.#catalog.part(key);
      if (own.length === 0 && (kind === "claims" || kind === "cautions")) {
        unsupported.push({ ...this.#graded(key), no_source_found });
      }
    }
    const cited = [...uses].map(([slug, supports], place) => ({
      n: place + 1,
      source: this.#catalog.part(`sources/${slug}`),
      supports: [...supports.values()],
    }));
    const records = [...[...seen].map((key) => this.#catalog.part(key)), ...cited.map(({ source }) => source)];
    const [oldestReview] = records.map(({ review }) => review.reviewed_on as string).sort();
    return { cited, unsupported, oldestReview: oldestReview! };
  }

  #withClaimsAndCautions(key: string): string[] {
    const { claims, cautions } = this.#catalog.part(key);
    const keys = (kind: string, linked: readonly Fields[]) => linked.map(({ slug }) => `${kind}/${slug}`);
    return [...keys("claims", claims), ...keys("cautions", cautions), key];
  }

  /** Return the sources that an entry itself cites; a source cites itself. */
  #usesOf(key: string): { slug: string; stance: string | null }[] {
    const record = this.#catalog.part(key);
    if (record.kind === "claims") {
      return record.evidence.map(({ source, stance }: Fields) => ({ slug: source.slug, stance }));
    }
    if (record.kind === "sources") return [{ slug: record.slug, stance: null }];
    return referencesIn(record, this.#rules.reference_fields[record.kind])
      .filter(({ kind }) => kind === "sources")
      .map(({ slug }) => ({ slug, stance: null }));
  }

  #graded(key: string): Fields {
    const { kind, certainty, severity } = this.#catalog.part(key);
    return {
      ...this.#catalog.reference(key),
      certainty: kind === "claims" ? certainty : null,
      severity: kind === "cautions" ? severity : null,
    };
  }

  #publication(source: Fields): Publication {
    const types: Fields = this.#rules.publication_types;
    let form = (types[source.type] ?? this.#rules.journal_article) as [string, string, string];
    if (form[0] === "report" && (source.doi || source.volume)) form = this.#rules.journal_article;
    const pages = this.#pageRange.exec(source.pages ?? "");
    return {
      ...{ csl: form[0], bibtex: form[1], ris: form[2] },
      authors: authorsOf(source.authors || source.first_author),
      title: this.#title(source),
      container: source.journal ? oneLine(source.journal) : null,
      pageRange: pages ? [pages[1]! + pages[2]!, pages[3]!] : null,
    };
  }

  /** Return the published title, or a substitute in square brackets, as style guides ask. */
  #title(source: Fields): string {
    const mark = this.#rules.taken_back[source.retraction_status];
    const before = mark ? `${mark}: ` : "";
    if (source.title && !source.title_note) return before + oneLine(source.title);
    return `[${before}${oneLine(source.title || source.title_note || source.name)}]`;
  }

  #vancouver(source: Fields): string {
    const publication = this.#publication(source);
    const { csl, authors } = publication;
    let { title, container } = publication;
    const isInPeriodical = csl === "article-journal" || csl === "article-magazine";
    const hasIdentifier = csl === "article-journal" && Boolean(source.doi || source.pmid || source.pmcid);
    const needsUrl = source.url !== null && !hasIdentifier;
    if (source.url && !(isInPeriodical && container)) title = `${title} [Internet]`;
    else if (needsUrl) container = `${container} [Internet]`;
    const year = String(source.year || this.#rules.no_date);
    const volume = `${source.volume ?? ""}${source.issue ? `(${source.issue})` : ""}`;
    const place = given([volume, source.pages]).join(":");
    const issued = isInPeriodical
      ? [container, given([year, place]).join(";")]
      : [given([container, year]).join("; ")];
    const parts = given([vancouverNames(authors), title, ...issued]);
    const line = parts.map((part) => `${/[.?!]$/.test(part) ? part : `${part}.`} `).join("");
    const numbers = given([
      source.pmid && `PubMed PMID: ${source.pmid}`,
      source.pmcid && `PubMed Central PMCID: ${source.pmcid}`,
    ]).join("; ");
    const identifiers = given([
      needsUrl && `Available from: ${source.url}`,
      source.doi && `doi:${source.doi}`,
      numbers && `${numbers}.`,
    ]);
    return (line + identifiers.join(" ")).trim();
  }

  #header(count: number): string[] {
    const { license, disclaimer, release } = this.#catalog.meta;
    return [`Gutbone, release ${release}: ${count} references. ${license}.`, oneLine(disclaimer)];
  }

  #verificationNote({ source }: Cited): string {
    const { named, areMore, afterTheGap } = authorsOf(source.authors || source.first_author);
    const { verification, title_note, retraction_status } = source;
    const count = named.length === 1 ? "author is" : `${named.length} authors are`;
    const isRetracted = retraction_status !== null && retraction_status !== "none_known";
    const parts = [
      `Verification: ${verification.level}.`,
      title_note,
      areMore && `Only the first ${count} named here.`,
      afterTheGap.length > 0 && `Authors after those left out: ${afterTheGap.join(", ")}.`,
      isRetracted && `Retraction: ${retraction_status}.`,
    ];
    return oneLine(given(parts).join(" "));
  }

  #citationNote({ n, supports }: Cited): string {
    const uses = supports.map((support) => {
      const graded = ["stance", "certainty", "severity"].filter((name) => support[name] !== null);
      const parts = [keyOf(support), ...graded.map((name) => `${name} ${support[name]}`)];
      return `${support.name} (${parts.join(", ")})`;
    });
    const { release } = this.#catalog;
    return oneLine(`Reference ${n} of Gutbone, release ${release}. Cited for: ${uses.join("; ")}.`);
  }

  #csl(cited: readonly Cited[]): string {
    const items = cited.map((one, place) => {
      const { source } = one;
      const { csl, authors, title, container } = this.#publication(source);
      const header = place ? [] : this.#header(cited.length);
      const fields = {
        author: authors.named.map(cslName),
        title,
        [csl.startsWith("article") ? "container-title" : "publisher"]: container,
        issued: source.year ? { "date-parts": [[source.year]] } : null,
        volume: source.volume,
        issue: source.issue,
        page: source.pages,
        DOI: source.doi,
        PMID: source.pmid,
        PMCID: source.pmcid,
        ISBN: source.isbn,
        URL: source.url,
        note: [...header, this.#verificationNote(one)].join(" "),
        annote: this.#citationNote(one),
      };
      const known = Object.entries(fields).filter(([, value]) => (Array.isArray(value) ? value.length : value));
      return { id: source.slug, type: csl, ...Object.fromEntries(known) };
    });
    return JSON.stringify(items);
  }

  #ris(cited: readonly Cited[]): string {
    const records = cited.map((one, place) => {
      const { source } = one;
      const { csl, ris, authors, title, container, pageRange } = this.#publication(source);
      const [first, last] = pageRange ?? [source.pages, null];
      const fields: readonly [string, string | null][] = [
        ["TI", title],
        [csl.startsWith("article") ? "T2" : "PB", container],
        ["PY", String(source.year || "")],
        ["VL", source.volume],
        ["IS", source.issue],
        ["SP", first],
        ["EP", last],
        ["DO", source.doi],
        ["AN", source.pmid],
        ["C2", source.pmcid],
        ["SN", source.isbn],
        ["UR", source.url],
      ];
      const notes = [...(place ? [] : this.#header(cited.length)), this.#verificationNote(one), this.#citationNote(one)];
      const lines: (readonly [string, string | null])[] = [
        ["TY", ris],
        ["ID", source.slug],
        ...authors.named.map((author): [string, string] => ["AU", risName(author)]),
        ...fields.filter(([, value]) => value),
        ...notes.map((note): [string, string] => ["N1", note]),
        ["ER", ""],
      ];
      return lines.map(([tag, value]) => `${tag}  - ${oneLine(value!)}\r\n`).join("");
    });
    return records.join("\r\n");
  }

  #bibtex(cited: readonly Cited[]): string {
    const comments = this.#header(cited.length).map((line) => `% ${line.replaceAll("@", "(at)")}`);
    const entries = cited.map((one) => this.#bibtexEntry(one));
    return `${[comments.join("\n"), ...entries].join("\n\n")}\n`;
  }

  #bibtexEntry(one: Cited): string {
    const { source } = one;
    const { csl, bibtex, authors, title, container, pageRange } = this.#publication(source);
    const texts: Fields = {
      [BIBTEX_CONTAINERS[csl] ?? "howpublished"]: container,
      year: String(source.year || ""),
      volume: source.volume,
      number: source.issue,
      pmid: source.pmid,
      pmcid: source.pmcid,
      isbn: source.isbn,
      note: this.#verificationNote(one),
      annote: this.#citationNote(one),
    };
    const named = authors.named.map((author) => this.#bibtexName(author));
    const plain = (text: string) => text.replaceAll("{", "%7B").replaceAll("}", "%7D");
    const fields: readonly (readonly [string, string])[] = [
      ["author", [...named, ...(authors.areMore ? ["others"] : [])].join(" and ")],
      ["title", `{${this.#escaped(title)}}`],
      ...Object.entries(texts).map(([name, text]) => [name, this.#escaped(text ?? "")] as const),
      ["pages", given(pageRange ?? [source.pages]).map((page) => this.#escaped(page)).join("--")],
      ["doi", plain(source.doi ?? "")],
      ["url", plain(source.url ?? "")],
    ];
    const lines = fields.filter(([, value]) => value).map(([name, value]) => `,\n  ${name} = {${value}}`);
    return `@${bibtex}{${source.slug}${lines.join("")}\n}`;
  }

  #bibtexName(author: Author): string {
    const family = this.#escaped(author.family);
    if (author.initials) return `${family}, ${this.#escaped(givenName(author))}`;
    return author.family.includes(" ") ? `{${family}}` : family;
  }

  /** Return text with the characters that are special to TeX escaped. */
  #escaped(text: string): string {
    const escapes: Fields = this.#rules.tex_escapes;
    let written = [...text].map((one) => (escapes[one] as string | undefined) ?? one).join("");
    written = written.replace(this.#ligatures, "$1{}");
    if (isBalanced(text)) return written;
    for (const [brace, name] of Object.entries(this.#rules.unbalanced_braces as Fields)) {
      written = written.replaceAll(brace, name);
    }
    return written;
  }
}

/** Return the references in a record, in the order of its fields. */
function referencesIn(value: any, fields: any): Fields[] {
  if (value === null || value === undefined || fields === undefined) return [];
  if (Array.isArray(value)) return value.flatMap((one) => referencesIn(one, fields));
  if (fields === true) return [value];
  return Object.entries(fields).flatMap(([name, inner]) => referencesIn(value[name], inner));
}

function authorsOf(line: string | null): Authors {
  const names = (line ?? "")
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name);
  const gap = names.indexOf(AND_OTHERS);
  if (gap < 0) return { named: names.map(author), areMore: false, afterTheGap: [] };
  return { named: names.slice(0, gap).map(author), areMore: true, afterTheGap: names.slice(gap + 1) };
}

function author(name: string): Author {
  const cut = name.lastIndexOf(" ");
  const [family, last] = [name.slice(0, Math.max(cut, 0)), name.slice(cut + 1)];
  const letters = last.replaceAll("-", "");
  const areInitials = /^\p{L}+$/u.test(letters) && letters === letters.toUpperCase();
  return family && areInitials && [...letters].length <= LONGEST_INITIALS
    ? { family, initials: last }
    : { family: name, initials: "" };
}

/** Return the initials with full stops: `S. A.` for SA. */
function givenName({ initials }: Author): string {
  return initials
    .split("-")
    .map((part) => [...part].map((letter) => `${letter}.`).join(" "))
    .join("-");
}

function cslName(one: Author): Fields {
  if (one.initials) return { family: one.family, given: givenName(one) };
  return { [one.family.includes(" ") ? "literal" : "family"]: one.family };
}

function risName(one: Author): string {
  return one.initials ? `${one.family}, ${givenName(one)}` : `${one.family},`;
}

function vancouverNames({ named, areMore }: Authors): string {
  const names = named.map(({ family, initials }) => `${family} ${initials}`.trim());
  const areLeftOut = areMore || names.length > MAX_AUTHORS;
  return [...(areLeftOut ? [...names.slice(0, MAX_AUTHORS), AND_OTHERS] : names)].join(", ");
}

function oneLine(text: string): string {
  return text.split(/\s+/u).filter((word) => word).join(" ");
}

/** Return the texts that are not empty. */
function given(texts: readonly (string | null | undefined | false)[]): string[] {
  return texts.filter((text): text is string => Boolean(text));
}

function isBalanced(text: string): boolean {
  let depth = 0;
  for (const one of text) {
    if (one === "{") depth += 1;
    if (one === "}") depth -= 1;
    if (depth < 0) return false;
  }
  return depth === 0;
}
