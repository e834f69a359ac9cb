using System.Collections.Immutable;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Fractional.Api;
using Fractional.Chain;
using Fractional.Chain.Calls;
using Fractional.Chain.Simulated;
using Fractional.Core.Units;
using Fractional.Engine;
using Fractional.Engine.Hosting;
using Fractional.Ethereum.Crypto;
using Fractional.Ethereum.Messages;
using Fractional.Ethereum.Primitives;
using Fractional.Store;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Shouldly;
using static Fractional.Tests.Chain.SimulatedSetting;
using Account = Fractional.Core.Units.Account;

namespace Fractional.Tests.Api.Edge;

/// <summary>What came back: the body is kept as text, since a refusal must be looked at to the letter.</summary>
sealed record Answer(HttpStatusCode Status, IReadOnlyDictionary<string, string> Headers, string Text)
{
    public JsonNode Json => JsonNode.Parse(Text).ShouldNotBeNull();

    public string Header(string name) => Headers.GetValueOrDefault(name, "");

    /// <summary>A refusal in the form of RFC 9457 with what to do next.</summary>
    public JsonNode Problem(int status, string name)
    {
        ((int)Status).ShouldBe(status, Text);
        Header("Content-Type").ShouldStartWith("application/problem+json");
        Json["type"]!.GetValue<string>().ShouldBe($"/problems/{name}");
        Json["status"]!.GetValue<int>().ShouldBe(status);
        Json["title"]!.GetValue<string>().ShouldNotBeEmpty();
        Json["detail"]!.GetValue<string>().ShouldNotBeEmpty();
        return Json;
    }
}

/// <summary>The API on a loopback port over a simulated chain with one auction, its clock in the test's hand. Cookies
/// are the test's business.</summary>
sealed class EdgeStage : IAsyncDisposable
{
    static readonly DateTimeOffset Morning = new(2027, 1, 15, 8, 0, 0, TimeSpan.Zero);

    readonly CancellationTokenSource limit = new(TimeSpan.FromMinutes(9));
    readonly HttpClient client = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false });
    LocalHost host = null!;
    WebApplication api = null!;

    EdgeStage(IEventStore journal, IIdentityStore identities) => (Journal, Identities) = (journal, identities);

    public VirtualTime Clock { get; } = new(Morning);

    /// <summary>A contract that signs by the key of its owner.</summary>
    public static readonly Address SmartAccount = new(Enumerable.Repeat((byte)0xaa, 20).ToArray());

    public static readonly PrivateKey SmartOwner = PrivateKey.Parse($"0x{new string('5', 64)}");

    public SimulatedChain Chain { get; private init; } = new(
        1, World() with
        {
            SmartAccounts = ImmutableDictionary<Account, Account>.Empty.Add(
                new Account(SmartAccount.Span), new Account(SmartOwner.Address.Span)),
        },
        SimulatedFaults.None, Start);

    public IEventStore Journal { get; }

    public IIdentityStore Identities { get; }

    public FractionalEngine Engine { get; private set; } = null!;

    public Uri Url { get; private set; } = null!;

    public string Authority => Url.Authority;

    public CancellationToken Stop => limit.Token;

    public static Task<EdgeStage> Open(ApiOptions? options = null) =>
        Open(new MemoryEventStore(2, TimeProvider.System), new MemoryIdentityStore(), options);

    /// <summary>Serves before anything of this chain is followed.</summary>
    public static async Task<EdgeStage> Starting(SimulatedChain chain)
    {
        var stage = new EdgeStage(new MemoryEventStore(2, TimeProvider.System), new MemoryIdentityStore())
        {
            Chain = chain,
        };
        await stage.Serve(new ApiOptions(IPAddress.Loopback, 0));
        return stage;
    }

    public static async Task<EdgeStage> Open(IEventStore journal, IIdentityStore identities, ApiOptions? options = null)
    {
        var stage = new EdgeStage(journal, identities);
        await stage.Serve(options ?? new ApiOptions(IPAddress.Loopback, 0));
        await stage.Engine.CaughtUp(0, stage.Stop);
        return stage;
    }

    async Task Serve(ApiOptions options)
    {
        host = new LocalHost(Journal, TimeProvider.System);
        Engine = await FractionalEngine.Start(Chain, host, Journal, new EngineOptions(), TimeProvider.System, Stop);
        api = ApiHost.Build(Engine, options, Identities, Clock);
        await api.StartAsync(Stop);
        Url = new Uri(api.Urls.Single());
        client.BaseAddress = Url;
    }

    /// <summary>A vault of two items with a loan that is past due, and the auction kicked for it.</summary>
    public async Task<(Account Vault, string Auction)> TellStory()
    {
        await Do(CreateVault(1, 2), Ada);
        var vault = Chain.World.Vaults.Keys.Single();
        await Do(OpenLoan(vault, Ether(75), Chain.Newest.Timestamp), Ada);
        Chain.Mine(34 * Duration.Day);
        await Do(new ProtocolCall.Kick(vault), Kim);
        return (vault, Chain.World.Vaults[vault].Auctions[1].Id.ToString());
    }

    async Task Do(ProtocolCall call, Account from)
    {
        var key = $"{call.Name}/{Chain.Newest.Number}";
        await Chain.Send(call, from, key, Stop);
        Chain.Mine(SimulatedChain.BlockSeconds);
        await Engine.CaughtUp(Chain.Newest.Number, Stop);
        (await Chain.SendingOf(key, Stop)).Refusal.ShouldBeNull();
    }

    /// <summary>Method and pattern of everything that is mapped, described or not.</summary>
    public IEnumerable<string> MappedRoutes => ((IEndpointRouteBuilder)api).DataSources
        .SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
        .SelectMany(e => (e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["ANY"])
            .Select(method => $"{method} {e.RoutePattern.RawText}"));

    /// <summary>Only how an answer begins, since a stream has no end: its status and the type of its problem.</summary>
    public async Task<(int Status, string ProblemType)> Begin(
        string method, string path, HttpContent? body, params (string Name, string Text)[] headers)
    {
        using var request = Request(method, path, body, headers);
        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Stop);
        if (answer.Content.Headers.ContentType?.MediaType != "application/problem+json")
            return ((int)answer.StatusCode, "");
        var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Stop))!;
        return ((int)answer.StatusCode, problem["type"]!.GetValue<string>());
    }

    public Task<Answer> Get(string path, params (string Name, string Text)[] headers) =>
        Send("GET", path, null, headers);

    public Task<Answer> Post(string path, object body, params (string Name, string Text)[] headers) => Send(
        "POST", path, new StringContent(
            body as string ?? System.Text.Json.JsonSerializer.Serialize(body), Encoding.UTF8, "application/json"),
        headers);

    public async Task<Answer> Send(
        string method, string path, HttpContent? body, params (string Name, string Text)[] headers)
    {
        using var request = Request(method, path, body, headers);
        using var answer = await client.SendAsync(request, Stop);
        var answered = await answer.Content.ReadAsStringAsync(Stop);
        return new Answer(
            answer.StatusCode,
            answer.Headers.Concat(answer.Content.Headers)
                .ToDictionary(h => h.Key, h => string.Join(", ", h.Value), StringComparer.OrdinalIgnoreCase),
            answered);
    }

    static HttpRequestMessage Request(
        string method, string path, HttpContent? body, (string Name, string Text)[] headers)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.Relative));
        request.Content = body;
        foreach (var (name, text) in headers)
            if (!request.Headers.TryAddWithoutValidation(name, text))
                request.Content!.Headers.TryAddWithoutValidation(name, text);
        return request;
    }

    public async Task<string> Nonce() =>
        (await Send("POST", "/v1/session/nonce", null)).Json["nonce"]!.GetValue<string>();

    /// <summary>The text that a page of this API would give to a wallet.</summary>
    public string Message(
        Address address, string nonce, string? domain = null, ulong chainId = 1, string version = "1", string more = "")
        =>
        $"{domain ?? Authority} wants you to sign in with your Ethereum account:\n{address}\n\n"
        + $"Sign in to Fractional.\n\nURI: http://{domain ?? Authority}/\nVersion: {version}\nChain ID: {chainId}\n"
        + $"Nonce: {nonce}\nIssued At: {Clock.GetUtcNow():yyyy-MM-ddTHH:mm:ssZ}{more}";

    public Task<Answer> SignIn(string message, PrivateKey key) => Post(
        "/v1/session", new { message, signature = key.Sign(PersonalMessage.Hash(message)).ToString() });

    /// <summary>Signs in and gives the cookie as a browser would send it.</summary>
    public async Task<string> SignedIn(PrivateKey key)
    {
        var answer = await SignIn(Message(key.Address, await Nonce()), key);
        answer.Status.ShouldBe(HttpStatusCode.Created, answer.Text);
        return answer.Header("Set-Cookie").Split(';')[0];
    }

    /// <summary>A key of this person's, as it goes into Authorization.</summary>
    public async Task<(string Id, string Bearer)> KeyOf(string cookie, string label = "bot")
    {
        var answer = await Post("/v1/keys", new { label }, ("Cookie", cookie), ("Origin", Origin));
        answer.Status.ShouldBe(HttpStatusCode.Created, answer.Text);
        return (answer.Json["key"]!.GetValue<string>(), $"Bearer {answer.Json["token"]!.GetValue<string>()}");
    }

    public string Origin => Url.GetLeftPart(UriPartial.Authority);

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await api.DisposeAsync();
        await Engine.DisposeAsync();
        await host.DisposeAsync();
        limit.Dispose();
    }
}
