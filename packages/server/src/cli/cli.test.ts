import { readdir, readFile, utimes, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { HeadwayError } from "@headway-jobs/contract";
import { openEngine } from "@headway-jobs/engine";
import { describe, expect, it, onTestFinished } from "vitest";
import { commandBench, type CommandBench } from "./testing/bench.ts";

const jobIdIn = (bench: CommandBench): string => /job_\w{26}/.exec(bench.notes.join("\n"))?.[0] ?? "";

describe("a server that cannot start", () => {
  it.each([
    ["INVALID_INPUT", 'HEADWAY_LLM is "gpt4".', 2, /HEADWAY_LLM is "gpt4"\. Correct what the message names/],
    ["STORE_UNAVAILABLE", "The database file cannot be opened.", 1, /headway\.db cannot be opened.*HEADWAY_DATA/],
    ["DISK_FULL", "The disk is full.", 1, /The disk that holds .* is full\. Free some space/],
    ["DATA_IN_USE", "Another server works on it.", 1, /Another Headway server uses .*HEADWAY_DATA/],
  ] as const)("for %s says what to do at a terminal, in no words of HTTP", async (code, message, exitCode, words) => {
    const startServer = (): Promise<never> => Promise.reject(new HeadwayError(code, message));
    const bench = await commandBench({ startServer });
    expect(await bench.run("serve")).toBe(exitCode);
    const said = bench.notes.join("\n");
    expect(said).toMatch(words);
    expect(said).not.toMatch(/Retry-After|`errors`|send the request|header/i);
  });
});

describe("headway video", () => {
  it("makes the video in its own process when no server runs, and saves it", async () => {
    const bench = await commandBench();
    expect(await bench.run("video", "Tides", "-o", "films/tides.mp4")).toBe(0);
    expect(await readFile(join(bench.cwd, "films/tides.mp4"), "utf8")).toBe("a film about Tides");
    expect(bench.out).toEqual([join(bench.cwd, "films/tides.mp4")]);
    expect(bench.notes).toContainEqual(expect.stringMatching(/ 40 % {2}generating audio: Speaking slide 1 of 1$/));
  });

  it("prints every event as NDJSON and the file last, for machines", async () => {
    const bench = await commandBench();
    expect(await bench.run("video", "Tides", "-o", "tides.mp4", "--json")).toBe(0);
    const lines = bench.out.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.slice(0, -1).map(({ seq }) => seq)).toEqual(lines.slice(0, -1).map((_, index) => index + 1));
    expect(lines.at(-2)).toMatchObject({ type: "job.completed" });
    expect(lines.at(-1)).toMatchObject({ file: join(bench.cwd, "tides.mp4") });
  });

  it("says why a job failed and leaves no file", async () => {
    const bench = await commandBench();
    expect(await bench.run("video", "fail", "-o", "x.mp4")).toBe(1);
    expect(bench.notes.at(-2)).toMatch(/^job_\w+ failed: .+ \([A-Z_]+\)$/);
    expect(bench.notes.at(-1)).toBe("See the server's log for details; `headway doctor` checks the installation.");
    await expect(readFile(join(bench.cwd, "x.mp4"))).rejects.toThrow("ENOENT");
  });

  it("leaves the job running when it is interrupted, and says how to find it again", async () => {
    const bench = await commandBench();
    const running = bench.run("video", "hang", "-o", "x.mp4");
    await bench.saw(/generating audio/);
    bench.interrupt();
    expect(await running).toBe(130);
    const jobId = jobIdIn(bench);
    expect(bench.notes.at(-1)).toContain(`headway jobs watch ${jobId}`);
    await bench.run("jobs", "show", jobId);
    expect(JSON.parse(bench.out.join("\n"))).toMatchObject({ status: "in_progress" });
  });

  it("cancels the job on Ctrl-C when that was asked for", async () => {
    const bench = await commandBench();
    const running = bench.run("video", "hang", "-o", "x.mp4", "--cancel-on-interrupt");
    await bench.saw(/generating audio/);
    bench.interrupt();
    expect(await running).toBe(4);
  });

  it("saves the video under the name of its topic where none is given, and never over another file", async () => {
    const bench = await commandBench();
    for (const name of ["the-tides.mp4", "the-tides-2.mp4"]) {
      expect(await bench.run("video", "The Tides!")).toBe(0);
      expect(bench.out).toEqual([join(bench.cwd, name)]);
    }
  });

  it("teaches from a file", async () => {
    const bench = await commandBench();
    await writeFile(join(bench.cwd, "lesson.md"), "# Tides\n\nThe moon pulls.");
    expect(await bench.run("video", "Tides", "--source", "lesson.md", "--slides", "3", "-o", "x.mp4")).toBe(0);
  });

  it.each([
    [["video"], /missing required argument 'topic'/],
    [["video", "Tides", "-o", "x.mp4", "--tone", "rude"], /Allowed choices are formal, casual/],
    [["video", "Tides", "-o", "x.mp4", "--slides", "many"], /Give a whole number/],
    [["video", "Tides", "-o", "x.mp4", "--source", "no-such-file"], /--source no-such-file cannot be read/],
    [["vidoe", "Tides"], /Did you mean video\?/],
    [["keys", "create", "--owner", "a b"], /--owner takes/],
    [["keys", "create", "--owner", "a", "--operations", "-1"], /Give a whole number/],
    [["keys", "create", "--owner", "a", "--tier", "very good"], /Give a word/],
  ])("refuses wrong arguments: %j", async (argv, sentence) => {
    const bench = await commandBench();
    expect(await bench.run(...argv)).toBe(2);
    expect(bench.notes.join("\n")).toMatch(sentence);
  });

  it("shows what the server says of an input that it refuses", async () => {
    const bench = await commandBench();
    expect(await bench.run("video", "Tides", "--slides", "99", "-o", "x.mp4")).toBe(1);
    expect(bench.notes.join("\n")).toMatch(/num_slides/);
  });
});

describe("headway", () => {
  it("explains itself when it is called without a command, with an example for each command", async () => {
    const bench = await commandBench();
    expect(await bench.run()).toBe(0);
    expect(bench.out.join("\n")).toMatch(/Usage: headway/);
    expect(await bench.run("jobs", "watch", "--help")).toBe(0);
    expect(bench.out.join("\n")).toMatch(/Example: headway jobs watch job_\w+\nMore: docs\/cli\.md/);
  });

  it("says of a recording that is not there that it is not there", async () => {
    const bench = await commandBench();
    expect(await bench.run("analyze", "nofile.wav")).toBe(2);
    expect(bench.notes.at(-1)).toBe("nofile.wav cannot be read: there is no such file.");
  });
});

describe("headway jobs rerun", () => {
  it("asks the server for a new job with the step and the input that were named", async () => {
    const requests: { url: string; body: unknown }[] = [];
    const server = createServer((request, response) => void answer(request, response));
    const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
      const body: unknown = JSON.parse((await text(request)) || "null");
      if (request.method === "POST") requests.push({ url: request.url ?? "", body });
      response.setHeader("content-type", "application/json");
      response.statusCode = request.method === "POST" ? 202 : 200;
      response.end(JSON.stringify({ status: "healthy", job_id: request.method === "POST" ? "job_new" : "job_old" }));
    };
    server.listen(0, "127.0.0.1");
    onTestFinished(() => void server.close());
    await once(server, "listening");
    const bench = await commandBench();
    await writeFile(join(bench.cwd, "input.json"), '{"num_slides":2}');
    bench.env["HEADWAY_URL"] = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    expect(await bench.run("jobs", "rerun", "tides", "--from", "voice:3", "--input", "input.json")).toBe(0);
    expect(requests).toEqual([{ url: "/v1/jobs/job_old/rerun", body: { from: "voice:3", input: { num_slides: 2 } } }]);
    expect(bench.out).toEqual(["job_new"]);
    expect(await bench.run("jobs", "rerun", "tides", "--input", "no-file")).toBe(2);
  });
});

describe("headway jobs", () => {
  it("lists, watches and cancels", async () => {
    const bench = await commandBench();
    const server = bench.run("serve");
    await bench.saw(/is ready/);
    const client = await commandBench();
    client.env["HEADWAY_DATA"] = join(bench.cwd, ".headway");

    const watching = client.run("video", "hang", "-o", "x.mp4");
    await client.saw(/generating audio/);
    client.interrupt();
    await watching;
    const jobId = jobIdIn(client);

    expect(await client.run("jobs", "list", "--json", "--status", "in_progress")).toBe(0);
    expect(client.out.map((line) => (JSON.parse(line) as { job_id: string }).job_id)).toEqual([jobId]);
    expect(await client.run("jobs", "cancel", jobId)).toBe(0);
    expect(await client.run("jobs", "cancel", jobId)).toBe(0);
    expect(await client.run("jobs", "watch", jobId)).toBe(4);
    expect(await client.run("jobs", "show", "job_00000000000000000000000000")).toBe(1);

    bench.interrupt();
    expect(await server).toBe(0);
  });

  it("finds the server that answers among the addresses of others, which were killed on machines of their own", async () => {
    const bench = await commandBench();
    const server = bench.run("serve");
    await bench.saw(/is ready/);
    const client = await commandBench();
    const dataDir = join(bench.cwd, ".headway");
    client.env["HEADWAY_DATA"] = dataDir;
    for (const name of ["first", "second"]) {
      const file = join(dataDir, "servers", `${name}.json`);
      await writeFile(file, JSON.stringify({ url: "http://127.0.0.1:9", host: "far", pid: 1 }));
      await utimes(file, new Date(), new Date(Date.now() + 60_000));
    }
    expect(await client.run("video", "Tides", "-o", "x.mp4")).toBe(0);
    expect(client.notes.join("\n")).not.toContain("No server is running");

    bench.interrupt();
    expect(await server).toBe(0);
    // Its own address goes with it.
    expect((await readdir(join(dataDir, "servers"))).toSorted()).toEqual(["first.json", "second.json"]);
  });

  it("says so when the server that was named is not there", async () => {
    const bench = await commandBench();
    expect(await bench.run("jobs", "list", "--url", "http://127.0.0.1:9")).toBe(3);
    expect(bench.notes.at(-1)).toMatch(/No Headway server answers at http:\/\/127\.0\.0\.1:9/);
  });
});

describe("headway keys", () => {
  it("makes keys that open a server, until they are revoked", async () => {
    const bench = await commandBench();
    bench.env["HEADWAY_AUTH"] = "keys";
    expect(await bench.run("jobs", "list")).toBe(2);
    expect(await bench.run("keys", "create", "--owner", "ada", "--json")).toBe(0);
    const { key, key_id: keyId } = JSON.parse(bench.out.join("")) as { key: string; key_id: string };
    expect(key).toMatch(/^sk_[0-9a-f]{32}$/);

    bench.env["HEADWAY_API_KEY"] = key;
    expect(await bench.run("jobs", "list")).toBe(0);
    expect(await bench.run("keys", "revoke", keyId)).toBe(0);
    expect(await bench.run("jobs", "list")).toBe(1);
    expect(bench.notes.join("\n")).toMatch(/headway keys create/);
    await bench.run("keys", "list");
    expect(bench.out.join("\n")).toMatch(new RegExp(`${keyId}\\s+ada`));
    expect(bench.out.join("\n")).not.toContain(key);
  });
});

describe("headway keys create", () => {
  it("sets what the owner may use, and leaves what is not named as it was", async () => {
    const bench = await commandBench();
    const plan = async (...options: readonly string[]): Promise<unknown> => {
      expect(await bench.run("keys", "create", "--owner", "ada", ...options)).toBe(0);
      const engine = await openEngine({ dataDir: join(bench.cwd, ".headway") });
      const { limit, tier } = await engine.operations.use("ada");
      const credits = await engine.credits.left("ada");
      await engine.stop();
      return { limit, tier, credits };
    };
    expect(await plan()).toEqual({ limit: null, tier: "free", credits: null });
    expect(await plan("--operations", "500", "--tier", "pro")).toEqual({ limit: 500, tier: "pro", credits: null });
    expect(await plan("--credits", "70")).toEqual({ limit: 500, tier: "pro", credits: 70 });
    expect(await plan("--tier", "team")).toEqual({ limit: 500, tier: "team", credits: 70 });
    expect(await plan("--operations", "0")).toEqual({ limit: 0, tier: "team", credits: 70 });
  });
});

describe("headway serve", () => {
  it("names the port that another program has", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    onTestFinished(() => void other.close());
    await new Promise((resolve) => other.once("listening", resolve));
    const { port } = other.address() as AddressInfo;
    const bench = await commandBench();
    expect(await bench.run("serve", "--port", String(port))).toBe(1);
    expect(bench.notes.at(-1)).toContain(`Port ${port} on 127.0.0.1 is in use`);
  });

  it("does not start with a wrong configuration, and says all that is wrong", async () => {
    const bench = await commandBench();
    Object.assign(bench.env, { HEADWAY_PORT: "x", HEADWAY_RETENTION_DAYS: "x" });
    expect(await bench.run("serve")).toBe(2);
    expect(bench.notes.join("\n")).toMatch(/2 problems:[^]*HEADWAY_PORT[^]*HEADWAY_RETENTION_DAYS/);
  });

  it("refuses a second server on the same data folder", async () => {
    const bench = await commandBench();
    const first = bench.run("serve");
    await bench.saw(/is ready/);
    const second = await commandBench();
    second.env["HEADWAY_DATA"] = join(bench.cwd, ".headway");
    expect(await second.run("serve")).toBe(1);
    expect(second.notes.join("\n")).toContain(`Another Headway server uses ${join(bench.cwd, ".headway")}.`);
    bench.interrupt();
    await first;
  });
});

describe("headway doctor and config", () => {
  it("tells what is there as JSON, and leaves nothing behind", async () => {
    const bench = await commandBench();
    await bench.run("doctor", "--json");
    const { checks } = JSON.parse(bench.out.join("\n")) as { checks: { name: string; state: string }[] };
    const state = Object.fromEntries(checks.map((check) => [check.name, check.state]));
    expect(state).toMatchObject({ Node: "ok", "data folder": "ok", port: "ok", database: "ok", recogniser: "ok" });
    await expect(readFile(join(bench.cwd, ".headway"))).rejects.toThrow("ENOENT");
  });

  it("fails and names the command that installs what is missing", async () => {
    const bench = await commandBench();
    bench.env["PATH"] = "/nonexistent";
    expect(await bench.run("doctor")).toBe(1);
    expect(bench.out.join("\n")).toMatch(/ffmpeg +needed to encode.*\n.*install ffmpeg/);
    expect(bench.out.join("\n")).toMatch(/Missing and required: .*ffmpeg/);
  });

  it.each([
    [{}, /recogniser +needed to transcribe .*\n.*apt-get install pocketsphinx pocketsphinx-en-us/],
    [{ HEADWAY_TRANSCRIPTION: "openai:whisper-1" }, /recogniser +openai\/whisper-1 needs a key\n.*OPENAI_API_KEY/],
    [
      { HEADWAY_TRANSCRIPTION: "openai:whisper-1", OPENAI_API_KEY: "k" },
      /✓ recogniser +openai\/whisper-1: any language/,
    ],
    [{ HEADWAY_TRANSCRIPTION: "dictaphone" }, /recogniser +HEADWAY_TRANSCRIPTION is "dictaphone"; expected /],
  ])("says what the recogniser wants, with %j and no program", async (settings, said) => {
    const bench = await commandBench();
    Object.assign(bench.env, settings, { PATH: "/nonexistent" });
    await bench.run("doctor");
    expect(bench.out.join("\n")).toMatch(said);
  });

  it("prints effective values and where they come from, without secrets", async () => {
    const bench = await commandBench();
    Object.assign(bench.env, { HEADWAY_METRICS_TOKEN: "hush", OPENAI_API_KEY: "hush" });
    expect(await bench.run("config")).toBe(0);
    expect(bench.out.join("\n")).toMatch(/HEADWAY_PORT +0 +environment/);
    expect(bench.out.join("\n")).not.toContain("hush");
    expect(await bench.run("config", "--json")).toBe(0);
    expect(bench.out.join("\n")).not.toContain("hush");
  });

  it("names the file of settings that was given where a value comes from it", async () => {
    const bench = await commandBench();
    await writeFile(join(bench.cwd, "mine.json"), '{"maxQueued": 7}');
    bench.env["HEADWAY_CONFIG"] = "mine.json";
    expect(await bench.run("config")).toBe(0);
    expect(bench.out.join("\n")).toMatch(/HEADWAY_MAX_QUEUED +7 +mine\.json/);
  });
});

describe("headway speak", () => {
  it("speaks a text in another language and saves the sound", async () => {
    const bench = await commandBench();
    const voice = ["--from", "en", "--to", "es", "--voice", "205402"];
    expect(await bench.run("speak", "Good morning.", ...voice, "-o", "out/hello.flac")).toBe(0);
    const file = join(bench.cwd, "out/hello.flac");
    expect(bench.out).toEqual([file]);
    expect(bench.notes).toContain("Made with espeak-ng.");
    expect(JSON.parse(await readFile(file, "utf8"))).toEqual({
      task: "translated-tts",
      text: "Good morning.",
      voice_id: 205402,
      source_language: "en-us",
      target_language: "es-es",
    });
  });

  it("saves the sound under the first words of the text where no file is named", async () => {
    const bench = await commandBench();
    expect(await bench.run("speak", "Good morning.")).toBe(0);
    expect(bench.out).toEqual([join(bench.cwd, "good-morning.flac")]);
  });

  it("speaks a text in its own language where no other is named", async () => {
    const bench = await commandBench();
    expect(await bench.run("speak", "Buenos días.", "--from", "es", "-o", "hello.flac")).toBe(0);
    const said: unknown = JSON.parse(await readFile(join(bench.cwd, "hello.flac"), "utf8"));
    expect(said).toEqual({ task: "tts", text: "Buenos días.", language: "es-es" });
  });

  it.each([
    ["a file of another form", ["-o", "hello.txt"]],
    ["a voice by its name", ["-o", "hello.flac", "--voice", "slt"]],
  ])("refuses %s", async (_what, options) => {
    const bench = await commandBench();
    expect(await bench.run("speak", "Hello.", ...options)).toBe(2);
  });
});

it("headway demo makes one job of every service and says where the results lie", async () => {
  const bench = await commandBench();
  expect(await bench.run("demo")).toBe(0);
  expect(bench.out).toEqual(
    ["film.mp4", "speech.flac", "document.html", "document.docx", "transcript.json"].map((name) =>
      join("headway-demo", name),
    ),
  );
});
