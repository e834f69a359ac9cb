using Fractional.Chain;
using Fractional.Chain.Calls;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Units;
using Fractional.Core.Vaults;
using Fractional.Engine;
using static Fractional.Tests.Chain.SimulatedSetting;

namespace Fractional.Tests.Engine.Simulation;

internal sealed partial class EngineRun
{
    /// <summary>Seconds between two blocks: mostly one block, sometimes a silence in which loans fall due.</summary>
    private static readonly uint[] Pauses =
    [
        12, 12, 12, 12, 12, 12, 3_600, 3_600, 6 * 3_600, 12 * 3_600, Duration.Day, 3 * Duration.Day, 12 * Duration.Day,
    ];

    /// <summary>What people do with their own wallets, past the engine.</summary>
    private void PeopleAct()
    {
        var vaults = Chain.World.Vaults.Values.ToList();
        if (dice.Chance(6_000)) Appraise();
        switch (dice.Below(9))
        {
            case 0:
                Send(CreateVault(dice.Between(1, 4)), Ada);
                break;
            case 1 or 2 or 3 when vaults.Count > 0:
                var borrowed = Ether((ulong)dice.Between(5, 40));
                Send(OpenLoan(dice.Of(vaults).Address, borrowed, Chain.Newest.Timestamp, (ulong)sent), Ada);
                break;
            case 4 when vaults.Count > 0:
                var amount = new Shares(Wei.One.Value * (UInt128)dice.Between(1, 1_000));
                Send(new ProtocolCall.TransferShares(dice.Of(vaults).Address, dice.Of(Cast), amount), dice.Of(Cast));
                break;
            case 5 or 6 when vaults.Count > 0:
                // A rival of our keepers.
                Send(dice.Of(WishesFor(dice.Of(vaults))), Ben);
                break;
            case 7 when Repayments.Count < 6 && vaults.Any(v => v.CurrentLoan is { IsFrozen: false }):
                var owing = dice.Of(vaults.Where(v => v.CurrentLoan is { IsFrozen: false }).ToList());
                var part = new Wei(Wei.One.Value + (UInt128)Repayments.Count);
                Repayments.Add(new Repayment(
                    $"payment-{Repayments.Count}", new ProtocolCall.Repay(owing.Address, part), Ada));
                break;
        }
    }

    /// <summary>Mostly what they were worth, so that loans open; sometimes a crash, so that they are flagged.</summary>
    private void Appraise()
    {
        var worth = Ether(dice.Chance(2_500) ? (ulong)dice.Between(20, 60) : 100);
        for (var item = 1; item <= 4; item++) Chain.Appraise(ItemOf(item), Worth(worth, Chain.Newest.Timestamp));
    }

    private static readonly Account[] Cast = [Ada, Ben, Lena, Kim];

    private void Send(ProtocolCall call, Account from)
    {
        try
        {
            _ = Chain.Send(call, from, $"people/{sent++}", None);
        }
        catch (ChainException)
        {
            // A wallet shows the error to its owner, who goes on with something else.
        }
    }

    /// <summary>Two keepers want the same things at the same time; clients ask for their payments.</summary>
    private void KeepersAct(FractionalEngine engine)
    {
        foreach (var vault in engine.Board.Vaults.ToList())
        {
            foreach (var wish in WishesFor(vault).Where(_ => dice.Chance(4_000)))
            {
                acts.Add(Process.Begin(e => Act(e, wish, Kim)));
                if (dice.Chance(5_000)) acts.Add(Process.Begin(e => Act(e, wish, Ben)));
            }
        }
        foreach (var open in Repayments.Where(r => r.Succeeded is null && dice.Chance(5_000)))
        {
            acts.Add(Process.Begin(open.Ask));
        }
    }

    private async Task<bool> Act(FractionalEngine engine, ProtocolCall wish, Account keeper)
    {
        var vault = engine.Board.Find(Fractional.Engine.Vaults.Wishes.VaultOf(wish)!.Value);
        if (vault is null || engine.Head is not { } head) return false;
        var answer = await engine.Claim(wish, keeper, None);
        if (answer is not ClaimAnswer.Granted granted) return false;
        Granted.Add(granted.Claim.Key);
        await engine.Send(granted.Claim, None);
        return true;
    }

    private IReadOnlyList<ProtocolCall> WishesFor(Vault vault)
    {
        var address = vault.Address;
        var wishes = new List<ProtocolCall>
        {
            new ProtocolCall.Kick(address), new ProtocolCall.Flag(address), new ProtocolCall.Unflag(address),
            new ProtocolCall.Sweep(address),
        };
        foreach (var auction in vault.Auctions.Values)
        {
            wishes.Add(new ProtocolCall.Redo(auction.Id));
            var deadline = Chain.Newest.Timestamp + 3_600;
            wishes.AddRange(vault.Items.Select((_, i) =>
                new ProtocolCall.Take(auction.Id, i, Ether(300), Kim, deadline)));
            wishes.AddRange(Enum.GetValues<Line>().Select(line => new ProtocolCall.Collect(auction.Id, line, Kim)));
        }
        wishes.AddRange(vault.Loans.Values.Select(loan => new ProtocolCall.Withdraw(loan.Id, Lena, Lena)));
        return wishes;
    }
}
