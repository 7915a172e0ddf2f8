import type { RequestStep } from "./case.ts";

/** The smallest real video, and one that runs for long enough to be looked at. */
export const QUICK_INPUT = {
  topic: "Conformance",
  source: "# Tides\n\nThe sea rises and falls twice a day because the moon pulls on it.",
  num_slides: 1,
  size: "854x480",
  captions: false,
};

/** Enough to say for half a minute's work. */
export const LONG_INPUT = { ...QUICK_INPUT, source: longSource(), num_slides: 20, size: "1920x1080" };

/** A case that needs a running job starts one and stops it: left to itself it would slow down all others. */
export const startRunning: RequestStep = {
  path: "/v1/jobs",
  body: { kind: "video", input: { ...LONG_INPUT, topic: "Running {{run}}" } },
  status: 202,
  save: { running: "body.job_id" },
};
export const stopRunning: RequestStep = { method: "POST", path: "/v1/jobs/{{running}}/cancel", status: 200 };

function longSource(): string {
  const names = [
    "Moon",
    "Sun",
    "Earth",
    "Sea",
    "River",
    "Wind",
    "Cloud",
    "Rain",
    "Snow",
    "Ice",
    "Fire",
    "Stone",
    "Sand",
    "Tree",
    "Leaf",
  ];
  const others = ["Bird", "Fish", "Horse", "Bee", "Whale", "Bridge", "Tower", "Road", "Ship", "Clock"];
  const sections = [...names, ...others].map(
    (name, index) =>
      `## ${name}\n\nThe ${name.toLowerCase()} is the subject of part ${index + 1}. ` +
      `Nobody who has watched a ${name.toLowerCase()} for a whole day forgets it. ` +
      `People have measured the ${name.toLowerCase()} for ${index + 2} hundred years, and each measurement made the last one better.`,
  );
  return `# The world in parts\n\n${sections.join("\n\n")}`;
}
