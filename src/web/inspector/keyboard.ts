import { type Command, commandOf, type Focus } from './keys.ts'

/** Calls back for every key that is a command here. */
export function listenForKeys(onCommand: (command: Command) => void): void {
  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.isComposing) return
    const command = commandOf(event, focusOf(event.target))
    if (command === undefined) return
    event.preventDefault()
    onCommand(command)
  })
}

function focusOf(target: EventTarget | null): Focus {
  if (document.querySelector('dialog[open]') !== null) return 'dialog'
  if (!(target instanceof Element)) return 'page'
  if (target.closest('input, textarea, select, [contenteditable]') !== null) return 'text'
  // In a long text the arrows scroll.
  return target.closest('button, a, summary, [role=tab], [role=tabpanel]') === null ? 'page' : 'control'
}
