using System.Collections.Immutable;
using Fractional.Core.Auctions.Batch;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Units;
using Fractional.Core.Vaults;

namespace Fractional.Core.Settlements;

/// <summary>What a lender gets in kind.</summary>
/// <param name="Lender">Who holds the position at the settlement.</param>
/// <param name="LoanUnits">Its part of the loan.</param>
/// <param name="Units">Of the new series, floored: the order of claims hands some lenders one more.</param>
public readonly record struct SettledLender(Account Lender, Wei LoanUnits, Shares Units);

/// <summary>The batch auction of a settlement: its price, what every bid comes to, and what lenders take in
/// kind.</summary>
public sealed record SettledBatch(
    BatchAuction Batch, Clearing Clearing, ImmutableArray<SettledBid> Bids, Shares UnitsOfLenders,
    ImmutableArray<SettledLender> Lenders)
{
    /// <summary>What the lot raised in cash, wei; 0 without a sale.</summary>
    public Wei Price => Batch.Price;

    /// <summary>What the payments' rounding up raised beyond the price, wei.</summary>
    public Wei Surplus
    {
        get
        {
            var paid = Wei.Zero;
            foreach (var bid in Bids)
            {
                paid += bid.Outcome.Paid;
            }
            return paid - Price;
        }
    }

    /// <summary>Units that the order of claims hands out, one to a lender.</summary>
    public Shares UnitDust
    {
        get
        {
            var dust = UnitsOfLenders;
            foreach (var lender in Lenders)
            {
                dust -= lender.Units;
            }
            return dust;
        }
    }

    internal static SettledBatch Of(Vault vault, BatchAuction batch)
    {
        var auction = vault.Auctions[batch.Id.Number];
        var loan = vault.Loans[auction.LoanId.Number];
        // A batch can fail and leave no series: every item lost, or the debt paid by sales before.
        var isConverted = batch.Status != BatchStatus.Failed || auction.Status == AuctionStatus.Converted;
        var units = isConverted ? batch.UnitsOfLenders : Shares.Zero;
        return new SettledBatch(
            batch, batch.Book.Clear(), [.. batch.Bids.Keys.Select(id => SettledBid.Of(vault, batch, id))], units,
            units.IsZero ? [] : [.. loan.Positions.OrderBy(pair => pair.Key).Select(pair => new SettledLender(
                pair.Key, pair.Value.Units,
                new Shares(Rounding.MulDivDown(units.Value, pair.Value.Units.Value, loan.Units.Value))))]);
    }

    /// <summary>Fills at the margin as differences of two floors, payments rounded up; then what lenders take in
    /// kind.</summary>
    internal IEnumerable<Division> Divisions(Wei loanUnits) => OfBids().Concat(OfLenders(loanUnits));

    private IEnumerable<Division> OfLenders(Wei loanUnits)
    {
        var terms = Batch.Terms;
        if (Batch.Status == BatchStatus.Parts && !UnitsOfLenders.IsZero)
        {
            var (price, supply) = (Clearing.ClearingPrice.Value, terms.Supply.Value);
            yield return new Division("proceeds of units sold", Clearing.Sold.Value, price, supply);
            yield return new Division("credit for units unsold", Clearing.Unsold.Value, price, supply);
        }
        foreach (var (lender, units, _) in Lenders)
        {
            yield return new Division($"units of lender {lender}", UnitsOfLenders.Value, units.Value, loanUnits.Value);
        }
    }

    private IEnumerable<Division> OfBids()
    {
        if (Batch.Status != BatchStatus.Parts)
        {
            yield break;
        }
        var supply = Batch.Terms.Supply;
        var left = supply - Clearing.Above;
        foreach (var (id, bid, outcome, _) in Bids.Where(bid => bid.Bid.Kind != BidKind.Whole))
        {
            if (bid.Units.Tick == Clearing.Margin)
            {
                var (before, after) = (bid.Units.Before, bid.Units.Before + bid.Units.Quantity);
                yield return new Division($"fills up to bid {id}", after.Value, left.Value, Clearing.AtMargin.Value);
                yield return new Division($"fills before bid {id}", before.Value, left.Value, Clearing.AtMargin.Value);
            }
            if (!outcome.Units.IsZero)
            {
                yield return new Division(
                    $"payment of bid {id}", outcome.Units.Value, Clearing.ClearingPrice.Value, supply.Value,
                    IsUp: true);
            }
        }
    }
}
