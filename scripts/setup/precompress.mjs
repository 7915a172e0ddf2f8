import { readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const COMPRESSIBLE = /\.(?:html|js|css|svg|json|webmanifest|txt|map|wasm)$/;
const SMALLEST_BYTES = 1_024;

/** Writes a `.br` and a `.gz` beside each file below the folder that gets smaller by it: a server then compresses none of them itself. */
export function precompress(folder) {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !COMPRESSIBLE.test(entry.name)) continue;
    const path = join(entry.parentPath ?? entry.path, entry.name);
    const content = readFileSync(path);
    if (content.length < SMALLEST_BYTES) continue;
    const { atime, mtime } = statSync(path);
    const quality = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
    const made = [
      [`${path}.br`, brotliCompressSync(content, { params: quality })],
      [`${path}.gz`, gzipSync(content, { level: constants.Z_BEST_COMPRESSION })],
    ];
    for (const [name, bytes] of made) {
      writeFileSync(name, bytes);
      utimesSync(name, atime, mtime);
    }
  }
}
