import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build, type Rolldown } from "vite";
import { expect, it } from "vitest";

const LIMIT_BYTES = 8 * 1024;

it("the client's core is at most 8 KB, minified and gzipped", async () => {
  const entry = fileURLToPath(new URL("../../packages/client/src/index.ts", import.meta.url));
  const [bundle] = (await build({
    configFile: false,
    logLevel: "error",
    build: { write: false, minify: true, lib: { entry, formats: ["es"], fileName: "client" } },
  })) as Rolldown.RolldownOutput[];
  const [file] = bundle?.output ?? [];
  expect(Object.keys(file?.exports ?? [])).not.toEqual([]);
  expect(gzipSync(file?.code ?? "").length).toBeLessThanOrEqual(LIMIT_BYTES);
});
