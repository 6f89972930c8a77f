/** An order that was made for the audit. */
export interface PrintedOrder {
  readonly checkoutRequestId: string
  /** Resolves when whoever makes the order is done with it, which is when it must be stored; rejects with a `KnownError`. */
  readonly finished: Promise<void>
}

/** Where pending orders come from: a command, ids that the user named, or the app's own endpoint. */
export interface OrderSource {
  /** True if its ids are known before the order is done, so that a callback can try to be faster. */
  readonly canRace: boolean
  /**
   * The next order, as soon as its CheckoutRequestID is known; null if there is none left. Throws a `KnownError` if none can
   * be made, and the signal's reason.
   */
  next(signal: AbortSignal): Promise<PrintedOrder | null>
}

/** Orders that exist already. */
export function ordersFromIds(ids: readonly string[]): OrderSource {
  const left = [...ids]
  return {
    canRace: false,
    async next() {
      const checkoutRequestId = left.shift()
      return checkoutRequestId === undefined ? null : { checkoutRequestId, finished: Promise.resolve() }
    },
  }
}
