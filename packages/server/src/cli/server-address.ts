import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Where the server that works on a data folder can be reached, so that commands find it on whatever port it listens. */
export async function readAddress(dataDir: string): Promise<string | null> {
  try {
    const url = (await readFile(place(dataDir), "utf8")).trim();
    return URL.canParse(url) ? url : null;
  } catch {
    // No such file: no server, or one that died before it wrote. The caller asks whatever is named anyway.
    return null;
  }
}

/** The file outlives a killed server; readers ask the address before they believe it. */
export async function writeAddress(dataDir: string, url: string): Promise<void> {
  await writeFile(place(dataDir), `${url}\n`);
}

export async function removeAddress(dataDir: string): Promise<void> {
  await rm(place(dataDir), { force: true });
}

function place(dataDir: string): string {
  return join(dataDir, "server.address");
}
