import type { Engine } from "@headway-jobs/engine";
import type { Config } from "../config/schema.ts";
import type { AnyService } from "../service-kit/service.ts";
import type { Providers } from "./providers.ts";

/** What a service may be made of. */
export interface Parts {
  readonly config: Config;
  readonly providers: Providers;
  readonly engine: Engine;
}

/** Makes a service of settings and providers. There is one file of this shape for each service that Headway brings. */
export type Compose = (parts: Parts) => AnyService;
