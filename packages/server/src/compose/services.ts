import type { AnyService } from "../service-kit/service.ts";
import type { Compose, Parts } from "./compose.ts";
import { composeConversation } from "./conversation.ts";
import { composeDocuments } from "./documents.ts";
import { composeModels } from "./models.ts";
import { composeSpeech } from "./speech.ts";
import { composeVideo } from "./video.ts";

/** The services that Headway brings. A new one is a folder in `services/`, a file beside this one and a line here. */
const SERVICES: readonly Compose[] = [
  composeVideo,
  composeSpeech,
  composeDocuments,
  composeConversation,
  composeModels,
];

/** All services that Headway brings, made of the same parts. */
export function composeServices(parts: Parts): readonly AnyService[] {
  return SERVICES.map((compose) => compose(parts));
}
