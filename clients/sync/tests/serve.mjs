/** Sync a file with a server once, as the argument says, and print the report as JSON. */
import { SyncClient } from "gutbone-sync";
import { FileStore } from "gutbone-sync/file";

const { baseUrl, path, deadline, entries } = JSON.parse(process.argv[2]);
const client = await SyncClient.open({ baseUrl, store: new FileStore(path), retry: { attempts: 1, deadline } });
const report = await client.sync();
const digest = report.after === null ? null : client.content.digest;
const read = (key) => client.content.entry(...key.split("/"));
const shown = entries ? client.content.keys.map((key) => [key, read(key)]) : [];
console.log(JSON.stringify({ ...report, digest, shown }));
