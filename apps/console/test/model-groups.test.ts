import type { LocalModelResource } from "@headway-jobs/client";
import { describe, expect, it } from "vitest";
import { fetchState } from "../src/settings/fetch-state.ts";
import { ALL_MODELS, filterModels, groupModels, languagesOf, languagesText } from "../src/settings/model-groups.ts";
import { failureOf, runningFetch, type Fetch } from "../src/settings/use-fetches.ts";
import { logOf, progress } from "./support/log-of.ts";

function model(name: string, changes: Partial<LocalModelResource> = {}): LocalModelResource {
  return {
    name,
    capability: "voice",
    languages: ["en-us"],
    licence: "MIT",
    page: null,
    description: "",
    state: "available",
    size_bytes: 1,
    arrived_bytes: 0,
    problems: [],
    recommended: false,
    used_for: [],
    library: "sherpa-onnx",
    job_id: null,
    ...changes,
  };
}

describe("models in groups", () => {
  it("have the order of the page, recommended ones first, and unknown capabilities last", () => {
    const models = [
      model("b"),
      model("t", { capability: "translation" }),
      model("x", { capability: "dreaming" }),
      model("a"),
      model("r", { recommended: true }),
    ];
    expect(groupModels(models).map(({ title, models: own }) => [title, own.map(({ name }) => name)])).toEqual([
      ["Voices", ["r", "a", "b"]],
      ["Translation", ["t"]],
      ["dreaming", ["x"]],
    ]);
  });
});

describe("a filter of models", () => {
  const models = [
    model("us"),
    model("pt", { languages: ["pt-br"], state: "installed" }),
    model("any", { languages: ["mul"], capability: "ear" }),
    model("en-es", { languages: ["en>es"], job_id: "job_1" }),
  ];
  it.each([
    [{}, ["us", "pt", "any", "en-es"]],
    [{ language: "es" }, ["any", "en-es"]],
    [{ language: "pt" }, ["pt", "any"]],
    [{ show: "here" as const }, ["pt", "en-es"]],
    [{ text: "brazilian portuguese" }, ["pt"]],
    [{ text: "MIT us" }, ["us"]],
  ])("%j leaves %j", (filter, names) => {
    expect(filterModels(models, { ...ALL_MODELS, ...filter }).map(({ name }) => name)).toEqual(names);
  });

  it("offers the languages of the models by name", () => {
    expect(languagesOf(models).map(({ text }) => text)).toEqual(["English", "Portuguese", "Spanish"]);
  });
});

it.each([
  [["mul"], "Any language"],
  [["en>es"], "English → Spanish"],
  [["en-us", "zh-cn"], "American English, Chinese (China)"],
  [["bg", "hr", "cs", "da"], "4 languages"],
  [["not a tag"], "Not a tag"],
])("the languages %j read %s", (languages, text) => {
  expect(languagesText(languages)).toBe(text);
});

/** The page that follows one job for three models, whose log is this. */
const following = (...entries: Parameters<typeof logOf>) => {
  const all: Fetch[] = [{ jobId: "job_1", names: ["a", "b", "c"], state: fetchState(logOf(...entries)) }];
  return { all, onState: () => undefined, begin: () => undefined, forget: () => undefined };
};

describe("a download of several models", () => {
  const installed = ["local_model.installed", { name: "a", new: true }] as const;
  const half = ["local_model.progress", { name: "b", phase: "downloading", done_bytes: 5, total_bytes: 10 }] as const;
  it("says what is fetched now, and is over for what is installed", () => {
    const fetches = following(["job.started"], installed, half, progress("downloading", 60));
    expect(fetches.all[0]?.state).toMatchObject({
      current: { name: "b", phase: "downloading", percent: 50 },
      installed: ["a"],
    });
    expect(["a", "b", "c"].map((name) => runningFetch(fetches, name)?.jobId ?? null)).toEqual([null, "job_1", "job_1"]);
  });

  it("that fails names the model at which it stopped", () => {
    const fetches = following(installed, half, ["job.failed", { code: "DISK_FULL", message: "Full." }]);
    expect(["a", "b", "c"].map((name) => failureOf(fetches, name)?.code ?? null)).toEqual([null, "DISK_FULL", null]);
    expect(runningFetch(fetches, "c")).toBeNull();
  });
});
