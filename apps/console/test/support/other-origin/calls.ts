import { type Client, ClientError } from "@headway-jobs/client";

/** What a case may use: a finished document job of its own. */
export interface CallContext {
  readonly client: Client;
  readonly jobId: string;
  readonly sessionId: string;
}

const text = (): Blob => new Blob(["One line."], { type: "text/plain" });

/** One case for each public method of the client, by its path. */
export const CALLS: Readonly<Record<string, (context: CallContext) => Promise<unknown>>> = {
  "jobs.create": ({ client }) => client.jobs.create(documentJob("other"), { idempotencyKey: "once" }),
  "jobs.get": ({ client, jobId }) => client.jobs.get(jobId),
  "jobs.list": ({ client }) => client.jobs.list({ limit: 1 }),
  "jobs.approve": ({ client, jobId }) => client.jobs.approve(jobId, { approved: true }),
  "jobs.cancel": ({ client, jobId }) => client.jobs.cancel(jobId),
  "jobs.rerun": async ({ client }) => {
    const { job_id: jobId } = await client.jobs.create(documentJob("again"));
    await client.jobs.waitForEnd(jobId);
    await client.jobs.rerun(jobId);
  },
  "jobs.remove": async ({ client }) => {
    const { job_id: jobId } = await client.jobs.create(documentJob("removed"));
    await client.jobs.waitForEnd(jobId);
    await client.jobs.remove(jobId);
  },
  "jobs.waitForEnd": ({ client, jobId }) => client.jobs.waitForEnd(jobId),
  events: ({ client, jobId }) => client.events(jobId, { after: 1 }).next(),
  changes: ({ client }) => client.changes({ after: 1 }).next(),
  "speech.voices": ({ client }) => client.speech.voices(),
  "speech.sourceLanguages": ({ client }) => client.speech.sourceLanguages(),
  "speech.targetLanguages": ({ client }) => client.speech.targetLanguages(),
  "documents.approve": ({ client, jobId, sessionId }) =>
    client.documents.approve(sessionId, { job_id: jobId, approved: true }),
  "documents.sessions": ({ client }) => client.documents.sessions(),
  "documents.history": ({ client, sessionId }) => client.documents.history(sessionId),
  "documents.revert": ({ client, sessionId }) => client.documents.revert(sessionId, 0),
  "documents.upload": ({ client }) => client.documents.upload("uploaded", text(), "a.txt"),
  "documents.export": ({ client }) => client.documents.export({ format: "txt", html: "<p>One line.</p>" }),
  "documents.usage": ({ client }) => client.documents.usage(),
  "live.start": ({ client }) => client.live.start(),
  "live.get": ({ client }) => client.live.get("live_00000000"),
  "live.chunk": ({ client }) => client.live.chunk("live_00000000", 0, text()),
  "live.control": ({ client }) => client.live.control("live_00000000", "cancel"),
  upload: ({ client }) => client.upload(text(), "a.txt"),
  artifacts: ({ client, jobId }) => client.artifacts(jobId),
  download: ({ client, jobId }) => client.download(jobId, "unknown.txt"),
  streamToken: ({ client, jobId }) => client.streamToken(jobId),
  kinds: ({ client }) => client.kinds(),
  providers: ({ client }) => client.providers(),
  "localModels.list": ({ client }) => client.localModels.list(),
  "localModels.add": ({ client }) => client.localModels.add("no-such-model"),
  "localModels.remove": ({ client }) => client.localModels.remove("no-such-model"),
  usage: ({ client }) => client.usage(),
  ready: ({ client }) => client.ready(),
};

export function documentJob(sessionId: string): { readonly kind: "document"; readonly input: Record<string, unknown> } {
  return {
    kind: "document",
    input: { message: "fix the grammar", session_id: sessionId, document_html: "<p>He go to school.</p>" },
  };
}

/** Paths of all methods that the client has. */
export function methodsOf(value: object, prefix = ""): string[] {
  return Object.entries(value).flatMap(([name, member]: [string, unknown]) => {
    if (typeof member === "function") return [prefix + name];
    return typeof member === "object" && member !== null ? methodsOf(member, `${prefix}${name}.`) : [];
  });
}

/** How each call ended: `ok`, the code of the server's refusal, or what else was thrown. */
export async function runCalls(context: CallContext): Promise<Record<string, string>> {
  const outcomes: Record<string, string> = {};
  for (const name of methodsOf(context.client)) {
    const call = CALLS[name];
    try {
      await call?.(context);
      outcomes[name] = call === undefined ? "no case" : "ok";
    } catch (error) {
      outcomes[name] = error instanceof ClientError ? error.code : String(error);
    }
  }
  return outcomes;
}
