/** What it costs one core to write messages as SMS and to count their parts: figures of the process's own time. */
import { type Message, messageSchema } from '../../flows/message.ts';
import { renderSms } from '../../flows/sms/render.ts';
import { countSegments } from '../../flows/sms/segments.ts';

const reply = (label: string) => ({ kind: 'reply', label, data: `cn1:day:${label}` });
const LINK = 'https://chat.example.com/m/Abcdefghijklmnopqrstuv';

const question = messageSchema.parse({
  kind: 'text',
  text: 'Which day suits you?',
  suggestions: ['Tuesday 24 November', 'Wednesday 25 November', 'Thursday 26 November', 'Later dates'].map(
    reply,
  ),
});
const french = messageSchema.parse({
  kind: 'card',
  card: {
    title: 'Réservé : mardi 24 novembre à 14:30',
    description:
      'Coupe et coiffage chez Maison Carillon, 12 rue de la République, 69002 Lyon\nRéférence A1-23456',
    media: { url: '/media/library/booked.jpg', alt: 'Une page d’agenda avec un jour coché' },
    suggestions: [
      { kind: 'view-location', label: 'Itinéraire', latitude: 45.76, longitude: 4.83 },
      reply('Déplacer'),
      reply('Annuler l’heure'),
    ],
  },
});
const carousel = messageSchema.parse({
  kind: 'carousel',
  cards: ['Cut and style', 'Colour', 'Beard trim', "Children's cut"].map((title) => ({
    title,
    description: '45 min · €45',
    media: { url: '/media/library/cut.jpg' },
    suggestions: [reply(`Book ${title}`)],
  })),
  suggestions: [reply('Talk to a person')],
});
const mixed: Message[] = [question, french, question, carousel];

const LONG = 'See you on Tuesday 24 November at 14:30. €45.00, paid. '.repeat(20);
const show = (message: Message) =>
  renderSms(message, { locale: 'fr', smart: 'when-shorter', link: LINK, mention: 'STOP 36111' });

const CASES: Record<string, (turn: number) => unknown> = {
  'a question with four choices': () => show(question),
  'a French card whose signs are replaced': () => show(french),
  'a carousel of four cards': () => show(carousel),
  'a mixture of these': (turn) => show(mixed[turn % mixed.length] ?? question),
  'counting alone, eight parts': () => countSegments(LONG),
};

/** Runs each case for `seconds` of processor time, after as long a warm-up; messages a second, by case. */
export function measureRendering(seconds: number): { name: string; rate: number }[] {
  return Object.entries(CASES).map(([name, once]) => {
    rateOf(once, seconds / 2);
    return { name, rate: rateOf(once, seconds) };
  });
}

function rateOf(once: (turn: number) => unknown, seconds: number): number {
  const began = process.cpuUsage();
  let done = 0;
  for (;;) {
    for (let turn = 0; turn < 200; turn += 1) once(turn);
    done += 200;
    const { user, system } = process.cpuUsage(began);
    const used = (user + system) / 1e6;
    if (used >= seconds) return done / used;
  }
}
