using Fractional.Core.Loans;
using Fractional.Core.Risk;
using Fractional.Core.Units;
using Fractional.Core.Valuation;
using Fractional.Core.Vaults;
using Fractional.Engine;

namespace Fractional.Api.Vaults;

/// <summary>Core's vault as its resource.</summary>
static class VaultShown
{
    /// <exception cref="Chain.ChainException">The chain did not say what the items are worth.</exception>
    public static async Task<VaultResource> Of(
        FractionalEngine engine, Reading now, Vault vault, CancellationToken stop)
    {
        var context = await engine.ItemsOf(vault, now.Head, stop);
        var collateral = Collateral(vault, context);
        return new VaultResource(
            now.AsOf(vault.Address), vault.Address, vault.Name, vault.Symbol, NamesOf(vault), vault.State,
            [
                .. vault.Items.Select((item, i) => new ItemResource(
                    item.Collection, item.TokenId, !vault.IsDelivered(i), context.Items[i].Valuation?.Appraisal)),
            ],
            vault.PaymentToken, vault.TotalShares, vault.Shares.Outstanding, vault.Shares.Balances.Count, vault.Cash,
            vault.CurrentLoan is { } loan ? Of(vault, loan, collateral, now.Now) : null,
            vault.AuctionCount == 0 ? null : vault.Auctions[vault.AuctionCount].Id,
            [
                .. vault.Batches.Values.Where(batch => !batch.Series.IsZero)
                    .Select(batch => (ChecksumAddress)batch.Series),
            ]);
    }

    public static LoanResource Of(Vault vault, Loan loan, Wei? collateral, Timestamp now)
    {
        var isOwed = loan.Id.Number == vault.CurrentLoanNumber;
        var status = !isOwed ? LoanStatus.Ended : loan.IsFrozen ? LoanStatus.Frozen : LoanStatus.Owed;
        return new LoanResource(
            loan.Id, status, isOwed ? loan.OpenDebtAt(now) : Wei.Zero, loan.Balance.Principal, loan.Balance.Repaid,
            Of(loan.Terms), loan.FlaggedAt is { } at ? Moment.Of(at) : null,
            isOwed ? HealthOf(loan, collateral, now) : null,
            [
                .. loan.Positions.OrderBy(pair => pair.Key).Select(pair => new LenderResource(
                    pair.Key, pair.Value.Units, pair.Value.Withdrawn, loan.Withdrawable(pair.Key))),
            ]);
    }

    public static HealthResource HealthOf(Loan loan, Wei? collateral, Timestamp now)
    {
        var health = LoanHealth.Of(loan, collateral, now);
        return new HealthResource(health.LtvBps, loan.Terms.LiquidationLtvBps.Value, health.Word, health.Collateral);
    }

    public static AppraisedItemResource Of(
        Item item, int index, ItemValuation? valuation, ulong maxAgeSeconds, Timestamp now)
    {
        if (valuation is null)
            return new AppraisedItemResource(
                index, item.Collection, item.TokenId, null, null, null, null, null, null, null, null, false, false);
        var age = now - Timestamp.Min(now, valuation.ObservedAt);
        return new AppraisedItemResource(
            index, item.Collection, item.TokenId, valuation.Appraisal, valuation.BorrowValue,
            valuation.LiquidationValue, valuation.SpotValue, valuation.LimitedValue, valuation.DispersionBps.Value,
            Moment.Of(valuation.ObservedAt), age, age <= maxAgeSeconds, valuation.Tripped);
    }

    /// <summary>Shares of the supply at creation in bps, floored.</summary>
    public static int PartBps(Shares shares, Vault vault) =>
        (int)Rounding.MulDivDown(shares.Value, Bps.Whole, vault.TotalShares.Value);

    public static async Task<Wei?> CollateralOf(
        FractionalEngine engine, Reading now, Vault vault, CancellationToken stop) =>
        Collateral(vault, await engine.ItemsOf(vault, now.Head, stop));

    static Wei? Collateral(Vault vault, VaultContext context) =>
        VaultValues.Read(vault, context, out var values) is null ? values.LiquidationValue : null;

    static NamesResource NamesOf(Vault vault) => new(
    [
        .. NameCheck.Of(vault.Name).Select(found => new NameWarningResource("name", found.Warning, found.Text)),
        .. NameCheck.Of(vault.Symbol).Select(found => new NameWarningResource("symbol", found.Warning, found.Text)),
    ]);

    static LoanTermsResource Of(LoanTerms terms) => new(
        terms.RateBps.Value, terms.LateRateBps.Value, Moment.Of(terms.DueAt), terms.GraceSeconds, terms.CureSeconds,
        terms.ConfirmSeconds, terms.MaxLtvBps.Value, terms.CureLtvBps.Value, terms.LiquidationLtvBps.Value,
        terms.PenaltyBps.Value, terms.ConversionBps.Value, terms.AuctionSeconds, OptionsOf(terms.Options));

    static LoanOption[] OptionsOf(LoanOptions options) =>
        [.. Enum.GetValues<LoanOption>().Where(option => options.HasFlag(Enum.Parse<LoanOptions>(option.ToString())))];
}
