import type { Engine } from "@headway-jobs/engine";
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";

export interface Metrics {
  /** One answered request; `route` is the pattern, never the path, so that ids do not become labels. */
  request(method: string, route: string, status: number, seconds: number): void;
  streamOpened(dialect: string): void;
  /** Prometheus text. */
  render(): Promise<{ readonly mediaType: string; readonly text: string }>;
}

/** Metrics of this process in a registry of their own. */
export function createRecorder(engine: Engine, openStreams: () => number): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const requests = new Histogram({
    name: "headway_http_request_seconds",
    help: "Time to answer a request; streams are not counted",
    labelNames: ["method", "route", "status"],
    buckets: [0.002, 0.005, 0.02, 0.1, 0.5, 2, 10, 60, 600],
    registers,
  });
  const streams = new Counter({
    name: "headway_streams_opened_total",
    help: "Event streams opened",
    labelNames: ["dialect"],
    registers,
  });
  const gauge = (name: string, help: string, read: () => number | Promise<number>): void => {
    const made: Gauge = new Gauge({ name, help, registers, collect: async () => made.set(await read()) });
  };
  gauge("headway_streams_open", "Event streams open now", openStreams);
  gauge("headway_jobs_running", "Jobs running on this node", () => engine.stats().running);
  gauge("headway_jobs_queued", "Jobs that wait for a worker, of all nodes", () => engine.countQueued());
  gauge("headway_followers", "Jobs followed on this node", () => engine.stats().followers);
  gauge("headway_events_appended", "Events appended since the start", () => engine.stats().appendedEvents);
  gauge("headway_commits", "Transactions committed since the start", () => engine.stats().commits);
  gauge("headway_steps_finished", "Steps finished since the start", () => engine.stats().finishedSteps);
  gauge(
    "headway_clock_skew_seconds",
    "How far this machine's clock is ahead of the database's",
    () => engine.stats().clockSkewMs / 1000,
  );
  return {
    request: (method, route, status, seconds) => requests.labels(method, route, String(status)).observe(seconds),
    streamOpened: (dialect) => streams.labels(dialect).inc(),
    render: async () => ({ mediaType: registry.contentType, text: await registry.metrics() }),
  };
}
