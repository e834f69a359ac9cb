using System.Diagnostics;
using System.Net;

namespace Fractional.Bench.Api;

/// <summary>Many clients of one auction's stream, as from many households: each address keeps to what one may
/// open.</summary>
public sealed class StreamCrowd : IAsyncDisposable
{
    /// <summary>Streams that one address may open at once are 30.</summary>
    const int PerAddress = 25;

    static readonly TimeSpan Look = TimeSpan.FromMilliseconds(1);

    /// <summary>A block of changes is told in a moment; what takes so long does not come any more.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    readonly TaskCompletionSource letGo = new();
    readonly List<StreamClient> clients = [];
    readonly List<Task> reading = [];

    public IReadOnlyList<StreamClient> Clients => clients;

    public IEnumerable<StreamClient> Of(Pace pace) => clients.Where(c => c.Pace == pace);

    /// <summary>All of them have their snapshot but those who do not read.</summary>
    public static async Task<StreamCrowd> Open(AuctionServer server, int keen, int slow = 0, int still = 0)
    {
        var crowd = new StreamCrowd();
        foreach (var pace in Enumerable.Repeat(Pace.Keen, keen).Concat(Enumerable.Repeat(Pace.Slow, slow))
            .Concat(Enumerable.Repeat(Pace.Still, still)))
        {
            var from = new IPAddress([127, 0, 1, (byte)(1 + crowd.clients.Count / PerAddress)]);
            var client = await StreamClient.Open(server.Url, server.Auction, from, pace);
            crowd.clients.Add(client);
            crowd.reading.Add(Task.Run(() => client.Run(crowd.letGo.Task)));
        }
        while (crowd.clients.Any(c => c.Pace != Pace.Still && c.First == 0)) await Task.Delay(Look);
        return crowd;
    }

    /// <summary>Returns once every keen client has the change of this number.</summary>
    /// <exception cref="TimeoutException">Some have not got it.</exception>
    public async Task Have(long seq)
    {
        var start = Stopwatch.GetTimestamp();
        while (Of(Pace.Keen).Count(c => c.Last < seq) is > 0 and var without)
        {
            if (Stopwatch.GetElapsedTime(start) > Patience)
                throw new TimeoutException($"{without} clients have not got change {seq}");
            await Task.Delay(Look);
        }
    }

    /// <summary>Lets the others read what lies there for them.</summary>
    /// <returns>How many of their streams the server has ended.</returns>
    public async Task<int> Ended()
    {
        letGo.TrySetResult();
        var others = reading.Where((_, i) => clients[i].Pace != Pace.Keen).ToList();
        await Task.WhenAll(others).WaitAsync(Patience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return others.Count(r => r.IsCompleted);
    }

    public async ValueTask DisposeAsync()
    {
        letGo.TrySetResult();
        foreach (var client in clients) client.Dispose();
        await Task.WhenAll(reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
