import { scriptedModel } from "@headway-jobs/ports/testing/scripted-model";
import { testTranslation } from "@headway-jobs/ports/testing/translation";
import type { StructuredModel } from "@headway-jobs/ports/language-model";
import { afterAll } from "vitest";
import { apertiumTranslation } from "./apertium.ts";
import { deepl } from "./deepl.ts";
import { libretranslate } from "./libretranslate.ts";
import { modelTranslation } from "./model.ts";
import { resolveTranslation } from "./resolve-translation.ts";
import { startDeeplStub, startLibretranslateStub, type VendorStub } from "./vendor-stub.testing.ts";

const PAIR = { from: "en", to: "es", text: "The house is red." };

/** A model that puts each text between marks. */
const marking: StructuredModel = {
  name: "stub/marking",
  async generate(request) {
    const { texts } = JSON.parse(request.prompt) as { texts: string[] };
    return scriptedModel({ texts: texts.map((text) => `[${text}]`) }).model.generate(request);
  },
};

testTranslation("apertium", async () => ({ translation: apertiumTranslation(), ...PAIR }), { runs: 8 });
testTranslation("a language model", async () => ({ translation: modelTranslation(marking), ...PAIR }));
testTranslation("a language model with apertium behind it", async () => ({
  translation: resolveTranslation(undefined, { model: marking }),
  ...PAIR,
  to: "ja",
}));

const stubs: VendorStub[] = [];
afterAll(async () => {
  for (const stub of stubs) await stub[Symbol.asyncDispose]();
});

testTranslation("DeepL", async () => {
  const stub = await startDeeplStub();
  stubs.push(stub);
  return { translation: deepl({ DEEPL_API_KEY: "key", HEADWAY_DEEPL_URL: stub.url }), ...PAIR };
});

testTranslation("LibreTranslate", async () => {
  const stub = await startLibretranslateStub();
  stubs.push(stub);
  return { translation: libretranslate({ HEADWAY_LIBRETRANSLATE_URL: stub.url }), ...PAIR };
});
