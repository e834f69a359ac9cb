using System.Collections.Immutable;
using Fractional.Chain;
using Fractional.Chain.Calls;
using Fractional.Core;
using Fractional.Core.Auctions.Batch;
using Fractional.Core.Units;
using Fractional.Core.Vaults;
using Fractional.Engine.Following;
using Fractional.Engine.Hosting;
using Fractional.Engine.Projections;
using Fractional.Engine.Vaults;
using Fractional.Store;

namespace Fractional.Engine.Bids;

/// <summary>Takes signed bids in and lets their owners take them back.</summary>
internal sealed class BidDesk(IChain chain, EntityDesk desk, VaultBoard board)
{
    /// <exception cref="ArgumentException">See <see cref="BidLimits"/>.</exception>
    public async Task<BidAnswer> Accept(
        SignedBid bid, ImmutableArray<byte> signature, string key, Block head, CancellationToken stop)
    {
        BidLimits.Check(bid, signature, key);
        var (vault, view) = (bid.Auction.Vault, board.View);
        var asked = new VaultMessage.AcceptBid(
            bid, chain.HashOf(bid), Convert.ToHexStringLower(signature.AsSpan()), key,
            new VaultContext(bid.Owner, head.Timestamp, chain.Deployment.Protocol, []));
        // A vault nobody followed gets no entity, and a hopeless bid no question to a stranger's contract.
        if (view.Find(vault) is null) return new BidAnswer.Refused(new Refusal.BatchNotRunning(bid.Auction));
        var signed = new Signed<SignedBid>(bid, bid.Owner, signature);
        var isKeySigned = chain.IsKeySigned(signed);
        if (!isKeySigned && BidRules.Forbids(view.Followed[vault], asked) is { } early and not BidAnswer.Taken)
            return early;
        return await Answered(async () =>
        {
            if (!isKeySigned && !await chain.IsSigned(signed, stop))
                return new BidAnswer.Refused(new Refusal.SignatureRejected(bid.Owner));
            if (view.Protocol.IsCancelled(bid.Owner, bid.Nonce)
                && !view.Followed[vault].Bids.Known.ContainsKey(asked.Hash))
                return new BidAnswer.Refused(new Refusal.NonceUsed(bid.Owner, bid.Nonce));
            var told = await desk.Tell(vault, asked, stop);
            return told.Events.IsEmpty
                ? Now(BidRules.Forbids(told.State, asked)!, told.Seq)
                : new BidAnswer.Taken(told.State.Bids.Known[asked.Hash], told.Seq, IsReplayed: false);
        });
    }

    public Task<BidAnswer> Withdraw(Hash32 hash, Account caller, Block head, CancellationToken stop)
    {
        if (board.View.FindBid(hash) is not var (vault, _))
            return Task.FromResult<BidAnswer>(new BidAnswer.BidUnknown(hash));
        var asked = new VaultMessage.WithdrawBid(hash, caller, head.Timestamp);
        return Answered(async () =>
        {
            var told = await desk.Tell(vault, asked, stop);
            return told.Events.IsEmpty
                ? Now(BidRules.Forbids(told.State, asked)!, told.Seq)
                : new BidAnswer.Taken(told.State.Bids.Known[hash], told.Seq, IsReplayed: false);
        });
    }

    private static BidAnswer Now(BidAnswer answer, long seq) =>
        answer is BidAnswer.Taken known ? known with { Seq = seq } : answer;

    private static async Task<BidAnswer> Answered(Func<Task<BidAnswer>> ask)
    {
        try
        {
            return await ask();
        }
        catch (ChainException)
        {
            return new BidAnswer.NotReady("the chain does not answer at the moment");
        }
        catch (Exception away) when (away is EntityAwayException or BatchAbortedException or StoreUnavailableException)
        {
            return new BidAnswer.NotReady("the journal does not answer at the moment; ask again under the same key");
        }
    }
}
