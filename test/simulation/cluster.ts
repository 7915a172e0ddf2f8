import { rename } from "node:fs/promises";
import { createEngine, createInProcessDispatcher, type Engine, type EngineLimits } from "@headway-jobs/engine";
import type { SimulatedDatabase } from "./database.ts";
import type { Disk } from "./disk.ts";
import { nodeContentFiles } from "../../packages/engine/src/artifacts/content-files.ts";
import { Line, type LineFaults } from "./line.ts";
import { mount } from "./mounts.ts";
import { connect, type Tampering } from "./node-db.ts";
import { NodeProcess } from "./node-process.ts";
import type { Random } from "./random.ts";
import type { Schedule } from "./schedule.ts";
import type { Edge, StreamHub } from "./stream-client.ts";
import { planWorkflow, type Witness } from "./workflow.ts";

export interface ClusterParts {
  readonly schedule: Schedule;
  readonly random: Random;
  readonly database: SimulatedDatabase;
  readonly disk: Disk;
  readonly lineFaults: LineFaults;
  readonly limits: Partial<EngineLimits>;
  /** One node that has the store to itself. */
  readonly isExclusive: boolean;
  readonly concurrency: number;
  /** How wrong each machine's clock is. */
  readonly skewsMs: readonly number[];
  readonly witness: () => Witness;
  readonly createHub: (node: NodeProcess) => StreamHub;
  /** Changes statements on their way to the database, and the time that it tells. */
  readonly tamper: Tampering | undefined;
}

/** A machine; its processes come and go. */
export interface Machine {
  readonly index: number;
  skewMs: number;
  process: NodeProcess | null;
  /** Serves requests; null until the engine has started. */
  edge: Edge | null;
  starts: number;
}

/** The machines of a world and their processes. */
export class Cluster {
  readonly machines: readonly Machine[];
  readonly #parts: ClusterParts;
  #isClosing = false;

  constructor(parts: ClusterParts) {
    this.#parts = parts;
    this.machines = parts.skewsMs.map((skewMs, index) => ({ index, skewMs, process: null, edge: null, starts: 0 }));
  }

  /** Starts a process on the machine. Starts it again when that fails. */
  boot(machine: Machine): void {
    if (this.#isClosing) return;
    const { schedule, random } = this.#parts;
    machine.starts += 1;
    const name = `n${machine.index}-${machine.starts}`;
    const node = new NodeProcess(name, { schedule, random: random.fork(name), skewMs: machine.skewMs });
    machine.process = node;
    schedule.note(`${name} starts`);
    node
      .enter(() => this.#start(machine, node))
      .catch((error: unknown) => {
        schedule.note(`${name} could not start: ${String(error)}`);
        node.kill();
        machine.process = null;
        this.bootLater(machine, 1000);
      });
  }

  bootLater(machine: Machine, delayMs: number): void {
    this.#parts.schedule.after(delayMs, "", () => {
      if (machine.process === null) this.boot(machine);
    });
  }

  /** Kills the machine's process, which starts again after a while. */
  crash(machine: Machine, awayMs: number): void {
    if (machine.process === null) return;
    machine.process.kill();
    machine.process = null;
    machine.edge = null;
    this.bootLater(machine, awayMs);
  }

  crashProcess(node: NodeProcess, awayMs: number): void {
    const machine = this.machines.find((one) => one.process === node);
    if (machine !== undefined) this.crash(machine, awayMs);
  }

  /** Stops the process in good order and starts another one. */
  async restart(machine: Machine, graceMs: number): Promise<void> {
    const { edge } = machine;
    if (edge === null) return;
    this.#parts.schedule.note(`${edge.node.name} is stopped`);
    machine.edge = null;
    edge.hub.endAll();
    await edge.node.enter(() => edge.engine.stop({ graceMs }));
    if (machine.process !== edge.node) return;
    edge.node.kill();
    machine.process = null;
    this.boot(machine);
  }

  /** Some node that answers requests now. */
  edge(random: Random): Edge | undefined {
    const edges = this.machines.flatMap(({ edge }) => (edge?.node.isWorking === true ? [edge] : []));
    return edges.length === 0 ? undefined : random.pick(edges);
  }

  /** Stops all of them in good order. */
  async close(): Promise<void> {
    this.#isClosing = true;
    const edges = this.machines.flatMap(({ edge }) => edge ?? []);
    await Promise.all(edges.map(({ node, engine }) => node.enter(() => engine.stop())));
  }

  async #start(machine: Machine, node: NodeProcess): Promise<void> {
    const engine = await this.#createEngine(node);
    const { lineFaults: _, witness, disk, concurrency } = this.#parts;
    const workflow = planWorkflow({ node, disk, root: rootOf(node), witness: witness() });
    engine.register("video", { workflow, timeLimitMs: 3_600_000, concurrency });
    engine.register("speech", { workflow, timeLimitMs: 3_600_000, concurrency });
    await engine.start();
    if (node.isAlive) machine.edge = { node, engine, hub: this.#parts.createHub(node) };
  }

  #createEngine(node: NodeProcess): Promise<Engine> {
    const { schedule, random, database, disk, lineFaults, limits, isExclusive, tamper } = this.#parts;
    const line = new Line(schedule, random.fork(`line ${node.name}`), lineFaults);
    mount(node.name, { disk, node, random: random.fork(`disk ${node.name}`) });
    return createEngine({
      db: connect(database, { node, line, tamper: tamper ?? {} }),
      dispatcher: createInProcessDispatcher({ log: node.log }),
      dataDir: `${rootOf(node)}/data`,
      // Its own was taken over before the mounts were there.
      files: { ...nodeContentFiles, rename: (from, to) => rename(from, to) },
      clock: node.clock,
      ids: node.ids,
      log: node.log,
      limits,
      nodeId: node.name,
      ...(isExclusive ? { exclusive: { acquire: () => ({ release: () => undefined }) } } : {}),
    });
  }
}

function rootOf(node: NodeProcess): string {
  return `/simulated/${node.name}`;
}
