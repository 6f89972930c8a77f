import type { FrameworkName } from '../core/stack.ts'

/** A port on which the app may listen. */
export interface PortHint {
  readonly port: number
  /** Completes "port 5000, …": "Flask's default", "`package.json` runs `next dev -p 4000`". */
  readonly how: string
  /** A bundler's server for pages, which hands no callback to anybody. */
  readonly isFrontEnd?: true
}

/**
 * Where a framework's own server listens unless it is told otherwise, as its documentation says: `flask run`,
 * `manage.py runserver`, `uvicorn`, `php artisan serve`, `symfony serve`, `next dev`, `vite`; Express and Nest choose
 * none, and their generators write 3000.
 */
const ports: Partial<Readonly<Record<FrameworkName, number>>> = {
  Flask: 5000,
  Django: 8000,
  FastAPI: 8000,
  Laravel: 8000,
  Symfony: 8000,
  WordPress: 80,
  Express: 3000,
  Nest: 3000,
  Next: 3000,
  Bun: 3000,
  Vite: 5173,
}

export function defaultPortOf(name: FrameworkName): PortHint | undefined {
  const port = ports[name]
  if (port === undefined) return undefined
  return { port, how: `${name}'s default`, ...(name === 'Vite' ? { isFrontEnd: true as const } : {}) }
}
