import { HeadwayError } from "@headway-jobs/contract";
import { describe, expect, it } from "vitest";
import { startServerKit } from "../testing/server-kit.ts";
import { createLog, withoutSecrets } from "./log.ts";

describe("log", () => {
  it.each([
    ["/v1/events?api_key=sk_1&after=3", "/v1/events?api_key=…&after=3"],
    ["/v1/events?after=3&token=abc.def", "/v1/events?after=3&token=…"],
    ["/x?sig=a&exp=1#token=b", "/x?sig=…&exp=1#token=b"],
    ["/x?TOKEN=a", "/x?TOKEN=…"],
    ["/x?api%5Fkey=a&%74oken=b&%73%69%67=c", "/x?api%5Fkey=…&%74oken=…&%73%69%67=…"],
    ["/x?%zz=a&after=1", "/x?%zz=a&after=1"],
    ["/plain", "/plain"],
  ])("writes %s as %s", (url, logged) => {
    expect(withoutSecrets(url)).toBe(logged);
  });

  it("hides keys, tokens and signatures wherever they stand", () => {
    const lines: string[] = [];
    const log = createLog({ level: "info", destination: { write: (line) => void lines.push(line) } });
    log.info(
      { url: "/v1/events?api_key=sk_secret", headers: { authorization: "Bearer sk_secret", "x-api-key": "sk_secret" } },
      "a",
    );
    log.info({ key: "sk_secret", token: "sk_secret", made: { token: "sk_secret" } }, "b");
    expect(lines).toHaveLength(2);
    expect(lines.join("")).not.toContain("sk_secret");
  });

  it("writes errors with message, stack and all causes, as err whatever they were named, and without keys", () => {
    const lines: string[] = [];
    const log = createLog({ level: "info", destination: { write: (line) => void lines.push(line) } });
    const body = Object.assign(new Error("Not Found: Bearer sk-live-0123456789abcdef"), {
      statusCode: 404,
      responseBody: '{"error":"model not found"}',
      requestBodyValues: { messages: ["a text of the user"] },
    });
    const error = new HeadwayError("PROVIDER_UNAVAILABLE", "The model refused.", {
      cause: new Error("the call failed", { cause: body }),
      provider: { name: "ollama/x", message: "model not found", status: 404 },
    });
    log.warn({ error, jobId: "j" }, "a step failed");
    log.warn({ err: "a bare text with sk-live-0123456789abcdef" }, "odd");
    const [written, odd] = lines.map((line) => JSON.parse(line) as { err: unknown; error?: unknown });
    expect(written?.error).toBeUndefined();
    expect(written?.err).toMatchObject({
      type: "HeadwayError",
      code: "PROVIDER_UNAVAILABLE",
      message: "The model refused.",
      stack: expect.stringContaining("log.test.ts"),
      provider: { message: "model not found" },
      cause: { message: "the call failed", cause: { statusCode: 404, responseBody: '{"error":"model not found"}' } },
    });
    expect(odd?.err).toContain("a bare text");
    expect(lines.join("")).not.toMatch(/0123456789abcdef|text of the user/);
  });

  it("ends a chain of causes that leads back to itself", () => {
    const lines: string[] = [];
    const log = createLog({ level: "info", destination: { write: (line) => void lines.push(line) } });
    const error = new Error("round");
    error.cause = error;
    log.error({ error }, "x");
    expect(lines).toHaveLength(1);
  });

  it("has no key and no token of any request, whatever its path and its answer", async () => {
    const lines: string[] = [];
    const log = createLog({ level: "trace", destination: { write: (line) => void lines.push(line) } });
    const kit = await startServerKit({ accessLog: true, auth: "keys" }, undefined, log);
    const secrets = "api_key=sk_secret&token=abc.sk_secret&API%5FKEY=sk_secret";
    const paths = [
      "/count/unknown/progress",
      "/count/unknown/alone",
      "/v1/jobs/unknown/events",
      "/v1/events",
      "/v1/jobs",
      "/no/such/route",
      "/%zz",
    ];
    for (const path of paths) {
      for (const method of ["GET", "HEAD", "POST"]) {
        const headers = { "x-api-key": "sk_secret", authorization: "Bearer sk_secret", "Content-Type": "text/odd" };
        await (await fetch(`${kit.url}${path}?${secrets}`, { method, headers })).text();
      }
    }
    await kit.close();
    expect(lines.filter((line) => line.includes("/v1/jobs?"))).toHaveLength(3);
    expect(lines.join("")).toContain("api_key=…");
    expect(lines.join("")).not.toContain("sk_secret");
  });
});
