using System.Collections.Concurrent;
using Fractional.Ethereum.Anvil;
using Fractional.Ethereum.Rpc;
using Fractional.Ethereum.Sending;
using Fractional.Ethereum.Signers;
using Fractional.Ethereum.Wallets;
using Fractional.Integration.Ethereum.Anvil;
using Shouldly;

namespace Fractional.Integration.Ethereum.Sending;

/// <summary>A chain, a proxy before it, and a sender that can be killed and started over the same outbox.</summary>
internal sealed class SenderRig : IAsyncDisposable
{
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromMinutes(4));
    private readonly bool _stayReady;
    private readonly Wallet _wallet = new(AnvilOptions.DevelopmentWords);
    private CancellationTokenSource _life = new();
    private Task _running = Task.CompletedTask;

    private SenderRig(AnvilNode node, int maxBatchCalls, bool stayReady)
    {
        Node = node;
        _stayReady = stayReady;
        Account = _wallet.GetAccount(0);
        Proxy = new FaultyProxy(node.Url);
        Rpc = new JsonRpcClient(new RpcOptions
        {
            Endpoints = [Proxy.Url],
            ChainId = node.Options.ChainId,
            MaxBatchCalls = maxBatchCalls,
            FirstRest = TimeSpan.FromMilliseconds(10),
            LongestRest = TimeSpan.FromMilliseconds(200),
        }, TimeProvider.System);
        Sender = Create();
    }

    public AnvilNode Node { get; }

    public Account Account { get; }

    public FaultyProxy Proxy { get; }

    /// <summary>Through the proxy.</summary>
    public JsonRpcClient Rpc { get; }

    public MemoryOutbox Outbox { get; } = new();

    public TransactionSender Sender { get; private set; }

    public ConcurrentQueue<string> Notices { get; } = [];

    public CancellationToken Stop => _limit.Token;

    public static async Task<SenderRig> Start(int maxBatchCalls = 100, bool stayReady = true)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        AnvilNode node = await AnvilNode.Start(new AnvilOptions { MineByHand = true }, limit.Token);
        await Emitter.Place(node, limit.Token);
        return new SenderRig(node, maxBatchCalls, stayReady);
    }

    public void Run()
    {
        _life = CancellationTokenSource.CreateLinkedTokenSource(_limit.Token);
        _running = Sender.Run(_life.Token);
    }

    /// <summary>The process dies; a new one starts with nothing but the outbox.</summary>
    public async Task Restart()
    {
        await Kill();
        Sender = Create();
        Run();
    }

    public async Task Kill()
    {
        await _life.CancelAsync();
        await _running.ContinueWith(_ => { }, TaskScheduler.Default);
    }

    public OutgoingCall Call(int number, ulong? deadline = null) => new(
        $"call {number}", Emitter.Address, Data(number), GasLimit: 60_000, Deadline: deadline);

    public Task<OutboxEntry> Over(int number) => Sender.WaitFor($"call {number}", entry => entry.IsOver, Stop);

    /// <summary>A block every so often, until the returned scope ends.</summary>
    public Miner MineEvery(TimeSpan interval) => new(Node, interval, Stop);

    /// <summary>The numbers whose calls the chain has seen, in order of nonce.</summary>
    public async Task<int[]> Seen()
    {
        BlockHeader head = (await Node.Rpc.Call(Eth.Header(BlockTag.Latest), Stop)).ShouldNotBeNull();
        Log[] logs = await Node.Rpc.Call(Eth.Logs(Emitter.Filter, 0, head.Number), Stop);
        return [.. logs.Select(log => (log.Data.Span[1] * 256) + log.Data.Span[2])];
    }

    public Task<ulong> Nonce() => Node.Rpc.Call(Eth.TransactionCount(Account.Address, BlockTag.Latest), Stop);

    public async ValueTask DisposeAsync()
    {
        await Kill();
        Rpc.Dispose();
        await Proxy.DisposeAsync();
        await Node.DisposeAsync();
        Account.Dispose();
        _wallet.Dispose();
        _limit.Dispose();
    }

    private static byte[] Data(int number) => [1, (byte)(number / 256), (byte)(number % 256)];

    private TransactionSender Create() => new(Rpc, Account, Outbox, new SenderOptions
    {
        MaxFeePerGas = 500_000_000_000,
        PollInterval = TimeSpan.FromMilliseconds(20),
        StayReady = _stayReady,
        Notice = Notices.Enqueue,
    }, TimeProvider.System);

    /// <summary>Mines in the background.</summary>
    internal sealed class Miner : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop;
        private readonly Task _mining;

        public Miner(AnvilNode node, TimeSpan interval, CancellationToken limit)
        {
            _stop = CancellationTokenSource.CreateLinkedTokenSource(limit);
            _mining = Mine(node, interval, _stop.Token);
        }

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _mining;
            _stop.Dispose();
        }

        private static async Task Mine(AnvilNode node, TimeSpan interval, CancellationToken stop)
        {
            try
            {
                while (true)
                {
                    await node.Mine(1, stop);
                    await Task.Delay(interval, stop);
                }
            }
            catch (OperationCanceledException)
            {
                // Told to stop.
            }
        }
    }
}
