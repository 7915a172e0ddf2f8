import { dispatcherTestSuite } from "../testing/dispatcher.testsuite.ts";
import { createInProcessDispatcher } from "./in-process.ts";

const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

dispatcherTestSuite({ name: "the in-process dispatcher", create: () => createInProcessDispatcher({ log }) });
