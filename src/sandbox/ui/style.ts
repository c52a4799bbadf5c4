/** The look of the pages, light and dark, without a build. */
export const STYLE = `
:root { color-scheme: light dark; --fg: light-dark(#1f2328, #e6edf3); --soft: light-dark(#59636e, #9198a1);
  --bg: light-dark(#ffffff, #0d1117); --card: light-dark(#f6f8fa, #151b23); --line: light-dark(#d1d9e0, #3d444d);
  --link: light-dark(#0969da, #58a6ff); --good: light-dark(#1a7f37, #3fb950); --bad: light-dark(#cf222e, #f85149);
  --wait: light-dark(#9a6700, #d29922); --done: light-dark(#8250df, #ab7df8); }
* { box-sizing: border-box; }
body { margin: 0; font: 15px/1.5 system-ui, sans-serif; color: var(--fg); background: var(--bg); }
main, .in { max-width: 62rem; margin: 0 auto; padding: 0 1rem; }
main { padding-bottom: 4rem; }
.banner { font-size: .85rem; text-align: center; padding: .3rem 1rem; color: #3b2300;
  background: repeating-linear-gradient(-45deg, #ffd33d 0 14px, #f9c513 14px 28px); }
header { border-bottom: 1px solid var(--line); background: var(--card); }
header .in { display: flex; flex-wrap: wrap; gap: .5rem 1.25rem; align-items: center; padding: .6rem 1rem; }
header strong { font-size: 1.05rem; }
header nav { display: flex; gap: 1rem; flex: 1; }
a { color: var(--link); text-decoration: none; } a:hover { text-decoration: underline; }
.who { display: flex; flex-wrap: wrap; gap: .25rem; align-items: center; margin: 0; font-size: .85rem; }
button { font: inherit; font-size: .85rem; padding: .25rem .7rem; border: 1px solid var(--line); border-radius: 6px;
  background: var(--card); color: var(--fg); cursor: pointer; }
button:hover { border-color: var(--soft); }
button.main { background: #1f883d; border-color: #1f883d; color: #fff; }
button[aria-pressed=true] { background: var(--link); border-color: var(--link); color: light-dark(#fff, #0d1117); }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
h1 { font-size: 1.5rem; font-weight: 600; margin: 1.5rem 0 .3rem; }
h2 { font-size: 1.1rem; margin: 2rem 0 .6rem; padding-bottom: .2rem; border-bottom: 1px solid var(--line); }
.soft { color: var(--soft); font-size: .88rem; } .num { color: var(--soft); font-weight: 400; }
.card { border: 1px solid var(--line); border-radius: 8px; margin: .8rem 0; overflow: hidden; }
.card > .top { background: var(--card); border-bottom: 1px solid var(--line); padding: .45rem .9rem; display: flex;
  flex-wrap: wrap; gap: .3rem .7rem; align-items: center; }
.card > .top:last-child { border-bottom: 0; }
.card > .text { padding: .3rem .9rem; overflow-wrap: break-word; }
.card > .foot { padding: .5rem .9rem; border-top: 1px solid var(--line); display: flex; flex-wrap: wrap; gap: .4rem; }
.card form, .row form { display: inline-flex; margin: 0; }
.grow { flex: 1; } .top > .grow, .row > .grow { flex: 1 1 12rem; } .row > .num.grow { flex: 1 1 3rem; }
time { white-space: nowrap; }
.app { border-left: 4px solid var(--done); }
.badge { display: inline-block; padding: 0 .55rem; border-radius: 1rem; font-size: .8rem; color: #fff; background: #59636e; }
.badge.open, .badge.success { background: #1a7f37; } .badge.merged { background: #8250df; }
.badge.closed, .badge.failure, .badge.error { background: #cf222e; }
.badge.in_progress, .badge.queued, .badge.pending { background: #9a6700; }
.dot::before { content: '●'; margin-right: .4rem; color: var(--soft); }
.dot.success::before { color: var(--good); } .dot.failure::before, .dot.error::before { color: var(--bad); }
.dot.in_progress::before, .dot.queued::before, .dot.pending::before { color: var(--wait); }
.dot.action_required::before { color: var(--wait); }
.row { display: flex; flex-wrap: wrap; gap: .4rem .8rem; align-items: center; padding: .5rem .9rem; border-top: 1px solid var(--line); }
.row:first-child { border-top: 0; }
form.stack { display: grid; gap: .5rem; margin: .8rem 0; }
label { display: grid; gap: .15rem; font-size: .85rem; color: var(--soft); }
label.line { display: inline-flex; gap: .35rem; align-items: center; }
input:not([type=checkbox]), textarea, select { font: inherit; padding: .4rem .6rem; color: var(--fg); background: var(--bg);
  border: 1px solid var(--line); border-radius: 6px; width: 100%; }
textarea { min-height: 5rem; resize: vertical; } .buttons { display: flex; flex-wrap: wrap; gap: .4rem; }
.said { border: 1px solid var(--bad); border-radius: 8px; padding: .5rem .9rem; margin: 1rem 0; }
code, pre { font: .86em/1.45 ui-monospace, monospace; }
code { background: light-dark(#818b981f, #656c7633); padding: .1em .35em; border-radius: 5px; }
pre { background: var(--card); border: 1px solid var(--line); border-radius: 6px; padding: .7rem; overflow: auto; }
pre code { background: none; padding: 0; }
.text h1, .text h2, .text h3, .text h4 { font-size: 1.05rem; margin: .9rem 0 .4rem; border: 0; padding: 0; }
.text .table { overflow-x: auto; margin: .6rem 0; } table { border-collapse: collapse; }
th, td { border: 1px solid var(--line); padding: .3rem .7rem; text-align: left; vertical-align: top; }
th { background: var(--card); }
blockquote { margin: .6rem 0; padding: 0 .9rem; border-left: 4px solid var(--line); color: var(--soft); }
main { overflow-wrap: break-word; }
summary { cursor: pointer; } details { margin: .5rem 0; }
@media (max-width: 40rem) {
  .text thead { display: none; } .text table, .text tbody, .text tr, .text td { display: block; }
  .text tr { border: 1px solid var(--line); border-radius: 6px; margin: .5rem 0; padding: .3rem .6rem; }
  .text td { border: 0; padding: .1rem 0; } .text td:empty { display: none; }
  .text td:not([data-of=''])::before { content: attr(data-of) ': '; color: var(--soft); }
}
`;

/** Looks whether something changed, and shows it unless somebody is writing. */
export const LIVE = `
const seen = document.documentElement.dataset.version;
const writing = () => [...document.querySelectorAll('input:not([type=hidden]), textarea')].some(
  (field) => field === document.activeElement || field.value !== field.defaultValue);
setInterval(async () => {
  const version = await fetch('/ui/version').then((answer) => answer.text()).catch(() => seen);
  if (version !== seen && !writing()) location.reload();
}, 1000);
`;
