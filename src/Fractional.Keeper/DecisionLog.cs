using System.Collections.Concurrent;
using Fractional.Core.Units;

namespace Fractional.Keepers;

/// <summary>What a bot did and did not do, with every reason; repeats of the same skip are counted, not
/// repeated.</summary>
public sealed class DecisionLog(Action<DecisionRecord> onNews)
{
    /// <summary>Acts kept in memory; older ones are in the journal as claims.</summary>
    const int ActLimit = 10_000;

    readonly ConcurrentDictionary<(Account Vault, string Action), SkipReason> last = new();
    readonly ConcurrentDictionary<SkipReason, long> skips = new();
    readonly ConcurrentQueue<DecisionRecord> acts = new();

    /// <summary>How often each reason kept the bot from acting.</summary>
    public IReadOnlyDictionary<SkipReason, long> Skips => skips;

    /// <summary>What it did, oldest first.</summary>
    public IReadOnlyCollection<DecisionRecord> Acts => acts;

    public void Add(DecisionRecord record)
    {
        var what = (record.Vault, record.Action);
        if (record.Reason is not { } reason)
        {
            last.TryRemove(what, out _);
            acts.Enqueue(record);
            if (acts.Count > ActLimit) acts.TryDequeue(out _);
            onNews(record);
            return;
        }
        skips.AddOrUpdate(reason, 1, (_, count) => count + 1);
        if (last.TryGetValue(what, out var before) && before == reason) return;
        last[what] = reason;
        onNews(record);
    }
}
