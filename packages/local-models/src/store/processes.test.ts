import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import { bytesOf, oneFileModel, storeBench, type StoreBench } from "../testing/store-bench.ts";
import { holdAfter } from "../testing/stub-hub.ts";

const SCRIPT = fileURLToPath(new URL("../testing/add-in-process.ts", import.meta.url));
const CONTENT = bytesOf(3_000_000);
const PATH = "/toy/model.onnx";
const toy = oneFileModel("toy", CONTENT);

interface AddingProcess {
  readonly pid: number | undefined;
  /** Resolves with the first line that it writes and that matches. */
  line(pattern: RegExp): Promise<string>;
  readonly exit: Promise<number | null>;
  kill(): void;
}

/** A process of its own that adds the model. */
function addInProcess({ hub, folder }: StoreBench): AddingProcess {
  const options = JSON.stringify({ folder, mirror: hub.url, catalogue: [toy] });
  const child = spawn(process.execPath, [SCRIPT, options], { stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const exit = new Promise<number | null>((resolve) => child.once("close", resolve));
  return {
    pid: child.pid,
    async line(pattern) {
      await expect.poll(() => output.split("\n").some((line) => pattern.test(line))).toBe(true);
      return output.split("\n").find((line) => pattern.test(line)) ?? "";
    },
    exit,
    kill: () => void child.kill("SIGKILL"),
  };
}

describe("processes that share a folder of models", () => {
  it("continue the download of one that was killed in the middle of it, at once", async () => {
    const bench = await storeBench();
    bench.hub.serve(PATH, CONTENT);
    bench.hub.next(PATH, holdAfter(CONTENT, 2_000_000).once);
    const killed = addInProcess(bench);
    await killed.line(/"doneBytes":2000000/);
    killed.kill();
    await killed.exit;
    const models = bench.store([toy]);
    expect(await models.installed()).toEqual([]);
    const phases = new Set<string>();
    const [added] = await models.add(["toy"], { onProgress: ({ phase }) => phases.add(phase) });
    expect(added?.isNew).toBe(true);
    expect(bench.hub.requests.map(({ range }) => range)).toEqual([undefined, "bytes=2000000-"]);
    expect(phases.has("waiting")).toBe(false);
    expect(await models.verify()).toEqual([{ name: "toy", problems: [] }]);
  });

  it("fetch a model once, and the one that waits sees who works and how far", async () => {
    const bench = await storeBench();
    const held = holdAfter(CONTENT, 2_000_000);
    bench.hub.next(PATH, held.once);
    const first = addInProcess(bench);
    await first.line(/"doneBytes":2000000/);
    const second = addInProcess(bench);
    const waiting = JSON.parse(await second.line(/"phase":"waiting".*"holder"/)) as unknown;
    expect(waiting).toMatchObject({ name: "toy", holder: { pid: first.pid }, totalBytes: 3_000_000 });
    held.release();
    expect(await first.line(/added/)).toBe('{"added":[["toy",true]]}');
    expect(await second.line(/added/)).toBe('{"added":[["toy",false]]}');
    expect([await first.exit, await second.exit]).toEqual([0, 0]);
    expect(bench.hub.requests).toHaveLength(1);
    expect(await readFile(join(bench.folder, "toy", "model.onnx"))).toEqual(CONTENT);
  });

  it("take over from one that was killed while they wait", async () => {
    const bench = await storeBench();
    bench.hub.serve(PATH, CONTENT);
    bench.hub.next(PATH, holdAfter(CONTENT, 2_000_000).once);
    const first = addInProcess(bench);
    await first.line(/"doneBytes":2000000/);
    const second = addInProcess(bench);
    await second.line(/"phase":"waiting"/);
    first.kill();
    expect(await second.line(/added/)).toBe('{"added":[["toy",true]]}');
    expect(bench.hub.requests.at(-1)?.range).toBe("bytes=2000000-");
  });

  it("stop waiting when they are told to", async () => {
    const bench = await storeBench();
    bench.hub.next(PATH, holdAfter(CONTENT, 2_000_000).once);
    await addInProcess(bench).line(/"doneBytes":2000000/);
    const stop = new AbortController();
    const adding = bench.store([toy]).add(["toy"], {
      signal: stop.signal,
      onProgress: ({ phase }) => {
        if (phase === "waiting") stop.abort(new Error("enough"));
      },
    });
    await expect(adding).rejects.toThrow("enough");
  });
});
