/** Every example that GitHub's own libraries publish is taken: none is a fault of ours. */
import { createHmac } from 'node:crypto';
import examples from '@octokit/webhooks-examples' with { type: 'json' };
import { afterEach, describe, expect, it } from 'vitest';
import { type Story, tellStory } from './story.ts';

let story: Story;
afterEach(async () => {
  await story.close();
});

interface Example {
  readonly name: string;
  readonly examples: readonly object[];
}

describe('the published webhook examples', () => {
  it('are all answered, and none breaks the app', async () => {
    story = await tellStory();
    let count = 0;
    for (const { name, examples: payloads } of examples as unknown as readonly Example[]) {
      for (const payload of payloads) {
        count += 1;
        const body = JSON.stringify(payload);
        const signature = createHmac('sha256', story.secret).update(body).digest('hex');
        const answer = await fetch(`${story.url}/api/github/webhooks`, {
          method: 'POST',
          body,
          headers: {
            'content-type': 'application/json',
            'x-github-event': name,
            'x-github-delivery': `00000000-0000-4000-8000-${String(count).padStart(12, '0')}`,
            'x-hub-signature-256': `sha256=${signature}`,
          },
        });
        expect(answer.status, name).toBe(202);
      }
    }
    await story.quiet();
    expect(count).toBeGreaterThan(100);
    const ours = story.warnings.filter(
      (warning) => !/GitHub answered|could not be reached|cannot be read/.test(warning),
    );
    expect(ours).toEqual([]);
  });
});
