import { readdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openModelStore } from "./model-store.ts";
import { bytesOf, oneFileModel, sha256, storeBench } from "../testing/store-bench.ts";

const CONTENT = bytesOf(100_000);

describe("the store of models", () => {
  it("lists what is known with its size before anything is installed", async () => {
    const { store } = await storeBench();
    const listed = await store([oneFileModel("b", CONTENT), oneFileModel("a", CONTENT)]).list();
    expect(listed.map(({ manifest, installed, bytes }) => [manifest.name, installed, bytes])).toEqual([
      ["a", false, 100_000],
      ["b", false, 100_000],
    ]);
  });

  it("fetches a model, and writes a manifest with what arrived", async () => {
    const { hub, folder, store } = await storeBench();
    hub.serve("/toy/model.onnx", CONTENT);
    const models = store([oneFileModel("toy", CONTENT)]);
    const [added] = await models.add(["toy"]);
    expect(added).toMatchObject({ isNew: true, folder: join(folder, "toy"), recorded: [] });
    expect(await readFile(join(folder, "toy", "model.onnx"))).toEqual(CONTENT);
    const manifest: unknown = JSON.parse(await readFile(join(folder, "toy", "model.json"), "utf8"));
    expect(manifest).toMatchObject({
      name: "toy",
      files: [{ path: "model.onnx", bytes: 100_000, sha256: sha256(CONTENT) }],
    });
    expect((await models.installed()).map((one) => one.manifest.name)).toEqual(["toy"]);
    expect((await models.list())[0]).toMatchObject({ installed: true });
  });

  it("leaves no part of a download behind", async () => {
    const { hub, folder, store } = await storeBench();
    hub.serve("/toy/model.onnx", CONTENT);
    await store([oneFileModel("toy", CONTENT)]).add(["toy"]);
    const left = await readdir(join(folder, ".downloads"));
    expect(left.filter((name) => !name.includes(".lock"))).toEqual([]);
  });

  it("does not fetch what is installed", async () => {
    const { hub, store } = await storeBench();
    hub.serve("/toy/model.onnx", CONTENT);
    const models = store([oneFileModel("toy", CONTENT)]);
    await models.add(["toy"]);
    expect((await models.add(["toy", "toy"])).map(({ isNew }) => isNew)).toEqual([false]);
    expect(hub.requests).toHaveLength(1);
  });

  it("reports how much has arrived", async () => {
    const { hub, store } = await storeBench();
    hub.serve("/toy/model.onnx", CONTENT);
    const seen: string[] = [];
    await store([oneFileModel("toy", CONTENT)]).add(["toy"], {
      onProgress: ({ name, phase, doneBytes, totalBytes }) => seen.push(`${name} ${phase} ${doneBytes}/${totalBytes}`),
    });
    expect(seen[0]).toBe("toy downloading 0/100000");
    expect(seen).toContain("toy downloading 100000/100000");
    expect(seen.at(-1)).toBe("toy checking 100000/100000");
  });

  it("says which model was meant", async () => {
    const { store } = await storeBench();
    const adding = store([oneFileModel("whisper-base", CONTENT)]).add(["whisper-bse"]);
    await expect(adding).rejects.toMatchObject({
      code: "UNKNOWN_MODEL",
      message: "There is no model with the name whisper-bse. Did you mean whisper-base?",
    });
    const two = ["whisper-base", "whisper-small"].map((name) => oneFileModel(name, CONTENT));
    await expect(store(two).add(["whisper"])).rejects.toThrow("Did you mean whisper-base or whisper-small?");
  });

  it("records the hash of a file of which the publisher states none", async () => {
    const { hub, folder, store } = await storeBench();
    hub.serve("/toy/model.onnx", CONTENT);
    const url = "https://hub.example/toy/model.onnx";
    const files = [{ path: "model.onnx", url, bytes: 90_000, approximate: true as const }];
    const [added] = await store([oneFileModel("toy", CONTENT, { files })]).add(["toy"]);
    expect(added?.recorded).toEqual([{ path: "model.onnx", url, bytes: 100_000, sha256: sha256(CONTENT) }]);
    expect(await readFile(join(folder, "toy", "model.json"), "utf8")).toContain(sha256(CONTENT));
  });

  it("removes models, and refuses what is not installed", async () => {
    const { hub, folder, store } = await storeBench();
    hub.serve("/toy/model.onnx", CONTENT);
    const models = store([oneFileModel("toy", CONTENT)]);
    await models.add(["toy"]);
    await expect(models.remove(["toy", "tyo"])).rejects.toMatchObject({
      message: "Not installed: tyo. Did you mean toy?",
    });
    await models.remove(["toy"]);
    expect(await models.installed()).toEqual([]);
    expect(await readdir(folder)).toEqual([".downloads"]);
  });

  it("finds files that were changed or are missing", async () => {
    const { hub, folder, store } = await storeBench();
    for (const name of ["sound", "changed", "gone"]) hub.serve(`/${name}/model.onnx`, CONTENT);
    const models = store(["sound", "changed", "gone"].map((name) => oneFileModel(name, CONTENT)));
    await models.add(["sound", "changed", "gone"]);
    await writeFile(join(folder, "changed", "model.onnx"), bytesOf(100_000, 2));
    await writeFile(join(folder, "gone", "model.onnx"), "");
    const verified = await models.verify();
    expect(verified.map(({ name, problems }) => [name, problems.length])).toEqual([
      ["changed", 1],
      ["gone", 1],
      ["sound", 0],
    ]);
    expect(verified[0]?.problems[0]).toMatch(/^model\.onnx has the SHA-256 /);
    expect(verified[1]?.problems[0]).toBe("model.onnx has 0 bytes instead of 100000.");
  });

  it("does not take a folder without a manifest for a model", async () => {
    const { hub, folder, store } = await storeBench();
    hub.serve("/toy/model.onnx", CONTENT);
    const models = store([oneFileModel("toy", CONTENT)]);
    await models.add(["toy"]);
    await writeFile(join(folder, "toy", "model.json"), "{");
    expect(await models.installed()).toEqual([]);
    const [again] = await models.add(["toy"]);
    expect(again?.isNew).toBe(true);
  });

  it("reads nothing outside its folder, and no model in the folder of another name", async () => {
    const { hub, folder, store } = await storeBench();
    hub.serve("/toy/model.onnx", CONTENT);
    const models = store([oneFileModel("toy", CONTENT)]);
    await models.add(["toy"]);
    const others = openModelStore({
      folder: join(folder, "toy"),
      fetch: globalThis.fetch,
      catalogue: [],
      runtimes: [],
    });
    await expect(others.find("../toy")).rejects.toMatchObject({ code: "UNKNOWN_MODEL" });
    await rename(join(folder, "toy"), join(folder, "renamed"));
    expect(await models.installed()).toEqual([]);
    await expect(store([]).find("renamed")).rejects.toMatchObject({ code: "UNKNOWN_MODEL" });
  });

  it("removes a model that is named twice", async () => {
    const { hub, store } = await storeBench();
    hub.serve("/toy/model.onnx", CONTENT);
    const models = store([oneFileModel("toy", CONTENT)]);
    await models.add(["toy"]);
    await models.remove(["toy", "toy"]);
    expect(await models.installed()).toEqual([]);
  });
});
