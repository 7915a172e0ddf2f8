import { mkdtemp, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { readFile, unlink } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TranslationRequest } from "@headway-jobs/ports/translation";
import type { InstalledModel } from "../manifest/model-manifest.ts";
import { bergamotPackage } from "../testing/bergamot-package.ts";
import { ENGLISH_SPANISH, type ToyModel, writeToyModel } from "../testing/toy-marian.ts";
import { type BergamotOptions, bergamotTranslation } from "./bergamot-translation.ts";

let folder = "";
let made = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "headway-toy-"));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

const toy = (model: Partial<ToyModel> = {}): Promise<InstalledModel> =>
  writeToyModel(join(folder, `model-${(made += 1)}`), { from: "en", to: "es", words: ENGLISH_SPANISH, ...model });

const translationOf = (models: readonly InstalledModel[], options: Partial<BergamotOptions> = {}) =>
  bergamotTranslation({ models: () => Promise.resolve(models), packageFolder: bergamotPackage(), ...options });

const ask = (texts: readonly string[], more: Partial<TranslationRequest> = {}): TranslationRequest => ({
  texts,
  from: "en",
  to: "es",
  ...more,
});

describe("translation by a Marian model in Bergamot's WASM", () => {
  it.each([
    ["one vocabulary", {}],
    ["a lexical shortlist", { shortlist: true }],
    ["a vocabulary for each language", { twoVocabularies: true, shortlist: true }],
    ["matrices of bytes", { isQuantized: true }],
    ["matrices of bytes and a shortlist", { isQuantized: true, shortlist: true }],
  ])("works with %s", async (_, model) => {
    const translation = translationOf([await toy(model)]);
    const answer = await translation.translate(ask(["The house is red.", "You have messages"]));
    expect(answer).toEqual({ texts: ["La casa es roja.", "Usted tiene mensajes"], warnings: [] });
  });

  it("reads files that are still compressed", async () => {
    const model = await toy({ shortlist: true });
    for (const name of ["model.enes.bin", "vocab.enes.spm", "lex.50.50.enes.s2t.bin"]) {
      const file = join(model.folder, name);
      await writeFile(`${file}.gz`, gzipSync(await readFile(file)));
      await unlink(file);
    }
    expect((await translationOf([model]).translate(ask(["The house"]))).texts).toEqual(["La casa"]);
  });

  it("keeps lines, blank texts and texts without letters", async () => {
    const texts = ["The house\n\n the water\r\nred", "  ", "1969", "—"];
    expect((await translationOf([await toy()]).translate(ask(texts))).texts).toEqual([
      "La casa\n\n la agua\r\nroja",
      "",
      "1969",
      "—",
    ]);
  });

  it("keeps placeholders, tags, addresses, code and quantities in their place", async () => {
    const translation = translationOf([await toy()]);
    const { texts, warnings } = await translation.translate(
      ask([
        "You have {count} messages",
        "The house (%1$s) is <b>red</b>.",
        'See <a href="https://example.org/?a=1&b=2">the house</a> <br/> at www.example.org, 3.5 km.',
        "`the()` & {{the}} is 5 < 7",
        "The %s: the_house, GPT-4 & H2O",
      ]),
    );
    expect(texts).toEqual([
      "Usted tiene {count} mensajes",
      "La casa (%1$s) es <b>roja</b>.",
      'See <a href="https://example.org/?a=1&b=2">la casa</a> <br/> at www.example.org, 3.5 km.',
      "`the()` & {{the}} es 5 < 7",
      "La %s: the_house, GPT-4 & H2O",
    ]);
    expect(warnings).toEqual([]);
  });

  it("says what a dictionary says, and leaves the model's word where it is the same", async () => {
    const terms = [
      { from: "house", to: "vivienda" },
      { from: "water", to: "agua" },
    ];
    const { texts, warnings } = await translationOf([await toy()]).translate(
      ask(["The house, the water.", "House is red"], { terms }),
    );
    expect(texts).toEqual(["La vivienda, la agua.", "Vivienda es roja"]);
    expect(warnings).toEqual([]);
  });

  it("names what it takes no account of", async () => {
    const { warnings } = await translationOf([await toy()]).translate(
      ask(["You"], { formality: "formal", gender: "female", age: 71 }),
    );
    expect(warnings).toHaveLength(3);
    expect(warnings.join(" ")).toMatch(/formality.*gender.*age/);
  });

  it("goes by way of English where both halves are installed, and says so", async () => {
    const back = ENGLISH_SPANISH.map(([from, to]) => [to, from] as const);
    const translation = translationOf([
      await toy({ from: "es", to: "en", words: back }),
      await toy({ from: "en", to: "de", words: [["house", "Haus"]] }),
    ]);
    expect(await translation.pairs()).toEqual([
      { from: "es", to: "en" },
      { from: "es", to: "de" },
      { from: "en", to: "de" },
    ]);
    const { texts, warnings } = await translation.translate(ask(["La casa {x} <i>casa</i>"], { from: "es", to: "de" }));
    expect(texts).toEqual(["The Haus {x} <i>Haus</i>"]);
    expect(warnings).toEqual(["Translated from Spanish to German by way of English."]);
  });
});

describe("a model or runtime that does not work", () => {
  it("is named when its file is cut off, and does not harm the others", async () => {
    const [broken, whole] = [await toy({ to: "fr" }), await toy()];
    await truncate(join(broken.folder, "model.enfr.bin"), 500_000);
    const translation = translationOf([broken, whole]);
    await expect(translation.translate(ask(["The house"], { to: "fr" }))).rejects.toMatchObject({
      code: "TOOL_FAILED",
      retryable: false,
      message: "The translation model toy-en-fr cannot be read: model.enfr.bin is not whole.",
    });
    expect((await translation.translate(ask(["The house"]))).texts).toEqual(["La casa"]);
  });

  it("ends in an error of the table when the WASM aborts, and the next request has a new one", async () => {
    const [broken, whole] = [await toy({ to: "fr" }), await toy()];
    await writeFile(join(broken.folder, "vocab.enfr.spm"), "no vocabulary");
    const translation = translationOf([broken, whole]);
    for (let round = 0; round < 2; round += 1) {
      await expect(translation.translate(ask(["The house"], { to: "fr" }))).rejects.toMatchObject({
        code: "TOOL_FAILED",
        message: "The local translation could not load its model toy-en-fr.",
      });
      expect((await translation.translate(ask(["The house"]))).texts).toEqual(["La casa"]);
    }
  });

  it("is stopped at its limit of memory", async () => {
    const translation = translationOf([await toy()], { maxBytes: 17 * 2 ** 20 });
    await expect(translation.translate(ask(["The house"]))).rejects.toMatchObject({
      code: "TOOL_FAILED",
      message: "The local translation needs more than 17 MB of memory.",
    });
  });

  it("is stopped at its limit of time, and the next request begins with a new thread", async () => {
    const limits: (() => void)[] = [];
    const translation = translationOf([await toy()], {
      timeLimitMs: 9_000,
      clock: {
        elapsedMs: () => 0,
        after(delayMs, callback) {
          if (delayMs === 9_000) limits.push(callback);
          return () => {};
        },
      },
    });
    const first = translation.translate(ask(["The house. ".repeat(400)]));
    await expect.poll(() => limits.length).toBe(1);
    limits[0]?.();
    await expect(first).rejects.toMatchObject({
      code: "TOOL_FAILED",
      message: "The local translation took longer than 9 s.",
    });
    expect((await translation.translate(ask(["The house"]))).texts).toEqual(["La casa"]);
  });

  it("stops in the middle with the caller's reason", async () => {
    const translation = translationOf([await toy()]);
    const stop = new AbortController();
    const running = translation.translate(ask(["The house. ".repeat(400)], { signal: stop.signal }));
    stop.abort(new Error("enough"));
    await expect(running).rejects.toThrow("enough");
    expect((await translation.translate(ask(["The house"]))).texts).toEqual(["La casa"]);
  });

  it("that is not installed has no pairs and advises to install it", async () => {
    const translation = translationOf([await toy()], { packageFolder: undefined });
    expect(await translation.pairs()).toEqual([]);
    await expect(translation.translate(ask(["The house"]))).rejects.toMatchObject({ code: "TOOL_MISSING" });
    const elsewhere = translationOf([await toy()], { packageFolder: join(folder, "nowhere") });
    await expect(elsewhere.translate(ask(["The house"]))).rejects.toMatchObject({ code: "TOOL_MISSING" });
  });

  it("refuses a pair that no model has, with the languages that can be reached", async () => {
    const translation = translationOf([await toy()]);
    await expect(translation.translate(ask(["x"], { to: "ja" }))).rejects.toMatchObject({
      code: "UNSUPPORTED_LANGUAGE",
      message: "No installed model translates from English to Japanese; from English these can be reached: Spanish.",
    });
  });
});
