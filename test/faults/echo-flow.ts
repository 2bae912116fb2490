/** A conversation that says again what it hears, so that every answer names the message it belongs to. */
export const ECHO_FLOW = {
  format: 1,
  id: 'echo',
  name: 'Echo',
  start: 'ask',
  variables: { said: { type: 'text', default: 'start' } },
  triggers: [{ kind: 'keyword', words: ['begin'] }],
  nodes: {
    ask: {
      kind: 'ask',
      ask: { message: { kind: 'text', text: 'Echo {{said}}' } },
      expect: { type: 'text' },
      save: 'said',
      timeout: { after: '1d', to: 'over' },
      to: 'ask',
    },
    over: { kind: 'end' },
  },
};
