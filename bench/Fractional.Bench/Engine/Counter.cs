using System.Text.Json;
using Fractional.Core;
using Fractional.Engine.Hosting;

namespace Fractional.Bench.Engine;

/// <summary>A small entity: what is measured is the host, not the rules.</summary>
public static class Counter
{
    public abstract record Command
    {
        public sealed record Add(long By) : Command;

        public sealed record Nothing : Command;
    }

    /// <summary>About as large as a bid.</summary>
    public sealed record Added(long By, string Bidder, string PriceWei);

    public sealed record State(long Sum);

    const string Bidder = "0x8ba1f109551bd432803012645ac136ddd64dba72", PriceWei = "2500000000000000000";

    public static readonly Command Nothing = new Command.Nothing(), One = new Command.Add(1);

    public static EntityProps<Command, Added, State> Props() => new(
        "counter", _ => new State(0), (_, command, _) => Decide(command),
        (state, e) => new State(state.Sum + e.By),
        new EventCodec<Added>(JsonSerializerOptions.Default).Add<Added>("Added"),
        new SnapshotCodec<State>(1, s => JsonSerializer.Serialize(s), s => JsonSerializer.Deserialize<State>(s)!));

    static Decision<Added> Decide(Command command) => Decision<Added>.Accept(
        command is Command.Add add ? [new Added(add.By, Bidder, PriceWei)] : []);
}
