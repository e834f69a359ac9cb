using System.Collections.Concurrent;
using System.Text.Json;
using Fractional.Ethereum.Rpc;

namespace Fractional.Tests.Ethereum.Rpc;

/// <summary>A node of scripted answers behind real HTTP. Health looks are answered apart from the script.</summary>
internal sealed class FakeNode : IAsyncDisposable
{
    public const ulong Chain = 5;

    private readonly LoopbackServer _server;

    public FakeNode() => _server = new LoopbackServer(Answer);

    public Uri Url => _server.Url;

    public ulong ChainId { get; set; } = Chain;

    public ulong Head { get; set; } = 100;

    /// <summary>Unix seconds.</summary>
    public ulong HeadTimestamp { get; set; } = 1_700_000_000;

    /// <summary>What honest answers hold; anything else is "method not found".</summary>
    public Dictionary<string, Func<JsonElement, string>> Results { get; } = new()
    {
        ["eth_blockNumber"] = _ => "\"0x64\"",
        ["eth_getBalance"] = parameters => parameters[0].GetRawText(),
    };

    /// <summary>Answers for the next requests that are no health looks, each used once, in order.</summary>
    public ConcurrentQueue<Func<JsonElement, LoopbackAnswer>> Script { get; } = [];

    /// <summary>Every request that was no health look.</summary>
    public ConcurrentQueue<JsonElement> Requests { get; } = [];

    /// <summary>Answers wait for it, health looks do not.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    public static RpcOptions OptionsFor(params FakeNode[] nodes) => new()
    {
        Endpoints = [.. nodes.Select(node => node.Url)],
        ChainId = Chain,
        Timeout = TimeSpan.FromSeconds(20),
    };

    public JsonRpcClient Client(Func<RpcOptions, RpcOptions>? change = null) =>
        new(change is null ? OptionsFor(this) : change(OptionsFor(this)), TimeProvider.System);

    public void Next(string body, int status = 200) => Script.Enqueue(_ => new LoopbackAnswer(body, status));

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    /// <summary>The honest answer to one call.</summary>
    public string Item(JsonElement call)
    {
        string method = call.GetProperty("method").GetString()!;
        string body = Results.TryGetValue(method, out Func<JsonElement, string>? result)
            ? $"\"result\":{result(call.GetProperty("params"))}"
            : "\"error\":{\"code\":-32601,\"message\":\"method not found\"}";
        return body.StartsWith("\"result\":{\"code\"", StringComparison.Ordinal)
            ? $"{{\"jsonrpc\":\"2.0\",\"id\":{call.GetProperty("id")},\"error\":{body["\"result\":".Length..]}}}"
            : $"{{\"jsonrpc\":\"2.0\",\"id\":{call.GetProperty("id")},{body}}}";
    }

    public LoopbackAnswer Honest(JsonElement request) => new(request.ValueKind == JsonValueKind.Array
        ? $"[{string.Join(',', request.EnumerateArray().Select(Item))}]"
        : Item(request));

    private async Task<LoopbackAnswer> Answer(byte[] body, CancellationToken cancellation)
    {
        JsonElement request = JsonDocument.Parse(body).RootElement;
        if (IsLook(request))
        {
            string head = $"{{\"number\":\"0x{Head:x}\",\"hash\":\"{Hash(Head)}\",\"parentHash\":\"{Hash(Head - 1)}\","
                + $"\"timestamp\":\"0x{HeadTimestamp:x}\",\"gasLimit\":\"0x1\",\"gasUsed\":\"0x0\"}}";
            return new LoopbackAnswer(
                $"[{{\"id\":{request[0].GetProperty("id")},\"result\":\"0x{ChainId:x}\"}},"
                + $"{{\"id\":{request[1].GetProperty("id")},\"result\":{head}}}]");
        }

        Requests.Enqueue(request);
        await Gate.WaitAsync(cancellation);
        return Script.TryDequeue(out Func<JsonElement, LoopbackAnswer>? scripted) ? scripted(request) : Honest(request);
    }

    private static bool IsLook(JsonElement request) =>
        request.ValueKind == JsonValueKind.Array && request.GetArrayLength() == 2
        && request[0].GetProperty("method").GetString() == "eth_chainId";

    private static string Hash(ulong number) => "0x" + number.ToString("x64");
}
