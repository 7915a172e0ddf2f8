import { describe } from "vitest";
import { artifactSuite } from "./engine/artifacts.testsuite.ts";
import { claimSuite } from "./engine/claims.testsuite.ts";
import { completionSuite } from "./engine/completion.testsuite.ts";
import { creditSuite } from "./engine/credits.testsuite.ts";
import { ownerDocumentSuite } from "./engine/owner-documents.testsuite.ts";
import { endingSuite } from "./engine/endings.testsuite.ts";
import { followSuite } from "./engine/follow.testsuite.ts";
import type { EngineSuite } from "./engine/harness.ts";
import { goneContentSuite } from "./engine/gone-content.testsuite.ts";
import { inputFileSuite } from "./engine/input-files.testsuite.ts";
import { jobSuite } from "./engine/jobs.testsuite.ts";
import { kindSuite } from "./engine/kinds.testsuite.ts";
import { keySuite } from "./engine/keys.testsuite.ts";
import { lingerSuite } from "./engine/lingering.testsuite.ts";
import { lostCommitSuite } from "./engine/lost-commits.testsuite.ts";
import { nodeSuite } from "./engine/nodes.testsuite.ts";
import { operationSuite } from "./engine/operations.testsuite.ts";
import { providerSuite } from "./engine/providers.testsuite.ts";
import { rerunSuite } from "./engine/rerun.testsuite.ts";
import { sessionSuite } from "./engine/sessions.testsuite.ts";
import { signalSuite } from "./engine/signals.testsuite.ts";
import { outageSuite } from "./engine/outages.testsuite.ts";
import { stepSuite } from "./engine/steps.testsuite.ts";
import { timeSuite } from "./engine/time.testsuite.ts";
import { uploadSuite } from "./engine/uploads.testsuite.ts";
import { waitSuite } from "./engine/waits.testsuite.ts";

/** What every engine promises, whatever database is below it. */
export function engineTestSuite(suite: EngineSuite): void {
  describe(`the engine on ${suite.name}`, () => {
    jobSuite(suite);
    kindSuite(suite);
    sessionSuite(suite);
    stepSuite(suite);
    providerSuite(suite);
    waitSuite(suite);
    signalSuite(suite);
    lingerSuite(suite);
    endingSuite(suite);
    completionSuite(suite);
    artifactSuite(suite);
    inputFileSuite(suite);
    rerunSuite(suite);
    goneContentSuite(suite);
    followSuite(suite);
    nodeSuite(suite);
    outageSuite(suite);
    lostCommitSuite(suite);
    claimSuite(suite);
    timeSuite(suite);
    keySuite(suite);
    creditSuite(suite);
    operationSuite(suite);
    ownerDocumentSuite(suite);
    uploadSuite(suite);
  });
}
