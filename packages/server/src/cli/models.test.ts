import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { bytesOf, oneFileModel, storeBench } from "@headway-jobs/local-models/testing/store-bench";
import { installTinyVoice } from "@headway-jobs/local-models/testing/tiny-models";
import { tinyOnnx } from "@headway-jobs/local-models/testing/tiny-onnx";
import { commandBench } from "./testing/bench.ts";

const CONTENT = bytesOf(2_000_000);

const LIBRARY = {
  name: "toy-runtime",
  runtime: "sherpa-onnx" as const,
  version: "1.0.0",
  licence: "MIT",
  homepage: "https://npm.example/",
  packages: [],
};

/** A command line with a folder of models of its own, and a hub that serves two known models as a mirror. */
async function modelsBench() {
  const { hub } = await storeBench();
  const bench = await commandBench();
  const homepage = "https://models.example/vad";
  const catalogue = ["vad", "other"].map((name) => oneFileModel(name, CONTENT, { homepage }));
  for (const name of ["vad", "other"]) hub.serve(`/${name}/model.onnx`, CONTENT);
  bench.knownModels = { catalogue, runtimes: [] };
  bench.env["HEADWAY_MODELS_URL"] = hub.url;
  return { bench, hub };
}

describe("headway models list", () => {
  it("shows what can be added, with size and licence", async () => {
    const { bench } = await modelsBench();
    expect(await bench.run("models", "list")).toBe(0);
    expect(bench.out.join("\n")).toMatch(/vad +finding speech +mul +2\.0 MB +MIT/);
    expect(bench.notes.join("\n")).toMatch(/^None is installed\. In force: voice: flite, espeak-ng \(built in\)/m);
  });

  it("shows the models that ship, with their addresses as JSON", async () => {
    const { bench } = await modelsBench();
    bench.knownModels = undefined;
    expect(await bench.run("models", "list", "--json")).toBe(0);
    const { models } = JSON.parse(bench.out.join("\n")) as { models: { name: string; files: { url?: string }[] }[] };
    expect(models.find(({ name }) => name === "whisper-base-int8")?.files[0]?.url).toMatch(
      /^https:\/\/huggingface\.co\//,
    );
  });
});

describe("headway models add", () => {
  it("shows size, licence and page, asks, and says what is installed", async () => {
    const { bench } = await modelsBench();
    bench.interactive = true;
    bench.answers.push("y");
    expect(await bench.run("models", "add", "vad")).toBe(0);
    expect(bench.out[0]).toMatch(/vad +finding speech +2\.0 MB +MIT +https:\/\/models\.example\/vad/);
    expect(bench.notes.join("\n")).toMatch(/Fetch 2\.0 MB into .*models\? \[y\/N\]/);
    expect(bench.out.at(-1)).toBe("vad is installed.");
    expect(bench.notes.at(-1)).toBe("Installed on this machine: finding speech any language.");
    expect(await bench.run("models", "list")).toBe(0);
    expect(bench.out.join("\n")).toMatch(/vad +installed/);
  });

  it("fetches nothing when the answer is not yes", async () => {
    const { bench, hub } = await modelsBench();
    bench.interactive = true;
    bench.answers.push("");
    expect(await bench.run("models", "add", "vad")).toBe(4);
    expect(bench.notes.at(-1)).toBe("Nothing was fetched.");
    expect(hub.requests).toEqual([]);
  });

  it("refuses without --yes where there is no terminal", async () => {
    const { bench, hub } = await modelsBench();
    expect(await bench.run("models", "add", "vad")).toBe(2);
    expect(bench.notes.at(-1)).toContain("Add --yes");
    expect(hub.requests).toEqual([]);
  });

  it("says that a model is there already, without a question", async () => {
    const { bench } = await modelsBench();
    await bench.run("models", "add", "vad", "--yes");
    expect(await bench.run("models", "add", "vad")).toBe(0);
    expect(bench.out).toEqual(["vad is installed already."]);
  });

  it("writes what was added as JSON alone", async () => {
    const { bench } = await modelsBench();
    expect(await bench.run("models", "add", "vad", "other", "--yes", "--json")).toBe(0);
    expect(JSON.parse(bench.out.join("\n"))).toMatchObject({
      models: [
        { name: "vad", new: true, licence: "MIT", recorded: [] },
        { name: "other", new: true },
      ],
      installed: "finding speech any language",
    });
  });

  it("gives the publisher's words and advice when it fails", async () => {
    const { bench, hub } = await modelsBench();
    hub.next("/vad/model.onnx", (_request, response) => response.writeHead(403).end("Accept the terms first"));
    expect(await bench.run("models", "add", "vad", "--yes")).toBe(1);
    expect(bench.notes.at(-1)).toMatch(
      /status 403\): “Accept the terms first”\.\nDownload the files from the model's page.*--from/,
    );
  });

  it("asks about nothing when a name is wrong", async () => {
    const { bench } = await modelsBench();
    expect(await bench.run("models", "add", "other", "vda", "--yes")).toBe(1);
    expect(bench.notes.at(-1)).toBe(
      "There is no model with the name vda. Did you mean vad?\n`headway models list` shows the models that can be added and those that are installed.",
    );
    expect(await bench.run("models", "add")).toBe(2);
  });

  it("adds a recommendation for the languages that are named", async () => {
    const { bench } = await modelsBench();
    bench.knownModels = undefined;
    bench.interactive = true;
    expect(await bench.run("models", "add", "recommended", "--language", "es-MX,fr")).toBe(4);
    const shown = bench.out.join("\n");
    for (const name of [
      "piper-es-mx-ald-medium",
      "piper-fr-fr-siwis-medium",
      "silero-vad",
      "bergamot-en-es",
      "bergamot-fr-en",
    ]) {
      expect(shown).toContain(name);
    }
    expect(shown).toMatch(/sherpa-onnx-node +library/);
    expect(shown).not.toContain("bergamot-en-de");
  });

  it("copies a model from a folder", async () => {
    const { bench, hub } = await modelsBench();
    const folder = join(bench.cwd, "own", "my-vad");
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "silero_vad.onnx"), tinyOnnx());
    expect(await bench.run("models", "add", "--from", "own")).toBe(0);
    expect(bench.out.join("\n")).toMatch(/my-vad +silero-vad/);
    expect(hub.requests).toEqual([]);
    expect(await bench.run("models", "add", "--from", "nowhere")).toBe(1);
  });

  it("keeps what has arrived when it is interrupted", async () => {
    const { bench, hub } = await modelsBench();
    hub.next("/vad/model.onnx", (_request, response) => {
      response.writeHead(200, { "content-length": CONTENT.length, etag: '"a"' }).write(CONTENT.subarray(0, 500_000));
    });
    const adding = bench.run("models", "add", "vad", "--yes");
    await bench.saw(/^vad: /);
    await expect.poll(() => hub.requests.length).toBe(1);
    bench.interrupt();
    expect(await adding).toBe(130);
    expect(bench.notes.at(-1)).toContain("run the command again to continue");
  });
});

describe("headway models remove and verify", () => {
  it("say what is left, and that the built-in ones are back", async () => {
    const { bench } = await modelsBench();
    await bench.run("models", "add", "vad", "other", "--yes");
    expect(await bench.run("models", "remove", "other")).toBe(0);
    expect(bench.notes.at(-1)).toBe("Still installed: finding speech any language.");
    expect(await bench.run("models", "remove", "vad")).toBe(0);
    expect(bench.notes.at(-1)).toMatch(
      /^No model is installed any more\. In force again: voice: flite, espeak-ng \(built in\) · ear: pocketsphinx \(rough\)/,
    );
    expect(await bench.run("models", "remove", "vad")).toBe(1);
  });

  it("find a damaged model and say how to replace it", async () => {
    const { bench } = await modelsBench();
    await bench.run("models", "add", "vad", "other", "--yes");
    expect(await bench.run("models", "verify")).toBe(0);
    await writeFile(join(bench.cwd, ".headway", "models", "vad", "model.onnx"), "x");
    expect(await bench.run("models", "verify")).toBe(1);
    expect(bench.out.join("\n")).toMatch(/vad +model\.onnx has 1 bytes instead of 2000000/);
    expect(bench.notes.at(-1)).toBe("Replace what is damaged: headway models remove vad and headway models add vad");
  });
});

async function sectionOf(bench: Awaited<ReturnType<typeof commandBench>>) {
  await bench.run("doctor", "--json");
  const { checks } = JSON.parse(bench.out.join("\n")) as {
    checks: { name: string; state: string; detail: string; fix?: string }[];
  };
  return checks.filter(({ name }) => /^local models|^model library/.test(name));
}

describe("doctor on local models", () => {
  it("names the command that adds the recommended ones", async () => {
    const { bench } = await modelsBench();
    expect(await sectionOf(bench)).toMatchObject([{ state: "note", fix: "headway models add recommended" }]);
  });

  it("describes those that are installed, and finds one that is not complete", async () => {
    const { bench } = await modelsBench();
    await bench.run("models", "add", "vad", "--yes");
    const [installed, improvement] = await sectionOf(bench);
    expect(installed).toMatchObject({ state: "ok" });
    expect(installed?.detail).toMatch(/^finding speech any language +\(1 model, 2\.0 MB/);
    expect(improvement).toMatchObject({ state: "note", detail: "a voice and a recogniser could be added" });
    await writeFile(join(bench.cwd, ".headway", "models", "vad", "model.onnx"), "x");
    expect((await sectionOf(bench))[0]).toMatchObject({ state: "missing", detail: "not complete: vad" });
  });

  it("names a model whose voices cannot be read", async () => {
    const { bench } = await modelsBench();
    await installTinyVoice(join(bench.cwd, ".headway", "models"), "own", { voices: [""] });
    expect((await sectionOf(bench)).map(({ detail }) => detail)).toContain("own has no voice that can be read");
  });

  it("names the model whose addition replaces a damaged library, which asks before", async () => {
    const { bench } = await modelsBench();
    await bench.run("models", "add", "vad", "--yes");
    bench.knownModels = { catalogue: bench.knownModels?.catalogue ?? [], runtimes: [LIBRARY] };
    const folder = join(bench.cwd, ".headway", "models", ".runtimes", "toy-runtime@1.0.0");
    await mkdir(folder, { recursive: true });
    const files = [{ path: "index.js", bytes: 3 }];
    const installed = { name: "toy-runtime", version: "1.0.0", licence: "MIT", files };
    await writeFile(join(folder, "runtime.json"), JSON.stringify(installed));
    const [models, library] = await sectionOf(bench);
    expect(models).toMatchObject({ state: "ok" });
    expect(library).toMatchObject({ name: "model library", state: "missing", fix: "headway models add vad" });
    expect(await bench.run("models", "verify")).toBe(1);
    expect(bench.notes.at(-1)).toBe("Replace what is damaged: headway models add vad");
    bench.interactive = true;
    bench.answers.push("n");
    expect(await bench.run("models", "add", "vad")).toBe(4);
    expect(bench.out.join("\n")).toMatch(/toy-runtime +library/);
  });
});
