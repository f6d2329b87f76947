/** The content in IndexedDB, for browsers: one record, replaced in one transaction. */
import type { Store } from "./client.js";

const TABLE = "content";
const KEY = "newest";

/** A database with one record; a transaction that fails leaves the old record. */
export class IndexedDbStore implements Store {
  readonly #name: string;

  constructor(name = "gutbone") {
    this.#name = name;
  }

  async read(): Promise<Uint8Array | null> {
    return this.#with("readonly", async (table) => (await done<Uint8Array | undefined>(table.get(KEY))) ?? null);
  }

  async write(bytes: Uint8Array): Promise<void> {
    await this.#with("readwrite", (table) => done(table.put(bytes, KEY)));
  }

  async #with<T>(mode: IDBTransactionMode, use: (table: IDBObjectStore) => Promise<T>): Promise<T> {
    const opening = indexedDB.open(this.#name, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(TABLE);
    const database = await done(opening);
    try {
      const transaction = database.transaction(TABLE, mode, { durability: "strict" });
      const ended = new Promise<void>((resolve, reject) => {
        transaction.oncomplete = () => resolve();
        transaction.onabort = () => reject(transaction.error);
      });
      const result = use(transaction.objectStore(TABLE));
      await Promise.all([result, ended]);
      return await result;
    } finally {
      database.close();
    }
  }
}

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
