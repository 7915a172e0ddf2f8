import { describe, expect, it } from "vitest";
import { adviceFor, ERRORS, isErrorCode, type Audience } from "./errors.ts";

const codes = Object.keys(ERRORS).filter(isErrorCode);
const PEOPLE: readonly Audience[] = ["terminal", "console"];

/** What only the author of a request has before them. */
const API_WORDS = new RegExp(
  [
    "header|Retry-After|content-type|content-range|idempotency-key|multipart|cursor",
    String.raw`\bbody\b|request line|send the request|\bstatus\b|JSON member|\bmembers?\b|\bfields?\b|\bpoll\b`,
    String.raw`/v1/|${"`"}[a-z_]+${"`"}|\b[45]\d\d\b`,
  ].join("|"),
  "i",
);

describe("the advice of an error code", () => {
  it.each(codes)("%s has a sentence of its own for each reader", (code) => {
    for (const audience of ["http", ...PEOPLE] as const) {
      expect(adviceFor(code, audience), audience).toMatch(/^\S.{10,}[.]$/);
    }
  });

  it.each(codes)("%s speaks to people of what they have before them, not of requests", (code) => {
    for (const audience of PEOPLE) expect(adviceFor(code, audience), audience).not.toMatch(API_WORDS);
  });

  it.each(codes)("%s gives nobody at the console a command to type", (code) => {
    expect(adviceFor(code, "console")).not.toMatch(/`|--[a-z]/);
  });

  it("is empty for a code of a newer server and for names that every object has", () => {
    expect(adviceFor("NEW_CODE", "console")).toBe("");
    expect(adviceFor("toString", "terminal")).toBe("");
  });
});
