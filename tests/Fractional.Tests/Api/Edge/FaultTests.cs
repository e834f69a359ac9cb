using System.Net;
using Fractional.Chain.Simulated;
using Fractional.Core.Units;
using Fractional.Ethereum.Crypto;
using Fractional.Store;
using Shouldly;
using Xunit;

namespace Fractional.Tests.Api.Edge;

/// <summary>What a caller learns when something of ours is away or broken.</summary>
public sealed class FaultTests
{
    [Fact]
    public async Task A_store_that_is_away_is_503_and_says_when_to_ask_again()
    {
        await using var stage = await Open(new StoreUnavailableException("PostgreSQL at db.internal:5432", false));
        var refused = await stage.Send("POST", "/v1/session/nonce", null);
        refused.Problem(503, "not-ready");
        refused.Header("Retry-After").ShouldBe("2");
        refused.Text.ShouldNotContain("PostgreSQL");
        refused.Text.ShouldNotContain("internal");
        refused.Header("Content-Security-Policy").ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_chain_that_is_away_is_503()
    {
        using var key = PrivateKey.Generate();
        await using var stage = await EdgeStage.Open();
        var message = stage.Message(EdgeStage.SmartAccount, await stage.Nonce());
        stage.Chain.Faults = SilentChain;
        var refused = await stage.SignIn(message, key);
        refused.Problem(503, "not-ready");
        refused.Header("Retry-After").ShouldBe("2");
        refused.Text.ShouldNotContain("simulated");
    }

    [Fact]
    public async Task A_bug_is_500_without_a_word_about_our_code()
    {
        await using var stage = await Open(new InvalidOperationException("secret of MemoryIdentityStore"));
        var refused = await stage.Send("POST", "/v1/session/nonce", null);
        refused.Problem(500, "internal")["trace"]!.GetValue<string>().ShouldNotBeEmpty();
        foreach (var word in new[] { "secret", "Identity", "Exception", "   at ", "Fractional." })
            refused.Text.ShouldNotContain(word);
        refused.Header("X-RateLimit-Remaining").ShouldNotBeEmpty();
        (await stage.Get("/v1/vaults")).Status.ShouldBe(HttpStatusCode.OK, "the next one is served");
    }

    static SimulatedFaults SilentChain => SimulatedFaults.None with { SilenceBps = 10_000 };

    static Task<EdgeStage> Open(Exception fault) =>
        EdgeStage.Open(new MemoryEventStore(2, TimeProvider.System), new BrokenIdentityStore(fault));

    /// <summary>Fails in every call.</summary>
    sealed class BrokenIdentityStore(Exception fault) : IIdentityStore
    {
        public Task AddNonce(string nonce, DateTimeOffset now, DateTimeOffset endsAt, CancellationToken stop) =>
            throw fault;

        public Task<bool> TakeNonce(string nonce, DateTimeOffset now, CancellationToken stop) => throw fault;

        public Task AddSession(StoredSession session, CancellationToken stop) => throw fault;

        public Task<StoredSession?> FindSession(string id, DateTimeOffset now, CancellationToken stop) => throw fault;

        public Task EndSession(string id, CancellationToken stop) => throw fault;

        public Task<KeyRoom> AddKey(StoredKey key, CancellationToken stop) => throw fault;

        public Task<StoredKey?> FindKey(string id, CancellationToken stop) => throw fault;

        public Task<IReadOnlyList<StoredKey>> KeysOf(Account account, CancellationToken stop) => throw fault;

        public Task<bool> DropKey(Account account, string id, CancellationToken stop) => throw fault;
    }
}
