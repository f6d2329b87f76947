/** The answers of a Gutbone server, from its downloads alone: the same JSON for the same release. */
import { Catalog, RequestError, type Downloads, type Fields } from "./catalog.js";
import { Checker, type CheckRequest } from "./check.js";
import { Citer, type CitationFormat, type CitationRequest } from "./citations.js";
import { Planner, type PlanRequest } from "./plan.js";
import { Recogniser } from "./recogniser.js";
import { Searcher, type SearchRequest, type SuggestRequest } from "./search.js";

export { ContentError, RequestError, type Downloads, type Fields, type InvalidParameter } from "./catalog.js";
export type { CheckRequest } from "./check.js";
export type { PlanRequest } from "./plan.js";
export type { SearchRequest, SuggestRequest } from "./search.js";
export type { CitationFormat, CitationRequest } from "./citations.js";

export class Kit {
  readonly #catalog: Catalog;
  readonly #checker: Checker;
  readonly #citer: Citer;
  readonly #recogniser: Recogniser;
  #searcher: Searcher | null = null;
  #planner: Planner | null = null;

  /** Read the downloads of one release. Throws ContentError where they are of several. */
  constructor(downloads: Downloads) {
    this.#catalog = new Catalog(downloads);
    this.#recogniser = new Recogniser(this.#catalog);
    this.#checker = new Checker(this.#catalog, this.#recogniser);
    this.#citer = new Citer(this.#catalog);
  }

  get release(): string {
    return this.#catalog.release;
  }

  /** The member `meta` of every answer: release, licence and the sentence to show. */
  get meta(): Fields {
    return this.#catalog.meta;
  }

  /** The files of names, each with `file`, `license` and `attribution`: show them where the app names its sources. */
  get nameFiles(): readonly Fields[] {
    return this.#catalog.nameFiles.map(({ file, license, attribution }) => ({ file, license, attribution }));
  }

  /** Return the label of a value of an enumeration, such as `severity`; an unknown value is its own label. */
  label(facet: string, value: string): string {
    return this.#catalog.label(facet, value);
  }

  /** Return whether the release has an entry, by `<kind>/<slug>`. */
  has(key: string): boolean {
    return this.#catalog.has(key);
  }

  /** Return an entry as in the bundle, references named, with its cautions and claims whole. Throws RequestError. */
  entry(key: string): Fields {
    if (!this.has(key)) throw new RequestError([{ parameter: "key", given: key }]);
    return this.#catalog.entry(key);
  }

  /** Return the answer of `POST /v1/check`. Throws RequestError. */
  check(request: CheckRequest): Fields {
    return { data: this.#checker.check(request), meta: this.#catalog.meta };
  }

  /** Return the answer of `POST /v1/plan`; the first plan takes a moment longer. Throws RequestError. */
  plan(request: PlanRequest): Fields {
    this.#planner ??= new Planner(this.#catalog, this.#recogniser, this.#checker);
    return { ...this.#planner.plan(request), meta: this.#catalog.meta };
  }

  /** Return the answer of `GET /v1/citations`. Throws RequestError. */
  citations(request: CitationRequest): Fields {
    return this.#citer.list(request);
  }

  /** Return the text of `GET /v1/citations.<format>`. Throws RequestError. */
  citationFile(request: CitationRequest, format: CitationFormat): string {
    return this.#citer.file(request, format);
  }

  /** Return the answer of `GET /v1/search`; the first search takes a moment longer. Throws RequestError. */
  search(request: SearchRequest): Fields {
    return this.#search.search(request);
  }

  /** Return the answer of `GET /v1/suggest`. Throws RequestError. */
  suggest(request: SuggestRequest): Fields {
    return this.#search.suggest(request);
  }

  get #search(): Searcher {
    this.#searcher ??= new Searcher(this.#catalog, this.#recogniser);
    return this.#searcher;
  }
}
