using Fractional.Chain;
using Fractional.Chain.Calls;
using Fractional.Chain.Simulated;
using Fractional.Core.Units;
using Fractional.Core.Vaults;
using Fractional.Engine;
using Fractional.Engine.Hosting;
using Fractional.Keepers;
using Fractional.Keepers.Strategies;
using Fractional.Store;
using Shouldly;
using static Fractional.Tests.Chain.SimulatedSetting;

namespace Fractional.Tests.Keepers;

/// <summary>An engine on a calm simulated chain with one vault and its loan, and bots that look when they are
/// told.</summary>
internal sealed class KeeperRig : IAsyncDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    readonly CancellationTokenSource limit = new(Patience);
    readonly MemoryEventStore store = new(1, TimeProvider.System);
    LocalHost host = null!;

    public SimulatedChain Chain { get; } = new(1, World(), SimulatedFaults.None, Start);

    public FractionalEngine Engine { get; private set; } = null!;

    public Account VaultAddress { get; private set; }

    public Vault Vault => Engine.Board.Find(VaultAddress)!;

    public CancellationToken Stop => limit.Token;

    public static async Task<KeeperRig> Open()
    {
        var rig = new KeeperRig();
        rig.host = new LocalHost(rig.store, TimeProvider.System);
        rig.Engine = await FractionalEngine.Start(
            rig.Chain, rig.host, rig.store, new EngineOptions(), TimeProvider.System, rig.Stop);
        await rig.Do(CreateVault(1), Ada);
        rig.VaultAddress = rig.Chain.World.Vaults.Keys.Single();
        await rig.Do(OpenLoan(rig.VaultAddress, Ether(30), rig.Chain.Newest.Timestamp), Ada);
        return rig;
    }

    /// <summary>So much later the loan is past its grace, and the appraisal is fresh.</summary>
    public async Task Ripen()
    {
        Chain.Mine(34 * Duration.Day);
        Chain.Appraise(ItemOf(1), Worth(Ether(100), Chain.Newest.Timestamp));
        await Mine(12);
    }

    public async Task Kicked(uint secondsAgo)
    {
        await Ripen();
        await Do(new ProtocolCall.Kick(VaultAddress), Lena);
        await Mine(secondsAgo);
    }

    public async Task Do(ProtocolCall call, Account from)
    {
        var key = $"{call.Name}-{Chain.Newest.Number}";
        await Chain.Send(call, from, key, Stop);
        await Mine(12);
        (await Chain.SendingOf(key, Stop)).Status.ShouldBe(SendingStatus.Included, call.Name);
    }

    public async Task Mine(uint seconds)
    {
        Chain.Mine(seconds);
        await Engine.CaughtUp(Chain.Newest.Number, Stop);
    }

    /// <summary>One look of a fresh bot: what it decided, by action.</summary>
    public async Task<Dictionary<string, DecisionRecord>> Look(
        IStrategy strategy, KeeperMode mode = KeeperMode.Live, Account? account = null,
        Func<KeeperOptions, KeeperOptions>? with = null)
    {
        var records = new List<DecisionRecord>();
        var options = new KeeperOptions("bot", account ?? Kim, mode);
        var loop = new KeeperLoop(Engine, strategy, with?.Invoke(options) ?? options, new DecisionLog(records.Add));
        await loop.Look(Chain.Newest, Stop);
        return records.ToDictionary(r => r.Action);
    }

    public int Sent => Chain.CanonicalCalls.Length;

    public async ValueTask DisposeAsync()
    {
        await Engine.DisposeAsync();
        await host.DisposeAsync();
        await store.DisposeAsync();
        limit.Dispose();
    }
}
