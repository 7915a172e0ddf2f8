import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { compare, type Contender } from "../harness/compare.ts";
import { type Figure, figure, type Scenario } from "../harness/figure.ts";
import { serveHeadway } from "../harness/serve.ts";

const OURS = "Headway: split, translated, spoken, joined, levelled, all durable";
const BY_HAND = "apertium and espeak-ng by hand, sentence by sentence, then ffmpeg";

// 1,000 characters, as the bar has it.
const SENTENCES = [
  "The museum opens at nine, and the first visitors come from the station.",
  "A letter to another country costs one euro and takes about a week.",
  "The train leaves at eight in the morning, and the journey takes two hours.",
  "Many people in the village work in the fields until the sun goes down.",
  "The doctor says that the children need fresh air and a good breakfast.",
  "In winter the river is cold, but the fishermen go out every day.",
  "The new bridge is longer than the old one and cost three million euros.",
  "My grandmother remembers the year when electricity came to the house.",
  "The teacher reads a story, and the students write down what they hear.",
  "Two friends open a small shop where they sell bread, fruit and flowers.",
  "The library has more than ten thousand books about the history of the sea.",
  "At night the city is quiet, and only the lights of the harbour can be seen.",
  "The farmer buys a horse because the old tractor does not work any more.",
  "Music makes long journeys shorter, and a song is easy to remember.",
];
const TEXT = SENTENCES.join(" ").slice(0, 1000);
const VOICE = { id: 205402, name: "es+f2" };

/** S11: from POST to the finished FLAC. */
export const speech: Scenario = {
  id: "S11",
  title: "1,000 characters, English to Spanish, to FLAC; and tasks a minute",
  async run({ runs, quick }) {
    const folder = await mkdtemp(join(tmpdir(), "headway-bench-"));
    try {
      const figures = [await oneText(folder, runs)];
      return [...figures, await tasksAMinute(folder, runs, quick ? 6 : 20)];
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

async function oneText(folder: string, runs: number): Promise<Figure> {
  const server = await serveHeadway(join(folder, "data"));
  try {
    const contenders: Contender[] = [
      { name: OURS, run: async () => ({ ms: await timed(() => speakHere(server.url, TEXT)) }) },
      { name: BY_HAND, run: async () => ({ ms: await timed(() => speakByHand(folder)) }), warmUp: false },
    ];
    const measured = await compare(contenders, { runs });
    return figure(measured, {
      id: "S11",
      what: "one text of 1,000 characters",
      unit: "ms",
      metric: "ms",
      bar: "≤ 1.3 × by hand",
      holds: (median) => median(OURS) <= 1.3 * median(BY_HAND),
    });
  } finally {
    await server.stop();
  }
}

async function tasksAMinute(folder: string, runs: number, tasks: number): Promise<Figure> {
  const contenders = [1, 2].map((concurrency): Contender => ({
    name: `${concurrency} at a time`,
    warmUp: false,
    async run() {
      const server = await serveHeadway(join(folder, `tasks-${concurrency}`), {
        HEADWAY_SPEECH_CONCURRENCY: String(concurrency),
      });
      try {
        const texts = Array.from({ length: tasks }, (_, index) => SENTENCES[index % SENTENCES.length] ?? "");
        const ms = await timed(() => Promise.all(texts.map((text) => speakHere(server.url, text))));
        return { rate: (tasks * 60_000) / ms };
      } finally {
        await server.stop();
      }
    },
  }));
  const measured = await compare(contenders, { runs });
  return figure(measured, {
    id: "S11",
    what: "tasks of one sentence",
    unit: "tasks a minute",
    metric: "rate",
    bar: "told",
    holds: null,
  });
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

async function speakHere(url: string, text: string): Promise<void> {
  const input = { text, voice_id: VOICE.id, source_language: 1, target_language: 54 };
  const response = await fetch(`${url}/v1/jobs`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Prefer: "wait=60" },
    body: JSON.stringify({ kind: "speech", input }),
  });
  const job = (await response.json()) as { readonly job_id: string; readonly status: string };
  if (job.status !== "completed") throw new Error(`the task is ${job.status}`);
  const sound = await fetch(`${url}/v1/jobs/${job.job_id}/artifacts/speech.flac`);
  if (!sound.ok || (await sound.bytes()).length < 1000) throw new Error("there is no sound");
}

/** What a careful shell script would run: the loudness is measured and set like ours, nothing is kept. */
async function speakByHand(folder: string): Promise<void> {
  const source = join(folder, "source.txt");
  await writeFile(source, TEXT);
  const { stdout } = await execa("apertium", ["-u", "eng-spa", source]);
  const sentences = stdout.match(/[^.!?]+[.!?]*/g) ?? [];
  const files: string[] = [];
  for (const [index, sentence] of sentences.entries()) {
    const file = join(folder, `${index}.wav`);
    await execa("espeak-ng", ["-v", VOICE.name, "-s", "150", "--stdin", "-w", file], { input: sentence });
    files.push(file);
  }
  const list = join(folder, "list.txt");
  await writeFile(list, files.map((file) => `file '${file}'\n`).join(""));
  const joined = ["-f", "concat", "-safe", "0", "-i", list];
  await execa("ffmpeg", ["-v", "info", ...joined, "-af", "ebur128=peak=true", "-f", "null", "-"]);
  const out = join(folder, "by-hand.flac");
  await execa("ffmpeg", ["-v", "error", "-y", ...joined, "-af", "volume=3dB", "-ar", "48000", "-c:a", "flac", out]);
}
