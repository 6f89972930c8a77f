import { type Invocation, optionValue } from './command.ts'
import { type OptionDefinition, OptionValueError } from './option.ts'

/** Of every command that can show callbacks in a browser. */
export const uiOptions: readonly OptionDefinition[] = [
  {
    group: 'Options',
    flags: '--ui',
    description: 'a page in the browser that shows callbacks live; its address is printed, on this machine only',
  },
  {
    group: 'Options',
    flags: '--ui-port <port>',
    description: 'port of that page (default: 8766, else any that is free)',
    parse: parseAnyPort,
  },
]

function parseAnyPort(text: string): number {
  const port = Number(text)
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port
  throw new OptionValueError('not a port; a number from 1 to 65535, or 0 for any that is free')
}

/** Whether the page was asked for; who names its port wants it. */
export function wantsInspector(invocation: Invocation): boolean {
  return optionValue(invocation, 'ui') === true || invocation.values.get('uiPort')?.origin.kind === 'option'
}
