export interface MalformedBody {
  readonly label: string
  readonly body: string
  /** Default that of Safaricom. */
  readonly contentType?: string
  /** Nothing that goes wrong on its way makes such a body of a callback: somebody has to want it. */
  readonly attack?: true
}

const callback = (fields: string): string => `{"Body":{"stkCallback":{${fields}}}}`

/**
 * Bodies that no handler may crash on. All that can be read as an id is `id`, which no order can have, so that none of them
 * can settle anything.
 */
export function malformedBodies(id: string): readonly MalformedBody[] {
  const ids = `"MerchantRequestID":"29115-34620561-1","CheckoutRequestID":${JSON.stringify(id)}`
  const failure = `${ids},"ResultCode":1032,"ResultDesc":"Request cancelled by user"`
  const bodies: readonly MalformedBody[] = [
    { label: 'an empty body', body: '' },
    { label: 'a body that is no JSON', body: 'hello' },
    { label: 'JSON that is cut off', body: callback(failure).slice(0, -20) },
    { label: 'an array', body: '[]' },
    { label: '`null`', body: 'null' },
    { label: 'a text', body: '"callback"' },
    { label: 'an object without `Body`', body: '{}' },
    { label: '`Body` that is null', body: '{"Body":null}' },
    { label: '`stkCallback` that is null', body: '{"Body":{"stkCallback":null}}' },
    { label: '`stkCallback` that is an array', body: `{"Body":{"stkCallback":[{${failure}}]}}` },
    { label: 'a callback without ResultCode', body: callback(ids) },
    { label: 'a ResultCode that is null', body: callback(`${ids},"ResultCode":null,"ResultDesc":null`) },
    { label: 'a callback without CheckoutRequestID', body: callback('"ResultCode":1032,"ResultDesc":"Cancelled"') },
    {
      label: 'a CheckoutRequestID that is a number',
      body: callback('"CheckoutRequestID":170820261404,"ResultCode":1032,"ResultDesc":"Cancelled"'),
    },
    {
      label: 'a CheckoutRequestID that is an object',
      attack: true,
      body: callback('"CheckoutRequestID":{"$ne":null},"ResultCode":1032,"ResultDesc":"Cancelled"'),
    },
    {
      label: 'a CheckoutRequestID with a NUL',
      attack: true,
      body: callback('"CheckoutRequestID":"ws_CO_\\u0000","ResultCode":1032,"ResultDesc":"Cancelled"'),
    },
    {
      label: 'a CheckoutRequestID of 5,000 characters',
      attack: true,
      body: callback(`"CheckoutRequestID":"${id}${'0'.repeat(5_000)}","ResultCode":1032,"ResultDesc":"Cancelled"`),
    },
    {
      label: 'a success without `CallbackMetadata`',
      body: callback(`${ids},"ResultCode":0,"ResultDesc":"The service request is processed successfully."`),
    },
    { label: '`CallbackMetadata` that is null', body: callback(`${failure},"CallbackMetadata":null`) },
    { label: '`Item` that is no array', body: callback(`${failure},"CallbackMetadata":{"Item":"Amount"}`) },
    { label: 'items that are null', body: callback(`${failure},"CallbackMetadata":{"Item":[null]}`) },
    {
      label: 'numbers beyond all bounds',
      attack: true,
      body: callback(
        `${ids},"ResultCode":1e999,"ResultDesc":"x","CallbackMetadata":{"Item":[{"Name":"Amount","Value":${'9'.repeat(400)}}]}`,
      ),
    },
    { label: 'nesting 2,000 deep', attack: true, body: `${'{"Body":'.repeat(2_000)}null${'}'.repeat(2_000)}` },
    {
      label: 'a form',
      body: `CheckoutRequestID=${id}&ResultCode=1032`,
      contentType: 'application/x-www-form-urlencoded',
    },
  ]
  // Attacks last: should one end the app, the others were tried.
  return bodies.toSorted((one, other) => Number(one.attack ?? false) - Number(other.attack ?? false))
}
