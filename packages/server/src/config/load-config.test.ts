import fc from "fast-check";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ConfigError, loadConfig, readConfig } from "./load-config.ts";

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "headway-config-"));
});
afterEach(() => {
  rmSync(cwd, { recursive: true, force: true });
});

const load = (env: Record<string, string> = {}, file?: unknown) => {
  if (file !== undefined) {
    writeFileSync(join(cwd, "headway.config.json"), typeof file === "string" ? file : JSON.stringify(file));
  }
  return loadConfig({ env, cwd });
};

function problemsOf(env: Record<string, string>, file?: unknown): readonly string[] {
  try {
    load(env, file);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe("the configuration", () => {
  it("needs nothing: the defaults are a local server in open mode", () => {
    expect(load()).toMatchObject({ host: "127.0.0.1", port: 8787, auth: "open", dataDir: join(cwd, ".headway") });
  });

  it("is read from headway.config.json, and the environment wins", () => {
    const config = load(
      { HEADWAY_PORT: "9000" },
      { port: 8000, llm: "openai:gpt-5-mini", origins: ["https://a.test"] },
    );
    expect(config).toMatchObject({ port: 9000, llm: "openai:gpt-5-mini", origins: ["https://a.test"] });
  });

  it("takes modules of own services relative to the working directory, from the environment or the file", () => {
    expect(load({ HEADWAY_SERVICES: "./a.ts, /srv/b.ts" }).services).toEqual([join(cwd, "a.ts"), "/srv/b.ts"]);
    expect(load({}, { services: ["jobs/c.ts"] }).services).toEqual([join(cwd, "jobs", "c.ts")]);
  });

  it("keeps local models in the data folder unless they have a folder of their own", () => {
    expect(load({ HEADWAY_DATA: "d" }).modelsDir).toBe(join(cwd, "d", "models"));
    expect(load({ HEADWAY_DATA: "d", HEADWAY_MODELS: "m" }).modelsDir).toBe(join(cwd, "m"));
    expect(load({}, { models: "/srv/models" }).modelsDir).toBe("/srv/models");
    expect(problemsOf({ HEADWAY_MODELS_URL: "ftp://mirror" })[0]).toContain("HEADWAY_MODELS_URL is `ftp://mirror`");
  });

  it("takes an empty variable for an absent one", () => {
    expect(load({ HEADWAY_PORT: "", HEADWAY_LLM: " " })).toMatchObject({ port: 8787, llm: undefined });
  });

  it.each([
    ["HEADWAY_MAX_UPLOAD", "2 GB", { maxUploadBytes: 2 * 2 ** 30 }],
    ["HEADWAY_MAX_UPLOAD", "1.5MB", { maxUploadBytes: 1.5 * 2 ** 20 }],
    ["HEADWAY_VIDEO_STREAM_LIMIT", "300", { videoStreamLimitMs: 300_000 }],
    ["HEADWAY_VIDEO_TIME_LIMIT", "90m", { videoTimeLimitMs: 5_400_000 }],
    ["HEADWAY_HOSTS", "one.test, two.test,", { hosts: ["one.test", "two.test"] }],
    ["HEADWAY_PUBLIC_URL", "https://v.test/", { publicUrl: "https://v.test" }],
    ["HEADWAY_TRUST_PROXY", "yes", { trustProxy: true }],
  ])("reads %s=%s", (name, value, expected) => {
    expect(load({ [name]: value })).toMatchObject(expected);
  });

  it("names variable, received value and expected form of every wrong value at once", () => {
    expect(problemsOf({ HEADWAY_PORT: "99999", HEADWAY_AUTH: "none" }, { retentionDays: "soon" })).toEqual([
      "HEADWAY_PORT is `99999`; expected an integer from 0 to 65535.",
      "HEADWAY_AUTH is `none`; expected open or keys.",
      "`retentionDays` in headway.config.json is `soon`; expected an integer from 1 to 36500.",
    ]);
  });

  it("never shows a secret", () => {
    const [problem] = problemsOf({ HEADWAY_DATABASE_URL: "mysql://me:hunter2@db/x" });
    expect(problem).toMatch(/^HEADWAY_DATABASE_URL is \(hidden\); expected a URL such as `postgres:/);
  });

  it.each([
    ["a comma too many", '{"port": 1,}', /headway\.config\.json is not valid JSON/],
    ["a list", [], /must contain one JSON object/],
    ["a misspelt setting", { prot: 1 }, "`prot` in headway.config.json is not a setting; did you mean port."],
  ])("refuses a file with %s", (_what, file, expected) => {
    expect(problemsOf({}, file)).toEqual([expect.stringMatching(expected)]);
  });

  it("warns of a misspelt variable without stopping", () => {
    const report = readConfig({ env: { HEADWAY_PROT: "1" }, cwd });
    expect(report.warnings).toEqual([
      "HEADWAY_PROT is set but is not a setting of Headway; did you mean HEADWAY_PORT.",
    ]);
    expect(report.config).not.toBeNull();
  });

  it("knows the variables of providers", () => {
    const env = { HEADWAY_SPEECH_BASE_URL: "http://127.0.0.1:8880/v1", HEADWAY_TRANSCRIPTION_LANGUAGE: "de" };
    expect(readConfig({ env, cwd }).warnings).toEqual([]);
  });

  it("refuses a file that was named and is not there", () => {
    expect(problemsOf({ HEADWAY_CONFIG: "mine.json" })).toEqual([expect.stringContaining("mine.json cannot be read")]);
  });

  it("names the file that HEADWAY_CONFIG names where something in it is wrong", () => {
    writeFileSync(join(cwd, "mine.json"), '{"port": "soon", "prot": 1}');
    expect(problemsOf({ HEADWAY_CONFIG: "mine.json" })).toEqual([
      expect.stringMatching(/^`port` in mine\.json is `soon`/),
      "`prot` in mine.json is not a setting; did you mean port.",
    ]);
  });

  it("takes an empty HEADWAY_CONFIG for an absent one", () => {
    expect(load({ HEADWAY_CONFIG: "" }, { port: 8000 })).toMatchObject({ port: 8000 });
  });

  it("says where each value comes from", () => {
    writeFileSync(join(cwd, "headway.config.json"), '{"host": "::1"}');
    const { settings } = readConfig({ env: { HEADWAY_PORT: "1" }, cwd });
    const origins = Object.fromEntries(settings.map(({ key, origin }) => [key, origin]));
    expect(origins).toMatchObject({ host: "file", port: "environment", data: "default" });
  });
});

describe("who may come in", () => {
  it.each([
    ["127.0.0.1", "open"],
    ["127.9.9.9", "open"],
    ["localhost", "open"],
    ["::1", "open"],
    ["[::1]", "open"],
    ["::ffff:127.0.0.1", "open"],
    ["0.0.0.0", "keys"],
    ["::", "keys"],
    ["192.168.1.5", "keys"],
    ["example.org", "keys"],
    ["localhost.example.org", "keys"],
  ])("on %s is by default %s", (host, auth) => {
    expect(load({ HEADWAY_HOST: host }).auth).toBe(auth);
  });

  it("is never open where other machines reach the server", () => {
    expect(problemsOf({ HEADWAY_HOST: "0.0.0.0", HEADWAY_AUTH: "open" })).toEqual([
      expect.stringMatching(/^HEADWAY_AUTH is `open` while HEADWAY_HOST is `0\.0\.0\.0`.*HEADWAY_AUTH=keys/),
    ]);
  });

  it("needs keys behind a proxy", () => {
    expect(load({ HEADWAY_TRUST_PROXY: "true" }).auth).toBe("keys");
    expect(problemsOf({ HEADWAY_TRUST_PROXY: "true", HEADWAY_AUTH: "open" })).toHaveLength(1);
  });
});

it("whatever the environment holds, reading it ends in a configuration or in sentences", () => {
  const names = readConfig({ env: {}, cwd: "/nonexistent" }).settings.map(({ meta }) => meta.env);
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...names), fc.string({ unit: "binary" })), (env) => {
      const { config, problems } = readConfig({ env, cwd: "/nonexistent" });
      expect(config === null).toBe(problems.length > 0);
      for (const problem of problems) expect(problem).toMatch(/expected|is not a setting/s);
    }),
  );
});
