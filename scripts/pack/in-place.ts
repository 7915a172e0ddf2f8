import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { z } from "zod";
import { compile } from "./compile.ts";
import { filesBelow } from "./files-below.ts";
import { packageAt } from "./packages.ts";
import { stagePackage } from "./stage.ts";

/** What `npm pack` in a package's folder changed there: files that it made, and former contents (base64) of those that it replaced. */
const changeSchema = z.object({ made: z.array(z.string()), replaced: z.record(z.string(), z.string()) });

/**
 * `prepack` of a package: puts the built files and the tarball's package.json into its folder. While npm packs, the checkout's own imports of this
 * package lead to the built files; `restore` puts back what was there. Use `packAll` where something else runs in the checkout.
 */
export function prepare(root: string, folder: string): void {
  // An npm that was killed left its changes.
  restore(root, folder);
  const one = packageAt(root, folder);
  const work = mkdtempSync(join(tmpdir(), "headway-pack-"));
  const staged = join(work, "staged");
  try {
    if (one.sources.length > 0) compile(root, [one], join(work, "compiled"));
    stagePackage(root, one, join(work, "compiled"), staged);
    const files = filesBelow(staged);
    const there = files.filter((file) => existsSync(join(folder, file)));
    const change = {
      made: files.filter((file) => !there.includes(file)),
      replaced: Object.fromEntries(there.map((file) => [file, readFileSync(join(folder, file), "base64")])),
    };
    const record = recordOf(root, folder);
    mkdirSync(dirname(record), { recursive: true });
    writeFileSync(record, JSON.stringify(change satisfies z.infer<typeof changeSchema>));
    cpSync(staged, folder, { recursive: true });
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** `postpack` of a package: undoes `prepare`. Does nothing where nothing was prepared. */
export function restore(root: string, folder: string): void {
  const record = recordOf(root, folder);
  if (!existsSync(record)) return;
  const { made, replaced } = changeSchema.parse(JSON.parse(readFileSync(record, "utf8")));
  // A folder with nothing but made files is removed with them.
  const built = new Set(made.map((file) => join(folder, file.split("/")[0] ?? "")));
  for (const file of made) rmSync(join(folder, file), { force: true });
  for (const path of built) if (existsSync(path) && filesBelow(path).length === 0) rmSync(path, { recursive: true });
  for (const [file, content] of Object.entries(replaced)) writeFileSync(join(folder, file), content, "base64");
  rmSync(record);
}

/** Below node_modules, so that git does not see it. */
function recordOf(root: string, folder: string): string {
  return join(root, "node_modules", ".headway-pack", `${folder.slice(root.length + 1).replaceAll(/[/\\]/g, "-")}.json`);
}
