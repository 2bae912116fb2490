/** The question after closing as a flow: a first draft, which designers change like any other. Knows no conversation. */
import type { FlowInput } from '../../flows/flow.ts';

/** Five answers, a reason from who was not content, in English and French. */
export function satisfactionFlow(id: string): FlowInput {
  return {
    format: 1,
    id,
    name: 'Satisfaction',
    description: {
      en: 'Asks how it was, after a conversation with the team was closed.',
      fr: 'Demande un avis, une fois la conversation avec l’équipe close.',
    },
    sector: 'general',
    locales: ['en', 'fr'],
    start: 'score',
    variables: {
      score: { type: 'number' },
      reason: { type: 'text' },
    },
    settings: { traffic: 'service-request' },
    nodes: {
      score: {
        kind: 'choose',
        title: 'How was it?',
        ask: {
          message: {
            kind: 'text',
            text: {
              en: 'You have just been in touch with {{brand.name}}. How was it?',
              fr: 'Vous venez d’échanger avec {{brand.name}}. Comment était-ce ?',
            },
          },
        },
        save: 'score',
        choices: [
          {
            id: 'five',
            value: 5,
            to: 'keep',
            label: { en: '😍 Very good', fr: '😍 Très bien' },
            words: ['5'],
          },
          { id: 'four', value: 4, to: 'keep', label: { en: '🙂 Good', fr: '🙂 Bien' }, words: ['4'] },
          { id: 'three', value: 3, to: 'keep', label: { en: '😐 Middling', fr: '😐 Moyen' }, words: ['3'] },
          { id: 'two', value: 2, to: 'why', label: { en: '🙁 Poor', fr: '🙁 Mauvais' }, words: ['2'] },
          {
            id: 'one',
            value: 1,
            to: 'why',
            label: { en: '😠 Very poor', fr: '😠 Très mauvais' },
            words: ['1'],
          },
        ],
        retry: { say: [], max: 0, to: 'silent' },
        timeout: { after: '1d', to: 'silent' },
      },
      why: {
        kind: 'ask',
        title: 'What went wrong?',
        ask: {
          message: {
            kind: 'text',
            text: {
              en: 'We are sorry. What should we do better?',
              fr: 'Nous en sommes désolés. Que devrions-nous mieux faire ?',
            },
          },
        },
        expect: { type: 'text' },
        save: 'reason',
        skip: [{ id: 'skip', label: { en: 'Skip', fr: 'Passer' }, to: 'keep' }],
        timeout: { after: '1d', to: 'keep' },
        to: 'keep',
      },
      keep: {
        kind: 'call',
        title: 'Keep the answer',
        service: 'satisfaction',
        operation: 'record',
        input: { score: '{{score}}', reason: '{{reason}}' },
        sample: { score: 5 },
        failed: 'thanks',
        to: 'thanks',
      },
      thanks: {
        kind: 'end',
        title: 'Thank you',
        outcome: 'rated',
        say: {
          message: { kind: 'text', text: { en: 'Thank you, that helps us.', fr: 'Merci, cela nous aide.' } },
        },
      },
      silent: { kind: 'end', title: 'No answer', outcome: 'no-answer' },
    },
  };
}
