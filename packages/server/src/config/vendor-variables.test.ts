import { describe, expect, it } from "vitest";
import { secretsIn } from "./vendor-variables.ts";

describe("values that may not be quoted or logged", () => {
  it("are those that an adapter declares as secret and those whose names say so", () => {
    const declared = [
      { name: "ACME_CREDENTIAL", means: "credential for `acme:…`", secret: true },
      { name: "ACME_REGION", means: "region for `acme:…`", secret: false },
    ];
    const env = {
      ACME_CREDENTIAL: "one",
      ACME_REGION: "north",
      OTHER_API_KEY: "two",
      DB_PASSWORD: "three",
      HOME: "/h",
    };
    expect(secretsIn(env, declared)).toEqual(["one", "two", "three"]);
  });
});
