using Fractional.Core.Units;
using Fractional.Store;
using Shouldly;
using Xunit;

namespace Fractional.Tests.Store.Identity;

/// <summary>What both forms of sessions and keys must do; over PostgreSQL in Fractional.Integration.</summary>
public abstract class IdentityConformance : IAsyncLifetime
{
    static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    static readonly TimeSpan Day = TimeSpan.FromDays(1);
    static readonly Account Ada = Named(1), Ben = Named(2);

    protected IIdentityStore Store { get; private set; } = null!;

    protected abstract Task<IIdentityStore> Open();

    public async Task InitializeAsync() => Store = await Open();

    public virtual Task DisposeAsync() => Task.CompletedTask;

    static Account Named(byte number) => new([.. Enumerable.Repeat(number, Account.Length)]);

    static byte[] Hash(int number) => [.. Enumerable.Repeat((byte)number, 32)];

    static StoredSession Session(int number, Account account, DateTimeOffset at) =>
        new($"session-{number:d3}", Hash(number), account, at, at + Day);

    static StoredKey Key(int number, Account account) =>
        new($"key-{number:d3}", Hash(number), account, $"bot {number}", Noon.AddSeconds(number));

    [Fact]
    public async Task A_nonce_is_taken_once_though_many_try()
    {
        await Store.AddNonce("nonce-one", Noon, Noon.AddMinutes(5));
        var tries = await Task.WhenAll(Enumerable.Range(0, 20)
            .Select(_ => Task.Run(() => Store.TakeNonce("nonce-one", Noon.AddMinutes(1)))));
        tries.Count(taken => taken).ShouldBe(1);
        (await Store.TakeNonce("nonce-one", Noon.AddMinutes(1))).ShouldBeFalse();
    }

    [Fact]
    public async Task A_nonce_that_is_unknown_or_over_is_not_taken()
    {
        await Store.AddNonce("nonce-one", Noon, Noon.AddMinutes(5));
        (await Store.TakeNonce("nonce-two", Noon)).ShouldBeFalse();
        (await Store.TakeNonce("nonce-one", Noon.AddMinutes(5))).ShouldBeFalse("its end is too late");
        (await Store.TakeNonce("nonce-one", Noon)).ShouldBeFalse("the try has used it up");
    }

    [Fact]
    public async Task A_session_over_or_ended_is_not_found()
    {
        var (one, two) = (Session(1, Ada, Noon), Session(2, Ada, Noon));
        await Store.AddSession(one);
        await Store.AddSession(two);
        (await Store.FindSession(one.Id, Noon + Day)).ShouldBeNull();
        (await Store.FindSession("session-999", Noon)).ShouldBeNull();
        await Store.EndSession(one.Id);
        await Store.EndSession(one.Id);
        (await Store.FindSession(one.Id, Noon)).ShouldBeNull();
        (await Store.FindSession(two.Id, Noon + Day - TimeSpan.FromSeconds(1))).ShouldNotBeNull();
    }

    [Fact]
    public async Task Every_field_of_a_session_survives()
    {
        var kept = Session(7, Ben, Noon);
        await Store.AddSession(kept);
        var found = (await Store.FindSession(kept.Id, Noon)).ShouldNotBeNull();
        (found with { Hash = [] }).ShouldBe(kept with { Hash = [] });
        found.Hash.ShouldBe(kept.Hash);
    }

    [Fact]
    public async Task An_account_with_too_many_sessions_loses_its_oldest()
    {
        await Store.AddSession(Session(200, Ben, Noon));
        for (var i = 0; i <= IdentityLimits.MaxSessionsPerAccount; i++)
            await Store.AddSession(Session(i, Ada, Noon.AddMinutes(i)));
        var now = Noon.AddHours(1);
        (await Store.FindSession("session-000", now)).ShouldBeNull();
        (await Store.FindSession("session-001", now)).ShouldNotBeNull();
        (await Store.FindSession("session-200", now)).ShouldNotBeNull("it is another account's");
    }

    /// <summary>Found by the role matrix, whose clock stands still: the newest session made room for itself.</summary>
    [Fact]
    public async Task The_new_session_is_never_the_one_that_makes_room()
    {
        for (var i = 0; i < 3 * IdentityLimits.MaxSessionsPerAccount; i++)
        {
            await Store.AddSession(Session(i, Ada, Noon));
            (await Store.FindSession($"session-{i:d3}", Noon)).ShouldNotBeNull($"session {i}");
        }
    }

    [Fact]
    public async Task An_account_has_a_limit_of_keys_though_many_are_made_at_once()
    {
        var made = await Task.WhenAll(Enumerable.Range(0, IdentityLimits.MaxKeysPerAccount + 10)
            .Select(i => Task.Run(() => Store.AddKey(Key(i, Ada)))));
        made.Count(room => room == KeyRoom.Added).ShouldBe(IdentityLimits.MaxKeysPerAccount);
        made.Count(room => room == KeyRoom.AccountIsFull).ShouldBe(10);
        (await Store.AddKey(Key(100, Ben))).ShouldBe(KeyRoom.Added);
        await Store.DropKey(Ada, (await Store.KeysOf(Ada))[0].Id);
        (await Store.AddKey(Key(101, Ada))).ShouldBe(KeyRoom.Added);
    }

    [Fact]
    public async Task Anothers_key_is_neither_listed_nor_dropped()
    {
        await Store.AddKey(Key(1, Ada));
        (await Store.KeysOf(Ben)).ShouldBeEmpty();
        (await Store.DropKey(Ben, "key-001")).ShouldBeFalse();
        (await Store.FindKey("key-001")).ShouldNotBeNull();
        (await Store.DropKey(Ada, "key-001")).ShouldBeTrue();
        (await Store.DropKey(Ada, "key-001")).ShouldBeFalse();
        (await Store.FindKey("key-001")).ShouldBeNull();
    }

    [Fact]
    public async Task Keys_are_listed_oldest_first_with_every_field()
    {
        foreach (var i in new[] { 3, 1, 2 }) await Store.AddKey(Key(i, Ada));
        var found = await Store.KeysOf(Ada);
        found.Select(k => k with { Hash = [] })
            .ShouldBe([.. new[] { 1, 2, 3 }.Select(i => Key(i, Ada) with { Hash = [] })]);
        found.Select(k => k.Hash[0]).ShouldBe([(byte)1, (byte)2, (byte)3]);
    }
}
