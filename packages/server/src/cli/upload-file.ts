import type { Client } from "@headway-jobs/client";
import { constants, openAsBlob } from "node:fs";
import { access } from "node:fs/promises";
import { basename } from "node:path";
import { CliError } from "./exit-codes.ts";

/** Uploads a file, which the user gave as `named`; the id of the upload. CliError `usage` when it cannot be read. */
export async function uploadFile(client: Client, path: string, named = path): Promise<string> {
  const content = await readNamed(named, async () => {
    // The error of openAsBlob does not say what is wrong with the file.
    await access(path, constants.R_OK);
    return openAsBlob(path);
  });
  return (await client.upload(content, basename(path))).upload_id;
}

/** Reads a file that the user gave as `named`. A failure is a CliError `usage` with this name and the reason. */
export async function readNamed<T>(named: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    const absent = error instanceof Error && "code" in error && error.code === "ENOENT";
    const why = absent ? "there is no such file" : (error as Error).message;
    throw new CliError("usage", `${named} cannot be read: ${why}.`, { cause: error });
  }
}
