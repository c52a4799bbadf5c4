/** Loaded before the product, in its process: collects garbage when asked, and says what it still takes. */
import { answerEach } from './child.ts';

type Collect = (how: { type: 'major'; execution: 'sync'; flavor: 'last-resort' }) => void;

answerEach(async () => {
  // As V8 does by itself after a while of rest: what the heap does not need goes back to the system.
  const collect = globalThis.gc as Collect | undefined;
  collect?.({ type: 'major', execution: 'sync', flavor: 'last-resort' });
  return { rss: process.memoryUsage.rss() };
});
