using Fractional.Chain.Calls;
using Fractional.Core.Auctions.Batch;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Insurance;
using Fractional.Core.Loans;
using Fractional.Core.Units;
using Fractional.Core.Vaults;

namespace Fractional.Keepers.Strategies;

/// <summary>Takes a default to its end: flags, lifts flags that are cured, kicks, redoes a round that ran out, opens
/// the batch, closes it, forms the new series, and collects its own tips after a conversion.</summary>
public sealed class LiquidationStrategy : IStrategy
{
    public bool Watches(Vault vault) =>
        vault.State is VaultState.Loaned or VaultState.MarginCall or VaultState.Dutch or VaultState.Batch
            or VaultState.Converted
        || (vault.State == VaultState.Settled && (IsSeriesMissing(vault) || OpenTips.Of(vault).Any()));

    public IEnumerable<Candidate> Candidates(Scene scene)
    {
        var vault = scene.Vault;
        switch (vault.State)
        {
            case VaultState.Loaned:
                yield return new Candidate(new Kick(), new ProtocolCall.Kick(vault.Address));
                if (!vault.CurrentLoan!.Terms.Options.HasFlag(LoanOptions.MaturityOnly))
                    yield return new Candidate(new Flag(), new ProtocolCall.Flag(vault.Address));
                break;
            case VaultState.MarginCall:
                yield return new Candidate(new Kick(), new ProtocolCall.Kick(vault.Address));
                yield return new Candidate(new Unflag(), new ProtocolCall.Unflag(vault.Address));
                break;
            case VaultState.Dutch:
                var auction = vault.Auctions[vault.AuctionCount];
                yield return auction.Round < DutchDefaults.LastRound
                    ? new Candidate(new Redo(auction.Id), new ProtocolCall.Redo(auction.Id))
                    : new Candidate(new ToBatch(auction.Id), new ProtocolCall.ToBatch(auction.Id));
                break;
            case VaultState.Batch:
                var batch = LastBatchOf(vault)!;
                yield return new Candidate(new CloseBatch(batch.Id), new ProtocolCall.Close(batch.Id));
                break;
            case VaultState.Settled when !IsSeriesMissing(vault):
                foreach (var (ended, line, _) in OpenTips.Of(vault))
                    if (ended.PayeeOfTip(line) == scene.Context.Sender)
                        yield return TipOf(ended.Id, line, scene.Context.Sender);
                break;
            case VaultState.Converted or VaultState.Settled:
                var last = LastBatchOf(vault)!;
                // Where the new vault will lie, nobody decides; Core needs any account to go on with.
                yield return new Candidate(
                    new FormSeries(last.Id, vault.Address), new ProtocolCall.FormSeries(last.Id));
                break;
        }
    }

    static Candidate TipOf(AuctionId id, Line line, Account keeper) =>
        new(new CollectTip(id, line, keeper), new ProtocolCall.CollectTip(id, line, keeper));

    static bool IsSeriesMissing(Vault vault) =>
        LastBatchOf(vault) is { Status: BatchStatus.Parts, Series.IsZero: true };

    static BatchAuction? LastBatchOf(Vault vault) => vault.Batches.GetValueOrDefault(vault.AuctionCount);
}
