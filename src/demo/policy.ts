/** The policy of the demo's repository: what the README shows. */
export const DEMO_POLICY = `version: 1
environments:
  - name: development
  - name: staging
    after: []
    gates:
      checks: { required: [build, test] }
  - name: production
    after: staging
    production: true
    url: https://shop.example.com
    gates:
      checks: { required: [build, test] }
    approvals:
      rules:
        - { name: platform, count: 1, teams: [platform] }
`;

/** The same where the app is in Slack as well. */
export const DEMO_SLACK_POLICY = DEMO_POLICY.replace(
  'environments:\n',
  'notify:\n  slack: "#releases"\nenvironments:\n',
);
