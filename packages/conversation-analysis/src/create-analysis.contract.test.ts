import { testConversationAnalysis } from "@headway-jobs/ports/testing/conversation-analysis";
import { createAnalysis } from "./create-analysis.ts";

testConversationAnalysis("the embedded analysis", createAnalysis, { runs: 40 });
