using System.Numerics;
using Fractional.Chain.Calls;
using Fractional.Core.Auctions.Batch;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Loans;
using Fractional.Core.Proceeds;
using Fractional.Core.Units;
using Fractional.Core.Vaults;
using Fractional.Engine.Projections;

namespace Fractional.Cli.Demo;

/// <summary>One payment out of a vault: what Core says it must be, the exact fraction, and what the token
/// moved.</summary>
/// <param name="Exact">Numerator and denominator of the payee's part in wei before rounding.</param>
sealed record Payment(string Payee, string Line, Wei Expected, (BigInteger Numerator, BigInteger Denominator) Exact,
    Wei Paid)
{
    public bool Matches => Expected == Paid;
}

/// <summary>Everything that left one vault after its auction, and what is left in it.</summary>
/// <param name="Previewed">What the preview gave for the price that was paid; null where none was kept.</param>
/// <param name="Dust">What flooring the holders' claims left, wei; paid to the insurance fund.</param>
/// <param name="LenderDust">What flooring the lenders' parts left, wei, fewer than they are; paid to the insurance
/// fund.</param>
/// <param name="LeftInVault">What the token says is left, wei.</param>
sealed record VaultReckoning(
    Vault Vault, Split Split, Split? Previewed, IReadOnlyList<Payment> Payments, Wei Dust, Wei LenderDust,
    Wei LeftInVault);

/// <summary>Everybody takes what is theirs; each payment is measured at the token and compared with Core.</summary>
sealed class Reckoning(Stage stage)
{
    readonly List<Payment> payments = [];

    public async Task<IReadOnlyList<VaultReckoning>> SettleAll(CancellationToken stop)
    {
        var settled = new List<VaultReckoning>();
        foreach (var vault in stage.Vaults.Where(v => v.Loans.Count > 0).OrderBy(v => v.Name, StringComparer.Ordinal))
            settled.Add(await Settle(vault, stop));
        return settled;
    }

    async Task<VaultReckoning> Settle(Vault vault, CancellationToken stop)
    {
        payments.Clear();
        vault = await SettleBatches(vault, stop);
        var lenderDust = Wei.Zero;
        foreach (var loan in vault.Loans.Values)
        {
            foreach (var (lender, position) in loan.Positions.OrderBy(p => p.Key))
                await Pay(
                    vault, lender, "debt", loan.Withdrawable(lender),
                    ((BigInteger)loan.Balance.Repaid.Value * position.Units.Value, loan.Units.Value),
                    new ProtocolCall.Withdraw(loan.Id, lender, lender), stop);
            lenderDust += await SweepLoan(vault, loan, stop);
        }
        var (split, previewed) = (default(Split), (Split?)null);
        if (vault.AuctionCount > 0)
        {
            var auction = vault.Auctions[vault.AuctionCount];
            split = auction.Split();
            if (!split.Proceeds.IsZero && stage.Previews.TryGetValue(auction.Id, out var preview))
                previewed = preview.At(split.Proceeds).Split;
            await CollectLines(vault, auction, split, stop);
        }
        if (vault.State == VaultState.Settled) await ClaimAll(vault, stop);
        var dust = vault.State == VaultState.Settled ? await Sweep(vault, stop) : Wei.Zero;
        var left = await stage.Chain.TokenBalance(vault.PaymentToken, vault.Address, stop);
        return new VaultReckoning(vault, split, previewed, [.. payments], dust, lenderDust, left);
    }

    /// <summary>Every bid gets its refund and units, every silence what is left of its deposit, every winner its items,
    /// every lender its part of a new series;
    /// then the fund gets what rounding the payments up left.</summary>
    async Task<Vault> SettleBatches(Vault vault, CancellationToken stop)
    {
        if (vault.Batches.IsEmpty) return vault;
        foreach (var actor in stage.Cast.All)
        {
            foreach (var due in DuesOf(vault, actor))
            {
                if (due.Call is ProtocolCall.ClaimBid or ProtocolCall.Deliver or ProtocolCall.ClaimSeries
                    or ProtocolCall.ReturnDeposit)
                    await ClaimDue(vault, due, stop);
            }
        }
        var batch = stage.VaultAt(vault.Address).Batches[vault.AuctionCount];
        if (batch.Status == BatchStatus.Parts)
        {
            var surplus = batch.Paid - batch.Book.Clear().ProceedsDown;
            await Pay(
                vault, stage.Cast.InsuranceFund, "bids' rounding", surplus, Whole(surplus),
                new ProtocolCall.SweepSurplus(batch.Id), stop);
            await stage.Quiet(stop);
        }
        return stage.VaultAt(vault.Address);
    }

    List<Due> DuesOf(Vault vault, Actor owner) =>
        [.. Due.Of(stage.VaultAt(vault.Address), owner.Account, stage.Deployment.Protocol)];

    /// <summary>Anybody may claim for the owner: here it is the deployer. Units are measured at their own
    /// token.</summary>
    async Task ClaimDue(Vault vault, Due due, CancellationToken stop)
    {
        var series = vault.Batches[vault.AuctionCount].Series;
        var token = series.IsZero ? vault.Address : series;
        var before = await stage.Chain.TokenBalance(token, due.Owner, stop);
        var money = await stage.Chain.TokenBalance(vault.PaymentToken, due.Owner, stop);
        await stage.Do(stage.Cast.Deployer, due.Call, stop);
        await stage.Quiet(stop);
        var refund = await stage.Chain.TokenBalance(vault.PaymentToken, due.Owner, stop) - money;
        var units = await stage.Chain.TokenBalance(token, due.Owner, stop) - before;
        var payee = stage.Cast.NameOf(due.Owner);
        if (!due.Amount.IsZero) payments.Add(new Payment(payee, "bid back", due.Amount, Whole(due.Amount), refund));
        var expected = new Wei(due.Units.Value);
        if (!due.Units.IsZero) payments.Add(new Payment(payee, "units", expected, Whole(expected), units));
    }

    async Task<Wei> SweepLoan(Vault vault, Loan loan, CancellationToken stop)
    {
        var dust = loan.Balance.Repaid;
        foreach (var position in loan.Positions.Values)
            dust -= LenderEntitlements.EntitlementDown(loan.Balance.Repaid, position.Units, loan.Units);
        await Pay(
            vault, stage.Cast.InsuranceFund, "lenders' dust", dust, Whole(dust),
            new ProtocolCall.SweepLoan(loan.Id, [.. loan.Positions.Keys.Order()]), stop);
        return dust;
    }

    async Task CollectLines(Vault vault, DutchAuction auction, Split split, CancellationToken stop)
    {
        var kicked = Wei.Min(split.Keeper, auction.KickReward);
        await Collect(vault, auction, Line.Keeper, auction.Keeper, kicked, stop);
        await Collect(vault, auction, Line.RedoKeeper, auction.RedoKeeper, split.Keeper - kicked, stop);
        await Collect(vault, auction, Line.Insurance, stage.Cast.InsuranceFund, split.Penalty, stop);
        await Collect(vault, auction, Line.Fee, stage.Cast.FeeRecipient.Account, split.Fee, stop);
        var cuts = new Cut[auction.Items.Length];
        Waterfall.Of(auction.Tab, auction.Sales(), cuts);
        for (var i = 0; i < cuts.Length; i++)
            if (!cuts[i].Royalty.IsZero)
                await Pay(
                    vault, auction.Items[i].RoyaltyReceiver, $"royalty {i}", cuts[i].Royalty, Whole(cuts[i].Royalty),
                    new ProtocolCall.CollectRoyalty(auction.Id, i, auction.Items[i].RoyaltyReceiver), stop);
    }

    Task Collect(Vault vault, DutchAuction auction, Line line, Account payee, Wei amount, CancellationToken stop) =>
        amount.IsZero
            ? Task.CompletedTask
            : Pay(
                vault, payee, line.ToString(), amount, Whole(amount), new ProtocolCall.Collect(auction.Id, line,
                    payee), stop);

    /// <summary>Holders claim in an order that has nothing to do with their size; the first in two pieces.</summary>
    async Task ClaimAll(Vault vault, CancellationToken stop)
    {
        var holders = vault.Shares.Balances.OrderByDescending(h => h.Key).ToList();
        for (var i = 0; i < holders.Count; i++)
        {
            var (holder, balance) = holders[i];
            var first = i == 0 ? new Shares(balance.Value / 3) : balance;
            var burned = vault.Shares.BurnedOf(holder);
            await Claim(vault, holder, burned, first, stop);
            if (first < balance) await Claim(vault, holder, burned + first, balance - first, stop);
        }
    }

    Task Claim(Vault vault, Account holder, Shares burned, Shares shares, CancellationToken stop) => Pay(
        vault, holder, "shares", ShareClaims.Due(vault.Cash, burned, shares, vault.TotalShares),
        ((BigInteger)vault.Cash.Value * shares.Value, vault.TotalShares.Value),
        new ProtocolCall.Claim(vault.Address, shares, holder), stop);

    async Task<Wei> Sweep(Vault vault, CancellationToken stop)
    {
        var paid = payments.Where(p => p.Line == "shares").Aggregate(Wei.Zero, (sum, p) => sum + p.Expected);
        var dust = vault.Cash - vault.TotalClaimed - paid;
        if (!dust.IsZero)
            await Pay(
                vault, stage.Cast.InsuranceFund, "holders' dust", dust, Whole(dust),
                    new ProtocolCall.Sweep(vault.Address), stop);
        return dust;
    }

    async Task Pay(
        Vault vault, Account payee, string line, Wei expected, (BigInteger, BigInteger) exact, ProtocolCall call,
        CancellationToken stop)
    {
        if (expected.IsZero) return;
        var before = await stage.Chain.TokenBalance(vault.PaymentToken, payee, stop);
        await stage.Do(stage.SenderFor(payee), call, stop);
        var after = await stage.Chain.TokenBalance(vault.PaymentToken, payee, stop);
        payments.Add(new Payment(stage.Cast.NameOf(payee), line, expected, exact, after - before));
    }

    static (BigInteger, BigInteger) Whole(Wei amount) => (amount.Value, 1);
}
