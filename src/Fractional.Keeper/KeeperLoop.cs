using System.Diagnostics;
using Fractional.Chain;
using Fractional.Core;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Insurance;
using Fractional.Core.Units;
using Fractional.Core.Vaults;
using Fractional.Engine;
using Fractional.Engine.Vaults;
using Fractional.Keepers.Strategies;

namespace Fractional.Keepers;

/// <summary>A bot: at each new block it decides about every vault it watches, and in live mode claims and
/// sends.</summary>
/// <remarks>
/// The rules come from Core, so every reason not to act is a refusal with its numbers. Before sending it asks the
/// chain's own simulation, then claims the action from the engine: of two bots only one is granted it.
/// </remarks>
public sealed class KeeperLoop(FractionalEngine engine, IStrategy strategy, KeeperOptions options, DecisionLog log)
{
    long lookedAt = -1;

    /// <summary>The newest block this bot has decided about completely.</summary>
    public long LookedAt => Interlocked.Read(ref lookedAt);

    /// <summary>Decides at each new block until stopped. What goes wrong on the way, a chain or a journal that is away
    /// for instance, is told and tried again at the next block.</summary>
    public async Task Run(CancellationToken stop)
    {
        await foreach (var head in engine.Heads(stop)) await Look(head, stop);
    }

    /// <summary>One look at every vault the strategy watches; trouble with one does not keep it from the
    /// others.</summary>
    public async Task Look(Block head, CancellationToken stop)
    {
        var isComplete = true;
        foreach (var vault in engine.Board.Vaults.Where(strategy.Watches))
        {
            try
            {
                await Look(vault, head, stop);
            }
            catch (Exception fault) when (!stop.IsCancellationRequested)
            {
                isComplete = false;
                options.Notice($"{options.Name}: block {head.Number}, vault {vault.Address}: {fault.Message}");
            }
        }
        if (isComplete) Interlocked.Exchange(ref lookedAt, (long)head.Number);
    }

    async Task Look(Vault vault, Block head, CancellationToken stop)
    {
        var context = await engine.ContextOf(vault, options.Account, head, stop);
        var balance = await engine.Chain.TokenBalance(vault.PaymentToken, options.Account, stop);
        foreach (var candidate in strategy.Candidates(new Scene(vault, context, head, balance)).ToList())
        {
            var (reason, detail) = await Judge(vault, candidate, context, stop);
            log.Add(new DecisionRecord(
                options.Name, head.Number, head.Timestamp, vault.Address,
                Wishes.NameOf(candidate.Call, options.Account), reason, detail));
        }
    }

    async Task<(SkipReason?, string)> Judge(
        Vault vault, Candidate candidate, VaultContext context, CancellationToken stop)
    {
        // First: a price above the limit is refused by the rules too, but it is the limit that people can raise.
        if (candidate.Objection is { } objection) return (objection.Reason, objection.Detail);
        var decision = Vault.Decide(vault, candidate.Command, context);
        if (decision.IsRefused) return (SkipReason.RulesRefuse, decision.Refusal.ToString());
        if (options.Mode == KeeperMode.Observe) return (SkipReason.ModeObserve, $"would {candidate.Call.Name}");
        var simulation = await engine.Chain.Simulate(candidate.Call, options.Account, stop);
        if (simulation is not Simulation.Accepted accepted)
            return (SkipReason.ChainRefuses, ((Simulation.Refused)simulation).Refusal.ToString());
        if (Unprofitable(decision, accepted) is { } loss) return loss;
        if (options.Mode == KeeperMode.DryRun)
            return (SkipReason.ModeDryRun, $"would {candidate.Call.Name}, gas {accepted.Gas}");
        return await Act(candidate, stop);
    }

    async Task<(SkipReason?, string)> Act(Candidate candidate, CancellationToken stop)
    {
        switch (await engine.Claim(candidate.Call, options.Account, stop))
        {
            case ClaimAnswer.Granted granted:
                var sending = await engine.Send(granted.Claim, stop);
                return (null, $"{sending.Status} {sending.Transaction}");
            case ClaimAnswer.ActionClaimedAlready held:
                return (SkipReason.ClaimedAlready, $"{held.Claim.From} does it, attempt {held.Claim.Attempt}");
            case ClaimAnswer.VaultNotFollowed lost:
                return (SkipReason.VaultNotFollowed, lost.Reason);
            case ClaimAnswer.NotReady waits:
                return (SkipReason.EngineNotReady, waits.Reason);
            default:
                throw new UnreachableException("an answer to a claim is one of four");
        }
    }

    /// <summary>For actions that earn a reward: it must be worth the gas and not too good to be true.</summary>
    (SkipReason?, string)? Unprofitable(Decision<VaultEvent> decision, Simulation.Accepted accepted)
    {
        if (RewardOf(decision) is not { } reward) return null;
        if (reward > options.RewardCeiling)
            return (SkipReason.RewardImplausible, $"reward {reward}, ceiling {options.RewardCeiling}");
        var cost = new Wei(checked(accepted.Gas * accepted.FeePerGas));
        return reward + options.SubsidyLimit < cost
            ? (SkipReason.RewardBelowCost, $"reward {reward}, cost {cost}, subsidy at most {options.SubsidyLimit}")
            : null;
    }

    /// <summary>What the decided events would earn the bot, wei; null when the action earns nothing by
    /// design.</summary>
    static Wei? RewardOf(Decision<VaultEvent> decision) =>
        decision.Events.Select(happened => happened switch
        {
            AuctionKicked e => e.KeeperReward,
            TipCollected e => e.Amount,
            _ => (Wei?)null,
        }).FirstOrDefault(reward => reward is not null);
}
