import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import fc from "fast-check";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { synthesiseCall } from "@headway-jobs/listening/testing/synthesise-call";
import { wordsOfBacktrace } from "./backtrace.ts";
import { pocketsphinxTranscription, type PocketsphinxOptions } from "./pocketsphinx.ts";
import type { Transcription } from "@headway-jobs/ports/transcription";
import { testTranscription, textOf } from "@headway-jobs/ports/testing/transcription";

const run = promisify(execFile);

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "headway-asr-test-"));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const opened: Transcription[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((one) => one.close()));
});

function openReal(options: PocketsphinxOptions = {}): Transcription {
  const transcription = pocketsphinxTranscription({ processes: 2, ...options });
  opened.push(transcription);
  return transcription;
}

async function speak(text: string, voice: "slt" | "rms" | "awb" = "rms"): Promise<Int16Array> {
  const { channels } = await synthesiseCall({ turns: [{ voice: `flite:${voice}`, text }], marginS: 0.3 });
  return channels[0] ?? new Int16Array();
}

const shared = pocketsphinxTranscription({ processes: 2 });
afterAll(() => shared.close());

testTranscription("pocketsphinx", async () => ({
  transcription: shared,
  utterances: [
    {
      samples: await speak("My grandmother bought a house near the river many years ago."),
      words: ["grandmother", "house", "river", "years"],
    },
    {
      samples: await speak("Please send me an email with all the details on Monday morning.", "slt"),
      words: ["please", "details", "monday", "morning"],
    },
    { samples: await speak("That sounds good."), words: ["sounds", "good"] },
  ],
}));

describe("pocketsphinx", () => {
  it("times its words where they are said", async () => {
    const { turns, channels } = await synthesiseCall({
      turns: [
        { voice: "flite:rms", text: "The weather report says that it will rain tomorrow." },
        { voice: "flite:rms", text: "My grandmother bought a house near the river.", pauseS: 1.5 },
      ],
    });
    const samples = channels[0] ?? new Int16Array();
    const result = await openReal().transcribe({ samples, urgency: "live" });
    const words = result?.segments.flatMap((segment) => segment.words) ?? [];
    for (const [index, [first, last]] of [
      ["the", "tomorrow"],
      ["grandmother", "river"],
    ].entries()) {
      const { startS = NaN, endS = NaN } = turns[index] ?? {};
      const said = words.filter((word) => word.endS > startS && word.startS < endS);
      expect(said.map(({ text }) => text)).toEqual(expect.arrayContaining([first, last]));
      expect(Math.abs((said[0]?.startS ?? 0) - startS)).toBeLessThan(0.3);
      expect(Math.abs((said.at(-1)?.endS ?? 0) - endS)).toBeLessThan(0.3);
    }
  });

  it("gives the same for the same sound, whatever it heard before", async () => {
    const transcription = openReal({ processes: 1 });
    const samples = await speak("I would like to cancel my subscription.", "awb");
    const heard = () => transcription.transcribe({ samples, urgency: "recording" });
    const first = await heard();
    await transcription.transcribe({ samples: await speak("Something else entirely."), urgency: "recording" });
    expect(await heard()).toEqual(first);
    expect(first?.segments[0]?.text).toMatch(/^I would like/);
  });

  it("hears no words in silence, and goes on", async () => {
    const transcription = openReal({ processes: 1 });
    const silent = await transcription.transcribe({ samples: new Int16Array(32_000), urgency: "live" });
    expect(silent).toEqual({ segments: [], warnings: [] });
    const spoken = await transcription.transcribe({ samples: await speak("That sounds good."), urgency: "live" });
    expect(textOf(spoken?.segments ?? [])).toContain("sounds good");
  });

  it("refuses other languages than English", async () => {
    const asked = { samples: new Int16Array(16_000), language: "de", urgency: "live" } as const;
    await expect(openReal().transcribe(asked)).rejects.toMatchObject({ code: "UNSUPPORTED_LANGUAGE" });
  });

  it("knows no language while its program or its model is missing, and says what to install", async () => {
    const transcription = openReal({ env: { PATH: dir } });
    expect(await transcription.languages()).toEqual([]);
    const asked = { samples: new Int16Array(16_000), urgency: "recording" } as const;
    await expect(transcription.transcribe(asked)).rejects.toMatchObject({
      code: "TOOL_MISSING",
      message: expect.stringContaining("apt-get install pocketsphinx"),
    });
  });

  it("leaves no program and no file when it is closed, and takes nothing afterwards", async () => {
    const own = await mkdtemp(join(dir, "tmp-"));
    const transcription = pocketsphinxTranscription({ processes: 1, env: await fakePrograms("answer", own) });
    await transcription.transcribe({ samples: new Int16Array(16_000), urgency: "live" });
    const [pid] = await pids(own);
    await transcription.close();
    await expect.poll(() => isGone(pid ?? 0)).toBe(true);
    await expect(transcription.transcribe({ samples: new Int16Array(16_000), urgency: "live" })).rejects.toMatchObject({
      code: "SERVER_STOPPING",
    });
  });
});

describe("recognisers that fail", () => {
  it.each(["crash-once", "hang-once"])("are replaced, and the utterance is heard all the same: %s", async (manner) => {
    const own = await mkdtemp(join(dir, "tmp-"));
    const transcription = openFake(await fakePrograms(manner, own));
    const result = await transcription.transcribe({ samples: new Int16Array(16_000), urgency: "recording" });
    expect(textOf(result?.segments ?? [])).toBe("hello");
    expect(await pids(own)).toHaveLength(2);
    await expect.poll(async () => isGone((await pids(own))[0] ?? 0)).toBe(true);
  });

  it.each([
    ["crash", "it ended in the middle of its work"],
    ["hang", "it was silent for too long"],
    ["refuse", "it ended in the middle of its work"],
  ])("twice are TOOL_FAILED, to be tried again later: %s", async (manner, message) => {
    const own = await mkdtemp(join(dir, "tmp-"));
    const transcription = openFake(await fakePrograms(manner, own), { timeLimitMs: () => 200 });
    const asked = { samples: new Int16Array(16_000), urgency: "live" } as const;
    await expect(transcription.transcribe(asked)).rejects.toMatchObject({
      code: "TOOL_FAILED",
      retryable: true,
      message: expect.stringContaining(message),
    });
    expect(await pids(own)).toHaveLength(2);
  });

  it("are killed when the call is aborted", async () => {
    const own = await mkdtemp(join(dir, "tmp-"));
    const transcription = openFake(await fakePrograms("hang", own), { timeLimitMs: () => 600_000 });
    const stop = new AbortController();
    const samples = new Int16Array(16_000);
    const running = transcription.transcribe({ samples, urgency: "recording", signal: stop.signal });
    const outcome = running.then(
      () => "heard",
      (error: unknown) => error,
    );
    while (!(await logOf(own)).includes("u1")) await new Promise((resolve) => setImmediate(resolve));
    const reason = new Error("cancelled");
    stop.abort(reason);
    expect(await outcome).toBe(reason);
    await expect.poll(async () => isGone((await pids(own))[0] ?? 0)).toBe(true);
  });
});

describe("recognisers that are scarce", () => {
  it("take live sound before recordings, and drop guesses instead of keeping them waiting", async () => {
    const own = await mkdtemp(join(dir, "tmp-"));
    const transcription = openFake(await fakePrograms("slow", own), { processes: 1 });
    const order: string[] = [];
    const ask = async (name: string, urgency: "recording" | "live", ms: number): Promise<void> => {
      await transcription.transcribe({ samples: sound(ms), urgency });
      order.push(name);
    };
    const first = ask("first", "recording", 1_000);
    const others = [ask("second", "recording", 1_100), ask("third", "recording", 1_200), ask("live", "live", 1_300)];
    expect(await transcription.transcribe({ samples: sound(1_400), urgency: "partial" })).toBeNull();
    await Promise.all([first, ...others]);
    expect(order.indexOf("live")).toBeLessThan(order.indexOf("second"));
    expect(order.slice(-2)).toEqual(["second", "third"]);
    expect((await pids(own)).length).toBeLessThanOrEqual(2);
    expect(await transcription.transcribe({ samples: sound(1_400), urgency: "partial" })).not.toBeNull();
  });

  it("are started ahead of a recording, no more than it needs and the machine may have, and then do its work", async () => {
    const own = await mkdtemp(join(dir, "tmp-"));
    const transcription = openFake(await fakePrograms("answer", own), { processes: 2 });
    await transcription.warmUp?.(5);
    await expect.poll(() => pids(own)).toHaveLength(1);
    await Promise.all([transcription.warmUp?.(3_600), transcription.warmUp?.(3_600)]);
    await expect.poll(() => pids(own)).toHaveLength(2);
    const heard = await Promise.all(
      [1_000, 1_100].map((ms) => transcription.transcribe({ samples: sound(ms), urgency: "recording" })),
    );
    expect(heard.map((one) => textOf(one?.segments ?? []))).toEqual(["hello", "hello"]);
    await transcription.warmUp?.(3_600);
    expect(await pids(own)).toHaveLength(2);
  });

  it("that cannot be started ahead are told of by the first request", async () => {
    const transcription = openFake({ PATH: dir }, { processes: 1 });
    await transcription.warmUp?.(60);
    await expect(transcription.transcribe({ samples: sound(1_000), urgency: "recording" })).rejects.toMatchObject({
      code: "TOOL_MISSING",
    });
  });

  it("let go of who leaves the queue", async () => {
    const own = await mkdtemp(join(dir, "tmp-"));
    const transcription = openFake(await fakePrograms("slow", own), { processes: 1 });
    const stop = new AbortController();
    const first = transcription.transcribe({ samples: sound(1_000), urgency: "recording" });
    const queued = transcription.transcribe({ samples: sound(1_100), urgency: "recording", signal: stop.signal });
    const reason = new Error("left");
    stop.abort(reason);
    await expect(queued).rejects.toBe(reason);
    expect(textOf((await first)?.segments ?? [])).toBe("hello");
    expect(await logOf(own)).not.toContain("u2");
  });

  it("are ended after a while without work, and started again", async () => {
    const own = await mkdtemp(join(dir, "tmp-"));
    const timers: (() => void)[] = [];
    const clock = {
      nowMs: () => Date.now(),
      after(_delayMs: number, callback: () => void) {
        timers.push(callback);
        return () => undefined;
      },
    };
    const transcription = openFake(await fakePrograms("answer", own), { processes: 1, clock });
    await transcription.transcribe({ samples: sound(1_000), urgency: "recording" });
    timers[0]?.();
    await transcription.transcribe({ samples: sound(1_000), urgency: "recording" });
    expect(await pids(own)).toHaveLength(2);
  });
});

describe("a server that dies", () => {
  it("takes its recognisers with it, however suddenly", async () => {
    const own = await mkdtemp(join(dir, "tmp-"));
    const env = await fakePrograms("hang", own);
    const module = new URL("pocketsphinx.ts", import.meta.url).href;
    const code = `import { pocketsphinxTranscription } from ${JSON.stringify(module)};
      const transcription = pocketsphinxTranscription({ processes: 1, env: ${JSON.stringify({ ...env, FAKE: "answer" })} });
      await transcription.transcribe({ samples: new Int16Array(16000), urgency: "live" });
      process.kill(process.pid, "SIGKILL");`;
    const script = join(own, "server.mjs");
    await writeFile(script, code);
    await writeFile(join(own, "manner"), "answer");
    const died = await run(process.execPath, ["--conditions=source", script]).catch((error: unknown) => error);
    expect(died).toMatchObject({ signal: "SIGKILL" });
    const [pid = 0] = await pids(own);
    expect(pid).toBeGreaterThan(0);
    while (!(await isGone(pid))) await new Promise((resolve) => setImmediate(resolve));
  });

  it("has what it left on the disk removed by the next one, which leaves alone what is young or in use", async () => {
    // No process can have this number.
    const [dead, live] = ["headway-asr-999999999-", `headway-asr-${process.pid}-`];
    const [old, young, used] = await Promise.all([dead, dead, live].map((name) => mkdtemp(join(tmpdir(), name))));
    for (const one of [old, used]) await utimes(one ?? "", 0, 0);
    const own = await mkdtemp(join(dir, "tmp-"));
    const transcription = openFake(await fakePrograms("answer", own));
    await transcription.transcribe({ samples: sound(1_000), urgency: "live" });
    expect([old, young, used].map((one) => existsSync(one ?? ""))).toEqual([false, true, true]);
    for (const one of [young, used]) await rm(one ?? "", { recursive: true });
  });
});

describe("a backtrace", () => {
  it("gives words without fillers and marks of pronunciation, in seconds", () => {
    const lines = [
      "INFO: pocketsphinx.c(1168): and i read it (-16365)",
      "word                 start end   pprob ascr       lscr       lback",
      row("<s>", 0, 29, "1.000"),
      row("and(2)", 30, 43, "0.998"),
      row("<sil>", 44, 50, "1.000"),
      row("[NOISE]", 51, 55, "1.000"),
      row("++UH++", 56, 60, "0.400"),
      row("i", 61, 70, "0.500"),
      row("i'm", 71, 80, "1.001"),
      row("read(3)", 81, 99, "0.000"),
      row("</s>", 100, 120, "1.000"),
      "INFO: batch.c(760): u1: 4.72 seconds speech, 0.75 seconds CPU, 0.92 seconds wall",
    ];
    expect(wordsOfBacktrace(lines)).toEqual([
      { text: "and", startS: 0.3, endS: 0.44, confidence: 0.998 },
      { text: "I", startS: 0.61, endS: 0.71, confidence: 0.5 },
      { text: "I'm", startS: 0.71, endS: 0.81, confidence: 1 },
      { text: "read", startS: 0.81, endS: 1, confidence: 0 },
    ]);
  });

  it("is no trap, whatever a program writes", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 80 })), (lines) => {
        for (const { startS, endS, confidence } of wordsOfBacktrace(lines)) {
          expect([startS, endS, confidence].every((one) => Number.isFinite(one))).toBe(true);
        }
      }),
    );
  });
});

const sound = (ms: number): Int16Array => new Int16Array(ms * 16);

const row = (word: string, first: number, last: number, posterior: string) =>
  `${word.padEnd(20)} ${String(first).padEnd(5)} ${String(last).padEnd(5)} ${posterior} -331776    0          1  `;

function openFake(env: Record<string, string>, options: PocketsphinxOptions = {}): Transcription {
  const transcription = pocketsphinxTranscription({ env, processes: 1, timeLimitMs: () => 1_500, ...options });
  opened.push(transcription);
  return transcription;
}

/** A program in pocketsphinx's place and a model of empty files. Its manner lies in a file, what it did in `log`. */
async function fakePrograms(manner: string, own: string): Promise<Record<string, string>> {
  const model = join(own, "model", "en-us");
  await mkdir(join(model, "en-us"), { recursive: true });
  for (const name of ["en-us.lm.bin", "cmudict-en-us.dict"]) await writeFile(join(model, name), "");
  await writeFile(join(own, "manner"), manner);
  await writeFile(join(own, "log"), "");
  const program = join(own, "pocketsphinx_batch");
  await writeFile(program, FAKE_PROGRAM);
  await chmod(program, 0o755);
  return { PATH: `${own}:/usr/bin:/bin`, POCKETSPHINX_PATH: join(own, "model"), HOME: own };
}

/** Speaks the real one's protocol: options when asked without any, utterances from the control file, results on stderr. */
const FAKE_PROGRAM = `#!/bin/sh
own="$HOME"
if [ $# -eq 0 ]; then printf -- '-ctl\\tx\\n-cepdir\\tx\\n-hmm\\tx\\n' >&2; exit 1; fi
echo "pid $$" >> "$own/log"
manner=$(cat "$own/manner")
case "$manner" in
  *-once) echo answer > "$own/manner"; manner=\${manner%-once} ;;
  refuse) echo 'FATAL: "no model"' >&2; exit 1 ;;
esac
while [ "$1" != "-ctl" ]; do shift; done
while read -r id; do
  echo "$id" >> "$own/log"
  case "$manner" in
    crash) kill -9 $$ ;;
    hang) while :; do sleep 1000; done ;;
    slow) sleep 0.2 ;;
  esac
  echo "hello                1     50    0.900 -331776    0          1  " >&2
  echo "INFO: batch.c(760): $id: 1.00 seconds speech, 0.10 seconds CPU, 0.10 seconds wall" >&2
done < "$2"
`;

const logOf = (own: string) => readFile(join(own, "log"), "utf8");

async function pids(own: string): Promise<number[]> {
  return [...(await logOf(own)).matchAll(/^pid (\d+)$/gm)].map(([, pid]) => Number(pid));
}

/** Gone, or dead and only waiting to be collected by the system's first process. */
async function isGone(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "(gone) Z");
  return /\) Z/.test(stat);
}
