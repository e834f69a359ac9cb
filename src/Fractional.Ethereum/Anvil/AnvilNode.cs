using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Threading.Channels;
using Fractional.Ethereum.Primitives;
using Fractional.Ethereum.Rpc;

namespace Fractional.Ethereum.Anvil;

/// <summary>
/// A development chain in a process of its own on a free loopback port, and the knobs it has beyond a real node.
/// For demonstrations and tests; it lives as long as this object.
/// </summary>
public sealed class AnvilNode : IAsyncDisposable
{
    private const string Listening = "Listening on 127.0.0.1:";
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan MineLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan MinePause = TimeSpan.FromMilliseconds(2);

    private readonly Process _process;

    private AnvilNode(Process process, AnvilOptions options, int port)
    {
        _process = process;
        Options = options;
        Url = new Uri($"http://127.0.0.1:{port}/");
        Rpc = new JsonRpcClient(new RpcOptions { Endpoints = [Url], ChainId = options.ChainId }, TimeProvider.System);
    }

    public AnvilOptions Options { get; }

    public Uri Url { get; }

    public JsonRpcClient Rpc { get; }

    /// <exception cref="EthereumException">Not found, or it did not start: with its last words.</exception>
    public static async Task<AnvilNode> Start(AnvilOptions options, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(options.Executable ?? Find())
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string argument in options.Arguments())
        {
            start.ArgumentList.Add(argument);
        }

        var process = new Process { StartInfo = start };
        var lines = Channel.CreateUnbounded<string?>();
        process.OutputDataReceived += (_, line) => lines.Writer.TryWrite(line.Data);
        process.ErrorDataReceived += (_, line) => lines.Writer.TryWrite(line.Data ?? "");
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            int port = await ReadPort(lines.Reader, cancellation);
            lines.Writer.Complete();
            return new AnvilNode(process, options, port);
        }
        catch
        {
            await Stop(process);
            throw;
        }
    }

    /// <exception cref="EthereumException">Not found: with where it was looked for and how to get it.</exception>
    public static string Find()
    {
        if (Environment.GetEnvironmentVariable("FRACTIONAL_ANVIL") is { Length: > 0 } given)
        {
            return File.Exists(given) ? given : throw new EthereumException($"FRACTIONAL_ANVIL names no file: {given}");
        }

        string architecture = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "arm64" : "amd64";
        string inside = $"contracts/node_modules/@foundry-rs/anvil-linux-{architecture}/bin/anvil";
        foreach (string start in new[] { Environment.CurrentDirectory, AppContext.BaseDirectory })
        {
            for (DirectoryInfo? folder = new(start); folder is not null; folder = folder.Parent)
            {
                string candidate = Path.Combine(folder.FullName, inside);
                if (File.Exists(candidate))
                {
                    return candidate;
                }
            }
        }

        throw new EthereumException(
            $"anvil not found: no {inside} above the working folder; run npm ci in contracts/ or set FRACTIONAL_ANVIL");
    }

    /// <summary>Mines blocks, each <paramref name="secondsApart"/> after the one before.</summary>
    public Task Mine(ulong blocks, CancellationToken cancellation, ulong secondsApart = 1) =>
        Rpc.Call(Order("anvil_mine", json =>
        {
            json.WriteStringValue(((UInt256)blocks).ToQuantity());
            json.WriteStringValue(((UInt256)secondsApart).ToQuantity());
        }), cancellation);

    /// <param name="timestamp">Unix seconds, later than the head's.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public Task SetNextBlockTimestamp(ulong timestamp, CancellationToken cancellation) =>
        Rpc.Call(Order("evm_setNextBlockTimestamp", json => json.WriteNumberValue(timestamp)), cancellation);

    /// <summary>From then on each block is this many seconds after the one before, whatever the wall clock
    /// does.</summary>
    public Task SetBlockTimestampInterval(ulong seconds, CancellationToken cancellation) =>
        Rpc.Call(Order("anvil_setBlockTimestampInterval", json => json.WriteNumberValue(seconds)), cancellation);

    /// <summary>Ends <see cref="SetBlockTimestampInterval"/>: the clock goes on from where it is, at the pace of the
    /// wall's.</summary>
    public Task FollowTheClock(CancellationToken cancellation) =>
        Rpc.Call(Order("anvil_removeBlockTimestampInterval", _ => { }), cancellation);

    /// <summary>From then on a block comes every so many seconds, with what waits or empty, instead of one for each
    /// transaction.</summary>
    /// <param name="seconds">At least 1.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public Task MineEvery(ulong seconds, CancellationToken cancellation) =>
        Rpc.Call(Order("evm_setIntervalMining", json => json.WriteNumberValue(seconds)), cancellation);

    /// <summary>Moves the chain's clock and mines one block there.</summary>
    public async Task MineAt(ulong timestamp, CancellationToken cancellation)
    {
        await SetNextBlockTimestamp(timestamp, cancellation);
        await Mine(1, cancellation);
    }

    /// <summary>False: transactions wait until <see cref="Mine"/>.</summary>
    public Task SetAutomine(bool on, CancellationToken cancellation) =>
        Rpc.Call(Order("evm_setAutomine", json => json.WriteBooleanValue(on)), cancellation);

    /// <returns>What <see cref="Revert"/> takes, once.</returns>
    public Task<UInt256> Snapshot(CancellationToken cancellation) =>
        Rpc.Call(new RpcCall<UInt256>("evm_snapshot", _ => { }, ReadNumber) { Repeatable = false }, cancellation);

    /// <exception cref="EthereumException">The snapshot is unknown or already used.</exception>
    public async Task Revert(UInt256 snapshot, CancellationToken cancellation)
    {
        var call = new RpcCall<bool>("evm_revert", json => json.WriteStringValue(snapshot.ToQuantity()), ReadDone);
        if (!await Rpc.Call(call with { Repeatable = false }, cancellation))
        {
            throw new EthereumException($"anvil has no snapshot {snapshot}");
        }
    }

    /// <summary>
    /// Replaces the last <paramref name="depth"/> blocks by as many others. Their transactions are gone, also from the
    /// pool; the new blocks hold those given, at places counted from the first replaced block.
    /// </summary>
    public Task Reorg(
        ulong depth, IReadOnlyList<(ReadOnlyMemory<byte> Signed, ulong Place)> transactions,
        CancellationToken cancellation) =>
        Rpc.Call(Order("anvil_reorg", json =>
        {
            json.WriteNumberValue(depth);
            json.WriteStartArray();
            foreach ((ReadOnlyMemory<byte> signed, ulong place) in transactions)
            {
                json.WriteStartArray();
                json.WriteStringValue(Hex.Encode(signed.Span));
                json.WriteNumberValue(place);
                json.WriteEndArray();
            }

            json.WriteEndArray();
        }), cancellation);

    /// <summary>From then on <see cref="SendAs"/> works for the account.</summary>
    public Task Impersonate(Address account, CancellationToken cancellation) =>
        Rpc.Call(Order("anvil_impersonateAccount", json => WriteAddress(json, account)), cancellation);

    /// <summary>Sends without a key: from an impersonated account or one of the node's own.</summary>
    public Task<Bytes32> SendAs(Address from, CallRequest request, CancellationToken cancellation) =>
        Rpc.Call(new RpcCall<Bytes32>("eth_sendTransaction", (request with { From = from }).Write, ReadHash)
        {
            Repeatable = false,
        }, cancellation);

    /// <summary>A transaction's receipt; a mining node answers the sender a moment before it has mined.</summary>
    /// <exception cref="EthereumException">Not in a block within <see cref="MineLimit"/>.</exception>
    public async Task<Receipt> Mined(Bytes32 hash, CancellationToken cancellation)
    {
        for (TimeSpan waited = TimeSpan.Zero; waited < MineLimit; waited += MinePause)
        {
            if (await Rpc.Call(Eth.Receipt(hash), cancellation) is { } receipt)
            {
                return receipt;
            }

            await Task.Delay(MinePause, cancellation);
        }

        throw new EthereumException($"{hash} is in no block of {Url} after {MineLimit.TotalSeconds:0} s");
    }

    /// <param name="account">Whose balance.</param>
    /// <param name="wei">What it will be.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public Task SetBalance(Address account, UInt256 wei, CancellationToken cancellation) =>
        Rpc.Call(Order("anvil_setBalance", json =>
        {
            WriteAddress(json, account);
            json.WriteStringValue(wei.ToQuantity());
        }), cancellation);

    /// <summary>Puts runtime code at an address.</summary>
    public Task SetCode(Address account, ReadOnlyMemory<byte> code, CancellationToken cancellation) =>
        Rpc.Call(Order("anvil_setCode", json =>
        {
            WriteAddress(json, account);
            json.WriteStringValue(Hex.Encode(code.Span));
        }), cancellation);

    /// <param name="wei">Per gas, for the next block.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public Task SetNextBaseFee(UInt256 wei, CancellationToken cancellation) => Rpc.Call(
        Order("anvil_setNextBlockBaseFeePerGas", json => json.WriteStringValue(wei.ToQuantity())), cancellation);

    /// <summary>Forgets a waiting transaction, as a node under pressure does.</summary>
    public Task DropTransaction(Bytes32 hash, CancellationToken cancellation) =>
        Rpc.Call(Order("anvil_dropTransaction", json => json.WriteStringValue(hash.ToString())), cancellation);

    public async ValueTask DisposeAsync()
    {
        Rpc.Dispose();
        await Stop(_process);
    }

    private static async Task<int> ReadPort(ChannelReader<string?> lines, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(StartLimit);
        var words = new List<string>();
        try
        {
            while (await lines.ReadAsync(limit.Token) is { } line)
            {
                words.Add(line);
                if (line.StartsWith(Listening, StringComparison.Ordinal)
                    && int.TryParse(line[Listening.Length..], out int port))
                {
                    return port;
                }
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            words.Add($"(silent for {StartLimit.TotalSeconds} s)");
        }

        throw new EthereumException($"anvil did not start: {string.Join(" ", words.TakeLast(5))}");
    }

    private static async Task Stop(Process process)
    {
        if (!process.HasExited)
        {
            process.Kill();
            await process.WaitForExitAsync();
        }

        process.Dispose();
    }

    private static RpcCall<bool> Order(string method, Action<Utf8JsonWriter> write) =>
        new(method, write, ReadDone) { Repeatable = false };

    private static void WriteAddress(Utf8JsonWriter json, Address address) => json.WriteStringValue(address.ToString());

    private static UInt256 ReadNumber(ref Utf8JsonReader reader) => reader.ReadUInt256("result");

    private static Bytes32 ReadHash(ref Utf8JsonReader reader) => reader.ReadBytes32("result");

    // Orders answer null, true or an empty object; only an explicit false is a refusal.
    private static bool ReadDone(ref Utf8JsonReader reader)
    {
        bool refused = reader.TokenType == JsonTokenType.False;
        reader.Skip();
        return !refused;
    }
}
