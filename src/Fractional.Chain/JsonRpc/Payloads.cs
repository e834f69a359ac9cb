using Fractional.Core.Auctions.Batch;
using Fractional.Core.Loans;
using Fractional.Core.Units;
using Fractional.Core.Valuation;
using Fractional.Ethereum.Primitives;
using CoreOffer = Fractional.Core.Loans.LoanOffer;
using CoreTerms = Fractional.Core.Loans.LoanTerms;

namespace Fractional.Chain.JsonRpc;

/// <summary>What people sign, as the contracts' structs and back.</summary>
internal static class Payloads
{
    public static Bindings.Appraisal ToBinding(this Appraisal a) => new(
        a.Item.Collection.ToAddress(), (UInt256)a.Item.TokenId, a.Value.Value, a.ConfidenceBps.Value,
        a.ObservedAt.Seconds, a.ValidUntil.Seconds, a.Nonce);

    public static Bindings.FloorReport ToBinding(this FloorReport r) => new(
        r.Collection.ToAddress(), r.Price.Value, r.ObservedAt.Seconds, r.ValidUntil.Seconds, r.Nonce);

    public static Bindings.LoanOffer ToBinding(this CoreOffer o) => new(
        o.Lender.ToAddress(), o.Vault.ToAddress(), o.Principal.Value, o.Terms.ToBinding(), o.Epoch, o.Salt,
        o.ValidUntil.Seconds);

    public static Bindings.SignedBid ToBinding(this SignedBid b) => new(
        b.Owner.ToAddress(), b.Auction.ToWord(), b.IsWhole, (UInt256)b.Tick, b.Quantity, (UInt256)b.Nonce,
        b.Deadline.Seconds);

    public static Bindings.LoanTerms ToBinding(this CoreTerms t) => new(
        RateBps: t.RateBps.Value, LateRateBps: t.LateRateBps.Value, DueAt: t.DueAt.Seconds,
        GraceSeconds: t.GraceSeconds, CureSeconds: t.CureSeconds, ConfirmSeconds: t.ConfirmSeconds,
        MaxLtvBps: t.MaxLtvBps.Value, CureLtvBps: t.CureLtvBps.Value, LiquidationLtvBps: t.LiquidationLtvBps.Value,
        PenaltyBps: t.PenaltyBps.Value, ConversionBps: t.ConversionBps.Value, AuctionSeconds: t.AuctionSeconds,
        Options: (byte)t.Options);

    public static CoreTerms ToCore(this Bindings.LoanTerms t) => new(
        RateBps: new Bps(t.RateBps), LateRateBps: new Bps(t.LateRateBps), DueAt: new Timestamp(t.DueAt),
        GraceSeconds: t.GraceSeconds, CureSeconds: t.CureSeconds, ConfirmSeconds: t.ConfirmSeconds,
        MaxLtvBps: new Bps(t.MaxLtvBps), CureLtvBps: new Bps(t.CureLtvBps),
        LiquidationLtvBps: new Bps(t.LiquidationLtvBps), PenaltyBps: new Bps(t.PenaltyBps),
        ConversionBps: new Bps(t.ConversionBps), AuctionSeconds: t.AuctionSeconds, Options: (LoanOptions)t.Options);
}
