using System.Collections.Immutable;
using System.Globalization;
using Fractional.Chain;
using Fractional.Chain.Calls;
using Fractional.Core.Units;
using Fractional.Engine.Bids;

namespace Fractional.Engine.Vaults;

/// <summary>What is asked of a vault's entity.</summary>
public abstract partial record VaultMessage
{
    private VaultMessage() { }

    /// <summary>These logs are on the chain; what is known already changes nothing.</summary>
    public sealed record SeeFacts(ImmutableArray<Fact.OfVault> Facts) : VaultMessage;

    /// <summary>Nothing above the block happened.</summary>
    public sealed record RollBack(ulong To) : VaultMessage;

    /// <summary>Nothing up to and with the block can be rolled back.</summary>
    public sealed record Finalize(ulong UpTo) : VaultMessage;

    /// <summary>Asks for the only right to do this.</summary>
    /// <param name="Head">The newest block's number.</param>
    /// <param name="Intent">The asker's own name for it, when it must not succeed twice; else none.</param>
    public sealed record ClaimAction(ProtocolCall Call, Account From, ulong Head, string? Intent) : VaultMessage
    {
        internal string Wish => Intent is null ? Wishes.NameOf(Call, From) : $"{Wishes.NameOf(Call, From)}/{Intent}";
    }

    /// <summary>This became of a claim's transaction.</summary>
    public sealed record NoteSending(Sending Sending) : VaultMessage;
}

/// <summary>One vault: folds what the chain says, and grants each wish to one asker at a time.</summary>
public static class VaultEntity
{
    /// <summary>The events that follow from a command; none when it changes nothing.</summary>
    /// <exception cref="InvalidOperationException">A final block was taken back: a person must look.</exception>
    public static ImmutableArray<VaultJournal> Decide(FollowedVault state, VaultMessage command) => command switch
    {
        VaultMessage.SeeFacts c =>
            [.. state.Tail.Unknown(c.Facts, state.FinalBlock).Select(f => new VaultJournal.FactSeen(f))],
        VaultMessage.RollBack c => RollBack(state, c.To),
        VaultMessage.Finalize c => Finalize(state, c.UpTo),
        VaultMessage.ClaimAction c => Forbids(state, c) is null ? [new VaultJournal.ActionClaimed(Next(state, c))] : [],
        VaultMessage.NoteSending c => Note(state, c.Sending),
        VaultMessage.AcceptBid or VaultMessage.WithdrawBid or VaultMessage.RelayBids or VaultMessage.NoteBidSending
            or VaultMessage.NoteNonceUsed or VaultMessage.EndBid => BidRules.Decide(state, command),
        _ => throw new InvalidOperationException($"no rule for {command.GetType().Name}"),
    };

    /// <summary>Why a claim is not granted; nothing when it is.</summary>
    public static ClaimAnswer? Forbids(FollowedVault state, VaultMessage.ClaimAction asked)
    {
        var vault = Wishes.VaultOf(asked.Call)
            ?? throw new ArgumentException($"{asked.Call.Name} is about no vault: it needs no claim", nameof(asked));
        if (state.Now.Fault is { } fault) return new ClaimAnswer.VaultNotFollowed(vault, fault);
        if (state.Now.Vault.Address != vault) return new ClaimAnswer.VaultNotFollowed(vault, "there is no vault");
        if (state.DoneIntents.TryGetValue(asked.Wish, out var key)) return new ClaimAnswer.ActionDoneAlready(key);
        return state.HeldClaim(asked.Wish) is { } held ? new ClaimAnswer.ActionClaimedAlready(held) : null;
    }

    private static ActionClaim Next(FollowedVault state, VaultMessage.ClaimAction asked)
    {
        var attempt = state.Attempts.GetValueOrDefault(asked.Wish) + 1;
        var key = string.Create(CultureInfo.InvariantCulture, $"{state.Now.Vault.Address}/{asked.Wish}/{attempt}");
        return new ActionClaim(key, asked.Wish, attempt, asked.Call, asked.From, asked.Head, asked.Intent);
    }

    private static ImmutableArray<VaultJournal> RollBack(FollowedVault state, ulong to)
    {
        if (to < state.FinalBlock)
        {
            throw new InvalidOperationException($"the chain went back to block {to}, but {state.FinalBlock} was final");
        }
        return state.Tail.Above(to).Facts.IsEmpty ? [] : [new VaultJournal.BlocksRolledBack(to)];
    }

    /// <summary>A claim whose fact is final is over, whatever became of its transaction.</summary>
    private static ImmutableArray<VaultJournal> Finalize(FollowedVault state, ulong upTo)
    {
        if (state.Tail.UpTo(upTo).Facts.IsEmpty) return [];
        var ended = state.Claims.Values.Where(c => c.ReachedAt?.BlockNumber <= upTo).Select(claim =>
        {
            var ours = state.Tail.Facts.Any(f => f.Place == claim.ReachedAt && f.Transaction == claim.Transaction);
            return new VaultJournal.ActionEnded(claim.Key, ours ? ActionEnd.Done : ActionEnd.Overtaken, null);
        });
        return [.. ended, new VaultJournal.FactsFinalized(upTo)];
    }

    private static ImmutableArray<VaultJournal> Note(FollowedVault state, Sending sending)
    {
        if (!state.Claims.TryGetValue(sending.Key, out var claim)) return [];
        if (sending.Final && EndOf(sending.Status) is { } end)
        {
            return [new VaultJournal.ActionEnded(claim.Key, end, sending.Refusal?.Name)];
        }
        var refused = sending.Status == SendingStatus.Refused;
        return sending.Transaction is { } hash && (hash != claim.Transaction || refused != claim.IsRefused)
            ? [new VaultJournal.ActionSent(claim.Key, hash, refused)]
            : [];
    }

    private static ActionEnd? EndOf(SendingStatus status) => status switch
    {
        SendingStatus.Included => ActionEnd.Done,
        SendingStatus.Refused => ActionEnd.Refused,
        SendingStatus.Dropped => ActionEnd.Dropped,
        SendingStatus.Burned => ActionEnd.Expired,
        _ => null,
    };
}
