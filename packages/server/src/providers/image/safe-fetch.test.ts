import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isPublicAddress } from "./public-address.ts";
import { createSafeFetch } from "./safe-fetch.ts";
import { serve, stubFetch } from "./stub-server.testing.ts";

const request = { maxBytes: 100_000, timeoutMs: 5_000 };

function spell([a, b, c, d]: [number, number, number, number]): string[] {
  const number = ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
  const hex = number.toString(16).padStart(8, "0");
  const groups = `${hex.slice(0, 4)}:${hex.slice(4)}`;
  return [
    `${a}.${b}.${c}.${d}`,
    String(number),
    `0x${hex}`,
    `0${number.toString(8)}`,
    `0x${a.toString(16)}.${b}.${c}.${d}`,
    `${a}.${b}.${(c << 8) | d}`,
    `[::ffff:${a}.${b}.${c}.${d}]`,
    `[::ffff:${groups}]`,
    `[::${groups}]`,
    `[64:ff9b::${groups}]`,
    `[2002:${groups}::]`,
  ];
}

describe("addresses of the public internet", () => {
  it.each(["8.8.8.8", "151.101.1.140", "2606:4700:4700::1111", "2a00:1450:4001:82a::200e"])("%s is one", (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it.each([
    "127.0.0.1",
    "127.1",
    "0x7f.0.0.1",
    "0177.0.0.1",
    "2130706433",
    "0.0.0.0",
    "10.0.0.1",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "192.0.0.1",
    "192.0.2.1",
    "198.18.0.1",
    "203.0.113.9",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "::7f00:1",
    "64:ff9b::a00:1",
    "2002:7f00:1::",
    "2001::1",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "2001:db8::1",
    "100::1",
    "",
    "example.org",
    "8.8.8.8 ",
    "1.2.3",
  ])("%s is none", (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it("include no private one in any spelling", () => {
    const privateV4 = fc.oneof(
      fc.tuple(fc.constantFrom(10, 127, 0), fc.nat(255), fc.nat(255), fc.nat(255)),
      fc.tuple(fc.constant(192), fc.constant(168), fc.nat(255), fc.nat(255)),
      fc.tuple(fc.constant(172), fc.integer({ min: 16, max: 31 }), fc.nat(255), fc.nat(255)),
      fc.tuple(fc.constant(169), fc.constant(254), fc.nat(255), fc.nat(255)),
    );
    const fetchNothing = createSafeFetch();
    return fc.assert(
      fc.asyncProperty(privateV4, fc.constantFrom("http", "https"), async (parts, scheme) => {
        for (const host of spell(parts)) {
          await expect(fetchNothing({ url: `${scheme}://${host}/x`, ...request })).rejects.toMatchObject({
            code: "FETCH_REFUSED",
          });
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe("safe fetch", () => {
  it("gives what a server sends", async () => {
    await using server = await serve((_, response) =>
      response.writeHead(200, { "content-type": "Image/PNG; x=y" }).end("hello"),
    );
    const answer = await stubFetch(server.port)({ url: `${server.origin}/a`, ...request });
    expect(answer).toMatchObject({ status: 200, contentType: "image/png" });
    expect(new TextDecoder().decode(answer.bytes)).toBe("hello");
  });

  it.each([
    "file:///etc/passwd",
    "ftp://example.org/",
    "data:text/plain,x",
    "javascript:1",
    "http://user:pw@example.org/",
    "nonsense",
    "http://8.8.8.8:22/",
    "http://localhost:9/",
  ])("refuses %s", async (url) => {
    await expect(createSafeFetch()({ url, ...request })).rejects.toMatchObject({ code: "FETCH_REFUSED" });
  });

  it("refuses a redirect to a private address, at any hop", async () => {
    await using server = await serve((incoming, response) => {
      const next = incoming.url === "/1" ? "/2" : "http://169.254.169.254/latest/meta-data";
      response.writeHead(302, { location: next }).end();
    });
    await expect(stubFetch(server.port)({ url: `${server.origin}/1`, ...request })).rejects.toMatchObject({
      code: "FETCH_REFUSED",
    });
  });

  it("refuses a name that resolves to a private address, alone or among public ones", async () => {
    for (const addresses of [["10.0.0.1"], ["8.8.8.8", "127.0.0.1"], ["::1"], []]) {
      const fetch = createSafeFetch({
        resolve: () =>
          Promise.resolve(addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }))),
        isAllowed: (address) => isPublicAddress(address),
      });
      await expect(fetch({ url: "http://rebind.test/", ...request })).rejects.toMatchObject({ code: "FETCH_REFUSED" });
    }
  });

  it("connects to the address it has checked, so that a name cannot change its mind in between", async () => {
    await using server = await serve((_, response) => response.end("ours"));
    let looked = 0;
    const fetch = createSafeFetch({
      resolve: () => Promise.resolve([{ address: looked++ === 0 ? "127.0.0.1" : "10.0.0.1", family: 4 }]),
      isAllowed: (address) => address === "127.0.0.1",
    });
    expect(new TextDecoder().decode((await fetch({ url: `${server.origin}/`, ...request })).bytes)).toBe("ours");
    expect(looked).toBe(1);
  });

  it("stops at too many redirects, too many bytes (said or sent), compression and silence", async () => {
    await using server = await serve((incoming, response) => {
      if (incoming.url === "/round") response.writeHead(307, { location: "/round" }).end();
      if (incoming.url === "/said") response.writeHead(200, { "content-length": "900000" }).write("x");
      if (incoming.url === "/sent") {
        response.writeHead(200);
        for (let at = 0; at < 20; at += 1) response.write("y".repeat(10_000));
      }
      if (incoming.url === "/gzip") response.writeHead(200, { "content-encoding": "gzip" }).end("x");
    });
    const fetch = stubFetch(server.port);
    for (const path of ["round", "said", "sent", "gzip"]) {
      await expect(fetch({ url: `${server.origin}/${path}`, ...request })).rejects.toMatchObject({
        code: "FETCH_REFUSED",
      });
    }
    await expect(fetch({ url: `${server.origin}/silence`, maxBytes: 10, timeoutMs: 60 })).rejects.toMatchObject({
      code: "PROVIDER_TIMEOUT",
    });
  });

  it("sends its headers to the first origin only", async () => {
    const seen: (string | undefined)[] = [];
    await using server = await serve((incoming, response) => {
      seen.push(incoming.headers.authorization);
      if (incoming.url === "/first") response.writeHead(301, { location: "/second" }).end();
      else if (incoming.url === "/second")
        response.writeHead(301, { location: `http://other.test:${server.port}/third` }).end();
      else response.end("x");
    });
    await stubFetch(server.port)({ url: `${server.origin}/first`, headers: { authorization: "secret" }, ...request });
    expect(seen).toEqual(["secret", "secret", undefined]);
  });

  it("stops with the caller's reason and says when nobody is there", async () => {
    await using server = await serve(() => {});
    const stop = new AbortController();
    const running = stubFetch(server.port)({ url: `${server.origin}/`, signal: stop.signal, ...request });
    stop.abort(new Error("cancelled"));
    await expect(running).rejects.toThrow("cancelled");
    await expect(stubFetch(9)({ url: "http://stub.test:9/", ...request })).rejects.toMatchObject({
      code: "PROVIDER_UNAVAILABLE",
    });
  });
});
