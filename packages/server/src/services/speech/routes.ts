import type { Route } from "../../service-kit/service.ts";
import type { SpeechPorts } from "./ports.ts";
import { dictionaryRoutes } from "./dictionaries/routes.ts";
import { listRoutes } from "./routes/lists.ts";
import { resultRoutes } from "./routes/results.ts";
import { taskRoutes } from "./routes/tasks.ts";

/** The speech API (SPEC §3). */
export function speechRoutes(ports: SpeechPorts): readonly Route[] {
  return [...taskRoutes, ...resultRoutes, ...listRoutes(ports), ...dictionaryRoutes];
}
