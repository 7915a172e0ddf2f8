import { copyFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { drawPoster } from "@headway-jobs/slides/slide";
import { type StubReply, startChatStub } from "../../providers/llm/chat-stub.testing.ts";
import { TestServer } from "./testing/server.ts";

const small = { size: "854x480", num_slides: 2 } as const;
const slide = (title: string, keyword: string) => ({
  title,
  bullets: ["Glaciers are rivers of ice", "They carve valleys"],
  visual: { type: "picture", picture: { kind: "illustration", keyword }, keyword },
  narration: [
    "A glacier is a river of ice, so slow that nobody sees it move and so strong that it carves whole valleys.",
    "Look at the picture, and imagine the weight of a hundred metres of ice above the ground you stand on.",
  ],
  keywords: [keyword],
});
const LESSON = JSON.stringify({
  title: "Glaciers",
  slides: [slide("Rivers of ice", "glacier"), slide("What they leave", "valley")],
});

let release: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const one of release.toReversed()) await one();
  release = [];
});

async function serverWithModel(
  reply: () => StubReply,
  env: Readonly<Record<string, string>> = {},
): Promise<TestServer> {
  const stub = await startChatStub(reply);
  release.push(() => stub[Symbol.asyncDispose]());
  const server = await TestServer.start({
    HEADWAY_LLM: "openai-compatible:stub",
    HEADWAY_LLM_BASE_URL: stub.baseURL,
    ...env,
  });
  release.push(() => server.dispose());
  return server;
}

const typesOf = (log: readonly { type: string }[]) => log.map(({ type }) => type);

describe("a video whose lesson a language model writes", () => {
  it("is made on any topic", async () => {
    const server = await serverWithModel(() => ({ text: LESSON }));
    const jobId = await server.generate({ topic: "Glaciers of the Alps", ...small });
    const log = await server.finish(jobId);
    expect(log.at(-1)?.type).toBe("job.completed");
    expect(log.find(({ type }) => type === "video.outline")).toMatchObject({
      title: "Glaciers",
      slides: [
        { title: "Rivers of ice", kind: "picture" },
        { title: "What they leave", kind: "picture" },
      ],
    });
  }, 60_000);

  it.each([
    ["garbage", () => ({ text: "I would rather write a poem." }) as const, "PROVIDER_BAD_ANSWER"],
    ["a refusal for now", () => ({ status: 429, headers: { "retry-after": "0" } }) as const, "PROVIDER_RATE_LIMITED"],
    ["an inner error", () => ({ status: 500 }) as const, "PROVIDER_UNAVAILABLE"],
    ["half an answer", () => "cut" as const, "PROVIDER_UNAVAILABLE"],
  ])(
    "fails with a code when all it gives is %s, and there is nothing else to teach from",
    async (_what, reply, code) => {
      const server = await serverWithModel(reply);
      const jobId = await server.generate({ topic: "Glaciers of the Alps", ...small });
      expect((await server.finish(jobId)).at(-1)).toMatchObject({ type: "job.failed", code });
    },
    60_000,
  );

  it("is outlined from its source, with a warning, when the model fails", async () => {
    const server = await serverWithModel(() => ({ status: 500 }));
    const source =
      "# Glaciers\n\nA glacier is a river of ice. It flows slowly down its valley. It carves the rock below. When it melts it leaves lakes.";
    const jobId = await server.generate({ topic: "Glaciers", source, ...small, num_slides: 1 });
    const log = await server.finish(jobId);
    expect(typesOf(log)).toContain("job.warning");
    expect(log.find(({ type }) => type === "job.warning")).toMatchObject({ code: "PROVIDER_UNAVAILABLE" });
    expect(log.at(-1)?.type).toBe("job.completed");
  }, 60_000);

  it("shows pictures of the user's folder, and draws with a warning where one cannot be read", async () => {
    const folder = await mkdtemp(join(tmpdir(), "headway-pictures-"));
    release.push(() => rm(folder, { recursive: true, force: true }));
    await mkdir(folder, { recursive: true });
    const poster = await drawPoster({
      topic: "Glacier",
      size: { width: 640, height: 360 },
      theme: "light",
      language: "en-us",
    });
    await writeFile(join(folder, "glacier.png"), await poster.png());
    await copyFile(new URL(import.meta.url), join(folder, "valley.png"));
    const server = await serverWithModel(() => ({ text: LESSON }), { HEADWAY_IMAGES: `folder:${folder}` });
    const log = await server.finish(await server.generate({ topic: "Glaciers", ...small }));
    expect(log.at(-1)?.type).toBe("job.completed");
    const warnings = log.filter(({ type }) => type === "job.warning");
    expect(warnings).toMatchObject([{ code: "PICTURE" }]);
    expect(JSON.stringify(warnings)).not.toContain(folder);
  }, 60_000);
});
