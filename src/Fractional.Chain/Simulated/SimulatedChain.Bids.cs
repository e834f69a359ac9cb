using System.Numerics;
using Fractional.Chain.Calls;
using Fractional.Chain.Simulated;
using Fractional.Core.Auctions.Batch;
using Fractional.Core.Units;

namespace Fractional.Chain;

public sealed partial class SimulatedChain
{
    public Task<Wei> TokenAllowance(Account token, Account owner, Account spender, CancellationToken stop)
    {
        lock (gate)
        {
            MaybeSilent("an allowance");
            return Task.FromResult(Tip.World.AllowanceOf(token, owner, spender));
        }
    }

    public Hash32 HashOf(SignedBid bid) => bidHash.Of(bid);

    public bool IsKeySigned(Signed<SignedBid> bid) => SimulatedWorld.IsKeySigned(bid, bidHash);

    public Task<bool> IsSigned(Signed<SignedBid> bid, CancellationToken stop)
    {
        lock (gate)
        {
            MaybeSilent("a signature");
            return Task.FromResult(Tip.World.IsSigned(bid));
        }
    }

    public Task<NonceUse> NonceUseOf(Account owner, BigInteger nonce, CancellationToken stop)
    {
        lock (gate)
        {
            MaybeSilent("a nonce");
            return Task.FromResult(
                !Tip.World.UsedNonces.Contains((owner, nonce)) ? NonceUse.Free
                : blocks[(int)Final].World.UsedNonces.Contains((owner, nonce)) ? NonceUse.UsedFinally
                : NonceUse.Used);
        }
    }
}
