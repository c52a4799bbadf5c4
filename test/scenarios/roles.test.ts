/** A review tells that its author may write; where more is asked for, their role is read as well. */
import { afterEach, expect, it } from 'vitest';
import { type Story, tellStory } from './story.ts';

let story: Story;
afterEach(async () => {
  const { warnings } = story;
  await story.close();
  expect(warnings).toEqual([]);
});

const policyWith = (rule: string, approve: string): string => `version: 1
environments:
  - name: staging
    allow: { approve: ${approve} }
    approvals:
      rules: [{ name: leads, count: 1, permission: ${rule} }]
`;

it.each([
  ['maintain', 'write'],
  ['admin', 'write'],
  ['write', 'maintain'],
  ['write', 'admin'],
])(
  'a rule for %s, where approving is for %s, is met by an admin’s review alone',
  async (rule, approve) => {
    story = await tellStory(policyWith(rule, approve));
    const pull = await story.openGreen();
    await story.say('ada', pull.number, '/promote staging');
    await story.review('grace', pull.number, 'APPROVE');
    expect(story.deployments('staging')).toEqual([]);
    await story.review('omar', pull.number, 'APPROVE');
    expect(story.deployments('staging')).toEqual([pull.headSha]);
  },
);
