import type { Case } from "../case.ts";
import { artifactCases } from "./artifacts.ts";
import { commonCases } from "./common.ts";
import { conversationCases } from "./conversation.ts";
import { documentCases } from "./documents.ts";
import { idempotencyCases } from "./idempotency.ts";
import { jobCases } from "./jobs.ts";
import { keyCases } from "./keys.ts";
import { localModelCases } from "./local-models.ts";
import { speechCases } from "./speech.ts";
import { streamCases } from "./streams.ts";
import { videoCases } from "./video.ts";
import { videoStreamCases } from "./video-stream.ts";

export const allCases: readonly Case[] = [
  ...commonCases,
  ...keyCases,
  ...jobCases,
  ...idempotencyCases,
  ...streamCases,
  ...artifactCases,
  ...videoCases,
  ...videoStreamCases,
  ...speechCases,
  ...documentCases,
  ...conversationCases,
  ...localModelCases,
];
