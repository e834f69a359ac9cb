using DutchLines = Fractional.Core.Auctions.Dutch.Lines;
using Fractional.Chain.Calls;
using Fractional.Core.Auctions.Batch;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Insurance;
using Fractional.Core.Proceeds;
using Fractional.Core.Units;
using Fractional.Core.Vaults;

namespace Fractional.Engine.Projections;

/// <summary>What waits for its owner.</summary>
/// <param name="Amount">Wei of the vault's payment token.</param>
/// <param name="Units">Shares that come with it: of a new series, or old ones given back.</param>
/// <param name="ItemIndex">The item, when it is one that was won.</param>
/// <param name="Call">The call that hands it to the owner; anybody may make it, except for a claim of shares.</param>
public sealed record Due(
    Account Vault, Account Owner, Wei Amount, Shares Units, int? ItemIndex, ProtocolCall Call)
{
    private Due(Vault vault, Account owner, Wei amount, ProtocolCall call)
        : this(vault.Address, owner, amount, default, null, call)
    {
    }

    /// <summary>All that waits for an account in one vault.</summary>
    /// <param name="fundCash">Of the insurance fund in the vault's payment token, wei: it pays tips as far as it goes.
    /// Without it tips are listed in full.</param>
    public static IEnumerable<Due> Of(Vault vault, Account owner, Protocol protocol, Wei? fundCash = null) =>
        OfShares(vault, owner).Concat(OfLoans(vault, owner)).Concat(OfLines(vault, owner, protocol))
            .Concat(OfBatches(vault, owner)).Concat(OfTips(vault, owner, fundCash ?? new Wei(UInt128.MaxValue)))
            .Where(due => !due.Amount.IsZero || !due.Units.IsZero || due.ItemIndex is not null);

    private static IEnumerable<Due> OfShares(Vault vault, Account owner)
    {
        var held = vault.Shares.BalanceOf(owner);
        if (vault.State != VaultState.Settled || held.IsZero) yield break;
        var amount = ShareClaims.Due(vault.Cash, vault.Shares.BurnedOf(owner), held, vault.TotalShares);
        yield return new Due(vault, owner, amount, new ProtocolCall.Claim(vault.Address, held, owner));
    }

    private static IEnumerable<Due> OfLoans(Vault vault, Account owner) =>
        vault.Loans.Values.Where(loan => loan.Positions.ContainsKey(owner)).Select(loan => new Due(
            vault, owner, loan.Withdrawable(owner), new ProtocolCall.Withdraw(loan.Id, owner, owner)));

    private static IEnumerable<Due> OfLines(Vault vault, Account owner, Protocol protocol)
    {
        foreach (var auction in vault.Auctions.Values.Where(a => a.IsEnded))
        {
            foreach (var line in Enum.GetValues<Line>().Where(l => PayeeOf(auction, l, protocol) == owner))
            {
                if ((auction.CollectedMask >> (int)line & 1) != 0) continue;
                yield return new Due(
                    vault, owner, DutchLines.AmountOf(auction, line),
                    new ProtocolCall.Collect(auction.Id, line, owner));
            }
            for (var i = 0; i < auction.Items.Length; i++)
            {
                if (auction.Items[i].RoyaltyReceiver != owner || auction.Items[i].IsRoyaltyCollected) continue;
                yield return new Due(
                    vault, owner, DutchLines.RoyaltyOf(auction, i),
                    new ProtocolCall.CollectRoyalty(auction.Id, i, owner));
            }
        }
    }

    private static IEnumerable<Due> OfBatches(Vault vault, Account owner) =>
        vault.Batches.Values.SelectMany(batch =>
            OfBids(vault, batch, owner).Concat(OfItems(vault, batch, owner)).Concat(OfSeries(vault, batch, owner))
                .Concat(OfDeposits(vault, batch, owner)));

    /// <summary>Bids whose claim would be accepted now; what a rollover's old shares are worth is in the
    /// refund.</summary>
    private static IEnumerable<Due> OfBids(Vault vault, BatchAuction batch, Account owner)
    {
        foreach (var (bidId, bid) in batch.Bids)
        {
            if (bid.Owner != owner || bid.IsClaimed) continue;
            if (batch.IsRunning && !batch.IsOutbid(bidId)) continue;
            var settled = SettledBid.Of(vault, batch, bidId);
            var outcome = settled.Outcome;
            if (!outcome.Units.IsZero && batch.Series.IsZero) continue;
            yield return new Due(
                vault.Address, owner, settled.Refund, outcome.Units.IsZero ? outcome.Shares : outcome.Units, null,
                new ProtocolCall.ClaimBid(batch.Id, bidId, owner));
        }
    }

    private static IEnumerable<Due> OfItems(Vault vault, BatchAuction batch, Account owner)
    {
        if (batch.Status != BatchStatus.Whole || batch.Bids[batch.BestWholeBid].Owner != owner) yield break;
        for (var i = 0; i < vault.Items.Length; i++)
            if (!vault.IsDelivered(i))
                yield return new Due(
                    vault.Address, owner, Wei.Zero, default, i, new ProtocolCall.Deliver(batch.Id, i, owner));
    }

    /// <summary>A lender's part of the new series; which unit floors fall on depends on who claims first.</summary>
    private static IEnumerable<Due> OfSeries(Vault vault, BatchAuction batch, Account owner)
    {
        if (!batch.IsInKind || batch.Series.IsZero) yield break;
        var loan = vault.Loans[vault.Auctions[batch.Id.Number].LoanId.Number];
        var position = loan.Positions.GetValueOrDefault(owner);
        if (position.IsConverted || position.Units.IsZero) yield break;
        yield return new Due(
            vault.Address, owner, Wei.Zero, batch.UnitsOfLender(position.Units, loan.Units), null,
            new ProtocolCall.ClaimSeries(batch.Id, owner, owner));
    }

    /// <summary>Deposits of bids that were never revealed, less what silence costs.</summary>
    private static IEnumerable<Due> OfDeposits(Vault vault, BatchAuction batch, Account owner) => batch.IsRunning
        ? []
        : batch.Deposits.Where(deposit => deposit.Key.Bidder == owner)
            .OrderBy(deposit => deposit.Key.Commitment.Value)
            .Select(deposit => new Due(
                vault, owner, deposit.Value - batch.ForfeitOf(deposit.Value),
                new ProtocolCall.ReturnDeposit(batch.Id, owner, deposit.Key.Commitment)));

    private static IEnumerable<Due> OfTips(Vault vault, Account owner, Wei fundCash)
    {
        foreach (var (auction, line, open) in OpenTips.Of(vault))
        {
            if (auction.PayeeOfTip(line) != owner) continue;
            var amount = Wei.Min(open, fundCash);
            fundCash -= amount;
            yield return new Due(vault, owner, amount, new ProtocolCall.CollectTip(auction.Id, line, owner));
        }
    }

    private static Account? PayeeOf(DutchAuction auction, Line line, Protocol protocol) => line switch
    {
        Line.Keeper => auction.Keeper,
        Line.RedoKeeper => auction.RedoKeeper,
        Line.Insurance => protocol.InsuranceFund,
        Line.Fee => protocol.FeeRecipient,
        _ => null,
    };
}
