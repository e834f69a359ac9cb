using Fractional.Chain.Calls;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Loans;
using Fractional.Core.Vaults;

namespace Fractional.Keepers.Strategies;

/// <summary>Flags unhealthy loans, lifts flags that are cured, kicks defaults and redoes rounds that ran out.</summary>
public sealed class LiquidationStrategy : IStrategy
{
    public bool Watches(Vault vault) =>
        vault.State is VaultState.Loaned or VaultState.MarginCall or VaultState.Dutch;

    public IEnumerable<Candidate> Candidates(Scene scene)
    {
        var vault = scene.Vault;
        switch (vault.State)
        {
            case VaultState.Loaned:
                yield return new Candidate(new Kick(), new ProtocolCall.Kick(vault.Address));
                if (!vault.CurrentLoan!.Terms.MaturityOnly)
                    yield return new Candidate(new Flag(), new ProtocolCall.Flag(vault.Address));
                break;
            case VaultState.MarginCall:
                yield return new Candidate(new Kick(), new ProtocolCall.Kick(vault.Address));
                yield return new Candidate(new Unflag(), new ProtocolCall.Unflag(vault.Address));
                break;
            case VaultState.Dutch:
                var auction = vault.Auctions[vault.AuctionCount];
                yield return new Candidate(new Redo(auction.Id), new ProtocolCall.Redo(auction.Id));
                break;
        }
    }
}
