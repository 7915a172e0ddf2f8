import type { Engine, EngineLog } from "@headway/engine";
import type { Recorder } from "./recorder.ts";

export interface Metrics {
  /** One answered request; `route` is the pattern, never the path, so that ids do not become labels. */
  request(method: string, route: string, status: number, seconds: number): void;
  streamOpened(dialect: string): void;
  /** Prometheus text. */
  render(): Promise<{ readonly mediaType: string; readonly text: string }>;
}

/** Counts what the edge does. The Prometheus client is loaded with the first thing to count: the start does not wait for it. */
export function createMetrics(engine: Engine, openStreams: () => number, log: EngineLog): Metrics {
  let recorder: Recorder | undefined;
  let loading: Promise<Recorder> | undefined;
  const load = (): Promise<Recorder> => {
    loading ??= import("./recorder.ts").then(({ createRecorder }) => (recorder = createRecorder(engine, openStreams)));
    return loading;
  };
  const record = (what: (to: Recorder) => void): void => {
    if (recorder !== undefined) what(recorder);
    else load().then(what, (error: unknown) => log.error({ err: error }, "metrics cannot be counted"));
  };
  return {
    request: (method, route, status, seconds) => record((to) => to.request(method, route, status, seconds)),
    streamOpened: (dialect) => record((to) => to.streamOpened(dialect)),
    render: async () => (await load()).render(),
  };
}
