import fc from "fast-check";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { knownModels } from "./catalogue.ts";
import { knownRuntimes } from "./known-runtimes.ts";
import { downloadBytes, isModelPath, ModelManifestSchema } from "./model-manifest.ts";
import { findModelFiles } from "./model-roles.ts";
import { archivesFor } from "./runtime-package.ts";

const models = knownModels();

describe("the catalogue of models", () => {
  it("has models of every capability, each with a name of its own", () => {
    expect(new Set(models.map(({ name }) => name)).size).toBe(models.length);
    expect([...new Set(models.map(({ capability }) => capability))].toSorted()).toEqual([
      "ear",
      "segmenter",
      "speakers",
      "translation",
      "voice",
    ]);
  });

  it("has voices in ten languages", () => {
    const voices = models.filter(({ capability }) => capability === "voice");
    const languages = new Set(voices.flatMap((one) => one.languages.map((tag) => tag.split("-")[0] ?? tag)));
    expect([...languages].toSorted()).toEqual(["ca", "de", "en", "es", "fr", "it", "pl", "pt", "ru", "zh"]);
  });

  it("translates every language of its pairs from and to English", () => {
    const pairs = models.flatMap(({ capability, languages }) => (capability === "translation" ? languages : []));
    for (const pair of pairs) expect(pairs).toContain(pair.split(">").toReversed().join(">"));
  });

  it.each(models.map((model) => [model.name, model] as const))(
    "has every part of %s, with its licence and page",
    (_name, model) => {
      const made = model.format === "piper" ? ["tokens.txt"] : [];
      const paths = [...model.files.map(({ path }) => path), ...made];
      if (model.archives.length === 0) expect(findModelFiles(model.format, paths).missing).toEqual([]);
      expect(model.files.every(({ url }) => url !== undefined)).toBe(true);
      expect(model.homepage).toMatch(/^https:/);
      expect(downloadBytes(model)).toBeGreaterThan(500_000);
    },
  );

  it("states a hash of everything that is more than text", () => {
    const large = models
      .flatMap(({ files, archives }) => [...files, ...archives])
      .filter(({ bytes }) => bytes > 10_000);
    expect(large.filter(({ sha256 }) => sha256 === undefined)).toEqual([]);
  });

  it("fetches everything encrypted and from one revision that does not change, where its hub has revisions", () => {
    const urls = models.flatMap(({ files, archives }) => [...files, ...archives].map(({ url }) => url ?? ""));
    for (const url of urls) {
      expect(url).toMatch(/^https:\/\//);
      if (url.startsWith("https://huggingface.co/")) expect(url).toMatch(/\/resolve\/[0-9a-f]{40}\//);
    }
  });
});

describe("the libraries", () => {
  it.each([
    ["linux", "x64"],
    ["linux", "arm64"],
    ["darwin", "x64"],
    ["darwin", "arm64"],
    ["win32", "x64"],
  ])("come with a build for %s on %s", (os, cpu) => {
    for (const runtime of knownRuntimes()) {
      const archives = archivesFor(runtime, { os, cpu });
      // A library of WebAssembly is the same everywhere; a native one has a package for each machine.
      expect(archives).toHaveLength(runtime.packages.length === 1 ? 1 : 2);
      for (const { archive } of archives ?? []) expect(archive.integrity).toMatch(/^sha512-/);
    }
  });

  it("have no build for other machines", () => {
    const native = knownRuntimes().filter(({ packages }) => packages.some(({ os }) => os !== undefined));
    expect(native.length).toBeGreaterThan(0);
    for (const runtime of native) expect(archivesFor(runtime, { os: "freebsd", cpu: "x64" })).toBeNull();
  });
});

describe("a path of a model", () => {
  it("leads to a place inside the model's folder, whatever is accepted", () => {
    const part = fc.oneof(fc.constantFrom("..", ".", "", "a", "!v", "C:", "~", " "), fc.string());
    const paths = fc.array(part, { minLength: 1, maxLength: 5 }).map((parts) => parts.join("/"));
    fc.assert(
      fc.property(paths, (path) => {
        if (isModelPath(path)) expect(resolve("/models/toy", path)).toBe(`/models/toy/${path}`);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each(["../x", "a/../x", "/x", "a//x", "a/", ".hidden", "a/.", "C:\\x", "a\\x", "x ", "a /x", "", "a\nb"])(
    "is not %j",
    (path) => {
      const manifest = { ...models[0], files: [{ path, bytes: 1 }] };
      expect(ModelManifestSchema.safeParse(manifest).success).toBe(false);
    },
  );
});
