// Whatever is asked for and whenever: GitHub has nothing to refuse, and a comment never costs a decision.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Ask, createLimiter, type Priority } from '../../../src/adapters/github/limiter.ts';
import { HostFault } from '../../../src/ports/code-host.ts';
import { testClock } from './host.ts';

const MINUTE = 60_000;
const RUNS = { numRuns: 60 };

interface Sent extends Ask {
  readonly at: number;
}

const KINDS = [
  { method: 'GET', url: '/repos/{owner}/{repo}', mutation: false },
  { method: 'PATCH', url: '/repos/{owner}/{repo}/check-runs/{id}', mutation: false },
  { method: 'POST', url: '/repos/{owner}/{repo}/issues/{number}/comments', mutation: false },
  { method: 'POST', url: '/graphql', mutation: false },
  { method: 'POST', url: '/graphql', mutation: true },
] as const;

/** So many of a kind, some seconds after those before. */
const arbBurst = fc.record({
  kind: fc.constantFrom(...KINDS),
  priority: fc.constantFrom<Priority>(0, 1, 2, 3),
  times: fc.integer({ min: 1, max: 300 }),
  afterSeconds: fc.integer({ min: 0, max: 90 }),
});
type Burst = typeof arbBurst extends fc.Arbitrary<infer B> ? B : never;

const tell = async (bursts: readonly Burst[]) => {
  const clock = testClock();
  const limiter = createLimiter(clock);
  const sent: Sent[] = [];
  const putOff: Sent[] = [];
  for (const { kind, priority, times, afterSeconds } of bursts) {
    clock.advance(afterSeconds * 1_000);
    for (let each = 0; each < times; each += 1) {
      const ask = { ...kind, priority };
      try {
        await limiter.run(ask, async () => {
          sent.push({ ...ask, at: clock.now() });
          return { status: 200, headers: {} };
        });
      } catch (fault) {
        if (!(fault instanceof HostFault) || fault.kind !== 'limited') throw fault;
        putOff.push({ ...ask, at: clock.now() });
      }
    }
  }
  return { sent, putOff };
};

const isGraphql = ({ url }: Ask): boolean => url === '/graphql';
const pointsOf = (ask: Ask): number =>
  (isGraphql(ask) ? !ask.mutation : ask.method === 'GET') ? 1 : 5;
const isContent = ({ url, method }: Ask): boolean => method === 'POST' && url.endsWith('/comments');

/** The most that was spent in any span of this length. */
const mostIn = (sent: readonly Sent[], spanMs: number, worth: (ask: Ask) => number): number =>
  Math.max(0, ...sent.map(({ at }) => within(sent, at, spanMs, worth)));
const within = (
  sent: readonly Sent[],
  until: number,
  spanMs: number,
  worth: (ask: Ask) => number,
): number =>
  sent
    .filter(({ at }) => at <= until && at > until - spanMs)
    .reduce((sum, ask) => sum + worth(ask), 0);

test('nothing GitHub allows in a minute or an hour is ever exceeded', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(arbBurst, { maxLength: 14 }), async (bursts) => {
      const { sent } = await tell(bursts);
      expect(mostIn(sent, MINUTE, (ask) => (isGraphql(ask) ? 0 : pointsOf(ask)))).toBeLessThan(901);
      expect(mostIn(sent, MINUTE, (ask) => (isGraphql(ask) ? pointsOf(ask) : 0))).toBeLessThan(
        2_001,
      );
      expect(mostIn(sent, MINUTE, (ask) => Number(isContent(ask)))).toBeLessThan(81);
      expect(mostIn(sent, 60 * MINUTE, (ask) => Number(isContent(ask)))).toBeLessThan(501);
    }),
    RUNS,
  );
});

test('no amount of decoration puts a decision off', async () => {
  const decorations = arbBurst.map((burst) => ({ ...burst, priority: 3 as const }));
  await fc.assert(
    fc.asyncProperty(fc.array(decorations, { maxLength: 14 }), async (bursts) => {
      const decision = { kind: KINDS[1], priority: 0, times: 1, afterSeconds: 0 } as const;
      const { putOff } = await tell([...bursts, decision]);
      expect(putOff.filter(({ priority }) => priority === 0)).toEqual([]);
    }),
    RUNS,
  );
});
