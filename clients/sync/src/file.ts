/** The content in one file, for Node.js. */
import { open, readFile, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import type { Store } from "./client.js";

/** A file that is replaced as a whole: after a crash it is the old one or the new one, complete. */
export class FileStore implements Store {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  async read(): Promise<Uint8Array | null> {
    await rm(`${this.#path}.part`, { force: true });
    try {
      return await readFile(this.#path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
      throw error;
    }
  }

  async write(bytes: Uint8Array): Promise<void> {
    const file = await open(`${this.#path}.part`, "w");
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(`${this.#path}.part`, this.#path);
    // Windows cannot open a folder, and has a journal for names.
    if (process.platform === "win32") return;
    const folder = await open(dirname(this.#path));
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  }
}
