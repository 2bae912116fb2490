import { afterAll, describe, expect, test } from 'vitest';
import type { Play } from './play.ts';
import { scenesOf } from './scenes.ts';

const scenes = scenesOf('claims');
const playing = scenes.play;

const NUDGE =
  'Shall we go on with your claim? / What you told me is kept. Tap Continue whenever it suits you. [Continue] || [Not now] [Talk to a person]';

const numberIn = (customer: Play) => /C-26-\w+/.exec(customer.transcript.join('\n'))?.[0] ?? '';

/** As far as the question for photos. */
async function toPhotos(customer: Play): Promise<string[]> {
  await customer.type('claim');
  await customer.tap('Begin');
  await customer.type('AB-123456');
  await customer.tap('Theft');
  await customer.tap('Yesterday');
  return customer.type('My bicycle was stolen.');
}

/** As far as the summary, without photos and place. */
async function toSummary(customer: Play): Promise<string[]> {
  await toPhotos(customer);
  await customer.tap('No photos');
  return customer.tap('Skip');
}

const SUMMARY =
  'Is this right? / Policy: AB-123456 / About: Theft / When: Sunday 22 November / What happened: My bicycle was stolen. / Photos: 0 / Where: – [Send my claim] [Correct something] || [Talk to a person] [Not now]';

/** With a claim that has been sent. */
async function opened(customer: Play): Promise<string> {
  await toSummary(customer);
  await customer.tap('Send my claim');
  expect(customer.node).toBe('opened');
  return numberIn(customer);
}

describe('reporting a claim', () => {
  test('goes from the policy number to the news of it, in English', () =>
    playing({}, async (customer) => {
      await customer.type('new claim');
      await customer.tap('Begin');
      await customer.type('ab 123456');
      await customer.tap('Car accident');
      await customer.type('12/11');
      await customer.type('I hit a post while parking.');
      await customer.send();
      await customer.send();
      await customer.tap('Done');
      await customer.share(45.7629, 4.8337);
      await customer.tap('Send my claim');
      await customer.tap('Thanks');
      await customer.decide(numberIn(customer), 'in-review', 'An expert will call you on Monday.');
      expect(customer.transcript).toMatchInlineSnapshot(`
        [
          "> new claim",
          "Tell us what happened / Six short questions, about three minutes. If someone is hurt or in danger, call 112 first. (claim.jpg) [Begin] {Call 112} || [Talk to a person] [Not now]",
          "> Begin",
          "What's your policy number? It looks like AB-123456. || [Where do I find it?] [I don't have it] [Talk to a person]",
          "> ab 123456",
          "What is it about? || [Car accident] [Water damage] [Theft] [Something else] [Talk to a person]",
          "> Car accident",
          "When did it happen? You can also type a date, such as 12/11. || [Today] [Yesterday] [Talk to a person]",
          "> 12/11",
          "What happened? A sentence or two is enough. || [Talk to a person]",
          "> I hit a post while parking.",
          "Photos help us settle faster. Send one, up to five. || [No photos] [Talk to a person]",
          "> (file)",
          "Photo 1 of 5 received. Send another, or tap Done. || [Done] [Talk to a person]",
          "> (file)",
          "Photo 2 of 5 received. Send another, or tap Done. || [Done] [Talk to a person]",
          "> Done",
          "Where did it happen? || [Type the address] [Skip] [Talk to a person] {Share the place}",
          "> (place)",
          "Is this right? / Policy: AB-123456 / About: Car accident / When: Thursday 12 November / What happened: I hit a post while parking. / Photos: 2 / Where: 45.7629, 4.8337 [Send my claim] [Correct something] || [Talk to a person] [Not now]",
          "> Send my claim",
          "Your claim number: C-26-RWLLT / We have everything we need for now. A claims adviser will read it and I'll bring you the news here. [Follow my claim] [Add something] || [Thanks] [Talk to a person]",
          "> Thanks",
          "You're welcome. I'll write as soon as there is news of claim C-26-RWLLT.",
          "News of claim C-26-RWLLT / In review: An expert will call you on Monday. [Follow my claim] [Add something] || [Thanks] [Talk to a person]",
        ]
      `);
      expect(await customer.claim(numberIn(customer))).toMatchObject({
        type: 'car',
        fields: { policy: 'AB-123456', date: '2026-11-12', what: 'I hit a post while parking.' },
        summary: 'Car accident, 2026-11-12. Policy AB-123456. I hit a post while parking.',
        entries: [
          { kind: 'opened' },
          { kind: 'photo' },
          { kind: 'photo' },
          { kind: 'location', location: { latitude: 45.7629, longitude: 4.8337 } },
          { kind: 'status' },
        ],
      });
    }));

  test('goes the same way in French', () =>
    playing({ locale: 'fr' }, async (customer) => {
      await customer.type('Déclarer un sinistre');
      await customer.tap('Commencer');
      await customer.tap('Je ne l’ai pas');
      await customer.type('dégât des eaux');
      await customer.type('hier');
      await customer.type('Une fuite sous l’évier.');
      await customer.send();
      await customer.tap('Terminé');
      await customer.tap('Écrire l’adresse');
      await customer.type('12 rue Mercière, Lyon');
      await customer.tap('Envoyer');
      await customer.type('merci');
      await customer.decide(numberIn(customer), 'approved');
      expect(customer.transcript).toMatchInlineSnapshot(`
        [
          "> Déclarer un sinistre",
          "Racontez-nous ce qui s’est passé / Six questions courtes, trois minutes environ. Si quelqu’un est blessé ou en danger, appelez d’abord le 112. (claim.jpg) [Commencer] {Appeler le 112} || [Parler à quelqu’un] [Pas maintenant]",
          "> Commencer",
          "Quel est votre numéro de contrat ? Il ressemble à AB-123456. || [Où le trouver ?] [Je ne l’ai pas] [Parler à quelqu’un]",
          "> Je ne l’ai pas",
          "De quoi s’agit-il ? || [Accident de voiture] [Dégât des eaux] [Vol] [Autre chose] [Parler à quelqu’un]",
          "> dégât des eaux",
          "Quand est-ce arrivé ? Vous pouvez aussi écrire une date, comme 12/11. || [Aujourd’hui] [Hier] [Parler à quelqu’un]",
          "> hier",
          "Que s’est-il passé ? Une phrase ou deux suffisent. || [Parler à quelqu’un]",
          "> Une fuite sous l’évier.",
          "Des photos nous aident à régler plus vite. Envoyez-en une, jusqu’à cinq. || [Pas de photos] [Parler à quelqu’un]",
          "> (file)",
          "Photo 1 sur 5 bien reçue. Envoyez-en une autre, ou touchez Terminé. || [Terminé] [Parler à quelqu’un]",
          "> Terminé",
          "Où est-ce arrivé ? || [Écrire l’adresse] [Passer] [Parler à quelqu’un] {Partager le lieu}",
          "> Écrire l’adresse",
          "Écrivez l’adresse, ou la ville la plus proche. || [Passer] [Parler à quelqu’un]",
          "> 12 rue Mercière, Lyon",
          "Tout est juste ? / Contrat : – / Nature : Dégât des eaux / Date : dimanche 22 novembre / Faits : Une fuite sous l’évier. / Photos : 1 / Lieu : 12 rue Mercière, Lyon [Envoyer] [Corriger] || [Parler à quelqu’un] [Pas maintenant]",
          "> Envoyer",
          "Votre numéro de dossier : C-26-RWLLT / Nous avons ce qu’il nous faut pour l’instant. Un gestionnaire va le lire et je vous donnerai des nouvelles ici. [Suivre mon dossier] [Ajouter un élément] || [Merci] [Parler à quelqu’un]",
          "> merci",
          "Je vous en prie. Je vous écrirai dès qu’il y a du nouveau sur le dossier C-26-RWLLT.",
          "Du nouveau sur le dossier C-26-RWLLT / Accepté [Suivre mon dossier] [Ajouter un élément] || [Merci] [Parler à quelqu’un]",
        ]
      `);
    }));

  test('says first what to do in an emergency', () =>
    playing({}, async (customer) => {
      expect(await customer.type('claim')).toEqual([
        'Tell us what happened / Six short questions, about three minutes. If someone is hurt or in danger, call 112 first. (claim.jpg) [Begin] {Call 112} || [Talk to a person] [Not now]',
      ]);
      expect(await customer.tap('Not now')).toEqual([
        "No problem. I'm here when you need me. || [Report a claim] [Main menu]",
      ]);
      expect(customer.outcome).toBe('abandoned');
    }));
});

describe('the policy number', () => {
  test('is explained to whoever asks, and can be left out', () =>
    playing({}, async (customer) => {
      await customer.type('claim');
      expect(await customer.tap('Begin')).toEqual([
        "What's your policy number? It looks like AB-123456. || [Where do I find it?] [I don't have it] [Talk to a person]",
      ]);
      expect(await customer.tap('Where do I find it?')).toEqual([
        "It's at the top right of your insurance card and of every letter from us. Type it here, or go on without it: we can find you by your phone number. || [Go on without it] [Talk to a person]",
      ]);
      expect(await customer.tap('Go on without it')).toEqual([expect.stringContaining('What is it about?')]);
    }));

  test('that is none is asked for again, then explained', () =>
    playing({}, async (customer) => {
      await customer.type('claim');
      await customer.tap('Begin');
      const again = expect.stringContaining("That doesn't look like a policy number");
      expect(await customer.type('12345')).toEqual([again]);
      expect(await customer.type('A1-234567')).toEqual([again]);
      expect(await customer.type('what?')).toEqual([expect.stringContaining("It's at the top right")]);
      expect(await customer.type('ab 12 34 56')).toEqual([expect.stringContaining('What is it about?')]);
    }));
});

describe('the other answers', () => {
  test('a date to come is refused, today is a tap away', () =>
    playing({}, async (customer) => {
      await customer.type('claim');
      await customer.tap('Begin');
      await customer.type('AB-123456');
      await customer.tap('Water damage');
      expect(await customer.type('tomorrow')).toEqual([expect.stringContaining('That is too late.')]);
      expect(await customer.tap('Today')).toEqual([expect.stringContaining('What happened?')]);
    }));

  test('the fifth photo is the last', () =>
    playing({}, async (customer) => {
      expect(await toPhotos(customer)).toEqual([
        'Photos help us settle faster. Send one, up to five. || [No photos] [Talk to a person]',
      ]);
      for (let n = 1; n <= 4; n += 1) {
        expect(await customer.send()).toEqual([
          `Photo ${n} of 5 received. Send another, or tap Done. || [Done] [Talk to a person]`,
        ]);
      }
      expect(await customer.send()).toEqual([
        'That makes five, thank you.',
        'Where did it happen? || [Type the address] [Skip] [Talk to a person] {Share the place}',
      ]);
    }));

  test('words where a photo is asked for are met with how to send one', () =>
    playing({}, async (customer) => {
      await toPhotos(customer);
      expect(await customer.type('how do I do that')).toEqual([
        'Please send a photo with the + beside the message field, or tap "No photos". || [No photos] [Talk to a person]',
      ]);
    }));

  test('a place typed twice where one is to be shared leads to typing the address', () =>
    playing({}, async (customer) => {
      await toPhotos(customer);
      await customer.tap('No photos');
      await customer.type('in the street');
      await customer.type('Rue Mercière');
      expect(await customer.type('Rue Mercière')).toEqual([
        'Please type the address, or the nearest town. || [Skip] [Talk to a person]',
      ]);
      expect(await customer.type('Rue Mercière')).toEqual([expect.stringContaining('Where: Rue Mercière')]);
    }));
});

describe('the summary', () => {
  test('shows every answer', () =>
    playing({}, async (customer) => {
      expect(await toSummary(customer)).toEqual([SUMMARY]);
    }));

  test.each([
    [
      'Policy number',
      (customer: Play) => customer.type('CD-654321'),
      SUMMARY.replace('AB-123456', 'CD-654321'),
    ],
    [
      'Kind of claim',
      (customer: Play) => customer.tap('Water damage'),
      SUMMARY.replace('Theft', 'Water damage'),
    ],
    ['Date', (customer: Play) => customer.tap('Today'), SUMMARY.replace('Sunday 22', 'Monday 23')],
    [
      'What happened',
      (customer: Play) => customer.type('It was two.'),
      SUMMARY.replace('My bicycle was stolen.', 'It was two.'),
    ],
    ['Place', (customer: Play) => customer.share(1.5, 2.5), SUMMARY.replace('Where: –', 'Where: 1.5, 2.5')],
  ])('lets %s be corrected, and keeps the rest', (label, correct, summary) =>
    playing({}, async (customer) => {
      await toSummary(customer);
      expect(await customer.tap('Correct something')).toEqual([
        'Which part shall we correct? || [Policy number] [Kind of claim] [Date] [What happened] [Photos] [Place]',
      ]);
      await customer.tap(label);
      expect(await correct(customer)).toEqual([summary]);
    }),
  );

  test('counts photos anew when they are corrected', () =>
    playing({}, async (customer) => {
      await toPhotos(customer);
      await customer.send();
      await customer.send();
      await customer.tap('Done');
      await customer.tap('Skip');
      await customer.tap('Correct something');
      await customer.tap('Photos');
      expect(await customer.send()).toEqual([expect.stringContaining('Photo 1 of 5')]);
      expect(await customer.tap('Done')).toEqual([SUMMARY.replace('Photos: 0', 'Photos: 1')]);
    }));

  test('sends an address in words without the place on the map it replaced', () =>
    playing({}, async (customer) => {
      await toPhotos(customer);
      await customer.tap('No photos');
      await customer.share(45.76, 4.83);
      await customer.tap('Correct something');
      await customer.tap('Place');
      await customer.tap('Type the address');
      await customer.type('Villeurbanne');
      await customer.tap('Send my claim');
      const claim = await customer.claim(numberIn(customer));
      expect(claim?.fields).toMatchObject({ address: 'Villeurbanne' });
      expect(claim?.entries.map(({ kind }) => kind)).toEqual(['opened']);
    }));
});

describe('when nobody answers', () => {
  test('one nudge follows, then a polite close; Continue stays valid and nothing is lost', () =>
    playing({}, async (customer) => {
      await toPhotos(customer);
      expect(await customer.pass('30m')).toEqual([NUDGE]);
      expect(await customer.pass('1d')).toEqual([
        'No problem. "Continue" above stays valid, whenever you like.',
      ]);
      expect([customer.status, customer.outcome]).toEqual(['done', 'paused']);
      await customer.pass('2d');
      expect(await customer.tap('Continue')).toEqual([
        expect.stringContaining('Photos help us settle faster.'),
      ]);
      await customer.tap('No photos');
      expect(await customer.tap('Skip')).toEqual([expect.stringContaining('My bicycle was stolen.')]);
    }));

  test('nobody is reminded at night or on a Sunday', () =>
    // Begun on a Saturday at 19:50 in Paris; ten minutes count then, the other twenty on Monday from 8 on.
    playing({ at: Date.UTC(2026, 10, 28, 18, 50) }, async (customer) => {
      await toPhotos(customer);
      expect(await customer.pass('36h')).toEqual([]);
      expect(await customer.pass('25m')).toEqual([]);
      expect(await customer.pass('10m')).toEqual([NUDGE]);
    }));

  test('"Not now" at the summary keeps the answers too', () =>
    playing({}, async (customer) => {
      await toSummary(customer);
      expect(await customer.tap('Not now')).toEqual([NUDGE]);
      expect(await customer.tap('Continue')).toEqual([SUMMARY]);
    }));
});

describe('a claim that was sent', () => {
  test('has a number, and whatever is written then is answered with where it stands', () =>
    playing({}, async (customer) => {
      const number = await opened(customer);
      expect(customer.transcript.at(-1)).toBe(
        `Your claim number: ${number} / We have everything we need for now. A claims adviser will read it and I'll bring you the news here. [Follow my claim] [Add something] || [Thanks] [Talk to a person]`,
      );
      expect(await customer.type('and now?')).toEqual([
        `Claim ${number}: Open / Last update, Monday 23 November: Opened [Add something] [New claim] || [Thanks] [Talk to a person]`,
      ]);
    }));

  test('can be followed by its button days later', () =>
    playing({}, async (customer) => {
      const number = await opened(customer);
      await customer.pass('3d');
      expect(await customer.tap('Follow my claim')).toEqual([
        expect.stringContaining(`Claim ${number}: Open`),
      ]);
    }));

  test.each(['claim status', 'Suivi', 'my claim'])(
    'can be followed by writing "%s", in a new conversation too',
    (said) =>
      playing({}, async (customer) => {
        const number = await opened(customer);
        await customer.begin('welcome');
        expect(await customer.type(said)).toEqual([expect.stringContaining(`Claim ${number}: Open`)]);
      }),
  );

  test('brings its news by itself', () =>
    playing({}, async (customer) => {
      const number = await opened(customer);
      await customer.pass('5d');
      expect(await customer.decide(number, 'waiting', 'Please send the police report.')).toEqual([
        `News of claim ${number} / Waiting for you: Please send the police report. [Follow my claim] [Add something] || [Thanks] [Talk to a person]`,
      ]);
      expect(await customer.decide(number, 'approved')).toEqual([expect.stringContaining('/ Approved [')]);
    }));

  test('brings news that cannot be looked up in short', () =>
    playing({}, async (customer) => {
      const number = await opened(customer);
      customer.fail('cases.status', 'timeout');
      expect(await customer.decide(number, 'approved', 'The sum is on its way.')).toEqual([
        `News of claim ${number} / Approved [Follow my claim] [Add something] || [Thanks] [Talk to a person]`,
      ]);
    }));

  test('holds news back while something is being added, and brings them after', () =>
    playing({}, async (customer) => {
      const number = await opened(customer);
      await customer.tap('Add something');
      await customer.tap('A few words');
      expect(await customer.decide(number, 'in-review')).toEqual([]);
      expect(await customer.type('It was red.')).toEqual([
        "It's with your claim now. || [Add more] [Thanks] [Talk to a person]",
        expect.stringContaining(`News of claim ${number}`),
      ]);
    }));

  test('takes more photos and words', () =>
    playing({}, async (customer) => {
      const number = await opened(customer);
      expect(await customer.tap('Add something')).toEqual([
        `What would you like to add to claim ${number}? || [A photo] [A few words] [Nothing after all]`,
      ]);
      await customer.tap('A photo');
      await customer.send();
      await customer.tap('Add more');
      await customer.type('words');
      await customer.type('It was red.');
      const claim = await customer.claim(number);
      expect(claim?.entries.map(({ kind }) => kind)).toEqual(['opened', 'photo', 'note']);
      await customer.tap('Add more');
      expect(await customer.tap('Nothing after all')).toEqual([
        `You're welcome. I'll write as soon as there is news of claim ${number}.`,
      ]);
    }));

  test('does not stand in the way of a new one, which begins with nothing known', () =>
    playing({}, async (customer) => {
      await opened(customer);
      await customer.tap('Follow my claim');
      expect(await customer.tap('New claim')).toEqual([expect.stringContaining('Tell us what happened')]);
      expect(await customer.tap('Begin')).toEqual([expect.stringContaining("What's your policy number?")]);
    }));

  test('is waited for two months and no longer', () =>
    playing({}, async (customer) => {
      await opened(customer);
      expect(await customer.pass('70d')).toEqual([]);
      expect(customer.status).toBe('done');
    }));
});

describe('when the claims office fails', () => {
  test('a claim whose answer was lost is not sent twice', () =>
    playing({}, async (customer) => {
      await toSummary(customer);
      customer.lose('cases.open');
      expect(await customer.tap('Send my claim')).toEqual([
        "I couldn't send your claim just now. Your answers are kept. || [Try again] [Talk to a person] [Not now]",
      ]);
      expect(await customer.tap('Try again')).toEqual([expect.stringContaining('Your claim number: C-26-')]);
      expect(customer.calls.filter((call) => call === 'cases.open')).toHaveLength(1);
    }));

  test('a claim that did not arrive is sent again, even if there is an older one', () =>
    playing({}, async (customer) => {
      const first = await opened(customer);
      await customer.pass('1h');
      await customer.tap('Follow my claim');
      await customer.tap('New claim');
      await customer.tap('Begin');
      await customer.tap("I don't have it");
      await customer.tap('Theft');
      await customer.tap('Today');
      await customer.type('My other bicycle.');
      await customer.tap('No photos');
      await customer.tap('Skip');
      customer.fail('cases.open', 'timeout');
      await customer.tap('Send my claim');
      const said = await customer.tap('Try again');
      expect(said).toEqual([expect.stringContaining('Your claim number: C-26-')]);
      expect(said[0]).not.toContain(first);
    }));

  test('where it stands can be asked again', () =>
    playing({}, async (customer) => {
      const number = await opened(customer);
      customer.fail('cases.status', 'timeout');
      expect(await customer.tap('Follow my claim')).toEqual([
        `I can't look up claim ${number} just now. || [Try again] [Talk to a person] [Not now]`,
      ]);
      expect(await customer.tap('Try again')).toEqual([expect.stringContaining(`Claim ${number}: Open`)]);
    }));

  test('a claim that is gone leads to a person or a new one', () =>
    playing({}, async (customer) => {
      await opened(customer);
      customer.fail('cases.status', 'not_found');
      expect(await customer.tap('Follow my claim')).toEqual([
        "I can't find that claim any more. A person can look into it with you. || [Talk to a person] [New claim] [Not now]",
      ]);
    }));

  test('what could not be added can be tried again', () =>
    playing({}, async (customer) => {
      const number = await opened(customer);
      await customer.tap('Add something');
      await customer.tap('A photo');
      customer.fail('cases.add', 'timeout', 'timeout');
      const failed = ["I couldn't add that just now. || [Try again] [Talk to a person] [Not now]"];
      expect(await customer.send()).toEqual(failed);
      expect(await customer.tap('Try again')).toEqual(failed);
      expect(await customer.tap('Try again')).toEqual([expect.stringContaining("It's with your claim now.")]);
      await customer.tap('Add more');
      await customer.tap('A few words');
      customer.fail('cases.add', 'timeout');
      expect(await customer.type('It was red.')).toEqual(failed);
      await customer.tap('Try again');
      expect((await customer.claim(number))?.entries.map(({ kind }) => kind)).toEqual([
        'opened',
        'photo',
        'note',
      ]);
    }));

  test('a claim that takes no more says so', () =>
    playing({}, async (customer) => {
      await opened(customer);
      await customer.tap('Add something');
      await customer.tap('A few words');
      customer.fail('cases.add', 'full');
      expect(await customer.type('It was red.')).toEqual([
        'The claim takes no more additions here. A person can help you further. || [Talk to a person] [Thanks]',
      ]);
    }));

  test('not knowing of earlier claims is no reason to refuse a new one', () =>
    playing({}, async (customer) => {
      customer.fail('cases.find', 'timeout');
      expect(await customer.type('claim')).toEqual([expect.stringContaining('Tell us what happened')]);
    }));
});

describe('a person', () => {
  test('reads what was answered so far, and hands back to the open question', () =>
    playing({}, async (customer) => {
      await toPhotos(customer);
      await customer.tap('Talk to a person');
      expect(customer.summary).toBe(
        'Claim not sent yet\nPolicy: AB-123456\nKind: Theft\nDate: Sunday 22 November\nWhat happened: My bicycle was stolen.\nPhotos: 0\nPlace: –',
      );
      expect(await customer.handBack()).toEqual([NUDGE]);
      expect(await customer.tap('Continue')).toEqual([expect.stringContaining('Photos help us')]);
    }));

  test('hands back to waiting for news where a claim was sent', () =>
    playing({}, async (customer) => {
      const number = await opened(customer);
      await customer.tap('Talk to a person');
      expect(await customer.handBack()).toEqual([]);
      expect(await customer.decide(number, 'approved')).toEqual([expect.stringContaining('News of claim')]);
    }));
});

afterAll(() => {
  expect(scenes.unplayed()).toEqual([]);
});
