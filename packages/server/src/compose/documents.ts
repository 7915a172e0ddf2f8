import { randomUUID } from "node:crypto";
import type { Editor } from "@headway-jobs/ports/editor";
import { ruleEditor } from "@headway-jobs/rule-editor/rule-editor";
import { documentService } from "../services/documents/service.ts";
import type { Compose, Parts } from "./compose.ts";

export const composeDocuments: Compose = ({ config, providers, engine }) => {
  const model = modelEditorOf(providers.toolModel, config.llmContextTokens);
  return documentService(
    {
      editors: {
        rules: ruleEditor({ translation: providers.translation }),
        ...(model === undefined ? {} : { model }),
      },
      engine,
      newId: () => randomUUID(),
      nowMs: () => engine.clock.nowMs(),
    },
    {
      maxDocumentBytes: config.maxDocumentBytes,
      approvalTimeoutMs: config.approvalTimeoutMs,
      timeLimitMs: config.documentTimeLimitMs,
      concurrency: config.documentConcurrency,
    },
  );
};

function modelEditorOf(model: Parts["providers"]["toolModel"], contextTokens: number): Editor | undefined {
  if (model === undefined) return undefined;
  return {
    name: model.name,
    edit: async (request) => {
      const { modelEditor } = await import("../services/documents/model/model-editor.ts");
      return modelEditor(model, { contextTokens }).edit(request);
    },
  };
}
