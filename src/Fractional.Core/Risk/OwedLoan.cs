using System.Collections.Immutable;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Loans;
using Fractional.Core.Proceeds;
using Fractional.Core.Units;
using Fractional.Core.Vaults;

namespace Fractional.Core.Risk;

/// <summary>A part of a loan's debt that stands on one collection.</summary>
public readonly record struct CollectionDebt(Account Collection, Wei Debt);

/// <summary>A loan that is owed, with what its items are worth now.</summary>
/// <param name="Loan">Owed or frozen.</param>
/// <param name="Health">At these values.</param>
/// <param name="ObservedAt">The oldest round of its items; none when one was never appraised.</param>
/// <param name="Collections">The debt by collection; the parts sum to it.</param>
public sealed record OwedLoan(
    Loan Loan, LoanHealth Health, Timestamp? ObservedAt, ImmutableArray<CollectionDebt> Collections)
{
    /// <summary>The loan of a vault; none when it owes nothing.</summary>
    /// <param name="vault">Of which one may be owed.</param>
    /// <param name="context">With what the contracts read of its items.</param>
    public static OwedLoan? Of(Vault vault, VaultContext context)
    {
        if (vault.CurrentLoan is not { } loan)
        {
            return null;
        }
        var isValued = VaultValues.Read(vault, context, out var values) is null;
        var health = LoanHealth.Of(loan, isValued ? values.LiquidationValue : null, context.Now);
        return new OwedLoan(
            loan, health, isValued ? values.ObservedAt : null, Spread(vault, context, health.Debt, isValued));
    }

    /// <summary>The same loan if every value fell by a part: values floored, against the loan.</summary>
    /// <returns>Its collateral then, wei; none when an item was never appraised.</returns>
    public Wei? CollateralAfterDown(Bps drop) => Health.Collateral is { } worth
        ? Rounding.BpsDown(worth, new Bps((ushort)(Bps.Whole - drop.Value)))
        : null;

    /// <summary>What of the debt stays unpaid when all sell at the last Dutch round's reserve price, which is the least
    /// a round sells for. The keeper is paid before the lenders, as in the waterfall; every part is rounded as a kick
    /// rounds it.</summary>
    /// <param name="liquidationValue">V at that kick, wei.</param>
    public Wei Shortfall(Wei liquidationValue)
    {
        var terms = KickTerms.Of(Loan.Terms, Health.Debt, liquidationValue);
        var price = DutchDefaults.ReservePrice(
            DutchDefaults.LastRound, liquidationValue, Loan.Terms.ConversionPrice(Health.Debt));
        var tab = new Tab(terms.KeeperReward, terms.Debt, terms.Penalty);
        return Health.Debt - Waterfall.Of(tab, new Sale(price, DutchDefaults.FeeBps, Bps.Zero)).Debt;
    }

    /// <summary>The debt over the items in custody by their liquidation value, by number without values: floors of
    /// running sums, so that the parts sum to it.</summary>
    private static ImmutableArray<CollectionDebt> Spread(Vault vault, VaultContext context, Wei debt, bool isValued)
    {
        var parts = Enumerable.Range(0, vault.Items.Length).Where(i => !vault.IsDelivered(i)).Select(i => (
            vault.Items[i].Collection,
            Weight: isValued ? Wei.Max(new Wei(1), context.FactsOf(i).Valuation!.LiquidationValue) : new Wei(1)))
            .ToList();
        var total = parts.Aggregate(Wei.Zero, (sum, part) => sum + part.Weight);
        var (before, spent, debts) = (Wei.Zero, Wei.Zero, new SortedDictionary<Account, Wei>());
        foreach (var (collection, weight) in parts)
        {
            before += weight;
            var upTo = new Wei(Rounding.MulDivDown(debt.Value, before.Value, total.Value));
            debts[collection] = debts.GetValueOrDefault(collection) + (upTo - spent);
            spent = upTo;
        }
        return [.. debts.Select(pair => new CollectionDebt(pair.Key, pair.Value))];
    }
}
