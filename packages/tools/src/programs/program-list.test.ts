import { describe, expect, it } from "vitest";
import { programList } from "./program-list.ts";

describe("a program's list", () => {
  it("is asked for once in half a minute, however often it is wanted", async () => {
    let nowMs = 0;
    let asked = 0;
    const list = programList(
      "ffmpeg",
      process.env,
      () => Promise.resolve([(asked += 1)]),
      () => nowMs,
    );
    expect(await Promise.all([list(), list(), list()])).toEqual([[1], [1], [1]]);
    nowMs = 30_000;
    expect(await list()).toEqual([1]);
    nowMs = 30_001;
    expect(await list()).toEqual([2]);
  });

  it("is asked for again after a failure", async () => {
    const answers = [Promise.reject(new Error("busy")), Promise.resolve(["slt"])];
    const list = programList("ffmpeg", process.env, () => answers.shift() ?? Promise.resolve([]));
    await expect(list()).rejects.toThrow("busy");
    expect(await list()).toEqual(["slt"]);
  });

  it("is empty while the program is missing", async () => {
    const list = programList("ffmpeg", { PATH: "" }, () => Promise.resolve(["never"]));
    expect(await list()).toEqual([]);
  });
});
