import { LANGUAGES } from "@headway-jobs/contract";
import { describe, expect, it } from "vitest";
import { espeakSpeech } from "./espeak.ts";
import { fliteSpeech } from "./flite.ts";
import { oneVoice } from "./testing/one-voice.ts";
import { HEADWAY_OPTIONS, type Speech } from "@headway-jobs/ports/speech";
import type { CatalogueVoice } from "@headway-jobs/ports/voice-catalogue";
import type { VoiceVendor } from "./vendor.ts";
import { VOICE_VENDORS } from "./vendors.ts";
import { listedVoice, voiceCatalogue } from "./voice-catalogue.ts";

const embedded = oneVoice(undefined);
const catalogue = voiceCatalogue(embedded);
const openai = voiceCatalogue(oneVoice("openai:tts-1", {}));

describe("the voices by their numbers", () => {
  it("are unique integers", async () => {
    const voices = [...(await catalogue.voices()), ...(await openai.voices())];
    expect(voices.length).toBeGreaterThan(300);
    expect(new Set(voices.map(({ id }) => id)).size).toBe(voices.length);
    expect(voices.filter(({ id }) => !Number.isInteger(id) || id <= 0)).toEqual([]);
  });

  it("stay the same whatever else is installed", async () => {
    const all = new Map((await catalogue.voices()).map((voice) => [voice.id, voice]));
    for (const speech of [fliteSpeech(), espeakSpeech()]) {
      const alone = await voiceCatalogue(speech).voices();
      expect(alone.length).toBeGreaterThan(0);
      expect(alone.map(({ id }) => all.get(id))).toEqual(alone);
    }
    const spanishOnly: Speech = {
      ...embedded,
      voices: async () => (await embedded.voices()).filter(({ language }) => language === "es"),
    };
    const few = await voiceCatalogue(spanishOnly).voices();
    expect(few.map(({ id }) => all.get(id))).toEqual(few);
  });

  it("of the provider that the setting names first are preferred for a language, whatever their numbers", async () => {
    const two = {
      voices: async () => [
        ...(await oneVoice("openai:tts-1", {}).voices()).map((voice) => ({ ...voice, rank: 0 })),
        ...(await embedded.voices()).map((voice) => ({ ...voice, rank: 1 })),
      ],
      languages: () => embedded.languages(),
    };
    const fitting = await voiceCatalogue(two).fittingVoices("en-us");
    expect(fitting[0]?.languageTag).toBe("mul");
    expect(fitting.at(-1)?.languageTag).not.toBe("mul");
    expect((await voiceCatalogue(two).voices())[0]?.languageTag).not.toBe("mul");
  });

  // Once told, a number is in somebody's program: this table only grows.
  it.each([
    [100101, "slt", "en-us"],
    [100102, "rms", "en-us"],
    [205401, "es", "es-es"],
    [205402, "es+f2", "es-es"],
    [205803, "es-419+m3", "es-mx"],
    [207602, "fr-fr+f2", "fr-fr"],
    [211102, "pt-br+f2", "pt-br"],
    [214502, "yue+f2", "zh-hk"],
  ])("number %i is %s for %s", async (id, voice, languageTag) => {
    expect(await catalogue.find(id)).toMatchObject({ id, voice, languageTag });
  });

  it("of OpenAI speak every language and belong to none", async () => {
    expect(await openai.find(300001)).toMatchObject({
      voice: "alloy",
      gender: 9,
      languageId: null,
      languageTag: "mul",
    });
    expect((await openai.fittingVoices("ja-jp")).map(({ voice }) => voice)).toContain("nova");
    expect(await openai.fittingVoices("zu-za")).toEqual([]);
    expect((await openai.languages()).map(({ tag }) => tag)).toEqual(expect.arrayContaining(["ja-jp", "es-mx"]));
  });

  it("that nobody has are not found", async () => {
    for (const id of [0, -1, 1.5, 147320, Number.MAX_SAFE_INTEGER, Number.NaN]) {
      expect(await catalogue.find(id)).toBeNull();
    }
  });

  it("are listed in the API's words", async () => {
    const voice = await catalogue.find(205402);
    expect(voice === null ? null : listedVoice(voice)).toEqual({
      id: 205402,
      voice_name: "Spanish (Spain), female",
      gender: 2,
      age: null,
      language: 54,
      language_tag: "es-es",
      description: "A female voice, Spanish (Spain), female, by espeak-ng.",
    });
  });
});

describe("a vendor that is added to the list", () => {
  const parrot: VoiceVendor = {
    maker: "parrot",
    number: 4,
    names: ["parrot"],
    create: () => speech,
    positionOf: ({ id }) => ["polly", "captain"].indexOf(id),
    voiceLanguageOf: ({ tag }) => (tag.startsWith("es-") ? "es" : undefined),
    describe: ({ name }) => ` of a parrot, ${name}.`,
  };
  const voice = { language: "es", gender: "female", maker: "parrot" } as const;
  const speech: Speech = {
    ...embedded,
    voices: () => Promise.resolve([{ ...voice, id: "captain", name: "Captain" }]),
    languages: () => Promise.resolve(["es"]),
  };

  it("has voices with ids, rows and descriptions of its own", async () => {
    const voices = await voiceCatalogue(speech, { vendors: [...VOICE_VENDORS, parrot] }).voices();
    expect(voices.find(({ id }) => id === 405402)).toMatchObject({
      voice: "captain",
      languageTag: "es-es",
      description: "A female voice of a parrot, Captain.",
    });
    expect(voices.every(({ id }) => id > 400_000 && id < 500_000)).toBe(true);
  });

  it("needs a number and a name that no other has", () => {
    expect(new Set(VOICE_VENDORS.map(({ number }) => number)).size).toBe(VOICE_VENDORS.length);
    expect(new Set(VOICE_VENDORS.map(({ maker }) => maker)).size).toBe(VOICE_VENDORS.length);
    expect(VOICE_VENDORS.filter(({ number }) => !Number.isInteger(number) || number < 1 || number > 9)).toEqual([]);
  });
});

describe("each language of the table that is spoken", () => {
  it("has a female and a male voice, and only rows of the table have voices", async () => {
    const voices = await catalogue.voices();
    const languages = await catalogue.languages();
    expect(languages.length).toBeGreaterThan(100);
    for (const { id, tag } of languages) {
      const genders = new Set(voices.filter(({ languageId }) => languageId === id).map(({ gender }) => gender));
      expect([tag, genders.has(1), genders.has(2)]).toEqual([tag, true, true]);
    }
    expect(voices.filter(({ languageTag }) => !LANGUAGES.some(({ tag }) => tag === languageTag))).toEqual([]);
  });

  it("is every one that the programs really speak", async () => {
    const rows = new Set((await catalogue.voices()).map(({ voice }) => voice));
    const tags = new Set(LANGUAGES.map(({ tag }) => tag.split("-")[0]));
    // Dialects that have no row of their own.
    const without = /^(en-(029|gb-|us-)|fa-latn|ru-lv|vi-vn|fr-lu|hyw)/;
    const spoken = (await espeakSpeech().languages()).filter(
      (tag) => tags.has(tag.split("-")[0]) && !without.test(tag),
    );
    expect(spoken.filter((tag) => !rows.has(tag))).toEqual([]);
  });

  it("leaves out what no program speaks", async () => {
    const tags = (await catalogue.languages()).map(({ tag }) => tag);
    for (const tag of ["ja-jp", "he-il", "zu-za", "zh-cn-sichuan", "my-mm"]) expect(tags).not.toContain(tag);
  });

  it("offers its own region's voices first and those of its language after them", async () => {
    const fitting = await catalogue.fittingVoices("es-MX");
    expect(fitting.slice(0, 4).map(({ voice }) => voice)).toEqual(["es-419", "es-419+f2", "es-419+m3", "es-419+f4"]);
    expect(fitting.some(({ languageTag }) => languageTag === "es-es")).toBe(true);
    expect(fitting.every(({ languageTag }) => languageTag.startsWith("es-"))).toBe(true);
    expect(await catalogue.fittingVoices("ja-jp")).toEqual([]);
  });
});

describe("who is heard", () => {
  it("is higher for women than for men, in every voice of English and Spanish", async () => {
    for (const tag of ["en-us", "es-es"]) {
      const voices = (await catalogue.fittingVoices(tag)).filter(({ languageTag }) => languageTag === tag);
      const pitches = await Promise.all(voices.map(async (voice) => ({ voice, pitch: (await hear(voice)).pitchHz })));
      const of = (gender: number): number[] =>
        pitches.filter(({ voice }) => voice.gender === gender).map(({ pitch }) => pitch);
      expect(Math.min(...of(2))).toBeGreaterThan(Math.max(...of(1)) * 1.15);
    }
  });

  it("is not the same for two numbers of one gender", async () => {
    const [first, second] = await Promise.all([hearId(205402), hearId(205404)]);
    expect(first.samples).not.toEqual(second.samples);
  });

  it.each([
    [205401, "female"],
    [100102, "female"],
  ] as const)("follows the gender asked for over voice %i, and says so", async (id, gender) => {
    const [own, asked] = await Promise.all([hearId(id), hearId(id, { gender })]);
    expect(asked.pitchHz).toBeGreaterThan(own.pitchHz * 1.15);
    expect(own.warnings).toEqual([]);
    expect(asked.warnings.join()).toMatch(/speaks instead/);
    expect((await hearId(205402, { gender })).warnings).toEqual([]);
  });

  it.each([205401, 100102, 100101])("sounds as old as asked: slower and deeper with years, by voice %i", async (id) => {
    const [child, own, adult, old] = await Promise.all([
      hearId(id, { age: 8 }),
      hearId(id),
      hearId(id, { age: 35 }),
      hearId(id, { age: 80 }),
    ]);
    expect(adult.samples).toEqual(own.samples);
    expect(child.pitchHz).toBeGreaterThan(adult.pitchHz * 1.1);
    expect(old.pitchHz).toBeLessThan(adult.pitchHz * 0.97);
    expect(old.seconds).toBeGreaterThan(adult.seconds * 1.1);
  });

  it("is not changed by wishes that are none", async () => {
    const own = await hearId(205401);
    const wishes: Record<string, string | number>[] = [
      { age: -3 },
      { age: 900 },
      { age: "old" },
      { gender: "robot" },
      { gender: 2 },
    ];
    for (const wish of wishes) {
      expect((await hearId(205401, wish)).samples).toEqual(own.samples);
    }
  });
});

interface Heard {
  readonly samples: Int16Array;
  readonly pitchHz: number;
  readonly seconds: number;
  readonly warnings: readonly string[];
}

async function hearId(id: number, wish: Record<string, string | number> = {}): Promise<Heard> {
  const voice = await catalogue.find(id);
  if (voice === null) throw new Error(`no voice ${id}`);
  return hear(voice, wish);
}

async function hear(voice: CatalogueVoice, wish: Record<string, string | number> = {}): Promise<Heard> {
  const text = voice.languageTag.startsWith("es")
    ? "Mañana iremos a una montaña lejana con nuestra abuela."
    : "Tomorrow we will all go on a long way home, my lady.";
  const { audio, warnings } = await embedded.model.doGenerate({
    text,
    voice: voice.voice,
    language: voice.languageTag,
    providerOptions: { [HEADWAY_OPTIONS]: wish },
  });
  if (typeof audio === "string") throw new Error("expected bytes");
  const bytes = Buffer.from(audio);
  const samples = new Int16Array(new Uint8Array(bytes.subarray(44, 44 + ((bytes.length - 44) & ~1))).buffer);
  return {
    samples,
    pitchHz: medianPitchHz(samples, bytes.readUInt32LE(24)),
    seconds: samples.length / bytes.readUInt32LE(24),
    warnings: warnings.map((warning) => ("message" in warning ? warning.message : warning.type)),
  };
}

/** The median fundamental of voiced frames by normalised autocorrelation, between 60 and 400 Hz. */
function medianPitchHz(samples: Int16Array, rateHz: number): number {
  const frame = Math.round(rateHz * 0.05);
  const pitches: number[] = [];
  for (let start = 0; start + 2 * frame < samples.length; start += frame) {
    const pitch = pitchOf(samples, start, frame, rateHz);
    if (pitch !== null) pitches.push(pitch);
  }
  return pitches.toSorted((a, b) => a - b)[Math.floor(pitches.length / 2)] ?? 0;
}

function pitchOf(samples: Int16Array, start: number, frame: number, rateHz: number): number | null {
  const at = (index: number): number => samples[start + index] ?? 0;
  const correlation = (lag: number): number => {
    let product = 0;
    let left = 1;
    let right = 1;
    for (let i = 0; i < frame; i += 2) {
      product += at(i) * at(i + lag);
      left += at(i) ** 2;
      right += at(i + lag) ** 2;
    }
    return left < frame * 50_000 ? 0 : product / Math.sqrt(left * right);
  };
  const shortest = Math.floor(rateHz / 400);
  const lags = Array.from({ length: Math.floor(rateHz / 60) - shortest }, (_, index) => shortest + index);
  const scores = lags.map(correlation);
  const best = Math.max(...scores);
  if (best < 0.7) return null;
  // The first strong peak: multiples of the period correlate as well.
  const first = scores.findIndex(
    (score, i) => score > best * 0.9 && score >= (scores[i + 1] ?? 0) && score >= (scores[i - 1] ?? 0),
  );
  return rateHz / (lags[first] ?? 1);
}
