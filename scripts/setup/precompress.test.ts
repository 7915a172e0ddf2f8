import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { expect, it } from "vitest";

it("writes compressed twins of what gets smaller by it, and of nothing else", () => {
  const folder = mkdtempSync(join(tmpdir(), "headway-precompress-"));
  try {
    mkdirSync(join(folder, "assets"));
    const script = "console.log('twin');".repeat(200);
    writeFileSync(join(folder, "assets", "index.js"), script);
    writeFileSync(join(folder, "short.css"), "a{}");
    writeFileSync(join(folder, "font.woff2"), Buffer.alloc(5_000));
    const module = JSON.stringify(new URL("precompress.mjs", import.meta.url).href);
    const run = `import { precompress } from ${module}; precompress(process.argv[1]);`;
    // As the setup runs it: plain JavaScript in a process of its own.
    execFileSync(process.execPath, ["--input-type=module", "--eval", run, folder]);
    expect(readdirSync(folder).toSorted()).toEqual(["assets", "font.woff2", "short.css"]);
    const [br, gz] = ["br", "gz"].map((ending) => readFileSync(join(folder, "assets", `index.js.${ending}`)));
    expect(String(brotliDecompressSync(br ?? ""))).toBe(script);
    expect(String(gunzipSync(gz ?? ""))).toBe(script);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
