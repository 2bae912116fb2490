/** The sandbox's pages as HTML, in English and French; knows what a payment looks like, not how it is settled. */

export const LANGUAGES = ['en', 'fr'] as const;
export type Language = (typeof LANGUAGES)[number];

/** Made-up cards. Their numbers are the ones every sandbox prints, and only their last digits are shown. */
export const TEST_CARDS = [
  { id: 'visa-4242', brand: 'Visa', last4: '4242', outcome: 'succeeded' },
  { id: 'visa-3220', brand: 'Visa', last4: '3220', outcome: 'confirming' },
  {
    id: 'mastercard-0002',
    brand: 'Mastercard',
    last4: '0002',
    outcome: 'declined',
    reason: 'insufficient_funds',
  },
] as const;

export interface View {
  lang: Language;
  /** The path the app is mounted at. */
  base: string;
  merchant: string;
}

interface Shown {
  amount: number;
  currency: string;
  description: string;
  status: string;
  reason?: string;
  returnUrl?: string;
}

const TEXTS = {
  en: {
    sandbox: 'Sandbox: no real money',
    title: 'Payment',
    to: 'To',
    choose: 'Choose a test card',
    succeeded: 'Pays at once',
    confirming: 'Asks for a confirmation code first',
    declined: 'Is declined',
    ending: 'ending in',
    pay: 'Pay',
    cancel: 'Cancel this payment',
    valid: (minutes: number) =>
      minutes < 60 ? `Open for ${minutes} more min` : `Open for ${Math.floor(minutes / 60)} more h`,
    confirmTitle: 'Confirm with your bank',
    confirmText: 'To approve this payment, enter the code your bank has sent you.',
    bank: 'Message from your bank (a test)',
    bankText: 'Your code:',
    code: 'Code',
    wrong: (left: number) =>
      `That is not the code. ${left === 1 ? 'One try is left.' : `${left} tries are left.`}`,
    confirm: 'Confirm',
    paidTitle: 'Paid',
    paidText: 'Thank you. The receipt is in your conversation.',
    declinedTitle: 'Not paid',
    insufficient_funds: 'The card was declined: there are not enough funds.',
    confirmation_failed: 'The payment was not confirmed: the code was wrong three times.',
    cancelled_by_customer: 'You cancelled this payment.',
    other: 'The payment was declined.',
    nothing: 'Nothing was charged. You can try again from your conversation.',
    expiredTitle: 'This link has expired',
    expiredText: 'Nothing was charged. Ask for a new link in your conversation.',
    cancelledTitle: 'This payment was withdrawn',
    cancelledText: 'Nothing was charged, and nothing is left to do here.',
    missingTitle: 'There is no such payment',
    missingText: 'Check that the link is complete.',
    back: 'Back to the conversation',
    close: 'You can close this page.',
    other_language: 'Français',
  },
  fr: {
    sandbox: 'Bac à sable : aucun argent réel',
    title: 'Paiement',
    to: 'À',
    choose: 'Choisissez une carte de test',
    succeeded: 'Paie immédiatement',
    confirming: 'Demande d’abord un code de confirmation',
    declined: 'Est refusée',
    ending: 'se terminant par',
    pay: 'Payer',
    cancel: 'Annuler ce paiement',
    valid: (minutes: number) =>
      minutes < 60 ? `Ouvert encore ${minutes} min` : `Ouvert encore ${Math.floor(minutes / 60)} h`,
    confirmTitle: 'Confirmez auprès de votre banque',
    confirmText: 'Pour approuver ce paiement, saisissez le code envoyé par votre banque.',
    bank: 'Message de votre banque (un test)',
    bankText: 'Votre code :',
    code: 'Code',
    wrong: (left: number) =>
      `Ce n’est pas le bon code. ${left === 1 ? 'Il reste un essai.' : `Il reste ${left} essais.`}`,
    confirm: 'Confirmer',
    paidTitle: 'Payé',
    paidText: 'Merci. Le reçu se trouve dans votre conversation.',
    declinedTitle: 'Non payé',
    insufficient_funds: 'La carte a été refusée : provision insuffisante.',
    confirmation_failed: 'Le paiement n’a pas été confirmé : le code était faux trois fois.',
    cancelled_by_customer: 'Vous avez annulé ce paiement.',
    other: 'Le paiement a été refusé.',
    nothing: 'Rien n’a été débité. Vous pouvez réessayer depuis votre conversation.',
    expiredTitle: 'Ce lien a expiré',
    expiredText: 'Rien n’a été débité. Demandez un nouveau lien dans votre conversation.',
    cancelledTitle: 'Ce paiement a été retiré',
    cancelledText: 'Rien n’a été débité, et il n’y a plus rien à faire ici.',
    missingTitle: 'Ce paiement n’existe pas',
    missingText: 'Vérifiez que le lien est complet.',
    back: 'Retour à la conversation',
    close: 'Vous pouvez fermer cette page.',
    other_language: 'English',
  },
} as const;

/** "?lang=" wins over the browser's languages; English when neither says. */
export function pageLanguage(asked: unknown, acceptLanguage: string | undefined): Language {
  const known = LANGUAGES.find((language) => language === asked);
  if (known) return known;
  const wanted = (acceptLanguage ?? '')
    .slice(0, 500)
    .split(',')
    .map((item) => {
      const [tag = '', quality] = item.trim().toLowerCase().split(';q=');
      return { tag: tag.slice(0, 2), weight: quality === undefined ? 1 : Number(quality) || 0 };
    })
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight);
  for (const { tag } of wanted) {
    const match = LANGUAGES.find((language) => language === tag);
    if (match) return match;
  }
  return 'en';
}

interface Checkout {
  payment: Shown;
  token: string;
  minutesLeft: number;
  /** There once the bank asks for its code. */
  confirm?: { code: string; triesLeft: number };
}

/** The page of a payment that is open: the cards, or the bank's question. */
export function checkoutPage(view: View, { payment, token, minutesLeft, confirm }: Checkout): string {
  const t = TEXTS[view.lang];
  const tokenField = `<input type="hidden" name="token" value="${escapeHtml(token)}">`;
  const cancel = `<button class="quiet" name="action" value="cancel" formnovalidate>${t.cancel}</button>`;
  const body = confirm
    ? `<h1 class="heading">${t.confirmTitle}</h1>
      <p class="lead">${t.confirmText}</p>
      <div class="note"><span class="note-from">${t.bank}</span>${t.bankText} <b class="code">${spaced(confirm.code)}</b></div>
      <form method="post">
        ${tokenField}
        <label class="field"><span>${t.code}</span>
          <input name="code" inputmode="numeric" autocomplete="one-time-code" required maxlength="12" autofocus${
            confirm.triesLeft < 3 ? ' aria-invalid="true" aria-describedby="wrong"' : ''
          }></label>
        ${confirm.triesLeft < 3 ? `<p class="wrong" id="wrong" role="alert">${t.wrong(confirm.triesLeft)}</p>` : ''}
        <button class="primary" name="action" value="pay">${t.confirm}</button>
        ${cancel}
      </form>`
    : `<form method="post">
        ${tokenField}
        <fieldset>
          <legend>${t.choose}</legend>
          ${TEST_CARDS.map((card, index) => cardRow(view, card, index === 0)).join('\n          ')}
        </fieldset>
        <button class="primary" name="action" value="pay">${t.pay} ${money(payment, view.lang)}</button>
        ${cancel}
      </form>`;
  return frame(
    view,
    t.title,
    `${bill(view, payment, !confirm)}
      ${body}`,
    t.valid(minutesLeft),
  );
}

/** The page of a payment that is over, however it ended. */
export function outcomePage(view: View, payment: Shown): string {
  const t = TEXTS[view.lang];
  if (payment.status === 'succeeded') return end(view, 'good', t.paidTitle, t.paidText, payment);
  if (payment.status === 'expired') return end(view, 'still', t.expiredTitle, t.expiredText, payment);
  if (payment.status === 'cancelled') return end(view, 'still', t.cancelledTitle, t.cancelledText, payment);
  const { reason } = payment;
  const why =
    reason === 'insufficient_funds' || reason === 'confirmation_failed' || reason === 'cancelled_by_customer'
      ? t[reason]
      : t.other;
  return end(view, 'bad', t.declinedTitle, `${why} ${t.nothing}`, payment);
}

export function missingPage(view: View): string {
  const t = TEXTS[view.lang];
  return end(view, 'still', t.missingTitle, t.missingText);
}

// === parts =======================================================================================================

function cardRow({ lang }: View, card: (typeof TEST_CARDS)[number], checked: boolean): string {
  const t = TEXTS[lang];
  return `<label class="card">
            <input type="radio" name="card" value="${card.id}"${checked ? ' checked' : ''}>
            <span class="brand brand-${card.brand.toLowerCase()}" aria-hidden="true"></span>
            <span class="card-text"><span class="number">${card.brand} <span aria-hidden="true">••••</span><span class="unseen">${t.ending}</span> ${card.last4}</span>
            <span class="card-does">${t[card.outcome]}</span></span>
          </label>`;
}

function bill({ lang, merchant }: View, payment: Shown, main: boolean): string {
  const tag = main ? 'h1' : 'p';
  return `<div class="bill">
        <p class="to">${TEXTS[lang].to} <b dir="auto">${escapeHtml(merchant)}</b></p>
        <${tag} class="amount">${money(payment, lang)}</${tag}>
        <p class="what" dir="auto">${escapeHtml(payment.description)}</p>
      </div>`;
}

const SIGNS = {
  good: '<path d="M7.5 12.5l3 3 6-6.5"/>',
  bad: '<path d="M8.5 8.5l7 7m0-7l-7 7"/>',
  still: '<path d="M12 7.5v5l3 2"/>',
};

function end(view: View, tone: keyof typeof SIGNS, title: string, text: string, payment?: Shown): string {
  const t = TEXTS[view.lang];
  const back = payment?.returnUrl
    ? `<a class="primary" href="${escapeHtml(payment.returnUrl)}" rel="noopener noreferrer">${t.back}</a>`
    : `<p class="lead close">${t.close}</p>`;
  return frame(
    view,
    title,
    `<div class="end">
        <svg class="sign sign-${tone}" viewBox="0 0 24 24" aria-hidden="true"><circle cx="12" cy="12" r="10"/>${SIGNS[tone]}</svg>
        <h1 class="heading">${title}</h1>
        <p class="lead">${text}</p>
        ${payment ? bill(view, payment, false) : ''}
        ${back}
      </div>`,
  );
}

function frame({ lang, base }: View, title: string, body: string, note = ''): string {
  const t = TEXTS[lang];
  const other = lang === 'en' ? 'fr' : 'en';
  return `<!doctype html>
<html lang="${lang}">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <meta name="robots" content="noindex">
    <title>${title} · ${t.sandbox}</title>
    <link rel="stylesheet" href="${escapeHtml(base)}/style.css">
  </head>
  <body>
    <header class="sandbox">${t.sandbox}</header>
    <main>
      ${body}
    </main>
    <footer><span>${note}</span><a href="?lang=${other}" hreflang="${other}" lang="${other}">${t.other_language}</a></footer>
  </body>
</html>
`;
}

/** "€45.00", "45,00 €"; the currency says how many of the digits are decimals. */
function money({ amount, currency }: { amount: number; currency: string }, lang: Language): string {
  const format = new Intl.NumberFormat(lang === 'en' ? 'en-IE' : 'fr-FR', { style: 'currency', currency });
  return format.format(amount / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}

function spaced(code: string): string {
  return `${code.slice(0, 3)} ${code.slice(3)}`;
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
}
