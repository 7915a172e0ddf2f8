import { type ErrorCode, HeadwayError } from "@headway-jobs/contract";
import { describe, expect, it } from "vitest";
import { Fallback } from "./fallback.ts";

type Ask = () => Promise<string>;
const answering =
  (answer: string): Ask =>
  () =>
    Promise.resolve(answer);
const failing =
  (code: ErrorCode, retryAfterS?: number): Ask =>
  () =>
    Promise.reject(new HeadwayError(code, `It said ${code}.`, retryAfterS === undefined ? {} : { retryAfterS }));

function open(members: Readonly<Record<string, Ask>>) {
  const clock = { ms: 0, nowMs: () => clock.ms };
  const list = Object.entries(members).map(([name, provider]) => ({ name, provider }));
  return { clock, fallback: new Fallback(list, clock) };
}

describe("providers in the order of a setting", () => {
  it("are asked in that order, and the first that answers is named", async () => {
    const { fallback } = open({
      cloud: failing("PROVIDER_BAD_ANSWER"),
      local: answering("b"),
      program: answering("c"),
    });
    expect(await fallback.call((ask) => ask())).toEqual({
      answer: "b",
      name: "local",
      warnings: ["local was used instead of cloud, which failed: It said PROVIDER_BAD_ANSWER."],
    });
  });

  it("fail with the first one's error when all fail", async () => {
    const { fallback } = open({ cloud: failing("PROVIDER_RATE_LIMITED"), local: failing("TOOL_MISSING") });
    await expect(fallback.call((ask) => ask())).rejects.toMatchObject({ code: "PROVIDER_RATE_LIMITED" });
  });

  it.each<ErrorCode>(["INVALID_INPUT", "DISK_FULL"])(
    "are not changed for what none of them can help: %s",
    async (code) => {
      const { fallback } = open({ cloud: failing(code), local: answering("b") });
      await expect(fallback.call((ask) => ask())).rejects.toMatchObject({ code });
    },
  );

  it("pass an abort on", async () => {
    const reason = new Error("cancelled");
    const { fallback } = open({ cloud: () => Promise.reject(reason), local: answering("b") });
    await expect(fallback.call((ask) => ask())).rejects.toBe(reason);
  });

  it.each<[ErrorCode, number | undefined, number]>([
    ["PROVIDER_UNAVAILABLE", undefined, 60_000],
    ["PROVIDER_TIMEOUT", undefined, 60_000],
    ["PROVIDER_RATE_LIMITED", 5, 5_000],
  ])("are asked last for a while after %s", async (code, retryAfterS, restMs) => {
    const asked: string[] = [];
    const { fallback, clock } = open({ cloud: failing(code, retryAfterS), local: answering("b") });
    const call = () =>
      fallback.call((ask, name) => {
        asked.push(name);
        return ask();
      });
    await call();
    await call();
    clock.ms = restMs;
    await call();
    expect(asked).toEqual(["cloud", "local", "local", "cloud", "local"]);
  });

  it("that do not fit are left out", async () => {
    const { fallback } = open({ cloud: answering("a"), local: answering("b") });
    const { name, warnings } = await fallback.call(
      (ask) => ask(),
      async (ask) => (await ask()) === "b",
    );
    expect([name, warnings]).toEqual(["local", []]);
  });

  it("continue with the next when one cannot say whether it fits", async () => {
    const { fallback } = open({ cloud: failing("PROVIDER_UNAVAILABLE"), local: answering("b") });
    const { name, warnings } = await fallback.call(
      (ask) => ask(),
      async (ask) => (await ask()) === "b",
    );
    expect([name, warnings]).toEqual(["local", [expect.stringContaining("instead of cloud")]]);
  });

  it("warn of one that rests as of one that failed", async () => {
    const { fallback } = open({ cloud: failing("PROVIDER_TIMEOUT"), local: answering("b") });
    const first = await fallback.call((ask) => ask());
    const second = await fallback.call((ask) => ask());
    expect(second.warnings).toEqual(first.warnings);
    expect(second.warnings).toHaveLength(1);
  });

  it.each<[ErrorCode, ErrorCode, ErrorCode]>([
    ["PROVIDER_UNAVAILABLE", "PROVIDER_INPUT_TOO_LONG", "PROVIDER_INPUT_TOO_LONG"],
    ["TOOL_MISSING", "PROVIDER_TIMEOUT", "PROVIDER_TIMEOUT"],
  ])("fail with what can be helped and name the other: %s, %s", async (one, two, code) => {
    const { fallback } = open({ cloud: failing(one), local: failing(two) });
    const message = expect.stringMatching(new RegExp(`${code}.*failed too: It said ${one === code ? two : one}`));
    await expect(fallback.call((ask) => ask())).rejects.toMatchObject({ code, message });
  });
});
