using System.Collections.Immutable;
using Fractional.Chain.Calls;
using Fractional.Core.Auctions.Batch;
using Fractional.Core.Loans;
using Fractional.Core.Units;
using Fractional.Core.Vaults;

namespace Fractional.Cli.Demo;

/// <summary>What the owners do: borrow, spread their shares, and repay, cure or do nothing.</summary>
sealed class Borrowing(Stage stage, Story story)
{
    const uint DaySeconds = 86_400;

    readonly Dictionary<VaultPlan, Account> opened = [];

    public async Task OpenAll(CancellationToken stop)
    {
        foreach (var plan in Plot.Vaults) opened[plan] = await Open(plan, stop);
    }

    public async Task<Account> Open(VaultPlan plan, CancellationToken stop)
    {
        var owner = stage.Cast.Owners[plan.Owner];
        var vault = await stage.CreateVault(plan, owner, stop);
        story.Knows(vault, plan.Name);
        var value = Wei.Zero;
        foreach (var item in stage.ItemsOf(plan)) value += (await stage.ValuationOf(item, stop)).BorrowValue;
        var principal = Rounding.BpsDown(value, new Bps(plan.MaxLtvBps));
        var terms = plan.Terms(stage.Now);
        var offers = ImmutableArray.CreateBuilder<Signed<LoanOffer>>();
        foreach (var (lender, part) in stage.Cast.Lenders.Zip(Split(principal, Plot.LenderPartsBps)))
            offers.Add(await stage.Signing.Sign(
                new LoanOffer(lender.Account, vault, part, terms, 0, (ulong)plan.FirstItem, stage.Now + DaySeconds),
                lender.Signer, stop));
        await stage.Do(owner, new ProtocolCall.Open(vault, offers.ToImmutable(), owner.Account), stop);
        story.Borrowed(plan, owner, principal, terms);
        if (plan != Plot.RepaidInTime) await SpreadShares(vault, owner, stop);
        return vault;
    }

    async Task SpreadShares(Account vault, Actor owner, CancellationToken stop)
    {
        foreach (var (holder, partBps) in stage.Cast.Holders.Zip(Plot.HolderPartsBps))
        {
            // One unit off the round number, so that no claim divides evenly.
            var shares = new Shares(Rounding.MulDivDown(Plot.TotalShares.Value, partBps, Bps.Whole) + 1);
            await stage.Do(owner, new ProtocolCall.TransferShares(vault, holder.Account, shares), stop);
        }
    }

    public async Task RepayInTime(CancellationToken stop)
    {
        var plan = Plot.RepaidInTime;
        if (Of(plan) is not { State: VaultState.Loaned } vault || !IsTimeToRepay(vault.CurrentLoan!.Terms,
            plan)) return;
        var owner = stage.Cast.Owners[plan.Owner];
        var debt = vault.CurrentLoan.DebtAt(stage.Now);
        await stage.Do(owner, new ProtocolCall.RepayAndRedeem(vault.Address, owner.Account, 0), stop);
        story.Repaid(plan, owner, debt);
    }

    bool IsTimeToRepay(LoanTerms terms, VaultPlan plan) =>
        stage.Now.Seconds + (ulong)plan.DueAfter.TotalSeconds
        >= terms.DueAt.Seconds + (ulong)Plot.RepaysAfter.TotalSeconds;

    /// <summary>Brings the debt to the cure limit; a keeper then lifts the flag.</summary>
    public async Task CureMarginCall(CancellationToken stop)
    {
        var plan = Plot.CuredAfterMarginCall;
        if (Of(plan) is not { State: VaultState.MarginCall } vault) return;
        var owner = stage.Cast.Owners[plan.Owner];
        var value = (await stage.ValuationOf(vault.Items[0], stop)).LiquidationValue;
        // A day of interest is paid as well, so that the next second does not undo the cure.
        var debt = vault.CurrentLoan!.DebtAt(stage.Now + DaySeconds);
        var payment = debt - Rounding.BpsDown(value, vault.CurrentLoan.Terms.CureLtvBps);
        await stage.Do(owner, new ProtocolCall.Repay(vault.Address, payment), stop);
        story.MarginCallAnswered(plan, owner, payment);
        await stage.Quiet(stop);
    }

    /// <summary>The cured loan is paid back in full some days before it is due.</summary>
    public async Task RepayWhatWasCured(CancellationToken stop)
    {
        var plan = Plot.CuredAfterMarginCall;
        if (Of(plan) is not { State: VaultState.Loaned } vault
            || stage.Now + Plot.DaysBeforeDue * DaySeconds < vault.CurrentLoan!.Terms.DueAt) return;
        var owner = stage.Cast.Owners[plan.Owner];
        var debt = vault.CurrentLoan.DebtAt(stage.Now);
        await stage.Do(owner, new ProtocolCall.Repay(vault.Address, debt + Wei.One), stop);
        story.Repaid(plan, owner, debt);
    }

    /// <summary>Nobody bid; before the lenders get the new series, the owner pays and the old one lives on.</summary>
    public async Task RedeemLate(CancellationToken stop)
    {
        var plan = Plot.RedeemedLate;
        if (Of(plan) is not { State: VaultState.Converted } vault) return;
        var auction = vault.Auctions[vault.AuctionCount];
        if (stage.Now + (Redemption.Seconds - Plot.DaysToRedeem * DaySeconds) < auction.RedeemableUntil) return;
        var owner = stage.Cast.Owners[plan.Owner];
        var owed = Redemption.Of(auction).Total;
        await stage.Do(
            owner, new ProtocolCall.ApproveToken(stage.Weth, stage.Deployment.DutchAuction.Address, owed), stop);
        await stage.Do(owner, new ProtocolCall.RedeemEquity(auction.Id), stop);
    }

    Vault? Of(VaultPlan plan) => opened.TryGetValue(plan, out var vault) ? stage.VaultAt(vault) : null;

    /// <summary>Floors all parts but the last, which takes the rest.</summary>
    static IEnumerable<Wei> Split(Wei whole, ImmutableArray<ushort> partsBps)
    {
        var rest = whole;
        for (var i = 0; i < partsBps.Length - 1; i++)
        {
            var part = Rounding.BpsDown(whole, new Bps(partsBps[i]));
            rest -= part;
            yield return part;
        }
        yield return rest;
    }
}
