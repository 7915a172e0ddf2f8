import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { testTranslation } from "@headway-jobs/ports/testing/translation";
import { afterAll } from "vitest";
import { bergamotPackage } from "../testing/bergamot-package.ts";
import { ENGLISH_SPANISH, writeToyModel } from "../testing/toy-marian.ts";
import { bergamotTranslation } from "./bergamot-translation.ts";

const folders: string[] = [];
afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

async function toyTranslation() {
  const folder = await mkdtemp(join(tmpdir(), "headway-toy-"));
  folders.push(folder);
  const installed = [
    await writeToyModel(join(folder, "en-es"), { from: "en", to: "es", words: ENGLISH_SPANISH }),
    await writeToyModel(join(folder, "es-en"), {
      from: "es",
      to: "en",
      words: ENGLISH_SPANISH.map(([from, to]) => [to, from] as const),
    }),
    await writeToyModel(join(folder, "en-fr"), { from: "en", to: "fr", words: [["house", "maison"]], shortlist: true }),
  ];
  return bergamotTranslation({ models: () => Promise.resolve(installed), packageFolder: bergamotPackage() });
}

testTranslation("Bergamot", async () => ({
  translation: await toyTranslation(),
  from: "en",
  to: "es",
  text: "The house is red.",
}));

testTranslation(
  "Bergamot by way of English",
  async () => ({ translation: await toyTranslation(), from: "es", to: "fr", text: "La casa." }),
  { runs: 20 },
);
