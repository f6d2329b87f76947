/** Client of the Gutbone API: every path, answer and problem typed from its OpenAPI document. */
import createClient, { type Client, type ClientOptions } from "openapi-fetch";
import type { components, paths } from "./schema.js";

export type * from "./schema.js";

type Options = ClientOptions & { baseUrl: string };

/** Return a client of the server at `baseUrl`, such as `https://gutbone.example`. */
export function gutbone(options: Options): Client<paths> {
  return createClient<paths>(options);
}

/** A page of a list with `view=card`. */
export interface CardPage {
  data: components["schemas"]["Card"][];
  page: components["schemas"]["PageInfo"];
  included: components["schemas"]["IncludedLines"];
  meta: components["schemas"]["Meta"];
}

type Json<Body> = { content: { "application/json": Body } };
type List<Query> = {
  parameters: { query?: Query };
  responses: { 200: Json<{ page: components["schemas"]["PageInfo"] }> };
};

/** An operation of a list, as it is with `view=card`. */
type CardsOf<Operation> = Operation extends List<infer Query>
  ? Omit<Operation, "parameters" | "responses"> & {
      parameters: Omit<Operation["parameters"], "query"> & { query: Query & { view: "card" } };
      responses: Omit<Operation["responses"], 200> & {
        200: Omit<Operation["responses"][200], "content"> & Json<CardPage>;
      };
    }
  : never;

/** The lists, as they are with `view=card`: each page is a `CardPage`. */
export type CardPaths = {
  [Path in keyof paths as paths[Path]["get"] extends List<unknown> ? Path : never]: Omit<paths[Path], "get"> & {
    get: CardsOf<paths[Path]["get"]>;
  };
};

/** Return a client of the same lists that asks for cards: give `view: "card"` in each query. */
export function gutboneCards(options: Options): Client<CardPaths> {
  return createClient<CardPaths>(options);
}
