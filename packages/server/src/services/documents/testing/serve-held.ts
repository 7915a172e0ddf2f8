import { randomUUID } from "node:crypto";
import { appendFileSync, existsSync } from "node:fs";
import { join } from "node:path";
import { type Engine, openEngine, systemClock, systemIds } from "@headway-jobs/engine";
import { httpConfig } from "../../../http/config.ts";
import { createHttpServer } from "../../../http/server.ts";
import type { Editor, Proposal } from "@headway-jobs/ports/editor";
import { documentService } from "../service.ts";

/*
 * A server in a process of its own that stops at one place of its work, until there is a file `go` in its data folder: so that it can be killed just
 * there. Arguments: the data folder, and the place.
 */
const [dataDir = "", place = ""] = process.argv.slice(2);

async function holdAt(here: string): Promise<void> {
  if (here !== place || existsSync(join(dataDir, "go"))) return;
  process.stdout.write(`held at ${here}\n`);
  await new Promise(() => undefined);
}

/** Works on each paragraph once, and writes down that it did. */
const editor: Editor = {
  name: "held",
  async edit({ document, keep }) {
    const proposals: Proposal[] = [];
    for (const chunk of document.chunks.filter(({ tag }) => tag === "p")) {
      proposals.push(
        await keep(chunk.id, async ({ tell }): Promise<Proposal> => {
          await tell(`Working on ${chunk.text}`);
          await holdAt(`edit ${chunk.text}`);
          appendFileSync(join(dataDir, "work.log"), `${chunk.text}\n`);
          return { operation: "edit", chunkId: chunk.id, newHtml: `<p>${chunk.text}!</p>`, explanation: "Louder." };
        }),
      );
    }
    return { response: "Louder now.", proposals, warnings: [] };
  },
};

function held({ documents, operations }: Engine): Pick<Engine, "documents" | "operations"> {
  return {
    operations: {
      ...operations,
      async use(owner) {
        await holdAt("before the completion");
        return operations.use(owner);
      },
    },
    documents: {
      ...documents,
      async ensure(owner, collection, name, content) {
        if (name.endsWith(":result")) await holdAt("before the version");
        const kept = await documents.ensure(owner, collection, name, content);
        if (name.endsWith(":result")) await holdAt("behind the version");
        return kept;
      },
    },
  };
}

const engine = await openEngine({ dataDir });
const service = documentService(
  { editors: { rules: editor }, engine: held(engine), newId: randomUUID, nowMs: Date.now },
  {
    maxDocumentBytes: 1_000_000,
    approvalTimeoutMs: 600_000,
    timeLimitMs: 600_000,
    concurrency: 2,
  },
);
engine.register("document", service);
await engine.start();
const server = await createHttpServer({
  engine,
  services: [service],
  config: httpConfig({ port: 0, uploadDir: join(dataDir, "uploads"), accessLog: false }),
  log: {
    info: () => undefined,
    warn: () => undefined,
    error: (fields) => process.stderr.write(`${JSON.stringify(fields)}\n`),
  },
  clock: systemClock,
  ids: systemIds,
});
const { url } = await server.listen();
process.stdout.write(`ready at ${url}\n`);
