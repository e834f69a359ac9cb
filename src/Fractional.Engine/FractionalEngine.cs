using System.Collections.Immutable;
using Fractional.Chain;
using Fractional.Chain.Calls;
using Fractional.Core.Auctions.Batch;
using Fractional.Core.Units;
using Fractional.Core.Vaults;
using Fractional.Engine.Bids;
using Fractional.Engine.Facts;
using Fractional.Engine.Following;
using Fractional.Engine.Hosting;
using Fractional.Engine.Journal;
using Fractional.Engine.Projections;
using Fractional.Engine.Vaults;
using Fractional.Store;

namespace Fractional.Engine;

/// <summary>Follows the chain into the journal, shows it as a board, and lets each wish be done once. See
/// docs/engine.md.</summary>
/// <remarks>Every method may be called by many threads. The host and the store outlive the engine and are not
/// disposed.</remarks>
public sealed class FractionalEngine : IAsyncDisposable
{
    /// <summary>An intent is part of a key, which the outbox keeps in an index.</summary>
    private const int MaxIntentChars = 64;

    private readonly VaultBoard board = new();
    private const ConfigureAwaitOptions Quietly =
        ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext;

    private readonly IEventStore journal;
    private readonly EntityDesk desk;
    private readonly ChainFollowerLoop loop;
    private readonly ClaimKeeping claims;
    private readonly SharedItemFacts itemFacts;
    private readonly BidDesk bids;
    private readonly BidRelay? relay;
    private readonly VaultHistory history;
    private readonly EngineOptions options;
    private readonly TimeProvider time;
    private readonly CancellationTokenSource stopping = new();
    private readonly Broadcast<Block> heads = new();
    private readonly TaskCompletionSource lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task running = Task.CompletedTask;
    private ulong highest;
    private ulong goal;
    private volatile string? notReady = "the engine has not looked up the claims of its last life yet";

    private FractionalEngine(
        IChain chain, IEntityHost host, IEventStore store, EngineOptions options, TimeProvider time)
    {
        Chain = chain;
        journal = store;
        desk = new EntityDesk(host, board);
        loop = new ChainFollowerLoop(chain, desk, board);
        claims = new ClaimKeeping(chain, desk, board, options);
        itemFacts = new SharedItemFacts(chain, stopping.Token);
        bids = new BidDesk(chain, desk, board);
        if (options.Relayer is { } relayer) relay = new BidRelay(chain, desk, board, options, relayer);
        history = new VaultHistory(store);
        this.options = options;
        this.time = time;
    }

    public IChain Chain { get; }

    /// <summary>Everything we followed until now; each read gives a value that does not change any more.</summary>
    public BoardView Board => board.View;

    /// <summary>The newest block that is on the board; none before the first and while blocks are replaced.</summary>
    public Block? Head => heads.Last;

    /// <summary>The chain's newest block when following began: until <see cref="Head"/> is there, the board is
    /// incomplete.</summary>
    public ulong Goal => Interlocked.Read(ref goal);

    /// <summary>Why the engine can not follow at the moment; none while all is well.</summary>
    public string? Trouble { get; private set; }

    /// <summary>Fails with the reason once the journal was away for <see cref="EngineOptions.JournalPatience"/>: a
    /// process that can remember nothing had better end and be started again. Else it never ends. The engine itself
    /// goes on trying.</summary>
    public Task JournalLost => lost.Task;

    /// <summary>Rebuilds the board from the journal and begins to follow.</summary>
    /// <exception cref="StoreUnavailableException">The journal is away.</exception>
    public static async Task<FractionalEngine> Start(
        IChain chain, IEntityHost host, IEventStore store, EngineOptions options, TimeProvider time,
        CancellationToken stop)
    {
        var engine = new FractionalEngine(chain, host, store, options, time);
        var offsets = await engine.board.Rebuild(store, stop);
        var reading = offsets.Select((offset, shard) => engine.KeepReading(store, shard, offset));
        engine.running = Task.WhenAll([.. reading, engine.KeepFollowing(), engine.KeepRelaying()]);
        return engine;
    }

    /// <summary>The newest block now, then each further one; a slow reader is told only the newest.</summary>
    public IAsyncEnumerable<Block> Heads(CancellationToken stop) => heads.Listen(stop);

    /// <summary>Every change of a vault from now on, or of all vaults: each once and in order, joined to <see
    /// cref="BoardListener.Board"/>. Who does not read is let go, never waited for.</summary>
    /// <param name="vault">None for all.</param>
    public BoardListener Listen(Account? vault) => board.Listen(vault);

    /// <summary>Events of a vault with numbers above <paramref name="afterSeq"/>, in order.</summary>
    /// <param name="limit">Most to read, up to <see cref="StoreLimits.MaxRead"/>.</param>
    /// <exception cref="StoreUnavailableException">The journal is away.</exception>
    public Task<IReadOnlyList<StoredEvent>> ReadJournal(
        Account vault, long afterSeq, int limit, CancellationToken stop) =>
        journal.ReadEntities([new EntityPosition(Entities.NameOf(vault), afterSeq)], limit, stop);

    /// <summary>Returns once the board holds everything up to this block and claims are granted.</summary>
    public async Task CaughtUp(ulong block, CancellationToken stop)
    {
        await foreach (var head in Heads(stop))
        {
            if (head.Number >= block) return;
        }
    }

    /// <summary>Asks for the only right to do this call. Decide first: a grant keeps all others from it.</summary>
    /// <param name="intent">1..64 printable ASCII characters, for what must never succeed twice, a payment for
    /// instance: asking again under the same name is safe for ever. None for what the contracts do only once.</param>
    /// <exception cref="ArgumentException">The call is about no vault (such calls are sent without a claim), or the
    /// intent is none.</exception>
    public async Task<ClaimAnswer> Claim(
        ProtocolCall call, Account from, CancellationToken stop, string? intent = null)
    {
        if (intent is { Length: 0 or > MaxIntentChars } || intent?.Any(c => c is <= ' ' or > '~') == true)
        {
            throw new ArgumentException(
                $"the intent '{intent}' is not 1 to {MaxIntentChars} printable ASCII characters", nameof(intent));
        }
        var vault = Wishes.VaultOf(call)
            ?? throw new ArgumentException($"{call.Name} is about no vault: it is sent without a claim", nameof(call));
        if ((notReady ?? Trouble) is { } reason) return new ClaimAnswer.NotReady(reason);
        var asked = new VaultMessage.ClaimAction(call, from, Interlocked.Read(ref highest), intent);
        // A vault nobody followed gets no entity: a wish must not make one.
        if (Forbidden(vault, asked) is { } early) return early;
        var answer = await desk.Tell(vault, asked, stop);
        return answer.Events.OfType<VaultJournal.ActionClaimed>().FirstOrDefault() is { } claimed
            ? new ClaimAnswer.Granted(claimed.Claim)
            : VaultEntity.Forbids(answer.State, asked)!;
    }

    /// <summary>Sends what a claim was granted for, once, however often this is called.</summary>
    /// <exception cref="ChainException">No answer; the engine finds out what became of it.</exception>
    public async Task<Sending> Send(ActionClaim claim, CancellationToken stop)
    {
        var sending = await Chain.Send(claim.Call, claim.From, claim.Key, stop);
        await claims.Note(claim, sending, stop);
        return sending;
    }

    /// <summary>Claims and sends; see <see cref="Claim"/> and <see cref="Send"/>.</summary>
    public async Task<ActAnswer> Act(
        ProtocolCall call, Account from, CancellationToken stop, string? intent = null)
    {
        var answer = await Claim(call, from, stop, intent);
        return new ActAnswer(answer, answer is ClaimAnswer.Granted granted ? await Send(granted.Claim, stop) : null);
    }

    /// <summary>Takes a bid that its owner signed: once this returns <see cref="BidAnswer.Taken"/> it is in the
    /// journal, and the relay places it or the journal says why not. The same bid again changes nothing.</summary>
    /// <param name="key">1..128 printable ASCII characters, the owner's own name for it: never for another.</param>
    /// <exception cref="ArgumentException">Tick, nonce, signature or key are beyond our limits.</exception>
    public Task<BidAnswer> Accept(
        SignedBid bid, ImmutableArray<byte> signature, string key, CancellationToken stop) => WhenReady(
            relay is null ? "no relay runs here: place the bid yourself" : null,
            head => bids.Accept(bid, signature, key, head, stop));

    /// <summary>Takes back a bid that was not relayed yet.</summary>
    /// <param name="caller">Who was proved to ask; only the bid's owner may.</param>
    public Task<BidAnswer> Withdraw(Hash32 bid, Account caller, CancellationToken stop) =>
        WhenReady(null, head => bids.Withdraw(bid, caller, head, stop));

    /// <summary>What Core needs to decide a command on this vault as the chain would at its newest block.</summary>
    /// <exception cref="ChainException">The chain did not answer.</exception>
    public async Task<VaultContext> ContextOf(Vault vault, Account sender, Block head, CancellationToken stop)
    {
        var context = await ItemsOf(vault, head, stop);
        var fundCash = vault.State is VaultState.Dutch or VaultState.Batch or VaultState.Settled
            ? await Chain.TokenBalance(vault.PaymentToken, context.Protocol.InsuranceFund, stop)
            : Wei.Zero; // no other state has a call that asks the fund
        return context with { Sender = sender, FundCash = fundCash };
    }

    /// <summary>What the contracts would read of a vault's items at the newest block, asked once a block: a context of
    /// nobody, without the fund's cash. Nothing is asked when no item is left.</summary>
    /// <exception cref="ChainException">The chain did not answer.</exception>
    public async Task<VaultContext> ItemsOf(Vault vault, Block head, CancellationToken stop)
    {
        var (view, protocol) = (Board, Chain.Deployment.Protocol);
        if (Enumerable.Range(0, vault.Items.Length).All(vault.IsDelivered))
        {
            return new VaultContext(
                Account.Zero, head.Timestamp, protocol, [.. vault.Items.Select(_ => new ItemFacts())]);
        }
        var items = await itemFacts.Of(vault, head, stop);
        return new VaultContext(Account.Zero, head.Timestamp, protocol,
        [
            .. items.Zip(vault.Items, (facts, item) => facts with
            {
                CollectionLastStartsAt = facts.CollectionLastStartsAt ?? view.LastStartOf(item.Collection),
            }),
        ]);
    }

    /// <summary>Facts of a vault before a place in its journal, newest first, and where to go on.</summary>
    /// <exception cref="StoreUnavailableException">The journal is away.</exception>
    public Task<(IReadOnlyList<HistoryFact> Facts, HistoryPlace? Further)> HistoryOf(
        Account vault, HistoryPlace place, int most, CancellationToken stop) =>
        history.Before(vault, place, most, stop);

    /// <summary>Every fact of a vault in the order of the chain, up to an event of its journal.</summary>
    /// <exception cref="StoreUnavailableException">The journal is away.</exception>
    public Task<IReadOnlyList<Fact.OfVault>> FactsOf(Account vault, long upTo, CancellationToken stop) =>
        history.All(vault, upTo, stop);

    public async ValueTask DisposeAsync()
    {
        stopping.Cancel();
        await running.ConfigureAwait(Quietly);
        heads.Close();
        board.Close();
        stopping.Dispose();
    }

    private ClaimAnswer? Forbidden(Account vault, VaultMessage.ClaimAction asked) =>
        VaultEntity.Forbids(Board.Followed.GetValueOrDefault(vault, FollowedVault.Unknown), asked)
            as ClaimAnswer.VaultNotFollowed;

    private Task<BidAnswer> WhenReady(string? away, Func<Block, Task<BidAnswer>> ask) =>
        (away ?? notReady ?? (Trouble is null ? null : "the chain or the journal is away")) is { } reason
            ? Task.FromResult<BidAnswer>(new BidAnswer.NotReady(reason))
        : Head is { } head ? ask(head)
        : Task.FromResult<BidAnswer>(new BidAnswer.NotReady("no block was followed yet"));

    private async Task KeepRelaying()
    {
        if (relay is null) return;
        await foreach (var head in Heads(stopping.Token))
        {
            // The next block may be far: what failed is tried again while this one is the newest.
            var pause = options.FirstPause;
            while (!await relay.Look(head, stopping.Token) && Head?.Hash == head.Hash)
            {
                await Task.Delay(pause, time, stopping.Token);
                pause = pause * 2 < options.MaxPause ? pause * 2 : options.MaxPause;
            }
        }
    }

    private async Task KeepFollowing()
    {
        var pause = options.FirstPause;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                var cursor = await loop.Open(stopping.Token);
                if (notReady is not null) await claims.Recover(stopping.Token);
                notReady = null;
                await TellKnownHead(cursor);
                await loop.Follow(cursor, Coming, async news =>
                {
                    await Taken(news);
                    pause = options.FirstPause;
                }, stopping.Token);
            }
            catch (Exception failure)
            {
                pause = await Pause(pause, failure);
            }
        }
    }

    private async Task KeepReading(IEventStore store, int shard, long offset)
    {
        var pause = options.FirstPause;
        long? awaySince = null;
        while (!stopping.IsCancellationRequested)
        {
            var began = time.GetTimestamp();
            try
            {
                // The board passes over what it knows, so starting at the same offset again does no harm.
                await board.Follow(store, shard, offset, stopping.Token);
            }
            catch (Exception failure)
            {
                // It was there until a moment ago: this is another outage than the last one.
                if (time.GetElapsedTime(began) > options.JournalPatience)
                    (pause, awaySince) = (options.FirstPause, null);
                awaySince ??= time.GetTimestamp();
                if (failure is StoreUnavailableException
                    && time.GetElapsedTime(awaySince.Value) > options.JournalPatience) lost.TrySetException(failure);
                pause = await Pause(pause, failure);
            }
        }
    }

    /// <summary>After a restart nothing is new until the next block; the board holds the newest one already. Had it
    /// been replaced meanwhile, following begins with the rollback and forgets this head.</summary>
    private async Task TellKnownHead(ChainCursor cursor)
    {
        var head = await Chain.Head(stopping.Token);
        Interlocked.Exchange(ref goal, head.Number);
        if (head.Number != cursor.Block) return;
        Interlocked.Exchange(ref highest, head.Number);
        heads.Tell(head);
    }

    /// <summary>A head is forgotten before anything is taken back, so that nobody reads the board of one history at
    /// the block of another.</summary>
    private void Coming(ChainNews news)
    {
        if (news is ChainNews.RolledBack) heads.Forget();
    }

    private async Task Taken(ChainNews news)
    {
        Trouble = null;
        // A block that is told again late is not the newest one.
        if (news is not ChainNews.Applied applied || applied.Cursor.Block != applied.Block.Number) return;
        Interlocked.Exchange(ref highest, applied.Block.Number);
        await claims.Look(applied.Block.Number, stopping.Token);
        heads.Tell(applied.Block);
    }

    private async Task<TimeSpan> Pause(TimeSpan pause, Exception failure)
    {
        if (stopping.IsCancellationRequested) return pause;
        Trouble = failure.Message;
        options.Notice(failure.Message);
        await Task.Delay(pause, time, stopping.Token).ConfigureAwait(Quietly);
        return pause * 2 < options.MaxPause ? pause * 2 : options.MaxPause;
    }
}
