/** Run the shared vectors, and those of canonical JSON that standard input has; print what came of each. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { canonicalJson, digestOf, parseJson, SCHEMA_VERSION, SyncClient } from "gutbone-sync";

const [file, canonical] = process.argv.slice(2);
const { schema_version, bodies, cases } = JSON.parse(await readFile(file, "utf8"));
const bytes = (text) => new TextEncoder().encode(text);

/** A store in memory. */
class MemoryStore {
  bytes = null;
  async read() {
    return this.bytes;
  }
  async write(bytes) {
    this.bytes = bytes;
  }
}

function shown({ data, included }) {
  return {
    name: data.name,
    cautions: data.cautions.map(({ slug }) => {
      const { severity, sentence, must_display } = included.cautions[slug];
      return [slug, severity, sentence, must_display];
    }),
    claims: data.claims.map(({ slug }) => {
      const { certainty, citations } = included.claims[slug];
      return [slug, certainty, ...citations.map((citation) => citation.label)];
    }),
    related: data.related.map((other) => other.href),
  };
}

async function run(step, store) {
  const answer = async (url, { headers }) => {
    if ("if_none_match" in step) assert.equal(headers["If-None-Match"], step.if_none_match);
    const given = step.answers[new URL(url).pathname];
    assert(given, url);
    const body = bodies[given.body];
    const content = "base64" in body ? Buffer.from(body.base64, "base64") : bytes(body.text);
    const empty = given.status === 304;
    return new Response(empty ? null : content, { status: given.status, headers: given.headers });
  };
  const told = [];
  const client = await SyncClient.open({
    baseUrl: "http://gutbone.test",
    store,
    fetch: answer,
    retry: { attempts: 1 },
    onSafety: (notes) => void told.push(...notes),
  });
  const before = store.bytes;
  const { outcome, before: from, after, safety, releases, problem } = await client.sync();
  const notes = releases.map((release) => release.note);
  const said = { outcome, before: from, after, safety, notes, problem: problem !== null };
  assert.deepEqual(said, step.report);
  assert.equal(told.length > 0, safety);
  if (["offline", "update_needed"].includes(outcome)) assert.equal(store.bytes, before);
  if (after === null) return;
  assert.equal(client.content.release, after);
  for (const [key, expected] of Object.entries(step.entries ?? {})) {
    assert.deepEqual(shown(client.content.entry(...key.split("/"))), expected);
  }
}

assert.equal(schema_version, SCHEMA_VERSION);
for (const { name, steps } of cases) {
  const store = new MemoryStore();
  for (const step of steps) {
    try {
      await run(step, store);
    } catch (error) {
      console.log(`${name}: ${error.message}`);
      process.exitCode = 1;
    }
  }
}
for (const [text, written, digest] of JSON.parse(await readFile(canonical, "utf8"))) {
  const value = parseJson(bytes(text));
  assert.equal(canonicalJson(value), written);
  assert.equal(await digestOf(value), digest);
}
console.log(`${cases.length} cases`);
