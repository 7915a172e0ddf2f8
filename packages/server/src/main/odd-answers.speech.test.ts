import { speechDoor } from "./testing/model-doors.ts";
import { testOddAnswers } from "./testing/odd-answers.testsuite.ts";

testOddAnswers(speechDoor);
