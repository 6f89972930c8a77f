import type { FrameworkName } from '../core/stack.ts'

/** How an app of this framework is started so that it listens at an address; what is typed, or what stands in its source. */
const commands: Partial<Readonly<Record<FrameworkName, (address: string, port: number) => string>>> = {
  Flask: (address, port) => `flask run --host ${address} --port ${port}`,
  Django: (address, port) => `python manage.py runserver ${address}:${port}`,
  FastAPI: (address, port) => `uvicorn main:app --host ${address} --port ${port}`,
  Laravel: (address, port) => `php artisan serve --host=${address} --port=${port}`,
  Symfony: (_, port) => `symfony serve --port=${port}`,
  Next: (address, port) => `npx next dev -H ${address} -p ${port}`,
  Vite: (address, port) => `npx vite --host ${address} --port ${port}`,
}

const calls: Partial<Readonly<Record<FrameworkName, (address: string, port: number) => string>>> = {
  Express: (address, port) => `app.listen(${port}, '${address}')`,
  Nest: (address, port) => `await app.listen(${port}, '${address}')`,
  Bun: (address, port) => `Bun.serve({ hostname: '${address}', port: ${port}, fetch })`,
}

/** Of the first framework that is known; empty where there is none. */
export function listenAt(
  frameworks: readonly FrameworkName[],
  address: string,
  port: number,
): { readonly command?: string; readonly code?: string } {
  for (const name of frameworks) {
    const command = commands[name]?.(address, port)
    if (command !== undefined) return { command }
    const code = calls[name]?.(address, port)
    if (code !== undefined) return { code }
  }
  return {}
}
