using Fractional.Chain;
using Fractional.Chain.Calls;
using Fractional.Chain.Simulated;
using Fractional.Core.Auctions.Batch;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Units;
using Fractional.Engine;
using Fractional.Engine.Bids;
using Fractional.Engine.Hosting;
using Fractional.Store;
using Shouldly;
using static Fractional.Tests.Chain.SimulatedSetting;

namespace Fractional.Tests.Engine.Bids;

/// <summary>An auction that takes bids on a calm simulated chain, and an engine with a relay that can die and be
/// started again over the same journal.</summary>
internal sealed class BidRig : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(2);

    private readonly CancellationTokenSource limit = new(Patience);
    private readonly IEventStore store;
    private LocalHost host = null!;

    private BidRig(IEventStore store) => this.store = store;

    public static Account Relayer => Kim;

    public SimulatedChain Chain { get; } = new(1, World(), SimulatedFaults.None, Start);

    public HookedChain Hooks { get; private set; } = null!;

    public FractionalEngine Engine { get; private set; } = null!;

    public AuctionId Auction { get; private set; }

    public BatchAuction Batch => Chain.World.Vaults[Auction.Vault].Batches[Auction.Number];

    public VaultBids Bids => Engine.Board.Followed[Auction.Vault].Bids;

    public CancellationToken Stop => limit.Token;

    public static async Task<BidRig> Open(IEventStore? store = null, bool withRelay = true)
    {
        var rig = new BidRig(store ?? new MemoryEventStore(1, TimeProvider.System));
        rig.Auction = await BidStory.OpenBatch(rig.Chain);
        rig.Hooks = new HookedChain(rig.Chain);
        await rig.Live(withRelay);
        return rig;
    }

    public async Task Die()
    {
        await Engine.DisposeAsync();
        await host.DisposeAsync();
    }

    /// <summary>The next life of the process.</summary>
    public async Task Live(bool withRelay = true)
    {
        host = new LocalHost(store, TimeProvider.System);
        var options = new EngineOptions
        {
            Relayer = withRelay ? Relayer : null, FirstPause = TimeSpan.FromMilliseconds(1),
            MaxPause = TimeSpan.FromMilliseconds(5),
        };
        Engine = await FractionalEngine.Start(Hooks, host, store, options, TimeProvider.System, Stop);
        await Engine.CaughtUp(Chain.Newest.Number, Stop);
    }

    public SignedBid Bid(Account owner, int nonce, int tick = 5, int thousandths = 100) => new(
        owner, Auction, IsWhole: false, tick, Batch.Terms.Supply.Value / 1_000 * (UInt128)thousandths, nonce,
        Batch.EndsAt);

    public Task<BidAnswer> Post(SignedBid bid, string? key = null) =>
        Engine.Accept(bid, SimulatedWorld.Sign(bid).Signature, key ?? $"key-{bid.Nonce}", Stop);

    public async Task<KnownBid> Taken(SignedBid bid, string? key = null) =>
        (await Post(bid, key)).ShouldBeOfType<BidAnswer.Taken>().Bid;

    public KnownBid Known(SignedBid bid) => Bids.Known[Chain.HashOf(bid)];

    public async Task Mine(uint seconds = SimulatedChain.BlockSeconds)
    {
        Chain.Mine(seconds);
        await Engine.CaughtUp(Chain.Newest.Number, Stop);
    }

    public async Task Send(ProtocolCall call, Account from)
    {
        await Chain.Send(call, from, $"{call.Name}-{Chain.Newest.Number}", Stop);
        await Mine();
    }

    public async Task Until(Func<bool> holds)
    {
        while (!holds()) await Task.Delay(Look, Stop);
    }

    /// <summary>A relayed bid is waited for until the chain has its transaction: it is relayed a moment before it is
    /// sent, and a block mined in between would pass without it.</summary>
    public Task Becomes(SignedBid bid, BidLife life) =>
        Until(() => Known(bid).Life == life && (life != BidLife.Relayed || IsSent(bid)));

    /// <summary>Whether the chain has the transaction the bid is relayed in, the <paramref name="attempt"/>th of its
    /// vault or any.</summary>
    public bool IsSent(SignedBid bid, int? attempt = null) => Known(bid).Sending is { } key
        && (attempt is null || key.EndsWith($"/BidFor/{attempt}", StringComparison.Ordinal))
        && Bids.Sendings.TryGetValue(key, out var sending) && sending.Transaction is not null;

    /// <summary>Mines until the relay has taken the bid and the chain has placed it.</summary>
    public async Task Placed(SignedBid bid)
    {
        await Mine();
        await Becomes(bid, BidLife.Relayed);
        await Mine();
        await Becomes(bid, BidLife.Included);
    }

    /// <summary>The keys of all transactions with signed bids on the chain as it is.</summary>
    public List<string> Sendings =>
        [.. Chain.CanonicalCalls.Where(c => c.Call is ProtocolCall.BidFor).Select(c => c.Key)];

    public async ValueTask DisposeAsync()
    {
        await Die();
        await store.DisposeAsync();
        limit.Dispose();
    }
}
