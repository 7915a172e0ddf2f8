import { describe, expect, it } from "vitest";
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
});
