/** The stored downloads of one release, replaced together or not at all. */
import { Kit } from "./kit/gutbone-kit.js";
import { SyncClient } from "./sync/index.js";
import { IndexedDbStore } from "./sync/indexeddb.js";

const store = new IndexedDbStore("gutbone-kit");

/** Return the kit of the stored release, or null before the first update. */
export async function storedKit() {
  const bytes = await store.read();
  return bytes && new Kit(JSON.parse(new TextDecoder().decode(bytes)));
}

/**
 * Fetch what changed. Returns `kit`, of the newer release or null, and how the sync ended as `outcome`.
 * `onSafety` gets the notes of releases that were made for safety.
 */
export async function update(baseUrl, current, onSafety) {
  const client = await SyncClient.open({ baseUrl, store: new IndexedDbStore(), onSafety });
  const { outcome, after } = await client.sync();
  if (after === null || after === current?.release) return { kit: null, outcome };
  const [names, rules] = await Promise.all(["names", "rules"].map((name) => download(baseUrl, name)));
  // All three belong together: where one is missing or of another release, what is stored stays.
  if (names?.release !== after || rules?.release !== after) return { kit: null, outcome: "offline" };
  const downloads = { bundle: { release: after, parts: client.content.parts() }, names, rules };
  const kit = new Kit(downloads);
  await store.write(new TextEncoder().encode(JSON.stringify(downloads)));
  return { kit, outcome };
}

async function download(baseUrl, name) {
  try {
    const response = await fetch(`${baseUrl}/v1/${name}`);
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}
