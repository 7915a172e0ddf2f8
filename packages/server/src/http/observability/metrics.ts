import type { Engine, EngineLog } from "@headway-jobs/engine";
import type { Metrics } from "./recorder.ts";

/** Counts what the edge does. The Prometheus client is loaded with the first thing to count: the start does not wait for it. */
export function createMetrics(engine: Engine, openStreams: () => number, log: EngineLog): Metrics {
  let recorder: Metrics | undefined;
  let loading: Promise<Metrics> | undefined;
  const load = (): Promise<Metrics> => {
    loading ??= import("./recorder.ts").then(({ createRecorder }) => (recorder = createRecorder(engine, openStreams)));
    return loading;
  };
  const record = (what: (to: Metrics) => void): void => {
    if (recorder !== undefined) what(recorder);
    else load().then(what, (error: unknown) => log.error({ err: error }, "metrics cannot be counted"));
  };
  return {
    request: (method, route, status, seconds) => record((to) => to.request(method, route, status, seconds)),
    streamOpened: (dialect) => record((to) => to.streamOpened(dialect)),
    render: async () => (await load()).render(),
  };
}
