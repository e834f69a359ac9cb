using System.Collections.Immutable;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Insurance;
using Fractional.Core.Loans;
using Fractional.Core.Proceeds;
using Fractional.Core.Units;
using Fractional.Core.Vaults;

namespace Fractional.Core.Settlements;

/// <summary>
/// Everything one settlement rests on and comes to: inputs, every rounding, every payee, dust. It follows from the
/// vault's log alone.
/// </summary>
public sealed record Settlement
{
    private Settlement()
    {
    }

    /// <summary>With its debt, rewards, items and prices.</summary>
    public required DutchAuction Auction { get; init; }

    /// <summary>Settled, or covered with items left over.</summary>
    public required AuctionStatus Status { get; init; }

    public required Loan Loan { get; init; }

    public required Shares TotalShares { get; init; }

    /// <summary>The owner's wei in the vault before the residual came, from auctions it was cured of.</summary>
    public required Wei CashBefore { get; init; }

    /// <summary>The waterfall.</summary>
    public required Split Lines { get; init; }

    /// <summary>The batch auction under the same id, if there was one.</summary>
    public SettledBatch? Batch { get; init; }

    /// <summary>In the order of the waterfall; lenders and holders by account.</summary>
    public required ImmutableArray<Payee> Payees { get; init; }

    public required ImmutableArray<Division> Divisions { get; init; }

    /// <summary>Wei booked for the lenders that flooring leaves with nobody.</summary>
    public required Wei LenderDust { get; init; }

    /// <summary>Wei of the residual that flooring leaves with nobody; 0 when the vault is open again.</summary>
    public required Wei HolderDust { get; init; }

    /// <summary>The settlement of an auction.</summary>
    /// <param name="vault">Folded up to its AuctionSettled, without it.</param>
    /// <param name="id">The auction, which this moment ends.</param>
    /// <param name="protocol">Who gets penalty and fee.</param>
    /// <exception cref="ArgumentException">The vault has no such auction.</exception>
    public static Settlement Of(Vault vault, AuctionId id, Protocol protocol)
    {
        var auction = vault.AuctionOf(id)
            ?? throw new ArgumentException($"the vault {vault.Address} has no auction {id}", nameof(id));
        var isSold = vault.State == VaultState.Settled;
        var cuts = new Cut[auction.Items.Length];
        var lines = Waterfall.Of(auction.Tab, auction.Sales(), cuts);
        var loan = vault.Loans[auction.LoanId.Number];
        var batch = vault.BatchOf(id) is { } found ? SettledBatch.Of(vault, found) : null;
        Payee[] lenders = [.. Lenders(loan)];
        Payee[] holders = isSold ? [.. Holders(vault)] : [];
        return new Settlement
        {
            Auction = auction,
            Status = isSold ? AuctionStatus.Settled : AuctionStatus.Covered,
            Loan = loan,
            TotalShares = vault.TotalShares,
            CashBefore = isSold ? vault.Cash - lines.Residual : vault.Cash,
            Lines = lines,
            Batch = batch,
            Payees =
            [
                .. OfAuction(auction, protocol, cuts), .. lenders,
                .. isSold ? holders : [new Payee(Payee.Vault, vault.Address, lines.Residual)],
            ],
            Divisions =
            [
                .. batch?.Divisions(loan.Units) ?? [], .. batch is null ? [] : Spread(vault, auction, batch.Price),
                .. Cuts(auction, cuts), .. Caps(loan),
                .. lenders.Select(lender => new Division(
                    $"{Payee.Lender} {lender.Account}", loan.Balance.Repaid.Value, lender.Part, loan.Units.Value)),
                .. holders.Select(holder => new Division(
                    $"{Payee.Holder} {holder.Account}", vault.Cash.Value, holder.Part, vault.TotalShares.Value)),
            ],
            LenderDust = loan.Balance.Repaid - Sum(lenders),
            HolderDust = isSold ? vault.Cash - Sum(holders) : Wei.Zero,
        };
    }

    private static IEnumerable<Payee> OfAuction(DutchAuction auction, Protocol protocol, Cut[] cuts)
    {
        var redoKeeper = auction.RedoKeeper;
        yield return Of(Line.Keeper, auction.Keeper);
        if (!redoKeeper.IsZero)
        {
            yield return Of(Line.RedoKeeper, redoKeeper);
        }
        yield return Of(Line.Insurance, protocol.InsuranceFund);
        yield return Of(Line.Fee, protocol.FeeRecipient);
        for (var i = 0; i < cuts.Length; i++)
        {
            if (!auction.Items[i].RoyaltyReceiver.IsZero)
            {
                yield return new Payee(nameof(Line.Royalty), auction.Items[i].RoyaltyReceiver, cuts[i].Royalty);
            }
        }

        Payee Of(Line line, Account account) =>
            new(line.ToString(), account, Auctions.Dutch.Lines.AmountOf(auction, line));
    }

    private static IEnumerable<Payee> Lenders(Loan loan) => loan.Positions.OrderBy(pair => pair.Key).Select(pair =>
        new Payee(
            Payee.Lender, pair.Key,
            LenderEntitlements.EntitlementDown(loan.Balance.Repaid, pair.Value.Units, loan.Units),
            pair.Value.Units.Value));

    private static IEnumerable<Payee> Holders(Vault vault) => Holdings.Of(vault).Select(pair => new Payee(
        Payee.Holder, pair.Key, ShareClaims.EntitlementDown(vault.Cash, pair.Value, vault.TotalShares),
        pair.Value.Value));

    /// <summary>What fee and royalty take of each price, and the fee's part of it.</summary>
    private static IEnumerable<Division> Cuts(DutchAuction auction, Cut[] cuts)
    {
        var sales = auction.Sales();
        for (var i = 0; i < cuts.Length; i++)
        {
            var cutBps = sales[i].FeeBps + sales[i].RoyaltyBps;
            yield return new Division($"cut of item {i}", sales[i].Price.Value, cutBps.Value, Bps.Whole);
            if (cutBps.Value != 0)
            {
                var cut = cuts[i].Fee + cuts[i].Royalty;
                yield return new Division($"fee of item {i}", cut.Value, sales[i].FeeBps.Value, cutBps.Value);
            }
        }
    }

    /// <summary>The two caps of what the insurance fund paid, if it did.</summary>
    private static IEnumerable<Division> Caps(Loan loan)
    {
        if (loan.Cover is { } cover)
        {
            var cash = cover.Cash + cover.Amount;
            yield return new Division(
                "cover by the principal", loan.Units.Value, FundCaps.CoverOfPrincipal.Value, Bps.Whole);
            yield return new Division("cover by the fund's cash", cash.Value, FundCaps.CoverOfCash.Value, Bps.Whole);
        }
    }

    /// <summary>One price over the items that the batch sold, by weight: floors of running sums.</summary>
    private static IEnumerable<Division> Spread(Vault vault, DutchAuction auction, Wei price)
    {
        if (price.IsZero)
        {
            yield break;
        }
        // What went before the batch was delivered then; the lot itself is still there.
        int[] lot = [.. Enumerable.Range(0, auction.Items.Length).Where(i => !vault.IsDelivered(i))];
        var (before, total) = (Wei.Zero, Wei.Zero);
        foreach (var i in lot)
        {
            total += auction.Items[i].Weight;
        }
        foreach (var i in lot)
        {
            before += auction.Items[i].Weight;
            yield return new Division($"price up to item {i}", price.Value, before.Value, total.Value);
        }
    }

    private static Wei Sum(Payee[] payees)
    {
        var sum = Wei.Zero;
        foreach (var payee in payees)
        {
            sum += payee.Amount;
        }
        return sum;
    }
}
