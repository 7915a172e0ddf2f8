import { closeSync, fdatasyncSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { availableParallelism, cpus, loadavg, release, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { percentile } from "./compare.ts";

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly system: string;
  readonly versions: Readonly<Record<string, string>>;
  /** Median time of a synced 4 KB append on the disk that the benchmarks write to. */
  readonly syncMs: number;
  /** Of the last minute, before the first run. Above 1 something else was running, and the figures say little. */
  readonly loadAverage: number;
}

export function describeMachine(): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? "unknown",
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / 2 ** 30),
    system: `${process.platform} ${release()}`,
    versions: {
      node: process.versions.node,
      sqlite: process.versions["sqlite"] ?? "unknown",
      "better-sse": packageVersion("better-sse"),
      fastify: packageVersion("fastify"),
      pg: packageVersion("pg"),
    },
    syncMs: measureSyncMs(),
    loadAverage: loadavg()[0] ?? 0,
  };
}

function packageVersion(name: string): string {
  const file = new URL(`../../../node_modules/${name}/package.json`, import.meta.url);
  return (JSON.parse(readFileSync(file, "utf8")) as { readonly version: string }).version;
}

/** `fdatasync` p50 over 300 appends. */
function measureSyncMs(): number {
  const folder = mkdtempSync(join(tmpdir(), "headway-sync-"));
  const file = openSync(join(folder, "file"), "w");
  const page = Buffer.alloc(4096, 1);
  const timesMs: number[] = [];
  for (let index = 0; index < 300; index += 1) {
    writeSync(file, page);
    const startedAt = performance.now();
    fdatasyncSync(file);
    timesMs.push(performance.now() - startedAt);
  }
  closeSync(file);
  rmSync(folder, { recursive: true });
  return percentile(timesMs, 0.5);
}
