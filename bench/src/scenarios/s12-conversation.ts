import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { execa } from "execa";
import { type Call, synthesiseCall, wavBytes } from "../../../packages/listening/src/testing/synthesise-call.ts";
import { compare, percentile } from "../harness/compare.ts";
import { type Figure, figure, type Scenario } from "../harness/figure.ts";
import { serveHeadway } from "../harness/serve.ts";
import { speakLive, type SpokenCall } from "../load/live-sessions.ts";

const OURS = "Headway: decoded, split, recognised, analysed, all durable";
const BY_HAND = "pocketsphinx_continuous by hand on the whole recording";
const WITHOUT_ASR = "Headway with the transcript sent along";
const RATE_HZ = 16_000;
const [ANN, BOB] = ["flite:slt", "flite:rms"] as const;

const TURNS = [
  { voice: ANN, text: "Hello and thank you for calling. How can I help you today?" },
  { voice: BOB, text: "Hi. I would like to know more about the price of your plan." },
  { voice: ANN, text: "Of course. The plan costs fifty dollars a month. Would you like to start a free trial today?" },
  { voice: BOB, text: "Honestly, that is too expensive for us. I am really not happy with that." },
  { voice: ANN, text: "I understand your concern. We could offer you a discount of twenty percent." },
  { voice: BOB, text: "Great, that sounds wonderful. Yes, let us do that." },
  { voice: ANN, text: "Perfect. I will send you the contract this afternoon. Have a nice day." },
] as const;

/** S12: a recording of ten minutes, and live sessions at the pace of speech. */
export const conversation: Scenario = {
  id: "S12",
  title: "ten minutes of a call to its analysis; live speech to its words",
  async run({ runs, quick }) {
    const folder = await mkdtemp(join(tmpdir(), "headway-bench-"));
    try {
      const call = await synthesiseCall({ turns: TURNS });
      const recording = await recordingOf(folder, call, quick ? 60 : 600);
      return [
        await onCores(1, () => oneRecording(folder, recording, 1, runs)),
        await oneRecording(folder, recording, 2, runs),
        await besidesRecognition(folder, recording, runs),
        ...(await liveSessions(folder, call, quick ? 2 : 20)),
      ];
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

interface Recording {
  readonly file: string;
  readonly seconds: number;
  readonly transcript: string;
}

/** The call again and again until it is long enough; each time with its transcript. */
async function recordingOf(
  folder: string,
  { channels: [samples = new Int16Array()], turns }: Call,
  wantedS: number,
): Promise<Recording> {
  const lengthS = samples.length / RATE_HZ;
  const times = Math.ceil(wantedS / lengthS);
  const all = new Int16Array(samples.length * times);
  for (let at = 0; at < times; at += 1) all.set(samples, at * samples.length);
  const file = join(folder, "recording.wav");
  await writeFile(file, wavBytes([all]));
  const segments = Array.from({ length: times }, (_, at) =>
    turns.map(({ text, startS, endS }) => ({
      start: startS + at * lengthS,
      end: endS + at * lengthS,
      text,
    })),
  );
  return { file, seconds: lengthS * times, transcript: JSON.stringify(segments.flat()) };
}

async function oneRecording(folder: string, recording: Recording, cores: number, runs: number): Promise<Figure> {
  const server = await serveHeadway(join(folder, `data-${cores}`));
  try {
    const contenders = [
      {
        name: OURS,
        warmUp: false as const,
        run: async () => ({ s: await timedS(() => analyse(server.url, recording)) }),
      },
      {
        name: BY_HAND,
        warmUp: false as const,
        run: async () => ({ s: await timedS(() => recogniseByHand(recording)) }),
      },
    ];
    return figure(await compare(contenders, { runs }), {
      id: "S12",
      what: `${Math.round(recording.seconds)} s of a call on ${cores === 1 ? "one core" : "two cores"}`,
      unit: "s",
      metric: "s",
      bar: cores === 1 ? "≤ 1.1 × by hand" : "≥ 1.7 × faster than by hand",
      holds: (median) => (cores === 1 ? median(OURS) <= 1.1 * median(BY_HAND) : median(BY_HAND) >= 1.7 * median(OURS)),
    });
  } finally {
    await server.stop();
  }
}

async function besidesRecognition(folder: string, recording: Recording, runs: number): Promise<Figure> {
  const server = await serveHeadway(join(folder, "data-transcript"));
  try {
    const { transcript } = recording;
    const contenders = [
      { name: WITHOUT_ASR, run: async () => ({ s: await timedS(() => analyse(server.url, recording, transcript)) }) },
    ];
    return figure(await compare(contenders, { runs }), {
      id: "S12",
      what: `everything but recognition, ${Math.round(recording.seconds)} s of a call`,
      unit: "s",
      metric: "s",
      bar: "≤ 1 % of the recording's length",
      holds: (median) => median(WITHOUT_ASR) <= recording.seconds / 100,
    });
  } finally {
    await server.stop();
  }
}

/** One speaker at a time for the latency; all at once for the memory, most of them silent listeners of a long call. */
async function liveSessions(folder: string, call: Call, sessions: number): Promise<Figure[]> {
  const spoken: SpokenCall = {
    bytes: wavBytes(call.channels),
    bytesPerS: RATE_HZ * 2,
    turnEndsS: call.turns.map(({ endS }) => endS),
  };
  const server = await serveHeadway(join(folder, "data-live"));
  try {
    const alone = [...(await speakLive(server.url, spoken)), ...(await speakLive(server.url, spoken))];
    const before = await residentMb(server.pid);
    const watch = watchPeak(() => residentMb(server.pid));
    const together = (await Promise.all(Array.from({ length: sessions }, () => speakLive(server.url, spoken)))).flat();
    const peak = await watch.stop();
    return [
      latencyFigure("one live session", alone, "p99 ≤ 3,000 ms", (p99) => p99 <= 3_000),
      latencyFigure(`${sessions} live sessions that all speak at once`, together, "told", null),
      told(`${sessions} live sessions`, "MB", "resident memory of the server, peak less before", [peak - before]),
    ];
  } finally {
    await server.stop();
  }
}

function latencyFigure(
  what: string,
  ms: readonly number[],
  bar: string,
  holds: ((p99: number) => boolean) | null,
): Figure {
  const p99 = percentile(ms, 0.99);
  const named = (name: string, value: number) => ({
    name,
    summary: { median: value, min: Math.min(...ms), max: Math.max(...ms), values: ms },
  });
  return {
    id: "S12",
    what: `${what}: end of an utterance to its final_transcript`,
    unit: "ms",
    values: [named("p50", percentile(ms, 0.5)), named("p99", p99)],
    bar,
    reached: holds === null ? null : holds(p99),
  };
}

function told(what: string, unit: string, name: string, values: readonly number[]): Figure {
  const median = percentile(values, 0.5);
  const summary = { median, min: Math.min(...values), max: Math.max(...values), values };
  return { id: "S12", what, unit, values: [{ name, summary }], bar: "told", reached: null };
}

async function analyse(url: string, { file }: Recording, transcript?: string): Promise<void> {
  const form = new FormData();
  form.set("file", new Blob([await readFile(file)]), "call.wav");
  if (transcript !== undefined) form.set("transcript", transcript);
  // Long work outlasts fetch's patience with silent servers; its stream is never silent.
  const response = await fetch(`${url}/analyze/stream`, { method: "POST", body: form });
  const text = await response.text();
  if (!text.includes("event: done")) throw new Error(`the analysis ended badly: ${text.slice(-300)}`);
}

const MODEL = "/usr/share/pocketsphinx/model/en-us";

async function recogniseByHand({ file }: Recording): Promise<void> {
  const model = ["-hmm", `${MODEL}/en-us`, "-lm", `${MODEL}/en-us.lm.bin`, "-dict", `${MODEL}/cmudict-en-us.dict`];
  const { stdout } = await execa("pocketsphinx_continuous", [...model, "-infile", file, "-logfn", "/dev/null"]);
  if (!/discount/.test(stdout)) throw new Error("nothing was recognised by hand");
}

async function timedS(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return (performance.now() - startedAt) / 1000;
}

/** What this process starts from now on runs on so many cores. */
async function onCores<T>(cores: number, work: () => Promise<T>): Promise<T> {
  const { stdout } = await execa("taskset", ["-cp", String(process.pid)]);
  const all = stdout.split(": ").at(-1) ?? "0";
  await execa("taskset", ["-acp", `0-${cores - 1}`, String(process.pid)]);
  try {
    return await work();
  } finally {
    await execa("taskset", ["-acp", all.trim(), String(process.pid)]);
  }
}

/** The server and its recognisers' parent alone: programs that it runs are counted separately. */
async function residentMb(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? Number.NaN) / 1024;
}

function watchPeak(read: () => Promise<number>): { stop(): Promise<number> } {
  const over = new AbortController();
  const watching = (async () => {
    let peak = await read();
    while (!over.signal.aborted) {
      await sleep(100);
      peak = Math.max(peak, await read());
    }
    return peak;
  })();
  return {
    stop() {
      over.abort();
      return watching;
    },
  };
}
