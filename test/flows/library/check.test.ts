import { describe, expect, test } from 'vitest';
import { check } from '../../../flows/check.ts';
import { readShipped, shippedServices } from './shipped.ts';

const flows = readShipped();

describe.each([...flows.keys()])('%s', (id) => {
  test('has nothing that an author would be told to mend', () => {
    const flow = flows.get(id);
    expect(flow && check(flow, { flows, services: shippedServices() })).toEqual([]);
  });
});
