/** One auction: the round that declines, or the batch that follows it. Each brings its own words. */
import { useLiveAuction } from '../api/useLiveAuction.ts'
import { Lazy } from '../lazy.tsx'
import { Shown } from '../parts/States.tsx'
import { loadText } from '../text/index.ts'

const words = ['charts', 'forms', 'doubts', 'refusals'] as const
const dutch = () => Promise.all([import('./Dutch.tsx'), loadText('dutch', ...words)]).then(([m]) => m.default)
const batch = () => Promise.all([import('./Batch.tsx'), loadText('batch', ...words)]).then(([m]) => m.default)

export default function Auction({ id }: { id: string }) {
  const auction = useLiveAuction(id)
  return (
    <Shown of={auction}>
      {(found) =>
        found.batch ? <Lazy key="batch" load={batch} of={found} /> : <Lazy key="dutch" load={dutch} of={found} />
      }
    </Shown>
  )
}
