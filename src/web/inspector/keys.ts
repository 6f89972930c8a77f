/** What a key does on this page. */
export type Command =
  | 'next'
  | 'previous'
  | 'top'
  | 'bottom'
  | 'open'
  | 'close'
  | 'search'
  | 'event'
  | 'timeline'
  | 'compare'
  | 'replay'
  | 'copy'
  | 'help'

export interface KeyStroke {
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
}

/** Where the focus is. `control` is a button, a link or a tab, to which Enter, Home and arrows belong. */
export type Focus = 'text' | 'control' | 'dialog' | 'page'

/** Shown by the help dialog in this order. */
export const keyHelp: readonly (readonly [keys: readonly string[], meaning: string])[] = [
  [['j', '↓'], 'next event'],
  [['k', '↑'], 'previous event'],
  [['Home', 'End'], 'newest, oldest event'],
  [['Enter'], 'read the event'],
  [['e'], 'the event itself'],
  [['t'], 'timeline of its payment'],
  [['d'], 'compare two deliveries'],
  [['r'], 'replay: send it to the app again'],
  [['c'], 'copy as curl'],
  [['/'], 'go to the filter'],
  [['Esc'], 'leave the filter or the event'],
  [['?'], 'this help'],
]

const letters: Readonly<Record<string, Command>> = {
  j: 'next',
  k: 'previous',
  '/': 'search',
  e: 'event',
  t: 'timeline',
  d: 'compare',
  r: 'replay',
  c: 'copy',
  '?': 'help',
}

const movements: Readonly<Record<string, Command>> = {
  ArrowDown: 'next',
  ArrowUp: 'previous',
  Home: 'top',
  End: 'bottom',
  Enter: 'open',
}

/** The command of a key, if it is one here: none while somebody types, in a dialog, or with a modifier. */
export function commandOf({ key, ctrlKey, metaKey, altKey }: KeyStroke, focus: Focus): Command | undefined {
  if (ctrlKey || metaKey || altKey || focus === 'dialog') return undefined
  if (key === 'Escape') return 'close'
  if (focus === 'text') return undefined
  return letters[key] ?? (focus === 'page' ? movements[key] : undefined)
}
