/** `/lockkeeper` in Slack: the commands of comments, with the repository behind their name. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type SlackStory, tellSlackStory } from './slack-story.ts';
import { timeless } from './story.ts';

let story: SlackStory;
beforeEach(async () => {
  story = await tellSlackStory();
});
afterEach(async () => {
  await story.close();
});

describe('/lockkeeper', () => {
  it('promotes, approves and tells, as a comment does', async () => {
    for (const name of ['ada', 'grace', 'bob']) await story.link(name);
    const pull = await story.openGreen();
    const said: Record<string, string> = {};
    const names = { tax: pull.headSha };
    const type = async (name: string, text: string): Promise<void> => {
      said[`${name}: ${text}`] = timeless(await story.type(name, text), names);
    };
    await type('ada', 'promote acme/shop#1 staging');
    await story.deployed('staging');
    await type('ada', 'promote acme/shop#1 production because “it is tested”');
    await type('ada', 'approve acme/shop#1 production');
    await type('grace', 'approve acme/shop production');
    await type('bob', 'status acme/shop');
    await type('bob', 'promote acme/shop#1 prdo');
    await type('bob', 'lock acme/shop production because "the load test runs" for 2h');
    expect(said).toMatchInlineSnapshot(`
      {
        "ada: approve acme/shop#1 production": "Your approval for production does not count: nobody approves their own work, and you opened #1, wrote 1 commit, pushed to its branch and asked for it.",
        "ada: promote acme/shop#1 production because “it is tested”": "You asked for tax to go to production. The check run promote / production of that commit shows how it goes; /lockkeeper why acme/shop#1 production, /lockkeeper approve acme/shop#1 production and /lockkeeper cancel acme/shop#1 production work here as well.",
        "ada: promote acme/shop#1 staging": "You asked for tax to go to staging. The check run promote / staging of that commit shows how it goes; /lockkeeper why acme/shop#1 staging, /lockkeeper approve acme/shop#1 staging and /lockkeeper cancel acme/shop#1 staging work here as well.",
        "bob: lock acme/shop production because "the load test runs" for 2h": "You have locked production until TIME UTC (in 2 hours). Only what you ask for passes. /lockkeeper unlock acme/shop production ends it. Being deployed already, and going on: tax to production.",
        "bob: promote acme/shop#1 prdo": "There is no environment prdo here. Did you mean production? Known: development, staging, production.",
        "bob: status acme/shop": "What runs where
      development · live: – · on its way: –
      staging · live: tax since TIME UTC · on its way: –
      production · live: – · on its way: ⏳ deploying",
        "grace: approve acme/shop production": "Your approval of production counts.",
      }
    `);
    expect(story.deployments('production')).toEqual([pull.headSha]);
  });

  it('names no repository to who may not read it, or is not known', async () => {
    await story.link('zoe');
    await story.openGreen();
    const said = {
      unknown: await story.type('grace', 'status acme/shop'),
      stranger: await story.type('zoe', 'status acme/shop'),
      'no such': await story.type('zoe', 'status acme/nothing'),
    };
    expect(said).toMatchInlineSnapshot(`
      {
        "no such": "There is no repository acme/nothing here that you can read. Name it as owner/name, or owner/name#12 for a pull request.",
        "stranger": "There is no repository acme/shop here that you can read. Name it as owner/name, or owner/name#12 for a pull request.",
        "unknown": "This account is not linked to an account of GitHub. Prove both accounts and ask again: the link works once, for you alone, until TIME UTC (in 10 minutes).",
      }
    `);
    expect(said.stranger).toBe(said['no such'].replace('nothing', 'shop'));
  });

  it('says what to type where it is not understood', async () => {
    await story.link('grace');
    await story.openGreen();
    const said = {
      nothing: await story.type('grace', ''),
      name: await story.type('grace', 'promot acme/shop staging'),
      place: await story.type('grace', 'promote staging'),
      reader: await story.type('mallory', 'quiet soon'),
    };
    expect(said).toMatchInlineSnapshot(`
      {
        "name": "There is no command /promot. Did you mean /lockkeeper promote acme/shop <environment> [<sha>] [--dry-run] [--again] [because "<reason>"]? Known: /lockkeeper promote acme/shop, /lockkeeper approve acme/shop, /lockkeeper reject acme/shop, /lockkeeper execute acme/shop, /lockkeeper cancel acme/shop, /lockkeeper retry acme/shop, /lockkeeper rollback acme/shop, /lockkeeper freeze acme/shop, /lockkeeper lock acme/shop, /lockkeeper unlock acme/shop, /lockkeeper halt acme/shop, /lockkeeper resume acme/shop, /lockkeeper quarantine acme/shop, /lockkeeper status acme/shop, /lockkeeper why acme/shop, /lockkeeper help acme/shop.",
        "nothing": "Say the repository behind the command, and the pull request where it is about one: /lockkeeper promote acme/shop#12 staging.
      /lockkeeper promote owner/name <environment> [<sha>] [--dry-run] [--again] [because "<reason>"]: asks for this pull request, or the commit named, to be deployed there
      /lockkeeper approve owner/name [<environment>] [--withdraw]: votes yes on the open promotion; --withdraw takes the vote back
      /lockkeeper reject owner/name [<environment>] <reason> [--lift]: votes no with a reason and ends the open promotion; --lift takes a no back
      /lockkeeper execute owner/name [<environment>]: lets an approved promotion go, where the policy says execute: manual
      /lockkeeper cancel owner/name [<environment>]: withdraws the open promotion
      /lockkeeper retry owner/name [<environment>]: tries a failed promotion again
      /lockkeeper rollback owner/name <environment> [to <sha>] because "<reason>" [--dry-run] [confirm <code>]: goes back to the last good release, or to the one named; --dry-run says what would disappear
      /lockkeeper freeze owner/name except <environment> because "<reason>": asks to let the open promotion through the freeze that is on; a second person confirms by the same words
      /lockkeeper lock owner/name <environment> because "<reason>" [for 2h] [--steal] [--wait]: lets only this pull request pass there, on an issue only what you ask for; --steal takes it from somebody else, --wait takes it when it is free
      /lockkeeper unlock owner/name <environment> [because "<reason>"]: ends your lock, or your wait for it; an admin ends anybody’s
      /lockkeeper halt owner/name [all] because "<reason>" [--org]: lets nothing go in this repository until /lockkeeper resume owner/name, but rollbacks; all stops them too, and --org of an owner stops the whole organisation
      /lockkeeper resume owner/name [--org]: ends your halt; an admin ends every halt of the repository, --org that of the organisation
      /lockkeeper quarantine owner/name [lift] <sha> [because "<reason>"]: refuses that commit and its content in every environment, for a reason; lift ends it, and takes somebody else
      /lockkeeper status owner/name: says what runs where and what is on its way
      /lockkeeper why owner/name [<environment>]: says what blocks, and who or what can change it
      /lockkeeper help owner/name: says what you can do here, now
      /lockkeeper link: links this account to one of GitHub, which both have to prove
      /lockkeeper unlink: ends that
      /lockkeeper remind on|off: has you reminded of what waits for you, or not
      /lockkeeper quiet <from>-<to> [<time zone>]: leaves you alone in those hours; /lockkeeper quiet off ends that",
        "place": "/lockkeeper promote owner/name was not understood: it needs a repository behind its name, as in /lockkeeper promote acme/shop or /lockkeeper promote acme/shop#12. It is written /lockkeeper promote owner/name <environment> [<sha>] [--dry-run] [--again] [because "<reason>"].",
        "reader": "soon is not understood. Say /lockkeeper quiet 20:00-08:00, with a time zone such as Europe/Berlin where Slack’s is not yours, or /lockkeeper quiet off.",
      }
    `);
  });

  it('takes words about oneself as they are meant', async () => {
    const said = {
      spaces: await story.type('mallory', 'quiet 22:00 – 7:00 Europe/Berlin'),
      none: await story.type('mallory', 'quiet 22:00-22:00'),
      off: await story.type('mallory', 'quiet off'),
      place: await story.type('mallory', 'link acme/shop'),
    };
    expect(said).toMatchInlineSnapshot(`
      {
        "none": "22:00-22:00 is not understood. Say /lockkeeper quiet 20:00-08:00, with a time zone such as Europe/Berlin where Slack’s is not yours, or /lockkeeper quiet off.",
        "off": "You are reminded here of what waits for you, at any time.",
        "place": "Prove both accounts and ask again: the link works once, for you alone, until TIME UTC (in 10 minutes).",
        "spaces": "You are reminded here of what waits for you, but not from 22:00 to 07:00, Europe/Berlin.",
      }
    `);
  });

  it('takes no yes for another one', async () => {
    await story.link('grace');
    await story.waiting();
    const other = await story.openAs('linus', 'other');
    await story.promoteOn('linus', other.number);
    const said = await story.type('grace', 'approve acme/shop production');
    expect(said).toMatchInlineSnapshot(
      `"More than one promotion to production is open, of #1 and #2. Name the pull request behind the repository."`,
    );
    expect(story.deployments('production')).toEqual([]);
    await story.type('grace', `approve acme/shop#${other.number} production`);
    expect(story.deployments('production')).toEqual([other.headSha]);
  });

  it('is refused to who may only read, where it would change something', async () => {
    await story.link('mallory');
    await story.openGreen();
    expect(await story.type('mallory', 'promote acme/shop#1 staging')).toMatchInlineSnapshot(
      `"Only people who can write to this repository can do this."`,
    );
    expect(await story.type('mallory', 'status acme/shop')).toContain('development');
  });
});

describe('the app’s own page', () => {
  it('is not drawn for who opens the messages beside it', async () => {
    story.slack.as('grace').openHome('messages');
    await story.quiet();
    expect(story.slack.read.home('grace')).toBeNull();
  });

  it('shows what waits for me, what I asked for, and what runs where', async () => {
    for (const name of ['ada', 'grace']) await story.link(name);
    const pull = await story.waiting();
    await story.say('omar', pull.number, '/lock staging because "the load test runs"');
    const home = async (name: string): Promise<string> => {
      story.slack.as(name).openHome();
      await story.quiet();
      return timeless(story.slack.read.home(name)?.shown ?? 'nothing', { tax: pull.headSha });
    };
    expect(await home('grace')).toMatchInlineSnapshot(`
      "Waits for you
      • acme/shop tax (#1) to production: pending, asked for by ada at TIME UTC (now)
      Asked for by you
      Nothing that you asked for is open.
      What runs where
      acme/shop
      development · live: – · on its way: –
      staging · live: tax since TIME UTC · on its way: –
      production · live: – · on its way: ⏳ pending · waits for: approvals: platform 0 of 1: anyone in the team platform except ada
      • ⛔ staging is locked by omar for #1 alone, since TIME UTC (now), until somebody unlocks it: the load test runs. omar or an admin ends it with /lockkeeper unlock acme/shop staging. /lockkeeper lock acme/shop staging because "<reason>" --wait asks for it next, and with --steal instead takes it over."
    `);
    expect((await home('ada')).split('\n').slice(0, 5)).toMatchInlineSnapshot(`
      [
        "Waits for you",
        "Nothing waits for you.",
        "Asked for by you",
        "• acme/shop tax (#1) to production: pending, asked for by ada at TIME UTC (now)",
        "What runs where",
      ]
    `);
    expect(await home('zoe')).toMatchInlineSnapshot(`
      "Who are you on GitHub?
      This account is not linked to an account of GitHub. Type /lockkeeper link to prove both accounts."
    `);
  });
});

describe('the app’s own page of somebody who is linked', () => {
  it('names no repository that they may not read', async () => {
    for (const name of ['zoe', 'mallory']) await story.link(name);
    await story.waiting();
    for (const name of ['zoe', 'mallory']) story.slack.as(name).openHome();
    await story.quiet();
    expect(story.slack.read.home('zoe')?.shown).toMatchInlineSnapshot(`
      "Waits for you
      Nothing waits for you.
      Asked for by you
      Nothing that you asked for is open.
      What runs where
      There is no repository here that you can read."
    `);
    expect(story.slack.read.home('mallory')?.shown).toContain('acme/shop');
  });
});

describe('reminders', () => {
  const DAY = 24 * 60 * 60_000;

  it('go to those whose yes is missing, once, and not in their quiet hours', async () => {
    await story.close();
    // 23:00 in Berlin, a day later as well: the quiet hours of a Slack profile there.
    story = await tellSlackStory(undefined, { begins: Date.parse('2026-11-20T22:00:00Z') });
    for (const name of ['ada', 'grace', 'omar', 'linus']) await story.link(name);
    await story.type('omar', 'remind off');
    const pull = await story.waiting();
    await story.later(DAY);
    expect(story.slack.read.directs('grace')).toEqual([]);
    await story.later(9 * 60 * 60_000 + 60_000);
    const told = (name: string) =>
      story.slack.read.directs(name).map(({ shown }) => timeless(shown, { tax: pull.headSha }));
    expect(told('grace')).toMatchInlineSnapshot(`
      [
        "⏳ acme/shop tax (#1) waits for you before it goes to production. ada asked on TIME UTC (1 day ago); it expires on TIME UTC (in 6 days). Approve with /lockkeeper approve acme/shop#1 production; /lockkeeper remind off ends these reminders.
      [View on GitHub]",
      ]
    `);
    expect({ ada: told('ada'), omar: told('omar'), linus: told('linus') }).toEqual({
      ada: [],
      omar: [],
      linus: [],
    });
    await story.later(DAY);
    expect(told('grace')).toHaveLength(1);
  });

  it('come at once to who wants no quiet hours, and not where it went on meanwhile', async () => {
    await story.close();
    story = await tellSlackStory(undefined, { begins: Date.parse('2026-11-20T22:00:00Z') });
    for (const name of ['grace', 'bob']) await story.link(name);
    expect(await story.type('bob', 'quiet off')).toMatchInlineSnapshot(
      `"You are reminded here of what waits for you, at any time."`,
    );
    expect(await story.type('grace', 'quiet 22:30-07:00 America/New_York')).toMatchInlineSnapshot(
      `"You are reminded here of what waits for you, but not from 22:30 to 07:00, America/New_York."`,
    );
    const pull = await story.waiting();
    await story.later(DAY);
    expect(story.slack.read.directs('bob')).toHaveLength(1);
    expect(story.slack.read.directs('grace')).toHaveLength(1);
    await story.review('bob', pull.number, 'APPROVE');
    expect(story.deployments('production')).toHaveLength(1);
  });
});
