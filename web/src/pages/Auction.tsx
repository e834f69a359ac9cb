/** One auction: the round that declines, or the batch that follows it. */
import { useLiveAuction } from '../api/useLiveAuction.ts'
import { Shown } from '../parts/States.tsx'
import Batch from './Batch.tsx'
import Dutch from './Dutch.tsx'

export default function Auction({ id }: { id: string }) {
  const auction = useLiveAuction(id)
  return <Shown of={auction}>{(found) => found.batch ? <Batch of={found} /> : <Dutch of={found} />}</Shown>
}
