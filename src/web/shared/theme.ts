import { byId } from './dom.ts'

type Theme = 'light' | 'dark'

const storageKey = 'mpesa-doctor-theme'

/** As the system has it, until the button is pressed; kept for the next time where the browser allows it. */
export function initTheme(): void {
  const system = matchMedia('(prefers-color-scheme: dark)')
  let chosen = readChoice()
  const current = (): Theme => chosen ?? (system.matches ? 'dark' : 'light')

  function show(): void {
    const other: Theme = current() === 'dark' ? 'light' : 'dark'
    if (chosen !== null) document.documentElement.dataset.theme = chosen
    const toggle = byId('theme')
    toggle.dataset.shows = other
    toggle.setAttribute('aria-label', `Switch to ${other} colours`)
    toggle.title = `Switch to ${other} colours`
  }

  byId('theme').addEventListener('click', () => {
    chosen = current() === 'dark' ? 'light' : 'dark'
    writeChoice(chosen)
    show()
  })
  system.addEventListener('change', show)
  show()
}

function readChoice(): Theme | null {
  try {
    const kept = localStorage.getItem(storageKey)
    return kept === 'light' || kept === 'dark' ? kept : null
  } catch {
    return null
  }
}

function writeChoice(theme: Theme): void {
  try {
    localStorage.setItem(storageKey, theme)
  } catch {
    // Private windows may refuse; then the choice holds until the page is closed.
  }
}
