import { createServer, type ServerResponse } from "node:http";
import type { ToolEnv } from "@headway-jobs/tools/programs/find-tool";

export interface AskedForm {
  readonly key: string | undefined;
  readonly form: FormData;
}

/** A server with OpenAI's transcription API on loopback. */
export class RecogniserStub implements AsyncDisposable {
  readonly asked: AskedForm[] = [];
  /** `index` counts what was asked, from 0. */
  answer: (response: ServerResponse, index: number) => void = (response) => response.writeHead(404).end();
  readonly #server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const headers = { "content-type": request.headers["content-type"] ?? "" };
      const form = new Response(Buffer.concat(chunks), { headers }).formData();
      void form.then((received) => {
        this.asked.push({ key: request.headers.authorization, form: received });
        return this.answer(response, this.asked.length - 1);
      });
    });
  });

  static async start(): Promise<RecogniserStub> {
    const stub = new RecogniserStub();
    await new Promise<void>((resolve) => stub.#server.listen(0, "127.0.0.1", resolve));
    return stub;
  }

  /** The settings of a server whose recogniser it is. */
  env(more: ToolEnv = {}): ToolEnv {
    const address = this.#server.address();
    if (address === null || typeof address === "string") throw new Error("no port");
    return { HEADWAY_TRANSCRIPTION_BASE_URL: `http://127.0.0.1:${address.port}/v1`, ...more };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
