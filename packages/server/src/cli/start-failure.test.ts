import { execFile } from "node:child_process";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { DatabaseSync } from "node:sqlite";
import { openEngine } from "@headway-jobs/engine";
import { describe, expect, it, onTestFinished } from "vitest";
import { privatePostgres } from "@headway-jobs/engine/testing";
import { outsideNpm, startCommand, temporaryFolder } from "./testing/server-processes.ts";

const BIN = fileURLToPath(new URL("../../bin/headway.mjs", import.meta.url));

interface Ending {
  readonly code: number;
  readonly said: string;
}

/** Runs a command that is expected to end within seconds. */
async function run(args: readonly string[], env: Readonly<Record<string, string>>, cwd?: string): Promise<Ending> {
  const folder = cwd ?? (await temporaryFolder());
  return new Promise((resolve) => {
    const options = {
      cwd: folder,
      env: { ...outsideNpm(), HEADWAY_PORT: "0", HEADWAY_PROBE: "off", HEADWAY_DATA: join(folder, "data"), ...env },
      timeout: 25_000,
    };
    execFile(process.execPath, [BIN, ...args], options, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code ?? -1), said: `${stdout}${stderr}` }),
    );
  });
}

/** A few short lines for people: no stack, nothing of HTTP. */
function expectSentence({ code, said }: Ending, sentence: RegExp, expected = 1): void {
  expect(said).toMatch(sentence);
  expect(code).toBe(expected);
  expect(said).not.toMatch(/^ {4}at |node:|Retry-After|`errors`|request|header/m);
  expect(said.trim().split("\n").length).toBeLessThanOrEqual(3);
}

async function busyPort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await new Promise((resolve) => server.once("listening", resolve));
  return (server.address() as { port: number }).port;
}

describe("a server that cannot start says in a sentence what is wrong and what to do", () => {
  it.each([
    [
      "a host that no machine has",
      { HEADWAY_HOST: "nowhere.invalid", HEADWAY_AUTH: "keys" },
      /nowhere\.invalid.*HEADWAY_HOST/,
    ],
    [
      "an address of another machine",
      { HEADWAY_HOST: "192.0.2.1", HEADWAY_AUTH: "keys" },
      /192\.0\.2\.1 is not an address of this machine/,
    ],
    ["a file as the data folder", { HEADWAY_DATA: "/etc/passwd" }, /\/etc\/passwd is not a folder.*HEADWAY_DATA/],
    [
      "a folder below a file",
      { HEADWAY_DATA: "/etc/passwd/x" },
      /\/etc\/passwd\/x cannot be used: a part of the path is a file/,
    ],
    ["a path that is too long", { HEADWAY_DATA: `/tmp/${"x".repeat(300)}` }, /cannot be used: the path is too long/],
    [
      "a PostgreSQL that is not there",
      { HEADWAY_DATABASE_URL: "postgres://ada:pw@127.0.0.1:9/jobs" },
      /PostgreSQL at 127\.0\.0\.1:9 does not answer \(ECONNREFUSED\)/,
    ],
    [
      "a PostgreSQL whose host has no name",
      { HEADWAY_DATABASE_URL: "postgres://ada:pw@nowhere.invalid/jobs" },
      /PostgreSQL at nowhere\.invalid:5432 does not answer/,
    ],
  ])("%s", async (_what, env, sentence) => {
    const ending = await run(["serve"], env);
    expectSentence(ending, sentence);
    expect(ending.said).not.toContain("pw");
  });

  it.runIf(process.platform === "linux").each([[["serve"]], [["keys", "list"]], [["secrets", "rotate"]]])(
    "a data folder on a file system that makes no folders: headway %s",
    async (args) => {
      expectSentence(
        await run(args, { HEADWAY_DATA: "/proc/x/y" }),
        /\/proc\/x\/y cannot be used: no folder can be made there/,
      );
    },
  );

  it("a port that is in use", async () => {
    const port = await busyPort();
    expectSentence(
      await run(["serve"], { HEADWAY_PORT: String(port) }),
      new RegExp(`Port ${port} on 127\\.0\\.0\\.1 is in use.*HEADWAY_PORT`),
    );
  });

  it("a data folder on which another server works", async () => {
    const server = await startCommand(process.execPath, [BIN, "serve"]);
    const ending = await run(["serve"], { HEADWAY_DATA: server.dataDir });
    expectSentence(ending, new RegExp(`Another Headway server uses ${server.dataDir}`));
    server.child.kill("SIGTERM");
    await server.ended;
  });

  it("a database of another program, a damaged one and one of a newer version", async () => {
    const folder = await temporaryFolder();
    const file = join(folder, "headway.db");
    await writeFile(file, "no database ".repeat(1_000));
    expectSentence(await run(["serve"], { HEADWAY_DATA: folder }), new RegExp(`${file} is damaged`));
    expectSentence(await run(["keys", "list"], { HEADWAY_DATA: folder }), new RegExp(`${file} is damaged`));

    const newer = await temporaryFolder();
    await (await openEngine({ dataDir: newer })).stop();
    const db = new DatabaseSync(join(newer, "headway.db"));
    db.exec("INSERT INTO schema_migrations (version, name, sha256) VALUES (999, '999_later.sql', '0')");
    db.close();
    expectSentence(await run(["serve"], { HEADWAY_DATA: newer }), /written by a newer Headway: .*version 999/);
  });

  it("a PostgreSQL without the database, or with another password", async () => {
    const { url } = await privatePostgres();
    const other = new URL(url);
    other.pathname = "/no_such_database";
    expectSentence(
      await run(["serve"], { HEADWAY_DATABASE_URL: other.href }),
      /has no database no_such_database.*createdb/,
    );
    other.username = "stranger";
    expectSentence(await run(["serve"], { HEADWAY_DATABASE_URL: other.href }), /does not admit stranger|role/);
  });

  it("a broken configuration", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "headway.config.json"), "{");
    expectSentence(await run(["serve"], {}, folder), /headway\.config\.json is not valid JSON/, 2);
    expectSentence(await run(["serve"], { HEADWAY_LLM: "gpt4" }), /gpt4/, 2);
  });

  it("a folder in which nobody may write, root included", async () => {
    const reason = "(?:this user may not write there|its file system is read-only)";
    const ending = await run(["serve"], { HEADWAY_DATA: "/sys/headway" });
    expectSentence(ending, new RegExp(`/sys/headway cannot be used: ${reason}`));
  });
});

describe("a start that fails removes the folders that it made for its data", () => {
  it.each([
    [["serve"], "data"],
    [["serve"], "new/data"],
    [["keys", "list"], "new/data"],
    [["secrets", "rotate"], "new/data"],
    [["restore", "no-backup"], "new/data"],
  ])("headway %s in %s", async (args, data) => {
    const folder = await temporaryFolder();
    const away = { HEADWAY_DATABASE_URL: "postgres://ada:pw@127.0.0.1:9/jobs" };
    const env = args[0] === "restore" ? {} : away;
    expect((await run(args, { ...env, HEADWAY_DATA: join(folder, data) }, folder)).code).toBe(1);
    expect(await readdir(folder)).toEqual([]);
  });

  it("and no other: an empty one that was there stays", async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, "data"));
    const env = { HEADWAY_DATABASE_URL: "postgres://ada:pw@127.0.0.1:9/jobs", HEADWAY_DATA: join(folder, "data") };
    expect((await run(["serve"], env, folder)).code).toBe(1);
    expect(await readdir(folder)).toEqual(["data"]);
  });
});

it("names address, data folder, database and how to stop when it is ready", async () => {
  const folder = await temporaryFolder();
  const server = await startCommand(process.execPath, [BIN, "serve"], { cwd: folder, env: { HEADWAY_DATA: "" } });
  expect(server.printed()).toContain(`Data      ${join(folder, ".headway")}\n`);
  expect(server.printed()).toMatch(/relative to the working directory; HEADWAY_DATA=/);
  expect(server.printed()).toContain(`Database  SQLite, ${join(folder, ".headway", "headway.db")}`);
  expect(server.printed()).toMatch(/Stop +Ctrl-C/);
  server.child.kill("SIGTERM");
  await server.ended;
});

const DEFINE = 'import { defineJob } from "@headway-jobs/server/define";\nimport { z } from "zod";\n';
/** A job of a module that tests write. */
const ownJob = (kind: string, input = "z.object({})"): string =>
  `export const ${kind.replaceAll("-", "")} = defineJob({ kind: "${kind}", title: "T", input: ${input}, workflow: async () => {} });\n`;

describe("own services that cannot be used", () => {
  it.each([
    ["is not there", null, /there is no such file\. Correct the path/],
    ["exports no job", "export const x = 1;", /exports no job\. Export what defineJob returns/],
    [
      "throws",
      "\nthrow new Error('no key is set');",
      /jobs\.ts:2 failed while it was loaded: no key is set\. Correct it/,
    ],
    ["is no valid TypeScript", "export const = 1;", /jobs\.ts.* failed while it was loaded: /],
    ["needs more than stripped types", "enum A { B }\nexport const x = A.B;", /jobs\.ts.*write no enum, no namespace/],
    ["imports what is not installed", 'import "not-installed";', /Cannot find package 'not-installed'.*npm install/],
    [
      "takes a kind of Headway",
      DEFINE + ownJob("video"),
      /The kind "video" in .* is taken by Headway\. Choose another/,
    ],
    [
      "takes a kind twice",
      `${DEFINE}${ownJob("tea")}${ownJob("tea").replace("tea", "green")}`,
      /"tea".*another export of this file/,
    ],
    [
      "has a kind that no event name begins with",
      DEFINE + ownJob("my-job"),
      /"my-job".*cannot be used\. Choose lower-case/,
    ],
    ["takes the kind of every job", DEFINE + ownJob("job"), /The kind "job" .*not job or stream/],
    [
      "has an input that JSON cannot hold",
      DEFINE + ownJob("tea", "z.object({ at: z.date() })"),
      /"tea".*nothing that JSON can hold: Date/,
    ],
    [
      "has an input that is no object",
      DEFINE + ownJob("tea", "z.string()"),
      /"tea".*is no object\. Write input: z\.object/,
    ],
    [
      "has a service that lacks what defineService adds",
      `${DEFINE}export const tea = { kind: "tea", input: z.object({}), prepare: async () => ({}), workflow: async () => ({}) };`,
      /"tea".*lacks routes, streams or readiness\. Export what defineService returns/,
    ],
    ["has an input that is no schema", DEFINE + ownJob("tea", "{}"), /"tea".*is no schema of zod 4/],
  ])("a module that %s", async (_what, text, sentence) => {
    const folder = await temporaryFolder();
    if (text !== null) await writeFile(join(folder, "jobs.ts"), text);
    expectSentence(await run(["serve"], { HEADWAY_SERVICES: "./jobs.ts" }, folder), sentence, 2);
  });

  it.each([
    ["is taken", 'method: "GET", path: "/list-voices"', /the same route: .*\/list-voices.*HEADWAY_SERVICES/],
    [
      "changes something and names no scope",
      'method: "POST", path: "/tea"',
      /The route POST \/tea .*names no scope.*Write scope: "submit"/,
    ],
  ])("a service with a route that %s", async (_what, route, sentence) => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "jobs.ts"), serviceWith(route));
    expectSentence(await run(["serve"], { HEADWAY_SERVICES: "./jobs.ts" }, folder), sentence, 2);
  });
});

/** A module with a service of all powers. */
function serviceWith(route: string): string {
  return `import { defineService } from "@headway-jobs/server/define";
import { z } from "zod";
const handle = async () => ({ kind: "json", status: 200, body: {} });
export const tea = defineService({
  kind: "tea", title: "T", description: "D", input: z.object({}), prepare: async () => ({}), workflow: async () => ({}),
  timeLimitMs: 1, concurrency: 1, streams: [], readiness: async () => ({}),
  routes: [{ ${route}, summary: "S", tag: "T", responses: {}, validation: "sentence", handle }],
});
`;
}
