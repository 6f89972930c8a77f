import { type Invocation, optionValue } from './command.ts'
import { type OptionDefinition, OptionValueError } from './option.ts'

/** Of every command that can show callbacks in a browser. */
export const uiOptions: readonly OptionDefinition[] = pageOptions(
  'a page in the browser that shows callbacks live; its address is printed, on this machine only',
  8_766,
)

/** `--ui` and `--ui-port` of a command that has a page. */
export function pageOptions(description: string, port: number): readonly OptionDefinition[] {
  return [
    { group: 'Options', flags: '--ui', description },
    {
      group: 'Options',
      flags: '--ui-port <port>',
      description: `port of that page (default: ${port}, else any that is free)`,
      parse: parseAnyPort,
    },
  ]
}

function parseAnyPort(text: string): number {
  const port = Number(text)
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port
  throw new OptionValueError('not a port; a number from 1 to 65535, or 0 for any that is free')
}

/** Whether the page was asked for; who names its port wants it. */
export function wantsPage(invocation: Invocation): boolean {
  return optionValue(invocation, 'ui') === true || invocation.values.get('uiPort')?.origin.kind === 'option'
}
