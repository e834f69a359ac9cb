using System.Numerics;
using Fractional.Core.Auctions.Batch;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Units;
using Fractional.Core.Vaults;
using Fractional.Ethereum.Crypto;
using Fractional.Laws.Generators;
using Fractional.Properties.Differential;

namespace Fractional.Properties.Model;

/// <summary>A sealed bid is told: the core sees its commitment, the contract computes it.</summary>
internal sealed record Tell(SealedBid Bid, RevealBid Reveal) : Order(Reveal)
{
    public override string ToString() => $"{Reveal} with salt {Bid.Salt}";
}

/// <summary>What a wish means to somebody whose bid nobody shall read before its time.</summary>
internal static class Secrets
{
    /// <summary>More than any bid of a story needs.</summary>
    private static readonly Wei Plenty = new((UInt128)Amounts.Power(110));

    /// <summary>The hash that the contract takes, word by word.</summary>
    public static Commitment HashOf(SealedBid bid, Places places) => new(new BigInteger(
        Keccak256.Hash(Words.Encode([
            places.ChainId, places.SealedBids.ToNumber(), bid.Auction.ToNumber(), bid.Bidder.ToNumber(), (int)bid.Kind,
            bid.Tick, bid.Quantity, bid.Shares.Value, bid.Salt,
        ])).Span, isUnsigned: true, isBigEndian: true));

    /// <summary>A new secret, or sometimes one that somebody has committed already.</summary>
    public static CommitBid Commit(VaultStory story, Wish wish, AuctionId id, Account bidder)
    {
        var known = story.Vault.BatchOf(id)?.Deposits.Keys.OrderBy(s => s.Commitment.Value).ToArray() ?? [];
        if (known.Length > 0 && wish.Choose(9, 8) == 0)
        {
            return new CommitBid(id, known[wish.Choose(10, known.Length)].Commitment, new Wei((UInt128)wish.Amount));
        }
        var bid = Bid(story.Vault, wish, id, bidder);
        return new CommitBid(id, story.Keep(bid), Deposit(story.Vault, wish, bid));
    }

    /// <summary>The secret to tell next; a blind wish tells another's, or a word of it wrong.</summary>
    public static SealedBid? ToTell(VaultStory story, Wish wish, AuctionId id)
    {
        var known = story.Vault.BatchOf(id)?.Deposits.Keys.Where(sealing =>
                story.SecretOf(sealing.Commitment)?.Bidder == sealing.Bidder)
            .OrderBy(sealing => sealing.Commitment.Value).ToArray() ?? [];
        if (known.Length == 0)
        {
            return null;
        }
        var bid = story.SecretOf(known[wish.Choose(10, known.Length)].Commitment)!;
        return wish.Choose(11, wish.Blind ? 3 : 16) switch
        {
            1 => bid with { Bidder = Cast.Actor(wish.Actor) },
            2 => bid with { Quantity = bid.Quantity + 1 },
            _ => bid,
        };
    }

    public static Tell Tell(VaultStory story, SealedBid bid) => new(bid, new RevealBid(
        bid.Auction, bid.Kind, bid.Tick, bid.Quantity, bid.Shares, HashOf(bid, story.Places)));

    /// <summary>Mostly a deposit that lies somewhere.</summary>
    public static ReturnDeposit Return(Vault vault, Wish wish, AuctionId id)
    {
        var kept = vault.Batches.Values
            .SelectMany(batch => batch.Deposits.Keys.Select(sealing => (batch.Id, Sealing: sealing)))
            .OrderBy(deposit => deposit.Id.Number).ThenBy(deposit => deposit.Sealing.Commitment.Value).ToArray();
        if (kept.Length == 0)
        {
            return new ReturnDeposit(id, Cast.Actor(wish.Other), new Commitment(wish.Luck));
        }
        var (auction, (bidder, commitment)) = kept[wish.Choose(10, kept.Length)];
        return new ReturnDeposit(wish.Blind ? id : auction, bidder, commitment);
    }

    private static SealedBid Bid(Vault vault, Wish wish, AuctionId id, Account bidder)
    {
        var salt = (BigInteger.One << 200) + wish.Luck;
        switch (wish.Choose(1, 4))
        {
            case 0:
                return new SealedBid(
                    id, bidder, BidKind.Whole, 0, Bids.Whole(vault, wish, id).Amount.Value, Shares.Zero, salt);
            case 1:
                var rollover = Bids.Rollover(vault, wish, id, vault.Shares.BalanceOf(bidder));
                return new SealedBid(
                    id, bidder, BidKind.Rollover, rollover.Tick, rollover.Quantity.Value, rollover.Shares, salt);
            default:
                var parts = Bids.Parts(vault, wish, id);
                return new SealedBid(id, bidder, BidKind.Parts, parts.Tick, parts.Quantity.Value, Shares.Zero, salt);
        }
    }

    /// <summary>What the bid will need, to the wei, a wei less or more than that.</summary>
    private static Wei Deposit(Vault vault, Wish wish, SealedBid bid)
    {
        var escrow = Escrow(vault, bid);
        return wish.Choose(0, 8) switch
        {
            0 when escrow is { IsZero: false } needed => needed - new Wei(1),
            1 => escrow ?? Wei.Zero,
            _ => (escrow ?? Plenty) + new Wei((UInt128)wish.Amount),
        };
    }

    /// <summary>Null for ticks and quantities outside the book: they are refused for that, whatever the
    /// deposit.</summary>
    private static Wei? Escrow(Vault vault, SealedBid bid)
    {
        var quantity = new Shares(bid.Quantity);
        if (vault.BatchOf(bid.Auction) is not { Status: BatchStatus.Sealed, Terms: { } terms }
            || bid.Kind == BidKind.Whole)
        {
            return new Wei(bid.Quantity);
        }
        if (bid.Tick > TickGrid.TopTick || quantity > terms.Supply)
        {
            return null;
        }
        return bid.Kind == BidKind.Parts
            ? terms.EscrowUp(bid.Tick, quantity)
            : Rollover.EscrowUp(vault.AuctionOf(bid.Auction)!, terms, bid.Tick, quantity, bid.Shares);
    }
}
