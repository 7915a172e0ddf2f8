import type { Route } from "../../service-kit/service.ts";
import type { DocumentPorts, DocumentSettings } from "./ports.ts";
import { approveRoute } from "./routes/approve.ts";
import { chatRoutes } from "./routes/chat.ts";
import { exportRoute } from "./routes/export.ts";
import { sessionRoutes } from "./routes/sessions.ts";
import { uploadRoute } from "./routes/upload.ts";
import { userRoutes } from "./routes/users.ts";

/** The documents API but for its stream (SPEC §4). */
export function documentRoutes(ports: DocumentPorts, settings: DocumentSettings): readonly Route[] {
  return [
    ...chatRoutes(settings),
    approveRoute(ports),
    ...sessionRoutes,
    uploadRoute(ports, settings),
    exportRoute(ports, settings),
    ...userRoutes(settings),
  ];
}
