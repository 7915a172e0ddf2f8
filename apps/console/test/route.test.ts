import { describe, expect, it } from "vitest";
import { jobHref, newJobHref, parseRoute, SETTINGS_HREF } from "../src/app/route.ts";
import { agoText, clockText, sizeText } from "../src/ui/format.ts";

describe("an address", () => {
  it.each([
    ["", { page: "new", topic: "", kind: "" }],
    ["#/", { page: "new", topic: "", kind: "" }],
    [newJobHref("Tides & moons?"), { page: "new", topic: "Tides & moons?", kind: "" }],
    [newJobHref("Fix it", "document"), { page: "new", topic: "Fix it", kind: "document" }],
    [jobHref("job_01JD00000000000000000000AA"), { page: "job", jobId: "job_01JD00000000000000000000AA" }],
    [SETTINGS_HREF, { page: "settings" }],
    ["#/settings/x", { page: "new", topic: "", kind: "" }],
    ["#/jobs/../../etc", { page: "new", topic: "", kind: "" }],
    ["#/jobs/", { page: "new", topic: "", kind: "" }],
    ["#nonsense", { page: "new", topic: "", kind: "" }],
  ])("%j leads to its page", (hash, route) => {
    expect(parseRoute(hash)).toEqual(route);
  });
});

describe("a figure for people", () => {
  it.each([
    [clockText(0), "0:00"],
    [clockText(65.9), "1:05"],
    [clockText(3725), "1:02:05"],
    [clockText(-3), "0:00"],
    [sizeText(999), "999 B"],
    [sizeText(12_400), "12 kB"],
    [sizeText(6_412_000), "6.4 MB"],
    [sizeText(160_600_000), "161 MB"],
    [sizeText(1_250_000_000), "1.3 GB"],
    [agoText("2026-11-20T12:00:00Z", Date.parse("2026-11-20T12:00:30Z")), "just now"],
    [agoText("2026-11-20T12:00:00Z", Date.parse("2026-11-20T12:04:00Z")), "4 min ago"],
    [agoText("2026-11-20T12:00:00Z", Date.parse("2026-11-20T15:04:00Z")), "3 h ago"],
    [agoText("2026-11-20T12:00:00Z", Date.parse("2026-11-20T11:59:00Z")), "just now"],
  ])("reads %s", (text, expected) => {
    expect(text).toBe(expected);
  });
});
