// Packs what is published. `node scripts/pack.ts [FOLDER] [--json]` makes a tarball of every published package; `prepare` and `restore` are what
// npm runs before and after `npm pack` in one package's folder.
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { prepare, restore } from "./pack/in-place.ts";
import { packAll } from "./pack/pack-all.ts";

const root = fileURLToPath(new URL("..", import.meta.url)).replace(/[/\\]$/, "");
const { positionals, values } = parseArgs({ allowPositionals: true, options: { json: { type: "boolean" } } });
const [what = join(root, "dist")] = positionals;

if (what === "prepare") prepare(root, process.cwd());
else if (what === "restore") restore(root, process.cwd());
else {
  const tarballs = packAll(root, resolve(what));
  const lines = tarballs.map(({ file, size }) => `${(size / 1024).toFixed(0).padStart(6)} KB  ${file}\n`);
  process.stdout.write(values.json === true ? JSON.stringify(tarballs) : lines.join(""));
}
