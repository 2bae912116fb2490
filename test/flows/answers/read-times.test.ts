import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Expected, typed } from './hear.ts';

describe('a time', () => {
  test.each([
    ['14:30', '14:30'],
    ['14h30', '14:30'],
    ['14 h 30', '14:30'],
    ['14h', '14:00'],
    ['14.30', '14:30'],
    ['1430', '14:30'],
    ['14:30:00', '14:30'],
    ['2pm', '14:00'],
    ['2:30 p.m.', '14:30'],
    ['12am', '00:00'],
    ['12 pm', '12:00'],
    ['noon', '12:00'],
    ['midi et demi', '12:30'],
    ['minuit', '00:00'],
    ['quarter to 9', '08:45'],
    ['half past seven', '07:30'],
    ['vers 14 heures', '14:00'],
    ['8h du soir', '20:00'],
    ["3h de l'après-midi", '15:00'],
    ['9 in the morning', '09:00'],
    ['9:15', '09:15'],
    ['9', '09:00'],
    ['à 18', '18:00'],
  ])('%j is %s', (text, time) => {
    expect(typed({ type: 'time' }, text)).toBe(time);
  });

  test.each(['hello', '25:00', '14:75', '2 or 3', 'room 9', '10:00-11:00'])('%j is none', (text) => {
    expect(typed({ type: 'time' }, text)).toBe('(not-a-time)');
  });

  test('of either half of the day is the one the bounds allow', () => {
    const open: Expected = { type: 'time', from: '{{window.open}}', until: '18:00' };
    expect(typed(open, '2')).toBe('14:00');
    expect(typed(open, '2:30')).toBe('14:30');
    expect(typed(open, '10')).toBe('10:00');
    expect(typed(open, '08:30')).toBe('(too-early)');
    expect(typed(open, '19h')).toBe('(too-late)');
    expect(typed({ type: 'time' }, '2')).toBe('(ambiguous)');
  });

  test('may lie in bounds that go over midnight', () => {
    const night: Expected = { type: 'time', from: '22:00', until: '06:00' };
    expect(typed(night, '23:30')).toBe('23:30');
    expect(typed(night, '05:00')).toBe('05:00');
    expect(typed(night, '12:00')).toBe('(too-early)');
  });

  test('written in four digits is always itself', () => {
    fc.assert(
      fc.property(fc.nat(1439), (minutes) => {
        const time = `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
        expect(typed({ type: 'time' }, time)).toBe(time);
        expect(typed({ type: 'time' }, time.replace(':', 'h'))).toBe(time);
      }),
    );
  });
});
