using System.Text.Json;
using System.Text.Json.Nodes;
using Fractional.Tests.Ethereum.Rpc;

namespace Fractional.Integration.Ethereum.Sending;

/// <summary>What goes wrong with one HTTP request on its way to the node.</summary>
internal enum Fault
{
    None,

    /// <summary>HTTP 429: nothing reaches the node.</summary>
    TooMany,

    /// <summary>The connection is cut before the node sees anything.</summary>
    CutBefore,

    /// <summary>The node has acted, but its answer is lost.</summary>
    CutAfter,

    /// <summary>It never arrives, and nobody is told.</summary>
    HoldBefore,

    /// <summary>The node has acted, and its answer never comes.</summary>
    HoldAfter,

    /// <summary>Transactions in it are refused; the node does not see them.</summary>
    Refuse,
}

/// <summary>Stands between client and node and spoils requests as told.</summary>
internal sealed class FaultyProxy : IAsyncDisposable
{
    private readonly LoopbackServer _server;
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });
    private readonly Uri _node;
    private readonly TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _requests;

    public FaultyProxy(Uri node)
    {
        _node = node;
        _server = new LoopbackServer(Answer);
    }

    public Uri Url => _server.Url;

    public int Requests => _requests;

    /// <summary>Done once a request is held; with <see cref="Fault.HoldAfter"/> the node has acted by then.</summary>
    public Task Held => _held.Task;

    /// <summary>Asked for every request.</summary>
    public Func<string, Fault> Choose { get; set; } = _ => Fault.None;

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _http.Dispose();
    }

    private async Task<LoopbackAnswer> Answer(byte[] body, CancellationToken cancellation)
    {
        Interlocked.Increment(ref _requests);
        JsonNode request = JsonNode.Parse(body)!;
        switch (Choose(request.ToJsonString()))
        {
            case Fault.TooMany:
                return new LoopbackAnswer("slow down", 429) { Headers = "Retry-After: 0\r\n" };
            case Fault.CutBefore:
                return LoopbackAnswer.Cut;
            case Fault.CutAfter:
                await Forward(request, cancellation);
                return LoopbackAnswer.Cut;
            case Fault.HoldBefore:
                return await Hold(cancellation);
            case Fault.HoldAfter:
                await Forward(request, cancellation);
                return await Hold(cancellation);
            case Fault.Refuse:
                return new LoopbackAnswer((await ForwardWithoutSends(request, cancellation)).ToJsonString());
            default:
                return new LoopbackAnswer((await Forward(request, cancellation)).ToJsonString());
        }
    }

    private async Task<LoopbackAnswer> Hold(CancellationToken cancellation)
    {
        _held.TrySetResult();
        await Task.Delay(Timeout.Infinite, cancellation);
        return LoopbackAnswer.Cut;
    }

    private async Task<JsonNode> ForwardWithoutSends(JsonNode request, CancellationToken cancellation)
    {
        JsonNode[] calls = request is JsonArray many ? [.. many.Select(call => call!)] : [request];
        JsonNode[] harmless = [.. calls.Where(call => !IsSend(call)).Select(call => call.DeepClone())];
        var answers = new JsonArray();
        if (harmless.Length > 0)
        {
            foreach (JsonNode? answer in (JsonArray)await Forward(new JsonArray(harmless), cancellation))
            {
                answers.Add(answer!.DeepClone());
            }
        }

        foreach (JsonNode send in calls.Where(IsSend))
        {
            answers.Add(JsonNode.Parse(
                $$"""{"id":{{send["id"]}},"error":{"code":-32000,"message":"transaction underpriced"} }"""));
        }

        return request is JsonArray ? answers : answers[0]!;
    }

    private static bool IsSend(JsonNode call) => call["method"]!.GetValue<string>() == "eth_sendRawTransaction";

    private async Task<JsonNode> Forward(JsonNode request, CancellationToken cancellation)
    {
        using var content = new StringContent(request.ToJsonString(), null, "application/json");
        using HttpResponseMessage response = await _http.PostAsync(_node, content, cancellation);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync(cancellation))
            ?? throw new JsonException("the node answered null");
    }
}
