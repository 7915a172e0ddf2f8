import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { ModelArchive, ModelManifest } from "../manifest/model-manifest.ts";
import type { RuntimePackage } from "../manifest/runtime-package.ts";
import { bytesOf, oneFileModel, sha256, storeBench, type StoreBench } from "../testing/store-bench.ts";
import { readInstalledModels } from "./installed-models.ts";
import { filesBelow } from "./store-folders.ts";
import { holdAfter } from "../testing/stub-hub.ts";
import { tarGz, TOY_TAR_BZ2 } from "../testing/toy-archive.ts";

const WEIGHTS = bytesOf(50_000);

/** A model that comes as an archive, which the hub serves. */
function packedModel({ hub }: StoreBench, archive: Buffer, changes: Partial<ModelArchive> = {}): ModelManifest {
  hub.serve("/toy.tar", archive);
  const known = { url: "https://hub.example/toy.tar", bytes: archive.length, sha256: sha256(archive) };
  const packed = { ...known, kind: "tar.gz" as const, strip: 1, maxUnpackedBytes: 1_000_000, ...changes };
  return oneFileModel("toy", WEIGHTS, { files: [], archives: [packed] });
}

describe("an archive", () => {
  it("of tar and bzip2 is unpacked with all its files", async () => {
    const bench = await storeBench();
    const model = packedModel(bench, TOY_TAR_BZ2, { kind: "tar.bz2" });
    const [added] = await bench.store([{ ...model, format: "kokoro", capability: "voice" }]).add(["toy"]);
    expect(added?.manifest.files.map(({ path }) => path)).toEqual([
      "espeak-ng-data/phontab",
      "espeak-ng-data/voices/!v/Mr serious",
      "model.onnx",
      "tokens.txt",
      "voices.bin",
    ]);
    expect(await readFile(join(bench.folder, "toy", "voices.bin"), "utf8")).toBe("styles");
    expect((await bench.store([model]).verify())[0]?.problems).toEqual([]);
  });

  it("of tar and gzip is unpacked without its leading folder", async () => {
    const bench = await storeBench();
    const model = packedModel(bench, await tarGz({ "toy-1.0/model.onnx": WEIGHTS, "./toy-1.0/LICENSE": "MIT" }));
    const [added] = await bench.store([model]).add(["toy"]);
    expect(added?.manifest.files.map(({ path }) => path)).toEqual(["LICENSE", "model.onnx"]);
  });

  it.each([
    ["above its folder", { "toy/../../evil.onnx": "x" }],
    ["by way of a folder above", { "toy/a/../../../evil.onnx": "x" }],
    ["at the root of the disk", { "/toy/evil.onnx": "x" }],
    ["with a drive", { "toy/C:\\evil.onnx": "x" }],
    ["that is its own folder", { toy: "x" }],
    ["that is hidden", { "toy/.bashrc": "x" }],
  ])("with a path %s is refused, and nothing of it stays", async (_title, entries) => {
    const bench = await storeBench();
    const model = packedModel(bench, await tarGz({ "toy/model.onnx": WEIGHTS, ...entries }));
    await expect(bench.store([model]).add(["toy"])).rejects.toMatchObject({
      code: "MODEL_DAMAGED",
      message: expect.stringContaining("a path that is not allowed"),
    });
    expect((await filesBelow(bench.folder)).filter((path) => !path.includes(".lock"))).toEqual([]);
  });

  it.each(["symlink", "link"] as const)("with a %s is refused", async (type) => {
    const bench = await storeBench();
    const entries = { "toy/model.onnx": WEIGHTS, "toy/passwd": { type, link: "/etc/passwd" } };
    await expect(bench.store([packedModel(bench, await tarGz(entries))]).add(["toy"])).rejects.toMatchObject({
      code: "MODEL_DAMAGED",
      message: `the archive of toy contains a ${type} ("toy/passwd"); only files are allowed.`,
    });
  });

  it("that expands to more than its manifest allows is stopped early", async () => {
    const bench = await storeBench();
    const bomb = await tarGz({ "toy/model.onnx": Buffer.alloc(80_000_000) });
    expect(bomb.length).toBeLessThan(100_000);
    await expect(bench.store([packedModel(bench, bomb)]).add(["toy"])).rejects.toMatchObject({
      code: "MODEL_DAMAGED",
      message: "the archive of toy expands to more than the 1000000 bytes that its manifest allows.",
    });
    expect(existsSync(join(bench.folder, "toy"))).toBe(false);
  });

  it.each([
    ["gzip", (whole: Buffer) => whole.subarray(0, whole.length / 2), "tar.gz"],
    ["bzip2", () => TOY_TAR_BZ2.subarray(0, 200), "tar.bz2"],
    ["tar", () => gzipSync(Buffer.alloc(5_000, 7)), "tar.gz"],
    ["an empty tar", () => gzipSync(Buffer.alloc(1_024)), "tar.gz"],
    ["another kind", () => Buffer.from("<html>Sign in</html>"), "tar.bz2"],
  ] as const)("of %s that is truncated or no archive is refused", async (_title, damage, kind) => {
    const bench = await storeBench();
    const model = packedModel(bench, damage(await tarGz({ "toy/model.onnx": WEIGHTS })), { kind });
    await expect(bench.store([model]).add(["toy"])).rejects.toMatchObject({
      code: "MODEL_DAMAGED",
      message: expect.stringMatching(/^the archive of toy (?:is truncated, or not an archive|is empty)/),
    });
  });

  it("of tar that ends within a file is refused", async () => {
    const bench = await storeBench();
    const { gunzipSync } = await import("node:zlib");
    const tar = gunzipSync(await tarGz({ "toy/model.onnx": WEIGHTS }));
    const model = packedModel(bench, gzipSync(tar.subarray(0, 20_000)));
    await expect(bench.store([model]).add(["toy"])).rejects.toMatchObject({ code: "MODEL_DAMAGED" });
  });

  it("without a part of the model is refused", async () => {
    const bench = await storeBench();
    const model = packedModel(bench, await tarGz({ "toy/model.onnx": WEIGHTS }));
    await expect(bench.store([{ ...model, format: "nemo-ctc" }]).add(["toy"])).rejects.toMatchObject({
      code: "MODEL_DAMAGED",
      message: "toy is not complete: tokens missing.",
    });
  });

  it("needs room for its content too", async () => {
    const bench = await storeBench();
    const model = packedModel(bench, await tarGz({ "toy/model.onnx": WEIGHTS }), { maxUnpackedBytes: 900_000_000 });
    const models = bench.store([model], { freeBytes: async () => 500_000_000 });
    await expect(models.add(["toy"])).rejects.toMatchObject({ code: "DISK_FULL" });
  });
});

async function libraryOf({ hub }: StoreBench): Promise<RuntimePackage> {
  const pack = async (name: string) => {
    const packed = await tarGz({
      "package/package.json": JSON.stringify({ name }),
      "package/index.js": "module.exports = 1;",
    });
    hub.serve(`/${name}/-/${name}-1.0.0.tgz`, packed);
    const integrity = `sha512-${createHash("sha512").update(packed).digest("base64")}`;
    const url = `https://npm.example/${name}/-/${name}-1.0.0.tgz`;
    const archive = {
      url,
      kind: "tar.gz" as const,
      bytes: packed.length,
      integrity,
      strip: 1,
      maxUnpackedBytes: 100_000,
    };
    return { name, archive };
  };
  return {
    name: "toy-runtime",
    runtime: "sherpa-onnx",
    version: "1.0.0",
    licence: "Apache-2.0",
    homepage: "https://npm.example/",
    packages: [
      await pack("toy-runtime"),
      { ...(await pack("toy-linux-x64")), os: "linux", cpu: "x64" },
      { ...(await pack("toy-darwin-arm64")), os: "darwin", cpu: "arm64" },
    ],
  };
}

describe("the library of a model", () => {
  const machine = { os: "linux", cpu: "x64" };

  it("comes with the first model: the packages for this machine and no others", async () => {
    const bench = await storeBench();
    bench.hub.serve("/toy/model.onnx", WEIGHTS);
    const models = bench.store([oneFileModel("toy", WEIGHTS)], { runtimes: [await libraryOf(bench)], machine });
    expect(await models.missingRuntime("sherpa-onnx")).toMatchObject({ runtime: { name: "toy-runtime" } });
    await models.add(["toy"]);
    const packages = join(bench.folder, ".runtimes", "toy-runtime@1.0.0", "node_modules");
    expect(existsSync(join(packages, "toy-runtime", "index.js"))).toBe(true);
    expect(existsSync(join(packages, "toy-linux-x64", "index.js"))).toBe(true);
    expect(existsSync(join(packages, "toy-darwin-arm64"))).toBe(false);
    expect(await models.missingRuntime("sherpa-onnx")).toBeNull();
    const installed = await readInstalledModels(bench.folder, [await libraryOf(bench)]);
    expect(installed.packages).toEqual({ "sherpa-onnx": packages, bergamot: null });
    expect(installed.models.map(({ manifest }) => manifest.name)).toEqual(["toy"]);
    expect((await models.verify()).map(({ name, problems }) => [name, problems])).toEqual([
      ["toy", []],
      ["toy-runtime", []],
    ]);
  });

  it("is refused when its integrity is another one", async () => {
    const bench = await storeBench();
    const library = await libraryOf(bench);
    bench.hub.serve("/toy-runtime/-/toy-runtime-1.0.0.tgz", bytesOf(library.packages[0]?.archive.bytes ?? 0));
    const models = bench.store([oneFileModel("toy", WEIGHTS)], { runtimes: [library], machine });
    await expect(models.add(["toy"])).rejects.toMatchObject({
      code: "MODEL_DAMAGED",
      message: expect.stringContaining("integrity"),
    });
  });

  it("that has no build for this machine is an error that says so", async () => {
    const bench = await storeBench();
    const models = bench.store([oneFileModel("toy", WEIGHTS)], {
      runtimes: [await libraryOf(bench)],
      machine: { os: "linux", cpu: "ia32" },
    });
    await expect(models.add(["toy"])).rejects.toMatchObject({
      code: "INVALID_INPUT",
      message: "toy-runtime has no build for linux on ia32: models that need it cannot run here.",
    });
  });

  it("goes with the last model that needs it", async () => {
    const bench = await storeBench();
    for (const name of ["a", "b"]) bench.hub.serve(`/${name}/model.onnx`, WEIGHTS);
    const catalogue = ["a", "b"].map((name) => oneFileModel(name, WEIGHTS));
    const models = bench.store(catalogue, { runtimes: [await libraryOf(bench)], machine });
    await models.add(["a", "b"]);
    await models.remove(["a"]);
    expect(await models.missingRuntime("sherpa-onnx")).toBeNull();
    await models.remove(["b"]);
    expect(await models.missingRuntime("sherpa-onnx")).not.toBeNull();
  });

  it("is fetched again when it was removed while a model that needs it was fetched", async () => {
    const bench = await storeBench();
    bench.hub.serve("/a/model.onnx", WEIGHTS);
    const held = holdAfter(WEIGHTS, 10);
    bench.hub.next("/b/model.onnx", held.once);
    const catalogue = ["a", "b"].map((name) => oneFileModel(name, WEIGHTS));
    const open = async () => bench.store(catalogue, { runtimes: [await libraryOf(bench)], machine });
    const [adding, removing] = [await open(), await open()];
    await adding.add(["a"]);
    const added = adding.add(["b"]);
    await expect.poll(() => bench.hub.requests.some(({ path }) => path === "/b/model.onnx")).toBe(true);
    await removing.remove(["a"]);
    expect(await removing.missingRuntime("sherpa-onnx")).not.toBeNull();
    held.release();
    await added;
    expect(await adding.missingRuntime("sherpa-onnx")).toBeNull();
  });

  it("is replaced when it is damaged, by adding a model that needs it", async () => {
    const bench = await storeBench();
    bench.hub.serve("/toy/model.onnx", WEIGHTS);
    const models = bench.store([oneFileModel("toy", WEIGHTS)], { runtimes: [await libraryOf(bench)], machine });
    await models.add(["toy"]);
    const file = join(bench.folder, ".runtimes", "toy-runtime@1.0.0", "node_modules", "toy-runtime", "index.js");
    const content = await readFile(file);
    await writeFile(file, Buffer.alloc(content.length));
    expect((await models.verify()).at(-1)).toMatchObject({
      name: "toy-runtime",
      neededBy: "toy",
      problems: [expect.stringContaining("SHA-256")],
    });
    expect(await models.missingRuntime("sherpa-onnx")).not.toBeNull();
    await models.add(["toy"]);
    expect(await readFile(file)).toEqual(content);
  });
});
