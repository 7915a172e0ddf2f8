import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ENDED_STATUSES } from "@headway-jobs/contract";
import { type Engine, type Job, openEngine, systemClock, systemIds } from "@headway-jobs/engine";
import { onTestFinished } from "vitest";
import { httpConfig } from "../../../http/config.ts";
import { createHttpServer } from "../../../http/server.ts";
import type { Service } from "../../../service-kit/service.ts";
import { createAnalysis } from "@headway-jobs/conversation-analysis/create-analysis";
import { conversationDialect } from "../dialect.ts";
import type { StreamedEvent } from "./event-order.ts";
import type { WorkflowPorts } from "../ports.ts";
import { conversationService } from "../service.ts";
import { toneHearing, toneSpeakerFinder, toneSpeechFinder } from "./tones.ts";

type Doubles = Pick<WorkflowPorts, "transcription"> & Partial<WorkflowPorts>;

interface EdgeOptions {
  readonly auth?: "open" | "keys";
  readonly maxUploadBytes?: number;
}

/** The conversation service over a real engine and edge, with whatever hears and recognises given by the test. */
export class ConversationHarness {
  readonly engine: Engine;
  readonly url: string;
  /** Stops at once, as far as a process can stop itself: what runs is given up where it is. */
  readonly stop: () => Promise<void>;
  readonly #dataDir: string;

  private constructor(engine: Engine, url: string, stop: () => Promise<void>, dataDir: string) {
    this.engine = engine;
    this.url = url;
    this.stop = stop;
    this.#dataDir = dataDir;
  }

  static async open(doubles: Doubles, edge: EdgeOptions = {}): Promise<ConversationHarness> {
    const dataDir = await mkdtemp(join(tmpdir(), "headway-conversation-"));
    onTestFinished(() => rm(dataDir, { recursive: true, force: true }));
    return ConversationHarness.#openAt(dataDir, doubles, edge);
  }

  /** Another server over what this one left. */
  async reopen(doubles: Doubles): Promise<ConversationHarness> {
    await this.stop();
    return ConversationHarness.#openAt(this.#dataDir, doubles, {});
  }

  static async #openAt(dataDir: string, doubles: Doubles, edge: EdgeOptions): Promise<ConversationHarness> {
    const engine = await openEngine({ dataDir });
    const service = serviceOf(doubles, edge.maxUploadBytes ?? 500 * 2 ** 20);
    engine.register("conversation", service);
    await engine.start();
    const server = await createHttpServer({
      engine,
      services: [service],
      config: httpConfig({ port: 0, uploadDir: join(dataDir, "uploads"), accessLog: false, auth: edge.auth ?? "open" }),
      log: {
        info: () => undefined,
        warn: () => undefined,
        error: (fields, message) => failures.push({ fields, message }),
      },
      clock: systemClock,
      ids: systemIds,
    });
    const { url } = await server.listen();
    let stopping: Promise<void> | undefined;
    const stop = (): Promise<void> =>
      (stopping ??= server.close({ graceMs: 100 }).then(() => engine.stop({ graceMs: 100 })));
    onTestFinished(stop);
    return new ConversationHarness(engine, url, stop, dataDir);
  }

  async job(idOrAlias: string): Promise<Job> {
    const job = await this.engine.find("local", idOrAlias);
    if (job === null) throw new Error(`${idOrAlias} is not there`);
    return job;
  }

  async ended(idOrAlias: string): Promise<Job> {
    for (;;) {
      const job = await this.job(idOrAlias);
      if (ENDED_STATUSES.has(job.status)) return job;
      await this.engine.waitForEvent(job.jobId, job.lastSeq, new AbortController().signal);
    }
  }

  /** What a reader of the whole stream has seen. */
  async streamed(idOrAlias: string): Promise<StreamedEvent[]> {
    const job = await this.job(idOrAlias);
    const { events } = await this.engine.readEvents(job.jobId, 0, 100_000);
    return events.flatMap((event) =>
      conversationDialect
        .frames(event, null, job)
        .frames.map(({ event: name = "", data }) => ({ event: name, data: JSON.parse(data) as StreamedEvent["data"] })),
    );
  }
}

/** What the servers of a test file logged as errors. */
export const failures: { readonly fields: unknown; readonly message: string }[] = [];

function serviceOf(doubles: Doubles, maxUploadBytes: number): Service<unknown> {
  const ports: WorkflowPorts = {
    hearing: toneHearing,
    speech: toneSpeechFinder,
    speakers: toneSpeakerFinder,
    analyse: async (options) => createAnalysis(options),
    nowMs: () => systemClock.nowMs(),
    ...doubles,
  };
  const settings = { timeLimitMs: 600_000, concurrency: 50, maxUploadBytes };
  return conversationService({ ...ports, hex: (bytes) => systemIds.hex(bytes) }, settings) as Service<unknown>;
}

/** The form of a recording and its options. */
export function formOf(
  file: Uint8Array | null,
  fields: Readonly<Record<string, string>> = {},
  filename = "call.wav",
): FormData {
  const form = new FormData();
  if (file !== null) form.set("file", new Blob([Uint8Array.from(file)]), filename);
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  return form;
}
