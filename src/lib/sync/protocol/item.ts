/**
 * What is pushed and pulled, in the order of a space's numbers.
 *
 *     [0, entry]                          [1, header, SHA-256(ct), sig]   the same, its ct dropped; only in a pull
 *     [2, case key]                       [3, hole, sig]
 */
import { z } from '../../domain/zod.ts';
import { MAX_ENTRY } from './limits.ts';
import { bytesUpTo, hash, signature } from './schema.ts';

const SMALL = 256;

const EntryItem = z.tuple([z.literal(0), bytesUpTo(MAX_ENTRY, 1)]);
const DroppedItem = z.tuple([z.literal(1), bytesUpTo(SMALL, 1), hash, signature]);
const CaseKeyItem = z.tuple([z.literal(2), bytesUpTo(SMALL, 1)]);
const HoleItem = z.tuple([z.literal(3), bytesUpTo(SMALL, 1), signature]);

export const PushedItem = z.union([EntryItem, CaseKeyItem, HoleItem]);
export type PushedItem = z.infer<typeof PushedItem>;
export const PulledItem = z.union([EntryItem, DroppedItem, CaseKeyItem, HoleItem]);
export type PulledItem = z.infer<typeof PulledItem>;
