export interface ProcessesPort {
  /** The process of this machine that listens on the port; `unsupported` where that cannot be asked. */
  listeningOn(port: number): Promise<ListeningProcess>
  /** What processes that work in this folder, or below it, listen on; `unsupported` where that cannot be asked. */
  listenersIn(folder: string): Promise<FolderListeners>
}

export type FolderListeners =
  | { readonly kind: 'found'; readonly listeners: readonly Listener[] }
  | { readonly kind: 'unsupported' }

/** One address on which a process accepts connections. */
export interface Listener {
  readonly pid: number
  /** Name of the program: `python3`, `node`. */
  readonly program: string
  /** Folder that it works in. */
  readonly folder: string
  /** `0.0.0.0` and `::` are all addresses of this machine. */
  readonly address: string
  readonly port: number
}

export type ListeningProcess =
  | {
      readonly kind: 'found'
      readonly pid: number
      /** Name of the program: `python3`, `node`. */
      readonly program: string
      /** Milliseconds since 1970. */
      readonly startedMs: number
      /** Folder that it works in, if it may be read. */
      readonly folder: string | null
    }
  | { readonly kind: 'none' }
  | { readonly kind: 'unsupported' }
