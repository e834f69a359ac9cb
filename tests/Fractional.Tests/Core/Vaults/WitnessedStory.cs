using System.Reflection;
using Fractional.Core.Vaults;
using Fractional.Tests.Core.Valuation;

namespace Fractional.Tests.Core.Vaults;

/// <summary>A vault whose values come from an oracle with a log of its own, so that both can be recomputed.</summary>
internal sealed class WitnessedStory(VaultStory story)
{
    public VaultStory Story { get; } = story;

    public OracleStory Oracle { get; } = new();

    public Statement Verify(IReadOnlyList<Recorded<VaultEvent>> log) =>
        Statement.Verify(log, Oracle.Log, Story.FundLog, Story.Protocol);

    public List<Recorded<VaultEvent>> Changed(int index, PropertyInfo property, object value)
    {
        var happened = Story.Log[index].Event;
        var clone = (VaultEvent)happened.GetType().GetMethod("<Clone>$")!.Invoke(happened, null)!;
        property.SetValue(clone, value);
        List<Recorded<VaultEvent>> log = [.. Story.Log];
        log[index] = log[index] with { Event = clone };
        return log;
    }

    /// <summary>A round of the oracle in the block before the vault's next one, and its values in the Story.</summary>
    public void Round(uint ether)
    {
        if (Story.Now < Oracle.Now)
        {
            Story.WaitUntil(Oracle.Now.Seconds);
        }
        Oracle.Wait(Story.Now - Oracle.Now);
        Oracle.Submit(Oracle.RoundOf(ether, ether, ether));
        Oracle.Log[^1] = Oracle.Log[^1] with { Block = Story.Log[^1].Block, LogIndex = 1_000 };
        Look();
    }

    public void Pass(ulong seconds)
    {
        Story.Wait(seconds);
        Oracle.Wait(Story.Now - Oracle.Now);
        Look();
    }

    public void Look() => Story.SetFacts(0, Story.Facts(0) with { Valuation = Oracle.Valuation });
}
