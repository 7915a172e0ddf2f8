import { describe, expect, it } from "vitest";
import type { Speech, VoiceInfo } from "@headway-jobs/ports/speech";
import { oneVoice } from "./testing/one-voice.ts";
import { speechSet } from "./speech-set.ts";
import { voiceCatalogue } from "./voice-catalogue.ts";

const base = oneVoice(undefined);

function speaking(languages: readonly string[], voices: readonly Pick<VoiceInfo, "id" | "language">[]): Speech {
  return {
    ...base,
    languages: () => Promise.resolve(languages),
    voices: () =>
      Promise.resolve(voices.map((voice) => ({ ...voice, name: voice.id, gender: "female", maker: "stub" }))),
  };
}

const local = { name: "local", made: speaking([], []), languages: undefined };
const spanish = {
  name: "spanish",
  made: speaking(["es", "fr", "de"], [{ id: "maria", language: "mul" }]),
  languages: ["es"],
};
const german = {
  name: "german",
  made: speaking(["de"], [{ id: "heidi", language: "de" }]),
  languages: undefined,
};
const set = speechSet([local, spanish, german], (name) => name === "spanish");

describe("voices of several providers", () => {
  it("are told in the order in which they speak, the first by its id where none is asked for", async () => {
    expect(await set.order(undefined, "es-es")).toEqual({
      chosen: { name: "spanish", voice: "spanish/maria" },
      others: [],
    });
    expect(await set.order("spanish/maria", "de-de")).toEqual({
      chosen: { name: "spanish", voice: "spanish/maria" },
      others: [{ name: "german", voice: "heidi" }],
    });
  });

  it("are refused with a sentence where nobody has them any more", async () => {
    const refused = { code: "VOICE_FAILED", retryable: false, message: expect.stringContaining("“spanish/juan”") };
    await expect(set.choose("spanish/juan", "es")).rejects.toMatchObject(refused);
    await expect(set.order("spanish/juan", "es")).rejects.toMatchObject(refused);
  });

  it("leave a language that nobody speaks to the last provider, whose error says what to install", async () => {
    expect(await set.choose(undefined, "ja-jp")).toMatchObject({ name: "german", voice: undefined });
    expect((await set.order(undefined, "ja-jp")).chosen).toEqual({ name: "german", voice: undefined });
  });

  it("that speak every language of their provider are offered for no other one", async () => {
    const catalogue = voiceCatalogue(set, { allot: (name) => Promise.resolve(name.length) });
    expect((await catalogue.fittingVoices("es-es")).map(({ voice }) => voice)).toEqual(["spanish/maria"]);
    expect((await catalogue.fittingVoices("de-de")).map(({ voice }) => voice)).toEqual(["heidi"]);
    expect((await catalogue.languages()).map(({ tag }) => tag)).not.toContain("fr-fr");
  });
});
