/** The style sheet of the sandbox's pages; knows their class names only. */

export const SANDBOX_STYLE = `
:root {
  --ground: #f6f6f4; --sheet: #ffffff; --ink: #1b1b1f; --soft: #5f5f68; --line: #e2e2de; --strong: #85858c;
  --accent: #3b4fd8; --on-accent: #ffffff; --tint: #eef0fd;
  --warn: #7a4a00; --warn-ground: #fdf0d5; --good: #17734a; --bad: #b3261e;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #131316; --sheet: #1c1c20; --ink: #f1f1f3; --soft: #a6a6b0; --line: #2f2f36; --strong: #7b7b86;
    --accent: #aab4ff; --on-accent: #14163a; --tint: #24263c;
    --warn: #f5cf8b; --warn-ground: #3a2c10; --good: #6fd3a3; --bad: #ff9a92;
  }
}
* { box-sizing: border-box; }
html { background: var(--ground); color: var(--ink); -webkit-text-size-adjust: 100%; }
body {
  margin: 0; min-height: 100vh; min-height: 100dvh; display: flex; flex-direction: column; align-items: center;
  font: 16px/1.5 Inter, system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; font-variant-numeric: tabular-nums;
}
p, h1 { margin: 0; }
b { font-weight: 600; }
.sandbox {
  align-self: stretch; padding: 8px 16px; text-align: center; font-size: 13px; font-weight: 600;
  color: var(--warn); background: var(--warn-ground);
}
main {
  width: 100%; max-width: 440px; padding: 24px 20px 20px; background: var(--sheet);
  border-block-end: 1px solid var(--line);
}
@media (min-width: 480px) {
  main { margin-block-start: 40px; padding: 32px; border: 1px solid var(--line); border-radius: 16px; }
}
footer {
  width: 100%; max-width: 440px; padding: 12px 20px 24px; display: flex; justify-content: space-between;
  align-items: center; gap: 16px; font-size: 13px; color: var(--soft);
}
footer a { color: inherit; padding: 8px; margin: -8px; text-underline-offset: 3px; }
.bill { text-align: center; overflow-wrap: anywhere; }
.bill p.to { font-size: 14px; color: var(--soft); }
.to b { color: var(--ink); }
.amount { margin-block: 4px; font-size: 40px; line-height: 1.2; font-weight: 600; letter-spacing: -0.02em; }
.what { color: var(--soft); }
form, .heading { margin-block-start: 28px; }
.heading { font-size: 20px; line-height: 1.3; font-weight: 600; }
.lead { margin-block-start: 8px; color: var(--soft); }
fieldset { margin: 0; padding: 0; border: 0; min-width: 0; }
legend, .field span { padding: 0; margin-block-end: 8px; font-size: 14px; font-weight: 600; }
.card {
  position: relative; display: flex; align-items: center; gap: 12px; min-height: 68px; padding: 10px 14px;
  border: 1px solid var(--line); cursor: pointer;
}
.card + .card { margin-block-start: -1px; }
.card:first-of-type { border-radius: 12px 12px 0 0; }
.card:last-of-type { border-radius: 0 0 12px 12px; }
.card:hover { background: var(--ground); }
.card:has(:checked) { z-index: 1; border-color: var(--accent); background: var(--tint); }
.card input { width: 20px; height: 20px; margin: 0; flex: none; accent-color: var(--accent); }
.card-text { display: flex; flex-direction: column; min-width: 0; line-height: 1.35; }
.number { font-weight: 600; }
.card-does { font-size: 14px; color: var(--soft); }
.brand { position: relative; flex: none; width: 36px; height: 24px; border-radius: 5px; border: 1px solid var(--line); }
.brand-visa { background: linear-gradient(#2a3fa5 0 34%, #ffffff 34% 66%, #e2a33b 66%); }
.brand-mastercard { background: #ffffff; }
.brand-mastercard::before, .brand-mastercard::after {
  content: ""; position: absolute; inset-block-start: 4px; width: 14px; height: 14px; border-radius: 50%;
}
.brand-mastercard::before { inset-inline-start: 5px; background: #d6362b; }
.brand-mastercard::after { inset-inline-end: 5px; background: #eea03ccc; }
.primary, .quiet {
  display: block; width: 100%; min-height: 48px; padding: 12px 16px; border: 0; border-radius: 12px; cursor: pointer;
  font: inherit; font-weight: 600; text-align: center; text-decoration: none;
}
.primary { margin-block-start: 20px; color: var(--on-accent); background: var(--accent); }
.primary:hover { filter: brightness(1.08); }
.quiet { margin-block-start: 8px; color: var(--soft); background: none; font-weight: 500; }
.quiet:hover { color: var(--ink); background: var(--ground); }
.note {
  margin-block-start: 20px; padding: 14px 16px; border-radius: 12px; background: var(--tint);
}
.note-from { display: block; font-size: 13px; color: var(--soft); }
.code { letter-spacing: 0.06em; white-space: nowrap; }
.field { display: block; }
.field span { display: block; }
.field input {
  display: block; width: 100%; min-height: 48px; padding: 10px 14px; border: 1px solid var(--strong); border-radius: 12px;
  font: inherit; font-size: 20px; letter-spacing: 0.1em; color: inherit; background: var(--sheet);
}
.field input[aria-invalid] { border-color: var(--bad); }
.wrong { margin-block-start: 8px; font-size: 14px; color: var(--bad); }
.end { text-align: center; }
.end .heading { margin-block-start: 16px; font-size: 24px; }
.end .bill { margin-block-start: 24px; padding-block-start: 20px; border-block-start: 1px solid var(--line); }
.end .amount { font-size: 24px; }
.end .close { margin-block-start: 20px; }
.sign { width: 56px; height: 56px; fill: none; stroke: currentColor; stroke-width: 1.4; stroke-linecap: round; stroke-linejoin: round; }
.sign circle { fill: currentColor; fill-opacity: 0.1; stroke: none; }
.sign-good { color: var(--good); }
.sign-bad { color: var(--bad); }
.sign-still { color: var(--soft); }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
@media (forced-colors: active) { .card:has(:checked) { outline: 2px solid Highlight; } }
`;
