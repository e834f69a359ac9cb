using System.Numerics;
using System.Runtime.CompilerServices;
using Fractional.Client.Http;
using Fractional.Client.Streams;
using Fractional.Ethereum.Primitives;

namespace Fractional.Client;

/// <summary>The bidder API for programs: docs/api.md in types. Amounts are whole numbers of base units, never
/// floating.</summary>
/// <remarks>
/// Every method throws <see cref="ProblemException"/> when the server refuses, <see cref="NoAnswerException"/> when
/// none of the tries was answered, and <see cref="UnexpectedAnswerException"/> when the answer is not what was
/// promised.
/// </remarks>
public sealed partial class FractionalClient : IDisposable
{
    readonly ClientOptions options;
    readonly Transport transport;

    /// <param name="site">Where <c>/v1</c> lies.</param>
    /// <param name="options">Null for the defaults.</param>
    public FractionalClient(Uri site, ClientOptions? options = null)
    {
        this.options = options ?? new ClientOptions();
        transport = new Transport(site, this.options);
    }

    public Task<Deployment> Deployment(CancellationToken stop = default) =>
        transport.Get<Deployment>("v1/deployment", stop);

    // ---- vaults

    /// <summary>All vaults, or those in a state, of a holder, of a lender; by address.</summary>
    public IAsyncEnumerable<Vault> Vaults(
        VaultState? state = null, Address? holder = null, Address? lender = null, CancellationToken stop = default) =>
        List<Vault>("v1/vaults", [("state", Word(state)), ("holder", $"{holder}"), ("lender", $"{lender}")], stop);

    public Task<Vault> Vault(Address vault, CancellationToken stop = default) =>
        transport.Get<Vault>($"v1/vaults/{vault}", stop);

    public IAsyncEnumerable<Holder> Holders(Address vault, CancellationToken stop = default) =>
        List<Holder>($"v1/vaults/{vault}/holders", [], stop);

    public Task<Appraisals> Appraisals(Address vault, CancellationToken stop = default) =>
        transport.Get<Appraisals>($"v1/vaults/{vault}/appraisals", stop);

    public IAsyncEnumerable<Loan> Loans(Address vault, CancellationToken stop = default) =>
        List<Loan>($"v1/vaults/{vault}/loans", [], stop);

    /// <summary>Newest first.</summary>
    public IAsyncEnumerable<HistoryEntry> History(Address vault, CancellationToken stop = default) =>
        List<HistoryEntry>($"v1/vaults/{vault}/history", [], stop);

    /// <param name="vault">With a live loan or a running auction.</param>
    /// <param name="price">Wei; null for ten prices.</param>
    /// <param name="stop">Ends it early.</param>
    public Task<Preview> Preview(Address vault, BigInteger? price = null, CancellationToken stop = default) =>
        transport.Get<Preview>(Query($"v1/vaults/{vault}/preview", [("price", $"{price}")]), stop);

    // ---- auctions

    /// <summary>Newest first.</summary>
    public IAsyncEnumerable<AuctionSummary> Auctions(
        AuctionPhase? status = null, AuctionKind? kind = null, CancellationToken stop = default) =>
        List<AuctionSummary>("v1/auctions", [("status", Word(status)), ("kind", Word(kind))], stop);

    public Task<Auction> Auction(UInt256 auction, CancellationToken stop = default) =>
        transport.Get<Auction>($"v1/auctions/{auction}", stop);

    /// <param name="auction">In a Dutch round.</param>
    /// <param name="at">Unix seconds; null for now.</param>
    /// <param name="stop">Ends it early.</param>
    public Task<DutchPrice> Price(UInt256 auction, ulong? at = null, CancellationToken stop = default) =>
        transport.Get<DutchPrice>(Query($"v1/auctions/{auction}/price", [("at", $"{at}")]), stop);

    public Task<Curve> Curve(UInt256 auction, CancellationToken stop = default) =>
        transport.Get<Curve>($"v1/auctions/{auction}/curve", stop);

    public Task<Book> Book(UInt256 auction, CancellationToken stop = default) =>
        transport.Get<Book>($"v1/auctions/{auction}/book", stop);

    public Task<Statement> Statement(UInt256 auction, CancellationToken stop = default) =>
        transport.Get<Statement>($"v1/auctions/{auction}/statement", stop);

    public IAsyncEnumerable<Bid> Bids(
        UInt256 auction, Address? owner = null, CancellationToken stop = default) =>
        List<Bid>($"v1/auctions/{auction}/bids", [("owner", $"{owner}")], stop);

    // ---- bids and accounts

    /// <param name="bid">The typed-data hash, or <c>auction-number</c>.</param>
    /// <param name="stop">Ends it early.</param>
    public Task<Bid> Bid(string bid, CancellationToken stop = default) =>
        transport.Get<Bid>($"v1/bids/{Uri.EscapeDataString(bid)}", stop);

    /// <summary>Every signature of theirs that can still execute comes first.</summary>
    public IAsyncEnumerable<Bid> BidsOf(Address account, CancellationToken stop = default) =>
        List<Bid>($"v1/accounts/{account}/bids", [], stop);

    /// <summary>Whatever this address may take.</summary>
    public IAsyncEnumerable<Claim> Claims(Address account, CancellationToken stop = default) =>
        List<Claim>($"v1/accounts/{account}/claims", [], stop);

    public Task<Positions> Positions(Address account, CancellationToken stop = default) =>
        transport.Get<Positions>($"v1/accounts/{account}/positions", stop);

    // ---- everybody

    /// <param name="paymentToken">Null for the first one.</param>
    /// <param name="stop">Ends it early.</param>
    public Task<Risk> Risk(Address? paymentToken = null, CancellationToken stop = default) =>
        transport.Get<Risk>(Query("v1/risk", [("token", $"{paymentToken}")]), stop);

    public Task<Keepers> Keepers(CancellationToken stop = default) => transport.Get<Keepers>("v1/keepers", stop);

    // ---- streams

    /// <summary>The auction, then each change of its vault and each block; ends only with <paramref name="stop"/>, an
    /// exception, or by the reader's own leave.</summary>
    /// <param name="auction">Id of the auction.</param>
    /// <param name="after">Seq of the last change that was seen, to go on from there; null begins with a
    /// snapshot.</param>
    /// <param name="stop">Ends it.</param>
    public IAsyncEnumerable<LiveMessage<Auction>> Stream(
        UInt256 auction, long? after = null, CancellationToken stop = default) =>
        new LiveStream(transport, options, $"v1/auctions/{auction}/events").Of<Auction>("auction", after, stop);

    /// <inheritdoc cref="Stream(UInt256, long?, CancellationToken)"/>
    public IAsyncEnumerable<LiveMessage<Vault>> Stream(
        Address vault, long? after = null, CancellationToken stop = default) =>
        new LiveStream(transport, options, $"v1/vaults/{vault}/events").Of<Vault>("vault", after, stop);

    /// <summary>Each change of any vault and each block. It is not resumed: after a broken connection it begins
    /// again.</summary>
    public IAsyncEnumerable<AnyMessage> StreamAll(CancellationToken stop = default) =>
        new LiveStream(transport, options, "v1/events").OfAll(stop);

    public void Dispose()
    {
        transport.Dispose();
        asking.Dispose();
    }

    /// <summary>Part after part until the end of the list.</summary>
    async IAsyncEnumerable<T> List<T>(
        string path, (string Name, string? Value)[] query, [EnumeratorCancellation] CancellationToken stop = default)
    {
        for (string? after = null; ;)
        {
            var page = await transport.Get<Page<T>>(Query(path, [.. query, ("after", after)]), stop);
            foreach (var item in page.Items) yield return item;
            if (page.Next is null) yield break;
            if (page.Next == after) throw new UnexpectedAnswerException($"{path}: the list goes on where it was");
            after = page.Next;
        }
    }

    static string Query(string path, (string Name, string? Value)[] query)
    {
        var given = query.Where(q => !string.IsNullOrEmpty(q.Value))
            .Select(q => $"{q.Name}={Uri.EscapeDataString(q.Value!)}").ToList();
        return given.Count == 0 ? path : $"{path}?{string.Join('&', given)}";
    }

    static string? Word<T>(T? value) where T : struct, Enum =>
        value is { } given ? System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(given.ToString()) : null;
}
