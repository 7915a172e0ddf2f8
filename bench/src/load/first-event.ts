import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { answerCalls } from "../harness/answer-calls.ts";
import { percentile } from "../harness/compare.ts";

export interface FirstEventOrder {
  readonly port: number;
  readonly samples: number;
  readonly body: string;
}

/**
 * What a client sees: from the first byte of its POST to the first event that the job's own work made, on a stream opened as soon as
 * the POST was answered. Both connections stand before the clock starts, as a client's pool has them.
 */
answerCalls({
  async measure({ port, samples, body }: FirstEventOrder) {
    const submitter = await open(port);
    const post =
      `POST /v1/jobs HTTP/1.1\r\nHost: localhost:${port}\r\nContent-Type: application/json\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
    const timesMs: number[] = [];
    for (let sample = 0; sample < samples; sample += 1) {
      const follower = await open(port);
      const startedAt = performance.now();
      submitter.write(post);
      const jobId = /"job_id":"(job_\w+)"/.exec(await readUntil(submitter, /"job_id":"job_\w+"[^]*\}/))?.[1] ?? "";
      follower.write(
        `GET /v1/jobs/${jobId}/events HTTP/1.1\r\nHost: localhost:${port}\r\nAccept: text/event-stream\r\n\r\n`,
      );
      await readUntil(follower, /event: bench\.tick/);
      timesMs.push(performance.now() - startedAt);
      follower.destroy();
    }
    submitter.destroy();
    return { p50Ms: percentile(timesMs, 0.5), p99Ms: percentile(timesMs, 0.99) };
  },
});

async function open(port: number): Promise<Socket> {
  const socket = connect(port, "127.0.0.1").setNoDelay(true);
  await once(socket, "connect");
  return socket;
}

function readUntil(socket: Socket, wanted: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    const fail = (): void => reject(new Error(`the connection ended after: ${text.slice(0, 500)}`));
    const receive = (bytes: Buffer): void => {
      text += bytes.toString("latin1");
      if (!wanted.test(text)) return;
      socket.off("data", receive).off("close", fail);
      resolve(text);
    };
    socket.on("data", receive).on("close", fail);
  });
}
