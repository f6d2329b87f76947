/** Client of the Gutbone API: every path, answer and problem typed from its OpenAPI document. */
import createClient, { type Client, type ClientOptions } from "openapi-fetch";
import type { paths } from "./schema.js";

export type * from "./schema.js";

/** Return a client of the server at `baseUrl`, such as `https://gutbone.example`. */
export function gutbone(options: ClientOptions & { baseUrl: string }): Client<paths> {
  return createClient<paths>(options);
}
