import { changed } from "./lost-answers.ts";
import type { EngineSuite } from "./harness.ts";

/** A store none of whose notifications arrive; `reconnect` reports to all nodes that some may have been missed. */
export function losingNotifications(suite: EngineSuite): {
  readonly suite: EngineSuite;
  readonly reconnect: () => void;
} {
  const onGaps: (() => void)[] = [];
  const deaf = changed(suite, (db) => {
    db.listen = async (_channel, _onPayload, onGap) => {
      if (onGap !== undefined) onGaps.push(onGap);
      return async () => undefined;
    };
  });
  const reconnect = (): void => {
    for (const onGap of onGaps) onGap();
  };
  return { suite: deaf, reconnect };
}
