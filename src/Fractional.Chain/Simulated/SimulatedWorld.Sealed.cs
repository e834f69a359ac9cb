using System.Collections.Immutable;
using Fractional.Chain.Calls;
using Fractional.Core.Auctions.Batch;
using Fractional.Core.Units;
using Fractional.Core.Vaults;

namespace Fractional.Chain.Simulated;

// Sealed bids: their deposits lie in front of the vaults, in a contract of their own.
public sealed partial record SimulatedWorld
{
    /// <summary>The command with the commitment that the contract would compute: a wrong word is another one.</summary>
    private RevealBid Revealed(ProtocolCall.Reveal call, Account from)
    {
        var bid = new SealedBid(call.Auction, from, call.Kind, call.Tick, call.Quantity, call.Shares, call.Salt);
        return new RevealBid(
            call.Auction, call.Kind, call.Tick, call.Quantity, call.Shares,
            CommitmentHash.Of(bid, Deployment.ChainId, Deployment.SealedBids.Address));
    }

    /// <summary>Who pays a bid's escrow: a revealed one's deposit lies there already.</summary>
    private Account PayerOf(Account owner, ImmutableArray<VaultEvent> all) =>
        all.Any(e => e is BidRevealed) ? Deployment.SealedBids.Address : owner;

    private Payment[] PaymentsInFront(VaultEvent happened)
    {
        var sealedBids = Deployment.SealedBids.Address;
        return happened switch
        {
            BidCommitted e => [new(e.Bidder, sealedBids, e.Deposit)],
            BidRevealed e => [new(sealedBids, e.Bidder, e.Refund)],
            DepositReturned e =>
                [new(sealedBids, e.Bidder, e.Amount), new(sealedBids, Protocol.InsuranceFund, e.Forfeit)],
            _ => [],
        };
    }
}
