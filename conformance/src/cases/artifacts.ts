import type { Case } from "../case.ts";

const FILE = "/v1/jobs/{{ended}}/artifacts/{{file}}";

/** SPEC §1: artifacts (RFC 9110). */
export const artifactCases: readonly Case[] = [
  {
    id: "artifacts/list",
    rule: "The list names every file with its type, size and a signed URL",
    steps: [
      {
        path: "/v1/jobs/{{ended}}/artifacts",
        status: 200,
        answer: { artifacts: { $type: "array" } },
        save: { url: "body.artifacts.0.url" },
      },
      { path: "{{url}}", anonymous: true, status: 200 },
      { path: "{{url}}x", anonymous: true, status: [401, 404] },
    ],
  },
  {
    id: "artifacts/bytes",
    rule: "A file has its type, length, ETag, Accept-Ranges and a sandboxing policy",
    steps: [
      {
        method: "HEAD",
        path: FILE,
        status: 200,
        answerHeaders: {
          "content-type": "video/mp4",
          "content-length": "{{fileSize}}",
          "accept-ranges": "bytes",
          "content-security-policy": "sandbox; default-src 'none'",
        },
        save: { etag: "header.etag" },
      },
      { path: FILE, headers: { "if-none-match": "{{etag}}" }, status: 304 },
      { path: FILE, headers: { range: "bytes=0-3", "if-range": "{{etag}}" }, status: 206 },
      { path: FILE, headers: { range: "bytes=0-3", "if-range": '"other"' }, status: 200 },
    ],
  },
  {
    id: "artifacts/ranges",
    rule: "Ranges: exact, open, clamped, suffix; 416 with Content-Range",
    steps: [
      ["bytes=0-9", "bytes 0-9/{{fileSize}}", "10"],
      ["bytes=10-", "bytes 10-{{lastByte}}/{{fileSize}}", null],
      ["bytes=5-999999999", "bytes 5-{{lastByte}}/{{fileSize}}", null],
      ["bytes=-1", "bytes {{lastByte}}-{{lastByte}}/{{fileSize}}", "1"],
    ]
      .map(([range, contentRange, length]) => ({
        path: FILE,
        headers: { range: range ?? "" },
        status: 206,
        answerHeaders: {
          "content-range": contentRange ?? "",
          "content-length": length ?? { $match: "^\\d+$" },
        },
      }))
      .concat([
        {
          path: FILE,
          headers: { range: "bytes={{fileSize}}-" },
          status: 416,
          answerHeaders: { "content-range": "bytes */{{fileSize}}", "content-length": { $match: "^\\d+$" } },
        },
      ]),
  },
  {
    id: "artifacts/unknown",
    rule: "An unknown name is 404, also one that tries to leave the folder",
    steps: ["nothing.mp4", "..%2F..%2Fetc%2Fpasswd", "%00"].map((name) => ({
      path: `/v1/jobs/{{ended}}/artifacts/${name}`,
      status: 404,
    })),
  },
];
