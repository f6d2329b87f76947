/** Write `src/schema.ts` from the document named. Open enumerations stay open and keep their completion. */
import { writeFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import openapiTS, { astToString, stringToAST } from "openapi-typescript";

const [document] = process.argv.slice(2);

/** `"a" | string` would be a plain string to TypeScript; `"a" | (string & {})` still offers "a" in an editor. */
function openEnumeration(schema) {
  const values = schema["x-extensible-enum"]?.map((value) => JSON.stringify(value));
  return values && stringToAST(`type Open = ${values.join(" | ")} | (string & {})`)[0].type;
}

const schema = await openapiTS(pathToFileURL(document), {
  rootTypes: true,
  rootTypesNoSchemaPrefix: true,
  transform: openEnumeration,
});
await writeFile(new URL("src/schema.ts", import.meta.url), astToString(schema));
