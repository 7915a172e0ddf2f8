import { setTimeout as sleep } from "node:timers/promises";

export interface SpokenCall {
  /** A WAV file. */
  readonly bytes: Uint8Array;
  readonly bytesPerS: number;
  /** When each turn truly ends, seconds. */
  readonly turnEndsS: readonly number[];
}

const CHUNK_S = 0.25;

/** One live session at the pace of speech; milliseconds from the end of each utterance to its `final_transcript`. */
export async function speakLive(url: string, { bytes, bytesPerS, turnEndsS }: SpokenCall): Promise<number[]> {
  const session = (await (await post(`${url}/analyze/live/start`, { filename: "call.wav" })).json()) as Session;
  const heard: { readonly atMs: number; readonly endS: number }[] = [];
  const reading = readTranscripts(url + session.events_endpoint, (endS) =>
    heard.push({ atMs: performance.now(), endS }),
  );
  const startedAt = performance.now();
  const size = Math.round(bytesPerS * CHUNK_S);
  for (let seq = 0; seq * size < bytes.length; seq += 1) {
    await sleep(Math.max(0, startedAt + (seq + 1) * CHUNK_S * 1000 - performance.now()));
    const form = new FormData();
    form.set("chunk_seq", String(seq));
    form.set("chunk", new Blob([Uint8Array.from(bytes.subarray(seq * size, (seq + 1) * size))]));
    const response = await fetch(url + session.chunk_endpoint, { method: "POST", body: form });
    if (!response.ok) throw new Error(`chunk ${seq} was answered with ${response.status}`);
    await response.body?.cancel();
  }
  await (await post(url + session.control_endpoint, { action: "finalize" })).body?.cancel();
  await reading;
  return heard.map(({ atMs, endS }) => atMs - startedAt - nearest(turnEndsS, endS) * 1000);
}

interface Session {
  readonly chunk_endpoint: string;
  readonly events_endpoint: string;
  readonly control_endpoint: string;
}

async function readTranscripts(url: string, onTranscript: (endS: number) => void): Promise<void> {
  const response = await fetch(url);
  const decoder = new TextDecoder();
  let text = "";
  for await (const piece of response.body ?? []) {
    const frames = (text + decoder.decode(piece, { stream: true })).split("\n\n");
    text = frames.pop() ?? "";
    for (const frame of frames) {
      const data = /^data: (.*)$/m.exec(frame)?.[1] ?? "{}";
      if (frame.includes("event: final_transcript"))
        onTranscript((JSON.parse(data) as { readonly t_end: number }).t_end);
      if (frame.includes("event: error")) throw new Error(data);
    }
  }
}

const nearest = (ends: readonly number[], endS: number): number =>
  ends.reduce((best, one) => (Math.abs(one - endS) < Math.abs(best - endS) ? one : best));

const post = (url: string, body: object): Promise<Response> =>
  fetch(url, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
