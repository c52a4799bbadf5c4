/**
 * Comments that nobody told us of: after an outage that is longer than GitHub keeps webhooks, they are
 * read from the repository and taken as if they had been delivered. They are answered, not run.
 */
import { fromIso, toIso } from '../../core/instant.ts';
import { HostFault } from '../../ports/code-host.ts';
import type { HookDeliveries } from '../../ports/hook-deliveries.ts';
import type { Delivery } from '../../ports/queue.ts';
import type { Repository } from '../../ports/store.ts';
import { at, client, type GitHub } from './caller.ts';
import { reachOr } from './fault.ts';
import type { Octokit } from './octokit.ts';
import { restPages } from './pages.ts';

/** More than these are not answered: a person must look. */
const MAX_COMMENTS = 5_000;

type Comment = Awaited<
  ReturnType<Octokit['rest']['issues']['listCommentsForRepo']>
>['data'][number];

export const missedComments = (github: GitHub): Pick<HookDeliveries, 'missedComments'> => ({
  missedComments: async (repository, since, until) => {
    const octokit = await client(github, repository);
    const gone = { statuses: [404, 410], value: [] };
    return reachOr('read the comments of an outage', gone, async () => {
      const found: Delivery[] = [];
      const ask = { ...at(repository), since: toIso(since), per_page: 100 };
      for await (const { data } of restPages((page) =>
        octokit.rest.issues.listCommentsForRepo({ ...ask, page, request: { priority: 3 } }),
      )) {
        found.push(...data.flatMap((each) => deliveryOf(repository, each)));
        if (found.length > MAX_COMMENTS) {
          throw new HostFault('unreadable', `More than ${MAX_COMMENTS} comments in an outage.`);
        }
      }
      // It is asked for by the last change; what was said before that was heard.
      return found.filter(({ receivedAt }) => receivedAt >= since && receivedAt < until);
    });
  },
});

/** As the webhook would have told it, as far as an answer needs that. */
const deliveryOf = (repository: Repository, comment: Comment): readonly Delivery[] => {
  const createdAt = fromIso(comment.created_at);
  const number = /\/issues\/(\d+)$/.exec(comment.issue_url)?.[1];
  if (createdAt === null || number === undefined) return [];
  const { id, name, owner, defaultBranch, installationId } = repository;
  const payload = {
    action: 'created',
    comment,
    issue: {
      number: Number(number),
      state: 'open',
      ...(comment.html_url.includes('/pull/') ? { pull_request: {} } : {}),
    },
    repository: { id, name, default_branch: defaultBranch, owner: { login: owner } },
    installation: { id: installationId },
  };
  return [
    {
      id: `comment:${comment.id}`,
      event: 'issue_comment',
      payload: JSON.stringify(payload),
      receivedAt: createdAt,
    },
  ];
};
