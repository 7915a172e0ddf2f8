import { mkdtemp, rm } from "node:fs/promises";
import type { IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Engine, openEngine } from "@headway-jobs/engine";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { httpConfig, type HttpConfig } from "../config.ts";
import { baseUrl } from "../request/urls.ts";
import { type FakeClock, fakeClock } from "../testing/fake-clock.ts";
import { guardRequest } from "./guards.ts";
import { RateLimit } from "./rate-limit.ts";
import { ownerOfSignature, signArtifact } from "./signed-url.ts";
import { createSigner, sameSecret } from "./signer.ts";
import { StreamTokens, TOKEN_LIFETIME_MS } from "./stream-tokens.ts";

const secret = { value: new Uint8Array(32).fill(7), signsFromMs: 0, verifiesUntilMs: null };
const signer = createSigner(() => [secret], fakeClock());
const config = (settings: Partial<HttpConfig> = {}) => httpConfig({ uploadDir: "unused", ...settings });
const request = (headers: Record<string, string>, method = "GET") =>
  ({ headers, method, socket: { localAddress: "127.0.0.1", localPort: 8787 } }) as unknown as IncomingMessage;

function guarded(headers: Record<string, string>, method: string, settings: Partial<HttpConfig> = {}): string {
  try {
    guardRequest(config(settings), request(headers, method));
    return "passes";
  } catch (error) {
    return (error as { code: string }).code;
  }
}

describe("guards of open mode", () => {
  it.each([
    ["GET", { host: "localhost:8787" }, "passes"],
    ["GET", { host: "127.0.0.1" }, "passes"],
    ["GET", { host: "[::1]:8787" }, "passes"],
    ["GET", { host: "LOCALHOST:1" }, "passes"],
    ["GET", { host: "jobs.lan:8787" }, "passes"],
    ["GET", { host: "evil.example" }, "MISDIRECTED_HOST"],
    ["GET", { host: "localhost.evil.example" }, "MISDIRECTED_HOST"],
    ["GET", { host: "localhost:80:80" }, "MISDIRECTED_HOST"],
    ["GET", {}, "BAD_REQUEST"],
    ["POST", { host: "localhost:8787" }, "passes"],
    ["POST", { host: "localhost:8787", origin: "http://localhost:8787" }, "passes"],
    ["POST", { host: "localhost:8787", origin: "https://app.example" }, "passes"],
    ["POST", { host: "localhost:8787", origin: "http://localhost:5173" }, "FOREIGN_ORIGIN"],
    ["POST", { host: "localhost:8787", origin: "null" }, "FOREIGN_ORIGIN"],
    ["DELETE", { host: "localhost", "sec-fetch-site": "cross-site" }, "FOREIGN_ORIGIN"],
    ["POST", { host: "localhost", origin: "http://localhost", "sec-fetch-site": "cross-site" }, "FOREIGN_ORIGIN"],
    ["POST", { host: "localhost", origin: "https://app.example", "sec-fetch-site": "cross-site" }, "passes"],
    ["GET", { host: "localhost", "sec-fetch-site": "cross-site" }, "passes"],
    ["GET", { host: "localhost", "x-forwarded-for": "1.2.3.4" }, "FORWARDED_REFUSED"],
    ["GET", { host: "localhost", forwarded: "for=1.2.3.4" }, "FORWARDED_REFUSED"],
  ])("%s with %j: %s", (method, headers, outcome) => {
    const settings = { hosts: ["jobs.lan"], origins: ["https://app.example"] };
    expect(guarded(headers as Record<string, string>, method, settings)).toBe(outcome);
  });

  it("leave a server with keys to its keys, but hold the list of hosts when there is one", () => {
    const keys = { auth: "keys", host: "0.0.0.0" } as const;
    expect(guarded({ host: "jobs.example", "x-forwarded-for": "1.2.3.4" }, "GET", keys)).toBe("passes");
    expect(guarded({ host: "other.example" }, "GET", { ...keys, hosts: ["jobs.example"] })).toBe("MISDIRECTED_HOST");
  });

  it("cannot be left out by opening the server to a network", () => {
    expect(() => config({ host: "0.0.0.0" })).toThrow("HEADWAY_AUTH=keys");
    expect(() => config({ trustProxy: true })).toThrow("HEADWAY_AUTH=keys");
  });
});

describe("absolute URLs", () => {
  it.each([
    [{}, { host: "localhost:9" }, "http://localhost:9"],
    [{ publicUrl: "https://jobs.example/" }, { host: "localhost:9" }, "https://jobs.example"],
    [{}, { host: "a b<script>" }, "http://127.0.0.1:8787"],
    [{}, { host: "evil.example" }, "http://127.0.0.1:8787"],
    [{ hosts: ["jobs.lan"] }, { host: "jobs.lan:8787" }, "http://jobs.lan:8787"],
    [{}, { host: "localhost", "x-forwarded-host": "evil.example" }, "http://localhost"],
    [
      { trustProxy: true, auth: "keys" as const },
      { host: "inner", "x-forwarded-host": "jobs.example", "x-forwarded-proto": "https" },
      "https://jobs.example",
    ],
  ])("with %j and %j begin with %s", (settings, headers, base) => {
    expect(baseUrl(config(settings), request(headers as Record<string, string>))).toBe(base);
  });
});

describe("rate limit", () => {
  it("lets a burst pass, then the flow, each client alone", () => {
    const clock = fakeClock();
    const limit = new RateLimit({ perSecond: 2, burst: 3 }, clock);
    for (let turn = 0; turn < 3; turn += 1) limit.take("a");
    expect(() => limit.take("a")).toThrow("more requests");
    limit.take("b");
    clock.advance(1_000);
    limit.take("a");
  });

  it("says after how long a retry makes sense", () => {
    const limit = new RateLimit({ perSecond: 0.1, burst: 1 }, fakeClock());
    limit.take("a");
    expect(() => limit.take("a")).toThrow(expect.objectContaining({ retryAfterS: 10 }));
  });

  it("is off at zero", () => {
    const limit = new RateLimit({ perSecond: 0, burst: 0 }, fakeClock());
    for (let turn = 0; turn < 100; turn += 1) limit.take("a");
  });
});

describe("signed URLs", () => {
  const nowMs = 1_800_000_000_000;
  const open = (query: string, jobId: string, name: string, atMs = nowMs) => {
    const { sig = "", exp = "" } = Object.fromEntries(new URLSearchParams(query));
    return ownerOfSignature(signer, { sig, exp }, jobId, name, atMs);
  };

  it("open exactly the artifact they were made for, for anyone who made them, until they expire", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), fc.string(), (owner, name, otherName, noise) => {
        const query = signArtifact(signer, owner, "job_1", name, nowMs + 1_000);
        fc.pre(owner !== "" && owner.isWellFormed());
        expect(open(query, "job_1", name)).toBe(owner);
        expect(open(query, "job_1", name, nowMs + 1_000)).toBeNull();
        expect(open(query, "job_2", name)).toBeNull();
        if (otherName !== name) expect(open(query, "job_1", otherName)).toBeNull();
        expect(open(query.replace(/exp=\d+/, "exp=9999999999"), "job_1", name)).toBeNull();
        expect(open(new URLSearchParams({ sig: noise, exp: "9999999999" }).toString(), "job_1", name)).toBeNull();
      }),
    );
  });
});

describe("a MAC", () => {
  // The last of its 43 characters holds two bits that no byte needs.
  const differently = (mac: string) => [`${mac}!`, `${mac}=`, mac.slice(0, -1) + neighbour(mac.at(-1) ?? "")];
  const neighbour = (digit: string) => BASE64URL[BASE64URL.indexOf(digit) ^ 1] ?? "";
  const BASE64URL = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

  it("is taken only as it was made, not with what a decoder passes over", () => {
    const mac = signer.sign("a");
    expect(signer.verify(mac, "a")).toBe(true);
    for (const other of differently(mac)) expect(signer.verify(other, "a")).toBe(false);
    const query = signArtifact(signer, "ann", "job_1", "a.txt", 2_000);
    const [, who = "", mark = "", exp = ""] = /^sig=(\w+)\.([\w-]+)&exp=(\d+)$/.exec(query) ?? [];
    const opens = (sig: string) => ownerOfSignature(signer, { sig, exp }, "job_1", "a.txt", 1_000);
    expect(opens(`${who}.${mark}`)).toBe("ann");
    for (const sig of [`${who}!.${mark}`, `${who}=.${mark}`, ...differently(mark).map((other) => `${who}.${other}`)]) {
      expect(opens(sig)).toBeNull();
    }
  });
});

const DAY_MS = 24 * 3_600_000;

describe("stream tokens", () => {
  const claims = { owner: "ann", jobId: "job_1", keyId: "k1", scopes: ["read"] as const };
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

  /** Nodes that share a store; what they write is there before `settled` resolves. */
  async function withNodes<T>(
    work: (node: (own?: FakeClock) => StreamTokens, clock: FakeClock, documents: Engine["documents"]) => Promise<T>,
  ) {
    const clock = fakeClock();
    const dataDir = await mkdtemp(join(tmpdir(), "headway-tokens-"));
    const engine = await openEngine({ dataDir, clock });
    try {
      const { documents } = engine;
      return await work((own = clock) => new StreamTokens(signer, { clock: own, documents, log }), clock, documents);
    } finally {
      await engine.stop();
      await rm(dataDir, { recursive: true, force: true });
    }
  }

  it("open streams for ten minutes", () =>
    withNodes(async (node, clock) => {
      const tokens = node();
      const { token, expiresAtMs } = tokens.issue(claims, "n");
      expect(expiresAtMs - clock.nowMs()).toBe(TOKEN_LIFETIME_MS);
      expect(await tokens.verify(token)).toEqual(claims);
      clock.advance(TOKEN_LIFETIME_MS);
      expect(await tokens.verify(token)).toBeNull();
    }));

  it("are renewed on every node while a stream is open on one, and ten minutes after it closes", () =>
    withNodes(async (node, clock) => {
      const [here, there] = [node(), node()];
      const { token } = here.issue(claims, "n");
      const closed = here.opened(token, claims);
      // It closes in the middle between two renewals.
      for (let minute = 0; minute < 31; minute += 1) {
        clock.advance(60_000);
        await settled();
      }
      expect(await there.verify(token)).toEqual(claims);
      closed();
      await settled();
      clock.advance(TOKEN_LIFETIME_MS - 1);
      expect(await there.verify(token)).toEqual(claims);
      clock.advance(1);
      expect(await there.verify(token)).toBeNull();
      expect(await here.verify(token)).toBeNull();
    }));

  it("lose no time to a renewal by a node whose time is behind", () =>
    withNodes(async (node, clock) => {
      const here = node();
      const { token } = here.issue(claims, "n");
      clock.advance(TOKEN_LIFETIME_MS - 1);
      const behind = node(fakeClock(clock.nowMs() - 5 * 60_000));
      here.opened(token, claims)();
      await settled();
      behind.opened(token, claims)();
      await settled();
      clock.advance(TOKEN_LIFETIME_MS - 1);
      expect(await node().verify(token)).toEqual(claims);
    }));

  it("are worth nothing after a day, also while a stream is open", () =>
    withNodes(async (node, clock) => {
      const tokens = node();
      const { token } = tokens.issue(claims, "n");
      clock.advance(DAY_MS - 120_000);
      tokens.opened(token, claims);
      await settled();
      clock.advance(60_000);
      expect(await tokens.verify(token)).toEqual(claims);
      clock.advance(60_000);
      await settled();
      expect(await tokens.verify(token)).toBeNull();
    }));

  it("leave nothing in the store when their time is over", () =>
    withNodes(async (node, clock, documents) => {
      const tokens = node();
      for (let n = 0; n < 45; n += 1) {
        tokens.opened(tokens.issue(claims, `n${n}`).token, claims)();
        await settled();
        clock.advance(TOKEN_LIFETIME_MS);
      }
      await settled();
      expect((await documents.list("ann", "stream-token")).length).toBeLessThanOrEqual(20);
    }));

  it("of an older version, which names no scopes, opens streams", () =>
    withNodes(async (node, clock) => {
      const body = Buffer.from(JSON.stringify(["ann", "job_1", "k1", clock.nowMs(), "n"])).toString("base64url");
      expect(await node().verify(`${body}.${signer.sign("stream", body)}`)).toEqual(claims);
    }));

  it("cannot be made up", () =>
    withNodes(async (node) => {
      const tokens = node();
      const { token } = tokens.issue(claims, "n");
      expect(await tokens.verify(`x${token}`)).toBeNull();
      expect(await tokens.verify(token.slice(0, -2))).toBeNull();
      await fc.assert(
        fc.asyncProperty(fc.string(), async (text) => {
          expect(await tokens.verify(text)).toBeNull();
        }),
      );
    }));
});

/** The embedded store answers within a few turns. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

describe("secrets", () => {
  it("are compared as a whole", () => {
    expect(sameSecret("abc", "abc")).toBe(true);
    expect(sameSecret("abc", "abd")).toBe(false);
    expect(sameSecret("", "abc")).toBe(false);
  });
});

describe("a rotated secret", () => {
  it("signs from its time on, while what the former one signed stays good until the overlap ends", () => {
    const clock = fakeClock();
    const startMs = clock.nowMs();
    const former = { ...secret, verifiesUntilMs: startMs + 90_000 };
    const fresh = { value: new Uint8Array(32).fill(8), signsFromMs: startMs + 30_000, verifiesUntilMs: null };
    const node = createSigner(() => [fresh, former], clock);
    const behind = createSigner(() => [secret], clock);
    const early = node.sign("a");
    expect(behind.verify(early, "a")).toBe(true);
    clock.advance(30_000);
    const late = node.sign("a");
    expect(late).not.toBe(early);
    expect([node.verify(early, "a"), node.verify(late, "a"), node.verify(late, "b")]).toEqual([true, true, false]);
    clock.advance(60_000);
    expect([node.verify(early, "a"), node.verify(late, "a")]).toEqual([false, true]);
  });
});
