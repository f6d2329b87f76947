// Says how the kit refuses downloads of two releases, and requests that the server refuses: node refuses.mjs <folder>
import { readFile } from "node:fs/promises";
import { ContentError, Kit, RequestError } from "gutbone-kit";

const read = async (name) => JSON.parse(await readFile(`${process.argv[2]}/${name}.json`, "utf8"));
const [bundle, names, rules] = await Promise.all(["bundle", "names", "rules"].map(read));

function refusal(attempt) {
  try {
    attempt();
  } catch (error) {
    if (error instanceof ContentError || error instanceof RequestError) return `${error.name}: ${error.message}`;
    throw error;
  }
  return "no refusal";
}

const kit = new Kit({ bundle, names, rules });
console.log(refusal(() => new Kit({ bundle: { ...bundle, release: "another" }, names, rules })));
console.log(refusal(() => kit.check({ items: [] })));
console.log(refusal(() => kit.check({ items: ["natto"], medicines: [""] })));
console.log(refusal(() => kit.check({ items: ["natto"], diet: "carnivore" })));
console.log(refusal(() => kit.plan({ days: 15 })));
console.log(refusal(() => kit.plan({ medicines: ["quixotamab"] })));
console.log(refusal(() => kit.search({ q: "" })));
console.log(refusal(() => kit.citations({ items: ["food-sources/nothing"] })));
