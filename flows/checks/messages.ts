/** Messages against RBM's limits and rules, before anybody is sent one. Knows texts as written, not as filled in. */
import { toMs } from '../duration.ts';
import { LIMITS } from '../limits.ts';
import type { DraftCard, DraftMessage, DraftSuggestion, LocalText } from '../message.ts';
import type { Node } from '../nodes/registry.ts';
import { unfinishedAddress } from './address.ts';
import { error, inLanguage, type Study, warning, wordings } from './finding.ts';
import { messagesOf } from './texts.ts';

/** Every message of the flow. */
export function checkMessages(study: Study): void {
  // The flow itself is not always among those it is checked against.
  const postbacks = new Set(
    [study.flow, ...study.flows].flatMap((flow) =>
      flow.triggers.flatMap((item) => (item.kind === 'postback' ? item.data : [])),
    ),
  );
  for (const { id, node } of study.nodes) {
    const choices = new Set(
      node.kind === 'choose'
        ? node.choices.map((item) => item.id)
        : node.kind === 'ask'
          ? node.skip.map((item) => item.id)
          : [],
    );
    const look = lookAt(study, (at) => ({ node: id, at }), choices, postbacks);
    for (const { at, utterance } of messagesOf(node)) {
      look.message(utterance.message, `${at}.message`);
      look.count(utterance.message, `${at}.message`, choicesShown(node));
    }
    checkOwnLabels(node, look);
    if ('delivery' in node) checkTtl(study, id, node.delivery?.ttl);
  }
  const { afterEnd } = study.flow.settings;
  if (afterEnd.policy === 'say') {
    const at = 'settings.afterEnd.message';
    lookAt(study, (path) => path, new Set(), postbacks).message(afterEnd.message, at);
  }
}

type Look = ReturnType<typeof lookAt>;

function lookAt(
  { report }: Study,
  place: (at: string) => string | { node: string; at: string },
  choices: ReadonlySet<string>,
  postbacks: ReadonlySet<string>,
) {
  /** The part of a text that is there whatever its variables hold must fit by itself. */
  function limit(
    what: readonly [en: string, fr: string],
    at: string,
    text: LocalText | undefined,
    most: number,
  ) {
    if (text === undefined) return;
    for (const [locale, wording] of wordings(text)) {
      const { length } = withoutTemplates(wording);
      if (length <= most) continue;
      const where = locale ? ` (${locale})` : '';
      const found = error(
        'too-long',
        place(at),
        {
          en: `The ${what[0]} has ${length} characters${where}; RCS allows ${most}.`,
          fr: `${what[1]} a ${length} caractères${where} ; le RCS en permet ${most}.`,
        },
        { en: 'Make it shorter.', fr: 'Raccourcissez.' },
      );
      report(inLanguage(found, locale));
    }
  }

  function filled(what: readonly [en: string, fr: string], at: string, text: LocalText) {
    if (wordings(text).some(([, wording]) => wording.trim() !== '')) return;
    report(
      error(
        'empty-text',
        place(at),
        { en: `The ${what[0]} is empty.`, fr: `${what[1]} est vide.` },
        { en: 'Write something, or remove it.', fr: 'Écrivez quelque chose, ou supprimez-le.' },
      ),
    );
  }

  function url(at: string, text: LocalText, relative: boolean) {
    limit(['address', 'L’adresse'], at, text, LIMITS.url);
    for (const [locale, wording] of wordings(text)) {
      const address = wording.trim();
      const unfinished = unfinishedAddress(address, place(at));
      if (unfinished) {
        report(inLanguage(unfinished, locale));
        continue;
      }
      if (address.startsWith('{{') || /^https:\/\/./i.test(address)) continue;
      if (relative && /^\/(?![/\\])/.test(address)) continue;
      report(
        warning(
          'url-not-https',
          place(at),
          {
            en: `“${address.slice(0, 80)}” does not begin with https://.`,
            fr: `« ${address.slice(0, 80)} » ne commence pas par https://.`,
          },
          {
            en: 'Give a full address that begins with https://; phones refuse others.',
            fr: 'Indiquez une adresse complète en https:// ; les téléphones refusent les autres.',
          },
        ),
      );
    }
  }

  function label(at: string, text: LocalText) {
    filled(['label', 'Le libellé'], at, text);
    limit(['label', 'Le libellé'], at, text, LIMITS.suggestionLabel);
  }

  function suggestion(item: DraftSuggestion, at: string) {
    if (item.label !== undefined) label(`${at}.label`, item.label);
    if (item.data !== undefined)
      limit(['postback', 'Le postback'], `${at}.data`, item.data, LIMITS.postbackData);
    if (item.kind === 'reply') {
      reply(item, at);
      return;
    }
    if (item.fallbackUrl !== undefined) url(`${at}.fallbackUrl`, item.fallbackUrl, true);
    if (item.kind === 'open-url') url(`${at}.url`, item.url, true);
    if (item.kind === 'calendar') {
      limit(['title', 'Le titre'], `${at}.title`, item.title, LIMITS.calendarTitle);
      limit(
        ['description', 'La description'],
        `${at}.description`,
        item.description,
        LIMITS.calendarDescription,
      );
    }
    if (item.kind === 'view-location') {
      const spot = item.latitude !== undefined && item.longitude !== undefined;
      if (spot || item.query !== undefined) return;
      report(
        error(
          'place-missing',
          place(at),
          { en: 'The map button names no place.', fr: 'Le bouton de carte n’indique aucun lieu.' },
          { en: 'Give latitude and longitude.', fr: 'Indiquez la latitude et la longitude.' },
        ),
      );
    }
  }

  function reply(item: Extract<DraftSuggestion, { kind: 'reply' }>, at: string) {
    if (item.choice !== undefined) {
      if (choices.has(item.choice)) return;
      report(
        error(
          'reply-without-choice',
          place(`${at}.choice`),
          {
            en: `The button names the choice “${item.choice}”, which this step does not have.`,
            fr: `Le bouton nomme le choix « ${item.choice} », que cette étape n’a pas.`,
          },
          {
            en: 'Name one of the step’s choices, or add this one.',
            fr: 'Nommez un des choix de l’étape, ou ajoutez-le.',
          },
        ),
      );
      return;
    }
    if (item.label === undefined) {
      report(
        error(
          'empty-text',
          place(at),
          { en: 'The button has neither a choice nor a label.', fr: 'Le bouton n’a ni choix ni libellé.' },
          { en: 'Choose what it answers.', fr: 'Choisissez ce à quoi il répond.' },
        ),
      );
      return;
    }
    const { data } = item;
    if (data === undefined || postbacks.has(data) || data.includes('{{')) return;
    report(
      warning(
        'postback-unheard',
        place(`${at}.data`),
        {
          en: 'No flow begins with this button’s postback.',
          fr: 'Aucun parcours ne commence par le postback de ce bouton.',
        },
        {
          en: 'Give a flow a trigger for it, or name a choice of this step.',
          fr: 'Ajoutez un déclencheur à un parcours, ou nommez un choix de cette étape.',
        },
      ),
    );
  }

  function card(written: DraftCard, at: string) {
    limit(['title', 'Le titre'], `${at}.title`, written.title, LIMITS.cardTitle);
    limit(
      ['description', 'La description'],
      `${at}.description`,
      written.description,
      LIMITS.cardDescription,
    );
    if (written.media) {
      url(`${at}.media.url`, written.media.url, true);
      if (written.media.thumbnail !== undefined) url(`${at}.media.thumbnail`, written.media.thumbnail, true);
    }
    written.suggestions.forEach((item, n) => {
      suggestion(item, `${at}.suggestions.${n}`);
    });
    if (written.title === undefined && written.description === undefined && !written.media) {
      report(
        error(
          'card-empty',
          place(at),
          { en: 'The card shows nothing.', fr: 'La carte ne montre rien.' },
          {
            en: 'Give it a title, a description or a picture.',
            fr: 'Donnez-lui un titre, une description ou une image.',
          },
        ),
      );
    }
  }

  function message(written: DraftMessage, at: string) {
    switch (written.kind) {
      case 'text':
        filled(['message', 'Le message'], `${at}.text`, written.text);
        limit(['message', 'Le message'], `${at}.text`, written.text, LIMITS.text);
        break;
      case 'media':
        url(`${at}.url`, written.url, true);
        if (written.thumbnail !== undefined) url(`${at}.thumbnail`, written.thumbnail, true);
        break;
      case 'card': {
        card(written.card, `${at}.card`);
        const { title, description, media, suggestions } = written.card;
        const bare = media && title === undefined && description === undefined && suggestions.length === 0;
        if (written.orientation !== 'horizontal' || !bare) break;
        report(
          error(
            'card-horizontal-bare',
            place(`${at}.card`),
            {
              en: 'A horizontal card with nothing but a picture is refused by RCS.',
              fr: 'Le RCS refuse une carte horizontale qui n’a qu’une image.',
            },
            {
              en: 'Add a title, a description or a button, or make the card vertical.',
              fr: 'Ajoutez un titre, une description ou un bouton, ou rendez la carte verticale.',
            },
          ),
        );
        break;
      }
      case 'carousel':
        written.cards.forEach((one, n) => {
          card(one, `${at}.cards.${n}`);
          if (written.width !== 'small' || one.media?.height !== 'tall') return;
          report(
            error(
              'carousel-tall',
              place(`${at}.cards.${n}.media.height`),
              {
                en: 'Tall pictures are not allowed in a small carousel.',
                fr: 'Les images hautes sont interdites dans un petit carrousel.',
              },
              {
                en: 'Make the picture medium, or the carousel medium.',
                fr: 'Passez l’image ou le carrousel en taille moyenne.',
              },
            ),
          );
        });
    }
    written.suggestions.forEach((item, n) => {
      suggestion(item, `${at}.suggestions.${n}`);
    });
  }

  /** `choices` are the chips the step adds that no card shows already. */
  function count(written: DraftMessage, at: string, shown: (placed: ReadonlySet<string>) => number) {
    const cards = written.kind === 'card' ? [written.card] : written.kind === 'carousel' ? written.cards : [];
    const all = [...cards.flatMap((one) => one.suggestions), ...written.suggestions];
    const placed = new Set(
      all.flatMap((item) => (item.kind === 'reply' && item.choice ? [item.choice] : [])),
    );
    const chips = written.suggestions.length + shown(placed);
    if (chips <= LIMITS.suggestionsPerMessage) return;
    report(
      error(
        'too-many-chips',
        place(at),
        {
          en: `There can be ${chips} chips under this message; RCS shows ${LIMITS.suggestionsPerMessage}.`,
          fr: `Il peut y avoir ${chips} boutons sous ce message ; le RCS en montre ${LIMITS.suggestionsPerMessage}.`,
        },
        {
          en: 'Offer fewer, place some on cards, or lower the list’s maximum.',
          fr: 'Proposez-en moins, placez-en sur des cartes, ou baissez le maximum de la liste.',
        },
      ),
    );
  }

  return { message, count, label };
}

function choicesShown(node: Node): (placed: ReadonlySet<string>) => number {
  return (placed) => {
    if (node.kind === 'ask') return node.skip.filter((item) => !placed.has(item.id)).length;
    if (node.kind !== 'choose') return 0;
    return node.choices.filter((item) => !placed.has(item.id)).length + (node.options?.max ?? 0);
  };
}

function checkOwnLabels(node: Node, look: Look): void {
  if (node.kind === 'choose') {
    node.choices.forEach((item, n) => {
      look.label(`choices.${n}.label`, item.label);
    });
    if (node.options) look.label('options.label', node.options.label);
  }
  if (node.kind === 'ask') {
    node.skip.forEach((item, n) => {
      look.label(`skip.${n}.label`, item.label);
    });
  }
}

function checkTtl({ report }: Study, node: string, ttl: string | undefined): void {
  if (ttl === undefined) return;
  const seconds = toMs(ttl) / 1000;
  const place = { node, at: 'delivery.ttl' };
  if (seconds > LIMITS.ttlMaxSeconds || seconds <= 0) {
    report(
      error(
        'ttl-out-of-range',
        place,
        { en: `A message cannot live for ${ttl}.`, fr: `Un message ne peut pas vivre ${ttl}.` },
        { en: 'Give at most 15 days.', fr: 'Indiquez 15 jours au plus.' },
      ),
    );
  } else if (seconds < LIMITS.ttlAdvisedSeconds) {
    report(
      warning(
        'ttl-short',
        place,
        {
          en: `After ${ttl} a phone may get the message and we may be told it was withdrawn.`,
          fr: `Au bout de ${ttl}, un téléphone peut recevoir le message alors qu’il nous est dit retiré.`,
        },
        { en: 'Give at least 10 seconds.', fr: 'Indiquez au moins 10 secondes.' },
      ),
    );
  }
}

function withoutTemplates(wording: string): string {
  return wording.replace(/\{\{.*?\}\}/g, '');
}
