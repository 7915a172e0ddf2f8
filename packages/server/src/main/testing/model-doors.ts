import { conversationResultSchema, EMOTION_LABELS, jobResourceSchema, type JobResource } from "@headway-jobs/contract";
import { z } from "zod";
import type { ChatBody } from "../../providers/llm/chat-stub.testing.ts";
import { toneWav } from "../../services/conversation/testing/tones.ts";
import type { ModelServer } from "./model-server.ts";

/** A job as it ended for its user. */
export interface Ended {
  readonly job: JobResource;
  /** The result holds what the model said. */
  readonly isRight: boolean;
  /** Everything that the user reads: the answer of the service's own route and the warnings. */
  readonly shown: string;
}

/** A service's own HTTP door, with a request that needs a language model. */
export interface Door {
  readonly name: string;
  /** What a good model answers to this request. */
  readonly good: (body: ChatBody) => Readonly<Record<string, unknown>>;
  /** Called once for a server, with a model that answers well. */
  readonly prepare?: (server: ModelServer) => Promise<void>;
  readonly send: (server: ModelServer) => Promise<Ended>;
  /** Answers that one job needs, with the halves of what may be asked again. */
  readonly answers: number;
  /** True where a failure of the model is a warning, and the job has a result without it. */
  readonly degrades: boolean;
}

const SENTENCES = [
  "A glacier is a river of ice, so slow that nobody sees it move and so strong that it carves whole valleys.",
  "Imagine the weight of 100 metres of ice above the ground that you stand on, year after year.",
];
const LESSON = {
  title: "Glaciers",
  slides: [
    {
      title: "Rivers of ice",
      bullets: ["Slow rivers", "They carve valleys"],
      visual: {
        type: "animation",
        scene: {
          kind: "bars",
          bars: [
            { label: "Alps", value: 21 },
            { label: "Andes", value: 34 },
          ],
        },
        description: "Two bars",
      },
      narration: SENTENCES,
      keywords: ["glacier"],
    },
  ],
};

/** The film itself is not waited for: the model's part ends with the script. */
export const videoDoor: Door = {
  name: "a video",
  answers: 1,
  degrades: false,
  good: () => LESSON,
  async send(server) {
    const input = { topic: "Glaciers of the Alps", num_slides: 1, size: "854x480" };
    const { job_id: jobId } = await post(server, "/api/generate", input, { Prefer: "respond-async" });
    await server.eventsUntil(jobId, ({ dataJson }) => dataJson.includes('"generating_audio"'));
    const script = await (await fetch(`${server.url}/api/script/${jobId}`)).text();
    await fetch(`${server.url}/v1/jobs/${jobId}/cancel`, { method: "POST" });
    await server.ended(jobId);
    const job = await jobOf(server, jobId);
    const shown = await (await fetch(`${server.url}/api/progress/${jobId}?after=0`, { headers: SSE })).text();
    return { job, isRight: script.includes("carves whole valleys"), shown: shown + warningsOf(job) };
  },
};

const TRANSLATION = "Guten Morgen, liebe Freunde der 100 Berge.";

export const speechDoor: Door = {
  name: "a translation",
  answers: 1,
  degrades: false,
  good: () => ({ texts: [TRANSLATION] }),
  async send(server) {
    const input = {
      texts: ["Good morning, dear friends of the 100 mountains."],
      source_language: 1,
      target_language: 31,
    };
    const { task_id: taskId, job_id: jobId } = await post(server, "/translate", input);
    await server.ended(jobId);
    const job = await jobOf(server, jobId);
    const status = await (await fetch(`${server.url}/translate/${taskId}`)).text();
    return {
      job,
      isRight: JSON.stringify(job.result).replaceAll("\\n", " ").includes(TRANSLATION),
      shown: status + warningsOf(job),
    };
  },
};

const TRANSCRIPT = JSON.stringify([
  { start: 0.1, end: 0.3, speaker: "Ann", text: "Would you like to see a demo on Tuesday?" },
  { start: 0.4, end: 0.6, speaker: "Bob", text: "It did not exactly make my heart sing, but fine." },
]);
const OVERVIEW = "Ann proposed a demo and Bob agreed half-heartedly.";
const reading = (n: number) => ({
  n,
  emotion: Object.fromEntries(EMOTION_LABELS.map((label) => [label, label === "joy" ? 1 : 0])),
  polarity: 0.5,
});

export const conversationDoor: Door = {
  name: "a conversation",
  // The window, its two halves and the summary.
  answers: 4,
  degrades: true,
  good: (body) =>
    JSON.stringify(body.messages).includes("Summarise this conversation")
      ? { overview: OVERVIEW, key_insights: [{ text: "Bob is lukewarm.", evidence: [2] }] }
      : { utterances: [reading(1), reading(2)], moments: [] },
  async prepare(server) {
    const form = new FormData();
    form.set("file", new Blob([Uint8Array.from(toneWav([0, 1]))]), "call.wav");
    form.set("transcript", TRANSCRIPT);
    const response = await fetch(`${server.url}/analyze`, { method: "POST", body: form });
    firstConversations.set(server, conversationResultSchema.parse(await response.json()).job_id);
  },
  // The same recording again, from the step on that asks the model: to decode it each time would take most of the test.
  async send(server) {
    const first = firstConversations.get(server) ?? "";
    const { job_id: jobId } = await post(server, `/v1/jobs/${first}/rerun`, { from: "read:0" });
    await server.ended(jobId);
    const job = await jobOf(server, jobId);
    const result = conversationResultSchema.parse(job.result);
    const agents = await (await fetch(`${server.url}/v1/jobs/${jobId}/artifacts/agent_outputs.json`)).text();
    const isRead = agents.includes('"emotion":"embedded, with openai-compatible/odd"');
    return {
      job,
      isRight: result.summary.overview === OVERVIEW && isRead,
      shown: JSON.stringify(result) + warningsOf(job),
    };
  },
};

const firstConversations = new WeakMap<ModelServer, string>();

const SSE = { Accept: "text/event-stream" };
const idsSchema = z.looseObject({ job_id: z.string(), task_id: z.string().default("") });

async function post(server: ModelServer, path: string, body: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(server.url + path, {
    method: "POST",
    headers: { "Content-Type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
  return idsSchema.parse(await response.json());
}

export async function jobOf(server: ModelServer, jobId: string): Promise<JobResource> {
  return jobResourceSchema.parse(await (await fetch(`${server.url}/v1/jobs/${jobId}`)).json());
}

export function warningsOf({ metadata }: JobResource): string {
  return JSON.stringify(metadata["warnings"] ?? []);
}
