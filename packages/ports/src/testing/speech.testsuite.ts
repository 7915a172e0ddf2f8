import { describe, expect, it } from "vitest";
import { HEADWAY_OPTIONS, matchLanguage, type Speech } from "../speech.ts";
import { expectReasonOfAbort, outcomeOf } from "./expected-error.ts";
import { BLANK_TEXTS, HOSTILE_TEXTS } from "./hostile-texts.ts";

export interface SpeechCase {
  readonly speech: Speech;
  /** A language that it speaks, and a sentence of it. */
  readonly language: string;
  readonly text: string;
}

const CODES = ["INVALID_INPUT", "VOICE_FAILED", "PROVIDER_"] as const;
/** Voices that are asked to speak; espeak-ng has hundreds. */
const MOST_VOICES = 4;

/** What holds for every voice. */
export function testSpeech(name: string, prepare: () => Promise<SpeechCase>): void {
  describe(`${name} as a voice`, () => {
    let prepared: Promise<SpeechCase> | undefined;
    const theCase = (): Promise<SpeechCase> => (prepared ??= prepare());

    it("lists each voice once, with a language that it speaks", async () => {
      const { speech, language } = await theCase();
      const [voices, languages] = await Promise.all([speech.voices(), speech.languages()]);
      expect(voices.length).toBeGreaterThan(0);
      expect(new Set(voices.map(({ id }) => id)).size).toBe(voices.length);
      for (const voice of voices) {
        expect(voice.name).toMatch(/\S/);
        expect(voice.language).toBe(voice.language.toLowerCase());
        if (voice.language !== "mul") expect(matchLanguage(languages, voice.language)).not.toBeNull();
      }
      expect(matchLanguage(languages, language)).not.toBeNull();
    });

    it("speaks with each voice, also side by side", async () => {
      const { speech, text, language } = await theCase();
      const voices = (await speech.voices()).filter(
        (voice) => voice.language === "mul" || voice.language.startsWith("en"),
      );
      const asked = voices.slice(0, MOST_VOICES).map(({ id }) => id);
      expect(asked.length).toBeGreaterThan(0);
      const results = await Promise.all(
        [undefined, ...asked].map((voice) =>
          speech.model.doGenerate({ text, language, ...(voice === undefined ? {} : { voice }) }),
        ),
      );
      for (const { audio, warnings, response } of results) {
        requireWav(audio);
        expect(Array.isArray(warnings)).toBe(true);
        expect(response.modelId).toMatch(/\S/);
      }
    });

    it("takes our own options of manner", async () => {
      const { speech, text, language } = await theCase();
      const manner = { tone: "storytelling", gender: "female", age: 70 };
      const providerOptions = { [HEADWAY_OPTIONS]: manner };
      requireWav((await speech.model.doGenerate({ text, language, providerOptions })).audio);
    });

    it("refuses to speak nothing", async () => {
      const { speech, language } = await theCase();
      for (const text of BLANK_TEXTS)
        await expect(speech.model.doGenerate({ text, language })).rejects.toMatchObject({ code: "INVALID_INPUT" });
    });

    it("speaks or refuses whatever it is given", async () => {
      const { speech, language, text } = await theCase();
      for (const hostile of HOSTILE_TEXTS) {
        const spoken = await outcomeOf(speech.model.doGenerate({ text: hostile, language }), CODES);
        if ("audio" in spoken) requireWav(spoken.audio);
        await outcomeOf(speech.model.doGenerate({ text, language, voice: hostile }), CODES);
        await outcomeOf(speech.model.doGenerate({ text, language: hostile }), [...CODES, "UNSUPPORTED_LANGUAGE"]);
      }
    });

    it("does not begin when it has been aborted", async () => {
      const { speech, text, language } = await theCase();
      await expectReasonOfAbort(async (abortSignal) => speech.model.doGenerate({ text, language, abortSignal }));
    });
  });
}

/** A WAV file with at least some sound. */
function requireWav(audio: string | Uint8Array): void {
  const bytes = typeof audio === "string" ? Buffer.from(audio, "base64") : Buffer.from(audio);
  expect(bytes.toString("latin1", 0, 4)).toBe("RIFF");
  expect(bytes.length).toBeGreaterThan(44);
}
