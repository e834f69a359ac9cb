using DutchLines = Fractional.Core.Auctions.Dutch.Lines;
using Fractional.Chain.Calls;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Proceeds;
using Fractional.Core.Units;
using Fractional.Core.Vaults;

namespace Fractional.Engine.Projections;

/// <summary>Money that waits for its owner.</summary>
/// <param name="Amount">Wei of the vault's payment token.</param>
/// <param name="Call">The call that pays it to the owner.</param>
public sealed record Due(Account Vault, Account Owner, Wei Amount, ProtocolCall Call)
{
    /// <summary>All that waits for an account in one vault.</summary>
    public static IEnumerable<Due> Of(Vault vault, Account owner, Protocol protocol) =>
        Shares(vault, owner).Concat(Loans(vault, owner)).Concat(Lines(vault, owner, protocol))
            .Where(due => !due.Amount.IsZero);

    private static IEnumerable<Due> Shares(Vault vault, Account owner)
    {
        var held = vault.Shares.BalanceOf(owner);
        if (vault.State != VaultState.Settled || held.IsZero) yield break;
        var amount = ShareClaims.Due(vault.Cash, vault.Shares.BurnedOf(owner), held, vault.TotalShares);
        yield return new Due(vault.Address, owner, amount, new ProtocolCall.Claim(vault.Address, held, owner));
    }

    private static IEnumerable<Due> Loans(Vault vault, Account owner) =>
        vault.Loans.Values.Where(loan => loan.Positions.ContainsKey(owner)).Select(loan => new Due(
            vault.Address, owner, loan.Withdrawable(owner), new ProtocolCall.Withdraw(loan.Id, owner, owner)));

    private static IEnumerable<Due> Lines(Vault vault, Account owner, Protocol protocol)
    {
        foreach (var auction in vault.Auctions.Values.Where(a => a.Status != AuctionStatus.Running))
        {
            foreach (var line in Enum.GetValues<Line>().Where(l => PayeeOf(auction, l, protocol) == owner))
            {
                if ((auction.CollectedMask >> (int)line & 1) != 0) continue;
                yield return new Due(
                    vault.Address, owner, DutchLines.AmountOf(auction, line),
                    new ProtocolCall.Collect(auction.Id, line, owner));
            }
            for (var i = 0; i < auction.Items.Length; i++)
            {
                if (auction.Items[i].RoyaltyReceiver != owner || auction.Items[i].IsRoyaltyCollected) continue;
                yield return new Due(
                    vault.Address, owner, DutchLines.RoyaltyOf(auction, i),
                    new ProtocolCall.CollectRoyalty(auction.Id, i, owner));
            }
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
