import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { joinSpeech } from "@headway-jobs/tools/sound/join-speech";
import { readWav, samplesToMs } from "@headway-jobs/tools/sound/wav";
import { samplesOf } from "@headway-jobs/tools/sound/pcm";
import { runTool } from "@headway-jobs/tools/programs/run-tool";
import { pocketsphinxTranscription } from "../transcription/pocketsphinx.ts";
import { espeakSpeech } from "./espeak.ts";
import { fliteSpeech } from "./flite.ts";
import { oneVoice } from "./testing/one-voice.ts";
import { splitSentences } from "./sentences.ts";
import { speakSentences, type SpeakRequest } from "./speak-sentences.ts";
import { matchLanguage } from "@headway-jobs/ports/speech";

const signal = new AbortController().signal;
const LESSON =
  "Machine learning is a way of teaching computers to find patterns in data, instead of writing every rule by hand. " +
  "A program sees many examples, such as photos of cats, and adjusts itself until its answers are right. " +
  "That is the whole idea. Three ingredients matter: data, a model, and a way to measure mistakes.";

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "headway-speech-"));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const speak = (text: string, request: Partial<SpeakRequest> = {}): ReturnType<typeof speakSentences> =>
  speakSentences({
    speech: oneVoice(undefined),
    sentences: splitSentences(text, request.language ?? "en-us"),
    language: "en-us",
    dir,
    signal,
    ...request,
  });

/** A directory with a voice program of one's own, first on PATH. */
async function fakeVoice(script: string): Promise<{ PATH: string }> {
  const bin = await mkdtemp(join(dir, "bin-"));
  await writeFile(join(bin, "flite"), `#!/bin/sh\n${script}\n`);
  await chmod(join(bin, "flite"), 0o755);
  return { PATH: `${bin}:/usr/bin:/bin` };
}

const recogniser = pocketsphinxTranscription({ processes: 1 });
afterAll(() => recogniser.close());

async function transcribe(wav: string): Promise<string[]> {
  const args = ["-v", "error", "-i", wav, "-ar", "16000", "-f", "s16le", "-"];
  const { stdout } = await runTool({ tool: "ffmpeg", args, task: "checking", signal });
  const heard = await recogniser.transcribe({ samples: samplesOf(stdout), urgency: "recording", signal });
  return heard?.segments.flatMap(({ text }) => text.toLowerCase().split(" ")) ?? [];
}

describe("which voice speaks which language", () => {
  it.each([
    ["es-es", "es"],
    ["pt-pt", "pt"],
    ["pt-br", "pt-br"],
    ["fr", "fr-fr"],
    ["fr-fr", "fr-fr"],
    ["en", "en-us"],
    ["zh-cn", "cmn"],
    ["ar-xa", "ar"],
    ["hi-in", "hi"],
    ["no", "nb"],
    ["EN_US", "en-us"],
    ["gl-es", null],
    ["ja-jp", null],
    ["he-il", null],
  ])("espeak-ng speaks %s as %s", async (tag, voice) => {
    expect(matchLanguage(await espeakSpeech().languages(), tag)).toBe(voice);
  });

  it("lists voices with languages and genders, each id once", async () => {
    const voices = await oneVoice(undefined).voices();
    expect(voices).toEqual(
      expect.arrayContaining([
        { id: "slt", name: "SLT", language: "en-us", gender: "female", maker: "flite" },
        expect.objectContaining({ id: "es", language: "es", gender: "male" }),
        expect.objectContaining({ id: "es+f2", language: "es", gender: "female" }),
      ]),
    );
    expect(new Set(voices.map((voice) => voice.id)).size).toBe(voices.length);
    expect(voices.length).toBeGreaterThan(200);
  });

  it("every voice that is listed for the video API's languages really speaks", async () => {
    const speech = oneVoice(undefined);
    for (const voice of ["slt", "rms", "awb", "kal16", "es", "es+f2", "hi", "cmn", "ta+f2", "ru"]) {
      const text = { hi: "नमस्ते", cmn: "你好", "ta+f2": "வணக்கம்", ru: "Привет" }[voice] ?? "uno dos";
      const result = await speech.model.doGenerate({ text, voice });
      expect(Buffer.from(result.audio as Uint8Array).toString("latin1", 0, 4)).toBe("RIFF");
    }
  });

  it("takes espeak-ng for English where flite is missing", async () => {
    const bin = await mkdtemp(join(dir, "bin-"));
    await writeFile(join(bin, "espeak-ng"), '#!/bin/sh\nexec /usr/bin/espeak-ng "$@"\n');
    await chmod(join(bin, "espeak-ng"), 0o755);
    const speech = oneVoice(undefined, { PATH: bin });
    expect((await speech.voices()).some((voice) => voice.id === "slt")).toBe(false);
    expect((await speech.model.doGenerate({ text: "hello", language: "en-us" })).response.modelId).toBe("espeak-ng");
  });

  it.each(["festival", "flite:slt", "openai", "openai:", ":x"])("refuses the setting %j", (setting) => {
    expect(() => oneVoice(setting)).toThrow(/HEADWAY_SPEECH is/);
  });
});

async function length(tone: SpeakRequest["tone"] & string): Promise<number> {
  return (await speak("The same words are spoken in another way.", { tone })).sentences[0]?.samples ?? 0;
}

describe("speaking sentences", () => {
  it("gives each sentence a file of its exact length, at a natural pace, and times that agree with the sound", async () => {
    const done: number[] = [];
    const { sentences, warnings } = await speak(LESSON, { onSentence: (_sentence, index) => done.push(index) });
    expect(warnings).toEqual([]);
    expect(done.toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3]);
    for (const { file, samples } of sentences) expect(await readWav(file)).toHaveLength(samples);

    const out = join(dir, "joined.wav");
    const joined = await joinSpeech({ parts: sentences, out, signal });
    const wordsPerMinute = LESSON.split(" ").length / (joined.durationMs / 60_000);
    expect(wordsPerMinute).toBeGreaterThan(140);
    expect(wordsPerMinute).toBeLessThan(170);

    const { stderrTail } = await runTool({
      tool: "ffmpeg",
      args: [
        "-hide_banner",
        "-nostats",
        "-i",
        out,
        "-af",
        "silencedetect=noise=-45dB:duration=0.25",
        "-f",
        "null",
        "-",
      ],
      task: "checking",
      signal,
    });
    const ends = [...stderrTail.matchAll(/silence_end: ([\d.]+)/g)].map((match) => Number(match[1]) * 1000);
    for (const { startSample } of joined.spans) {
      const startMs = samplesToMs(startSample);
      expect(ends.some((end) => Math.abs(end - startMs) < 80)).toBe(true);
    }
  });

  it("is understood by a recogniser", async () => {
    const spoken = LESSON.slice(0, LESSON.indexOf(" A program"));
    const { sentences } = await speak(spoken, { voice: "rms" });
    const out = join(dir, "joined.wav");
    await joinSpeech({ parts: sentences, out, signal });
    const heard = new Set(await transcribe(out));
    const words = spoken
      .toLowerCase()
      .replaceAll(/[^a-z ]/g, "")
      .split(" ");
    expect(words.filter((word) => heard.has(word)).length / words.length).toBeGreaterThan(0.85);
  });

  it("speaks what was written out: the recogniser hears the words of numbers and signs", async () => {
    const { sentences } = await speak("In 1998, 25 % of 300 cats were 5 km away.", { voice: "rms" });
    const heard = await transcribe(sentences[0]?.file ?? "");
    expect(heard).toEqual(expect.arrayContaining(["percent", "three", "hundred", "five", "kilometers"]));
  });

  it("changes its pace with the tone", async () => {
    const formal = await length("formal");
    expect(await length("storytelling")).toBeGreaterThan(formal * 1.03);
    expect(await length("enthusiastic")).toBeLessThan(formal * 0.97);
  });

  it.each([
    ["shell characters", "$(touch x); `id` && rm -rf / | cat > y 'a' \"b\""],
    ["a leading dash", "-voice kal --help"],
    ["NUL and control characters", "one\0two\u001b[31mthree\u0007"],
    ["SSML", '<speak><break time="9999s"/>hello <phoneme ph="x">there</phoneme></speak>'],
    ["phoneme brackets", "say [[h@l'oU]] now"],
    ["a word of 10,000 characters", `the ${"x".repeat(10_000)} end`],
    ["right-to-left text in English", "the word שלום and مرحبا here"],
    ["lone surrogates", "one \ud800 two \udfff"],
    ["many line breaks", "a\n\n\n\nb\r\nc\u2028d"],
  ])("speaks hostile text: %s", async (_what, text) => {
    const { sentences } = await speak(text);
    expect(sentences.some((sentence) => sentence.samples > 4800)).toBe(true);
    const seconds = sentences.reduce((sum, sentence) => sum + samplesToMs(sentence.samples), 0) / 1000;
    expect(seconds).toBeLessThan(30);
    expect((await readdir(dir)).every((name) => /^sentence-\d+\.wav$/.test(name))).toBe(true);
  });

  it("says when a monstrous word was shortened, and speaks nothing for what has no words", async () => {
    expect((await speak(`the ${"x".repeat(200)} end.`)).warnings).toEqual([expect.stringContaining("only in part")]);
    const { sentences } = await speak("🎉🎉\n!!!\nWell.");
    expect(sentences.map((sentence) => sentence.samples > 0)).toEqual([false, false, true]);
  });
});

describe("when the voice fails", () => {
  it("a missing program is named, with how to install it", async () => {
    const env = { PATH: dir };
    for (const [speech, program] of [
      [fliteSpeech({ env }), "flite"],
      [espeakSpeech({ env }), "espeak-ng"],
      [oneVoice(undefined, env), "espeak-ng"],
    ] as const) {
      expect(await speech.languages()).toEqual([]);
      expect(await speech.voices()).toEqual([]);
      await expect(speak("Hello.", { speech })).rejects.toMatchObject({
        code: "TOOL_MISSING",
        message: expect.stringContaining(`${program} is needed to speak`),
      });
    }
  });

  it("a language it does not speak is UNSUPPORTED_LANGUAGE, naming those it does", async () => {
    await expect(speak("Ola.", { language: "gl-es" })).rejects.toMatchObject({
      code: "UNSUPPORTED_LANGUAGE",
      message: expect.stringContaining("es, "),
    });
    const speech = fliteSpeech();
    await expect(speak("Hola.", { speech, language: "es" })).rejects.toMatchObject({ code: "UNSUPPORTED_LANGUAGE" });
  });

  it.each(["nobody", "es; rm -rf /", "es+../../x", "--path=/", ""])("the voice %j does not exist", async (voice) => {
    await expect(speak("Hello.", { voice })).rejects.toMatchObject({ code: "INVALID_INPUT" });
  });

  it("a program that hangs is VOICE_FAILED, to be tried again", async () => {
    const speech = fliteSpeech({ env: await fakeVoice("sleep 1000"), timeLimitMs: 200 });
    await expect(speak("Hello.", { speech })).rejects.toMatchObject({ code: "VOICE_FAILED", retryable: true });
  });

  it.each([
    ["writes nothing", "exit 0"],
    [
      "writes no sound",
      'while [ "$1" != -o ]; do shift; done; echo "not a sound, but rather long, longer than a header of a WAV file" > "$2"',
    ],
    ["writes only a header", 'while [ "$1" != -o ]; do shift; done; printf RIFF > "$2"'],
    ["writes a broken WAV", 'while [ "$1" != -o ]; do shift; done; { printf RIFF; head -c 4000 /dev/zero; } > "$2"'],
    [
      "writes only a part",
      '/usr/bin/flite "$@"; while [ "$1" != -o ]; do shift; done; head -c 9000 "$2" > "$2.part"; mv "$2.part" "$2"',
    ],
    ["ends with an error", "exit 1"],
  ])("a program that %s is VOICE_FAILED", async (_what, script) => {
    const speech = fliteSpeech({ env: await fakeVoice(script) });
    await expect(speak("Hello.", { speech })).rejects.toMatchObject({ code: "VOICE_FAILED" });
  });

  it("a cancel kills the voice at once, and its reason is what is thrown", async () => {
    const pidFile = join(dir, "pid");
    const speech = fliteSpeech({
      env: await fakeVoice(`echo $$ > ${pidFile}; echo > ${dir}/started; sleep 1000`),
    });
    const controller = new AbortController();
    const reason = new Error("cancelled");
    const speaking = speak("Hello.", { speech, signal: controller.signal });
    await expect.poll(() => readdir(dir)).toContain("started");
    controller.abort(reason);
    await expect(speaking).rejects.toBe(reason);
    const pid = (await readFile(pidFile, "utf8")).trim();
    const state = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => ") Z");
    expect(state).toContain(") Z");
  });

  it("one failed sentence stops the others", async () => {
    const env = await fakeVoice('case "$*" in *First*) exit 1;; esac; sleep 1000');
    await expect(speak("First. Second. Third.", { speech: fliteSpeech({ env }) })).rejects.toMatchObject({
      code: "VOICE_FAILED",
    });
  });
});
