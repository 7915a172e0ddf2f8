import { readFile } from "node:fs/promises";
import type { ModelProcesses } from "../../packages/local-models/src/process/model-processes.ts";

/** Ticks of the kernel's clock a second, on every Linux. */
const TICKS_PER_S = 100;

/** What a model's process has used, by the kernel's count: other work on the machine makes the wall clock slower, not this. */
export class Usage {
  readonly #pid: number;
  readonly #startMs = performance.now();
  readonly #startS: number;

  static async of(processes: ModelProcesses, name: string): Promise<Usage> {
    const pid = processes.processes().find((one) => one.name === name)?.pid;
    if (pid === undefined) throw new Error(`${name} is not running.`);
    return new Usage(pid, await processorSeconds(pid));
  }

  private constructor(pid: number, startS: number) {
    this.#pid = pid;
    this.#startS = startS;
  }

  /** Wall clock and processor time a second of sound, and the largest memory. */
  async sinceStart(soundS: number): Promise<string[]> {
    const wallS = (performance.now() - this.#startMs) / 1000;
    const cpuS = (await processorSeconds(this.#pid)) - this.#startS;
    const status = await readFile(`/proc/${this.#pid}/status`, "utf8");
    const peakKb = Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]);
    return [
      `${(wallS / soundS).toFixed(2)} of real time`,
      `${(cpuS / soundS).toFixed(2)} processor seconds a second`,
      `${Math.round(peakKb / 1024)} MB`,
    ];
  }
}

async function processorSeconds(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8");
  // After the name in brackets: user time is field 14 of the whole line, system time field 15.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_S;
}
