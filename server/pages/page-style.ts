/** The style sheet of the hosted pages; knows their class names only. Old phones read it: no nesting, no :has(). */
import { SHEETS } from './brand-colour.ts';

export const PAGE_STYLE = `
:root {
  --ground: #f4f4f1; --sheet: ${SHEETS.light}; --ink: #1b1b1f; --soft: #5c5c66; --line: #e4e4df; --strong: #85858c;
  --good: #17734a; --good-ground: #e8f4ed; --bad: #a3261f; --bad-ground: #fcecea;
  --lift: 0 1px 2px rgba(20, 20, 30, .05), 0 8px 24px rgba(20, 20, 30, .06);
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #121215; --sheet: ${SHEETS.dark}; --ink: #f1f1f3; --soft: #ababb5; --line: #303037; --strong: #7b7b86;
    --good: #7fdcb0; --good-ground: #17291f; --bad: #ffa79f; --bad-ground: #341a18;
    --lift: none;
  }
}
*, *::before, *::after { box-sizing: border-box; }
html { background: var(--ground); color: var(--ink); -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0; min-height: 100vh; display: flex; flex-direction: column; align-items: center;
  font: 16px/1.5 Inter, system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
  font-variant-numeric: tabular-nums; overflow-wrap: anywhere; -webkit-font-smoothing: antialiased;
}
h1, h2, p, ul, form { margin: 0; padding: 0; }
ul { list-style: none; }
img, svg { display: block; max-width: 100%; }
button, input { font: inherit; color: inherit; }
a { color: inherit; }

.brand { width: 100%; max-width: 480px; padding: 28px 20px 20px; text-align: center; }
.logo {
  width: 56px; height: 56px; margin: 0 auto 10px; border-radius: 50%; overflow: hidden;
  display: flex; align-items: center; justify-content: center; border: 1px solid var(--line);
  background: var(--sheet); color: var(--accent); font-size: 22px; font-weight: 600; line-height: 1;
}
.logo img { width: 100%; height: 100%; object-fit: cover; }
.brand h1 { font-size: 16px; line-height: 1.35; font-weight: 600; letter-spacing: -.005em; }

main { width: 100%; flex: 1 0 auto; }
.sheet, .told, .trouble { width: calc(100% - 32px); max-width: 448px; margin: 0 auto; }
.sheet {
  background: var(--sheet); border: 1px solid var(--line); border-radius: 20px; overflow: hidden; box-shadow: var(--lift);
}
.sheet + .sheet, .told + *, .trouble + *, .cards + .sheet { margin-top: 16px; }

.picture { display: block; width: 100%; background: var(--ground); color: var(--soft); font-size: 14px; object-fit: cover; }
.short { aspect-ratio: 3 / 1; }
.medium { aspect-ratio: 2 / 1; }
.tall { aspect-ratio: 4 / 3; }
.whole { height: auto; max-height: 80vh; object-fit: contain; }
.cards .picture { aspect-ratio: 4 / 3; }
.cards .short { aspect-ratio: 2 / 1; }

.words { padding: 20px 20px 4px; }
.words:last-child { padding-bottom: 20px; }
.words h2 { font-size: 20px; line-height: 1.3; font-weight: 600; letter-spacing: -.01em; text-wrap: balance; }
.words h2 + p { margin-top: 6px; color: var(--soft); }
.words p { white-space: pre-line; }
.words .said { font-size: 17px; }
.words a, .foot a { text-underline-offset: 3px; text-decoration-thickness: 1px; }

.lying { display: flex; align-items: stretch; min-height: 148px; }
.lying .picture { flex: none; width: 36%; aspect-ratio: auto; min-height: 100%; }
.lying .frame { flex: none; width: 36%; position: relative; background: var(--ground); }
.lying .frame .picture { position: absolute; top: 0; left: 0; width: 100%; height: 100%; }
.lying .words { flex: 1; min-width: 0; padding-bottom: 16px; }
.lying.right { flex-direction: row-reverse; }
.lying + .choices, .lying + .ways { border-top: 1px solid var(--line); }

.choices { display: grid; grid-template-columns: 100%; gap: 8px; padding: 16px 20px 20px; }
.choices:first-child { padding-top: 20px; }
.choices.many { grid-template-columns: 1fr 1fr; }
.many .choice:last-child:nth-child(odd) { grid-column: 1 / -1; }
.choice {
  position: relative; display: flex; align-items: center; justify-content: center; gap: 8px; width: 100%; min-width: 0; min-height: 48px;
  padding: 10px 14px; border: 1px solid transparent; border-radius: 12px; background: var(--tint); color: var(--accent);
  font-weight: 600; line-height: 1.3; text-align: center; cursor: pointer; -webkit-appearance: none; appearance: none;
  touch-action: manipulation;
}
.choice:hover { border-color: var(--accent); }
.choice:active { background: var(--accent); color: var(--sheet); }
.choice.main, .choice.chosen { background: var(--accent); color: var(--sheet); }
.choice .icon { width: 20px; height: 20px; }

.ways { padding: 8px 0; }
.choices + .ways { padding-top: 0; margin-top: -8px; }
.way { display: flex; align-items: center; gap: 14px; min-height: 56px; padding: 8px 20px; text-decoration: none; }
.ways li + li .way, .choices + .ways li:first-child .way { box-shadow: inset 0 1px 0 var(--line); }
.way:hover { background: var(--tint); }
.way .icon { color: var(--accent); }
.way > span { flex: 1; min-width: 0; }
.way b { display: block; font-weight: 600; line-height: 1.35; }
.way small { display: block; font-size: 14px; line-height: 1.4; color: var(--soft); }
.way:hover small { color: inherit; }
.way .go { width: 18px; height: 18px; color: var(--strong); }
.icon { flex: none; width: 22px; height: 22px; fill: none; stroke: currentColor; stroke-width: 1.75; stroke-linecap: round; stroke-linejoin: round; }
[dir="rtl"] .go { transform: scaleX(-1); }

.address { padding: 16px 20px 20px; }
.ways + .address { border-top: 1px solid var(--line); }
.address label { display: block; font-weight: 600; }
.address small { display: block; font-size: 14px; color: var(--soft); }
.address input[type="text"] {
  display: block; width: 100%; min-height: 48px; margin: 10px 0 8px; padding: 10px 14px; border: 1px solid var(--strong);
  border-radius: 12px; background: var(--sheet); -webkit-appearance: none; appearance: none;
}

.cards { position: relative; width: 100%; overflow-x: auto; scroll-snap-type: x mandatory; scroll-padding: 0 16px; -webkit-overflow-scrolling: touch; overscroll-behavior-x: contain; scrollbar-width: thin; scrollbar-color: var(--strong) transparent; }
.cards ul.row { display: flex; width: -webkit-max-content; width: max-content; margin: 0 auto; padding: 4px 16px 20px; }
.cards .row > li { display: flex; flex: none; width: 300px; max-width: 80vw; scroll-snap-align: start; }
.cards.small .row > li { width: 228px; }
.cards .row > li + li { margin-inline-start: 12px; }
.cards article.sheet { display: flex; flex-direction: column; width: 100%; max-width: none; margin: 0; }
.cards .words { flex: 1; padding: 16px 16px 4px; }
.cards .words:last-child { padding-bottom: 16px; }
.cards .words h2 { font-size: 17px; }
.cards .words p { font-size: 15px; }
.cards .choices { padding: 12px 16px 16px; }
.cards .way { padding: 8px 16px; }
.cards .address { padding: 12px 16px 16px; }
.cards + .sheet { margin-top: 0; }

.told { display: flex; gap: 14px; align-items: center; padding: 16px 20px; border-radius: 20px; background: var(--good-ground); }
.told .icon { width: 36px; height: 36px; padding: 7px; border-radius: 50%; background: var(--good); color: var(--good-ground); stroke-width: 2.5; }
.told b { display: block; line-height: 1.35; color: var(--good); }
b, strong { font-weight: 600; }
.trouble { padding: 14px 20px; border-radius: 16px; background: var(--bad-ground); color: var(--bad); font-weight: 500; }

.foot { width: 100%; max-width: 480px; padding: 24px 20px 32px; text-align: center; font-size: 14px; line-height: 1.6; color: var(--soft); }
.foot .ways-to a { display: inline-block; padding: 6px 4px; }

.ending { flex: 1 0 auto; display: flex; flex-direction: column; align-items: center; justify-content: center; max-width: 420px; padding: 48px 28px 96px; text-align: center; }
.ending .sign { width: 64px; height: 64px; padding: 18px; margin-bottom: 20px; border-radius: 50%; background: var(--sheet); border: 1px solid var(--line); color: var(--soft); }
.ending h1 { font-size: 24px; line-height: 1.25; font-weight: 600; letter-spacing: -.015em; text-wrap: balance; }
.ending p { margin-top: 10px; color: var(--soft); text-wrap: pretty; }

.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.way:focus-visible { outline-offset: -3px; border-radius: 20px; }
.cards:focus-visible { outline-offset: -3px; }
@media (min-width: 600px) {
  .brand { padding-top: 48px; }
  main > .sheet > .words { padding: 24px 24px 4px; }
  main > .sheet > .words:last-child { padding-bottom: 24px; }
  main > .sheet > .choices, main > .sheet > .address { padding-inline: 24px; padding-bottom: 24px; }
  main > .sheet > .choices:first-child { padding-top: 24px; }
  main > .sheet > .ways .way { padding-inline: 24px; }
}
@media (prefers-reduced-motion: no-preference) {
  .choice, .way { transition: background-color .12s, border-color .12s; }
}
@media (forced-colors: active) {
  .choice, .sheet, .told, .trouble { border: 1px solid ButtonText; }
  .choice.main, .choice.chosen { outline: 2px solid Highlight; }
}
@media print {
  :root { --ground: #fff; --sheet: #fff; --ink: #000; --soft: #333; --lift: none; --accent: #000; --tint: #fff; --line: #bbb; }
  .choices, .address, .told, .trouble, .go { display: none; }
  .words, .cards .words { padding-bottom: 16px; }
  .cards + .sheet { border: 0; }
  .sheet, .cards .row > li { break-inside: avoid; }
  .cards { overflow: visible; }
  .cards ul.row { width: auto; flex-wrap: wrap; justify-content: center; }
  .cards .row > li { margin: 0 6px 12px !important; }
}
`;
