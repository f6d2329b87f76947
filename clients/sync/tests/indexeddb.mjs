/** The store in IndexedDB gives back what was written, and keeps it when a write fails. */
import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { IndexedDbStore } from "gutbone-sync/indexeddb";

const store = new IndexedDbStore("one");
assert.equal(await store.read(), null);
await store.write(new Uint8Array([1, 2]));
await store.write(new Uint8Array([3]));
assert.deepEqual(await new IndexedDbStore("one").read(), new Uint8Array([3]));
assert.equal(await new IndexedDbStore("other").read(), null);
await assert.rejects(store.write(() => "a function cannot be stored"));
assert.deepEqual(await store.read(), new Uint8Array([3]));
console.log("ok");
