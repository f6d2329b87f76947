// Answers requests with the kit: node answer.mjs <folder>; the folder holds the downloads and requests.json.
import { readFile, writeFile } from "node:fs/promises";
import { Kit, RequestError } from "gutbone-kit";

const folder = process.argv[2];
const read = async (name) => JSON.parse(await readFile(`${folder}/${name}.json`, "utf8"));
const [bundle, names, rules, requests] = await Promise.all(["bundle", "names", "rules", "requests"].map(read));
const kit = new Kit({ bundle, names, rules });

function answer({ call, given }) {
  try {
    return kit[call](...given);
  } catch (error) {
    if (error instanceof RequestError) return { errors: error.errors };
    throw error;
  }
}

await writeFile(`${folder}/answers.json`, JSON.stringify(requests.map(answer)));
