import * as v from 'valibot'

const text = (meaning: string) => v.pipe(v.string(), v.description(meaning))
const textOrNull = (meaning: string) => v.pipe(v.nullable(v.string()), v.description(meaning))

/** `query` of the JSON report, which `query` adds. */
export const querySchema = v.pipe(
  v.object({
    checkoutRequestId: text('With the digits of the phone masked.'),
    host: text('Which API was to be asked.'),
    environment: textOrNull('`sandbox` or `production`; null if nothing says.'),
    shortcode: textOrNull('In whose name it was asked; null if it was not asked.'),
    state: v.pipe(
      v.nullable(v.picklist(['paid', 'failed', 'pending', 'unknown'])),
      v.description(
        'What Daraja says; `unknown`: it does not know the id. Null if it gave no answer about the payment.',
      ),
    ),
    resultCode: textOrNull('Null where the answer has none, as one wording of `pending` and all of `unknown`.'),
    resultDesc: textOrNull("In Daraja's words."),
    meaning: textOrNull('What is known of the code.'),
    remedy: textOrNull('What to do about it.'),
    answeredAt: textOrNull('ISO 8601 in UTC.'),
    order: v.pipe(
      v.nullable(v.record(v.string(), v.unknown())),
      v.description('The order of this id, as an entry of `orders` in `status`.'),
    ),
    withoutOrder: textOrNull('Why no order was compared; null if one was.'),
  }),
  v.description('What Daraja says of one STK push, and the order that belongs to it.'),
)
