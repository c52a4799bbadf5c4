/** The look of the workspace, after Slack's own: a column of places, and what stands in one of them. */
export const SLACK_STYLE = `
.slack { display: grid; grid-template-columns: 11rem 1fr; gap: 1.5rem; margin-top: 1rem; align-items: start; }
.places { display: grid; gap: .1rem; background: #3f0e40; border-radius: 8px; padding: .7rem; }
.places strong { color: #fff; padding: .2rem .5rem; } .places .soft { color: #cfc3cf; padding: .5rem .5rem 0; }
.places a, .places button { color: #cfc3cf; background: none; border: 0; text-align: left; padding: .2rem .5rem;
  border-radius: 6px; width: 100%; font-size: .92rem; }
.places form { margin: 0; } .places a:hover, .places button:hover { background: #5a2a5b; text-decoration: none; }
.places [aria-current=page], .places [aria-current=page]:hover { background: #1164a3; color: #fff; }
.message { padding: .5rem .9rem; } .message + .message { border-top: 1px solid var(--line); }
.message:target { background: light-dark(#fff8e1, #332b00); }
.message > .by { display: flex; gap: .5rem; align-items: baseline; }
.message .badge { font-size: .68rem; } .onlyyou { color: var(--soft); font-size: .82rem; }
.message .message { padding: .4rem 0 .4rem .9rem; border-left: 3px solid var(--line); }
.block { margin: .35rem 0; max-width: 44rem; } .block h3 { margin: .2rem 0; font-size: 1.15rem; }
.block hr { border: 0; border-top: 1px solid var(--line); margin: .7rem 0; }
.block pre { margin: .3rem 0; } .block figure { margin: 0; } .block.section { display: flex; gap: 1rem; align-items: flex-start; }
.block .fields { display: grid; grid-template-columns: 1fr 1fr; gap: .3rem 1rem; margin-top: .3rem; }
.block.context { color: var(--soft); font-size: .84rem; display: flex; flex-wrap: wrap; gap: .2rem .8rem; }
.block.actions { display: flex; flex-wrap: wrap; gap: .5rem; align-items: flex-start; }
.block form { margin: 0; } .block form.menu { display: flex; gap: .4rem; align-items: center; }
.block select { width: auto; }
.button { display: inline-block; color: var(--fg); border: 1px solid var(--line); border-radius: 6px;
  padding: .25rem .7rem; font-size: .85rem; background: var(--bg); }
.block button { background: var(--bg); font-weight: 600; } .button { font-weight: 600; }
.block button.primary, .button.primary { background: #007a5a; border-color: #007a5a; color: #fff; }
.block button.danger, .button.danger { background: #e01e5a; border-color: #e01e5a; color: #fff; }
.confirm { margin: 0; } .confirm > summary { list-style: none; }
.item { display: flex; gap: .5rem; } .item > span { min-width: 1.2rem; text-align: right; }
.deep-1 { padding-left: 1.5rem; } .deep-2 { padding-left: 3rem; } .deep-3 { padding-left: 4.5rem; }
.deep-4 { padding-left: 6rem; } .deep-5 { padding-left: 7.5rem; } .deep-6 { padding-left: 9rem; }
.deep-7 { padding-left: 10.5rem; } .deep-8 { padding-left: 12rem; }
.mention { color: var(--link); background: light-dark(#1d9bd11a, #1d9bd133); border-radius: 3px; padding: 0 2px; }
.picture { border: 1px dashed var(--line); border-radius: 6px; color: var(--soft); padding: .2rem .5rem; font-size: .82rem; }
.modal { border: 1px solid var(--line); border-radius: 10px; max-width: 32rem; margin: 1rem 0; padding: 0 1.2rem 1rem;
  box-shadow: 0 6px 24px #0004; } .modal h2 { margin-top: 1rem; }
.modal .foot { display: flex; justify-content: flex-end; gap: .5rem; margin-top: 1rem; }
.modal .block.input label { color: var(--fg); font-size: .9rem; } .ticks { display: flex; flex-wrap: wrap; gap: .2rem .8rem; }
.wrong { color: var(--bad); }
@media (max-width: 40rem) { .slack { grid-template-columns: 1fr; } .block .fields { grid-template-columns: 1fr; } }
`;
