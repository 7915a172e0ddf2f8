import { ClientError } from "@headway-jobs/client";
import { adviceOf } from "@headway-jobs/client/advice";
import { describe, expect, it } from "vitest";
import { sentenceOf } from "../src/job-data/sentence-of.ts";

const refused = (code: string, message: string) =>
  new ClientError(message, { code, status: 400, advice: "Correct the request line, headers or body." });

describe("what the console says of a refusal", () => {
  it("is the message and the console's own advice, not the one for authors of requests", () => {
    const sentence = sentenceOf(refused("UNSUPPORTED_DOCUMENT", "PDF files cannot be read."));
    expect(sentence).toBe(`PDF files cannot be read. ${adviceOf("UNSUPPORTED_DOCUMENT", "console")}`);
    expect(sentence).toContain("Save the document as one of the kinds named in the message and choose it again.");
    expect(sentence).not.toContain("request");
  });

  it("is the message alone for a code of a newer server", () => {
    expect(sentenceOf(refused("NEW_CODE", "Something new."))).toBe("Something new.");
  });

  it("says what to check where the server cannot be reached", () => {
    expect(sentenceOf(refused("NETWORK", "The server cannot be reached."))).toContain("server is running");
  });
});
