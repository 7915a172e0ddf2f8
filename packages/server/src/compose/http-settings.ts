import { join } from "node:path";
import type { Config } from "../config/schema.ts";
import { type HttpConfig, httpConfig } from "../http/config.ts";

/** What the settings say of HTTP. */
export function httpSettings(config: Config): HttpConfig {
  const { host, port, auth, hosts, origins, trustProxy, publicUrl, metricsToken } = config;
  return httpConfig({
    host,
    port,
    auth,
    hosts,
    origins,
    trustProxy,
    ...(publicUrl === undefined ? {} : { publicUrl }),
    ...(metricsToken === undefined ? {} : { metricsToken }),
    maxStreamsPerOwner: config.maxStreams,
    rateLimit: { perSecond: config.requestsPerSecond, burst: 4 * config.requestsPerSecond },
    bodyLimitBytes: config.maxBodyBytes,
    uploadLimitBytes: config.maxUploadBytes,
    uploadQuotaBytes: config.maxUploadBytesPerOwner,
    uploadLifetimeMs: config.uploadHours * 3_600_000,
    uploadDir: join(config.dataDir, "uploads"),
    sharedStore: config.databaseUrl !== undefined,
    accessLog: config.logLevel === "debug" || config.logLevel === "trace",
  });
}
