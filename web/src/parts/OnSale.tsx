import { useResource } from '../api/resource.ts'
import type { Auction } from '../api/types.ts'
import { secondsUntil } from '../clock.ts'
import { t } from '../text/index.ts'
import { remaining } from '../units/remaining.ts'
import { Amount } from './Amount.tsx'
import { Shown } from './States.tsx'

/** The price of a running auction now, what comes next, and until when. */
export function OnSale({ id, token }: { id: string; token: string }) {
  const auction = useResource<Auction>(`/v1/auctions/${id}`, { onHead: true })
  return (
    <Shown of={auction} rows={1}>
      {({ dutch, batch }) => {
        const endsAt = (batch ?? dutch).endsAt.unix
        const price = batch ? batch.clearingPrice : dutch.priceNow
        return (
          <a class="sale" href={`/auctions/${id}`}>
            <span class="label">{t(batch ? 'gallery.clearing' : 'gallery.priceNow')}</span>
            <span class="figure">{price ? <Amount of={price} token={token} /> : t('gallery.noPrice')}</span>
            {!batch && dutch.nextStep && (
              <span class="label">
                {t('gallery.nextStep', { time: remaining(dutch.nextStep.at.unix, t('gallery.now')) })}{' '}
                <Amount of={dutch.nextStep.price} token={token} />
              </span>
            )}
            <span class="label">
              {secondsUntil(endsAt) === 0 ? t('gallery.over') : t('gallery.ends', { time: remaining(endsAt, '') })}
            </span>
          </a>
        )
      }}
    </Shown>
  )
}
