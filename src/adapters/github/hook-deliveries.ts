/**
 * The webhooks that GitHub sent this app, and those that did not arrive: GitHub sends nothing again by
 * itself (docs: "Handling failed webhook deliveries").
 */
import { fromIso, type Instant } from '../../core/instant.ts';
import type {
  FailedDeliveries,
  FailedDelivery,
  HookDeliveries,
} from '../../ports/hook-deliveries.ts';
import type { GitHub } from './caller.ts';
import { reach, reachOr } from './fault.ts';
import type { Octokit } from './octokit.ts';

const PER_PAGE = 100;
/** Of an hour's 5,000 calls, these are made every five minutes while so many are lost. */
const MAX_PAGES = 200;
/** Nobody waits for it: decisions go first. */
const PRIORITY = { request: { priority: 3 } } as const;

export const hookDeliveries = (
  github: Pick<GitHub, 'asApp'>,
): Omit<HookDeliveries, 'missedComments'> => ({
  failedDeliveries: async (since) => {
    const octokit = await github.asApp();
    return reach('list the webhooks that failed', () => failedSince(octokit, since));
  },
  redeliver: async (attempt) => {
    const octokit = await github.asApp();
    // GitHub keeps three days: what is older is gone, and what came by then is not sent again.
    const gone = { statuses: [404, 422], value: undefined };
    await reachOr('ask for a webhook again', gone, async () => {
      // Their numbers are beyond what a number holds exactly, which the typed call asks for.
      await octokit.request(`POST /app/hook/deliveries/${attempt}/attempts`, PRIORITY);
    });
  },
});

const failedSince = async (octokit: Octokit, since: Instant): Promise<FailedDeliveries> => {
  const found: FailedDelivery[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const answer: { readonly data: readonly Entry[]; readonly headers: { link?: string } } =
      await octokit.request('GET /app/hook/deliveries', {
        per_page: PER_PAGE,
        status: 'failure',
        ...(cursor === null ? {} : { cursor }),
        ...PRIORITY,
      });
    const entries = answer.data.flatMap(attemptOf);
    // An older server does not know the filter.
    found.push(...entries.filter(({ failed, at }) => failed && at >= since));
    cursor = nextIn(answer.headers.link);
    if (cursor === null || entries.some(({ at }) => at < since)) {
      return { failed: found, isCut: false };
    }
  }
  return { failed: found, isCut: true };
};

interface Entry {
  readonly id: number | bigint;
  readonly guid: string;
  readonly delivered_at: string;
  readonly status_code: number;
}

const attemptOf = ({ id, guid, delivered_at, status_code }: Entry) => {
  const at = fromIso(delivered_at);
  const failed = status_code < 200 || status_code >= 300;
  return at === null ? [] : [{ attempt: String(id), guid, at, failed }];
};

const nextIn = (link = ''): string | null => {
  const next = link.split(',').find((each) => each.includes('rel="next"'));
  return /[?&]cursor=([^&>]+)/.exec(next ?? '')?.[1] ?? null;
};
