import type { Cluster, Machine } from "./cluster.ts";
import type { SimulatedDatabase } from "./database.ts";
import type { LineFaults } from "./line.ts";
import type { Random } from "./random.ts";
import type { Schedule } from "./schedule.ts";

/** Kinds of fault that a world may have; each can be left out, which tells what a failure needs. */
export const FAULTS = [
  "crash",
  "restart",
  "pause",
  "skew",
  "slow",
  "failing",
  "outage",
  "deafness",
  "deadlock",
  "poison",
] as const;
export type Fault = (typeof FAULTS)[number];

export interface FaultParts {
  readonly schedule: Schedule;
  readonly random: Random;
  readonly cluster: Cluster;
  readonly database: SimulatedDatabase;
  readonly isOn: (fault: Fault) => boolean;
  readonly untilMs: number;
  readonly leaseMs: number;
}

export function lineFaults(random: Random, isOn: (fault: Fault) => boolean): LineFaults {
  return {
    failing: isOn("failing") && random.chance(0.5) ? random.between(0.002, 0.02) : 0,
    lostCommits: 0,
    slow: isOn("slow") && random.chance(0.6) ? random.between(0.005, 0.03) : 0,
    deadlocks: isOn("deadlock") && random.chance(0.4) ? random.between(0.01, 0.1) : 0,
  };
}

/** How wrong the machines' clocks are. */
export function skewsMs(random: Random, count: number, isOn: boolean): readonly number[] {
  return Array.from({ length: count }, () => {
    if (!isOn || random.chance(0.5)) return 0;
    return Math.round(random.between(-1, 1) * random.pick([100, 3000, 60_000]));
  });
}

/** Makes faults happen at random moments, until the calm begins. */
export function scheduleFaults(parts: FaultParts): void {
  const { random, isOn } = parts;
  const mean = random.pick([1500, 4000, 10_000]);
  const actions: readonly (readonly [Fault, (random: Random) => void])[] = [
    ["crash", (own) => parts.cluster.crash(own.pick(parts.cluster.machines), own.between(10, 3000))],
    ["restart", (own) => restart(parts, own)],
    ["pause", (own) => pause(parts, own)],
    ["skew", (own) => jump(own.pick(parts.cluster.machines), own)],
    ["outage", (own) => outage(parts, own)],
    ["deafness", (own) => deafen(parts, own)],
  ];
  for (const [fault, act] of actions) {
    const own = random.fork(fault);
    if (!isOn(fault) || own.chance(0.3)) continue;
    every(parts, own, mean * (fault === "outage" ? 3 : 1), () => act(own));
  }
}

/** Everything that a fault began is over; what was taken down comes back. */
export function calmDown(cluster: Cluster, database: SimulatedDatabase, faults: LineFaults): void {
  faults.failing = 0;
  faults.lostCommits = 0;
  faults.slow = 0;
  faults.deadlocks = 0;
  if (!database.isUp) database.comeUp();
  for (const { process } of cluster.machines) process?.resume();
}

function every(parts: FaultParts, random: Random, meanMs: number, act: () => void): void {
  const { schedule, untilMs } = parts;
  schedule.after(random.between(0.2, 1.8) * meanMs, "", () => {
    if (schedule.nowMs >= untilMs) return;
    act();
    every(parts, random, meanMs, act);
  });
}

function restart({ cluster, schedule }: FaultParts, random: Random): void {
  const machine = random.pick(cluster.machines);
  cluster.restart(machine, random.pick([0, 300, 3000])).catch((error: unknown) => {
    schedule.note(`n${machine.index} did not stop well: ${String(error)}`);
    if (machine.process !== null) cluster.crash(machine, 100);
  });
}

function pause({ cluster, schedule, leaseMs }: FaultParts, random: Random): void {
  const { process } = random.pick(cluster.machines);
  if (process === null || process.isPaused) return;
  process.pause();
  schedule.after(random.between(10, random.pick([100, leaseMs, 4 * leaseMs])), "", () => process.resume());
}

function jump(machine: Machine, random: Random): void {
  machine.skewMs += Math.round(random.between(-1, 1) * random.pick([500, 5000, 60_000]));
  if (machine.process !== null) machine.process.skewMs = machine.skewMs;
}

function outage({ database, schedule, untilMs }: FaultParts, random: Random): void {
  if (!database.isUp) return;
  database.goDown();
  const forMs = random.between(10, random.pick([200, 3000, 8000]));
  schedule.after(Math.min(forMs, Math.max(10, untilMs - schedule.nowMs)), "", () => {
    if (!database.isUp) database.comeUp();
  });
}

function deafen({ database, cluster }: FaultParts, random: Random): void {
  const { process } = random.pick(cluster.machines);
  if (process !== null) database.loseNotifications(process, random.between(10, 3000));
}
