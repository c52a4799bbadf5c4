/** Every example that GitHub's own libraries publish is taken: none is a fault of ours. */
import { createHmac } from 'node:crypto';
import examples from '@octokit/webhooks-examples' with { type: 'json' };
import { afterEach, expect, it } from 'vitest';
import { type Story, tellStory } from './story.ts';

let story: Story;
afterEach(async () => {
  await story.close();
});

interface Example {
  readonly name: string;
  readonly examples: readonly object[];
}

const all = (examples as unknown as readonly Example[]).flatMap(({ name, examples: payloads }) =>
  payloads.map((payload) => ({ name, payload })),
);

/** Their repositories and commits are nowhere. */
const NOWHERE = /GitHub answered 404|GitHub has no commit|of a commit that cannot be read/;

/** What comes back to the sender. */
const deliver = async (name: string, payload: object, nth: number): Promise<number> => {
  const body = JSON.stringify(payload);
  const signature = createHmac('sha256', story.secret).update(body).digest('hex');
  const { status } = await fetch(`${story.url}/api/github/webhooks`, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      'x-github-event': name,
      'x-github-delivery': `00000000-0000-4000-8000-${String(nth).padStart(12, '0')}`,
      'x-hub-signature-256': `sha256=${signature}`,
    },
  });
  return status;
};

const deliverAll = async (as: (payload: object) => object): Promise<void> => {
  for (const [nth, { name, payload }] of all.entries()) {
    expect(await deliver(name, as(payload), nth), name).toBe(202);
  }
  await story.quiet();
  expect(all.length).toBeGreaterThan(300);
  const ours = story.warnings.filter((warning) => !NOWHERE.test(warning));
  expect(ours).toEqual([]);
  await story.app.worker.check();
};

it('the published examples are all answered, and none breaks the app', async () => {
  story = await tellStory();
  await deliverAll((payload) => payload);
});

it('nor where they tell of a repository that it is installed in', async () => {
  story = await tellStory();
  const { installationId } = story.sandbox.app;
  const repository = { id: 600, name: 'shop', default_branch: 'main', owner: { login: 'acme' } };
  await deliverAll((payload) => ({
    ...payload,
    ...('repository' in payload
      ? { repository: { ...Object(payload.repository), ...repository } }
      : {}),
    ...('repository' in payload || 'installation' in payload
      ? {
          installation: {
            ...Object('installation' in payload ? payload.installation : {}),
            id: installationId,
          },
        }
      : {}),
  }));
});
