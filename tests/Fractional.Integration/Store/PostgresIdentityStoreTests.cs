using Fractional.Store;
using Fractional.Tests.Store.Identity;
using Shouldly;
using Xunit;

namespace Fractional.Integration.Store;

[Collection(PostgresTests.Name)]
public sealed class PostgresIdentityStoreTests(Databases databases) : IdentityConformance
{
    PostgresEventStore store = null!;
    string connectionString = "";

    protected override async Task<IIdentityStore> Open()
    {
        connectionString = await databases.Fresh();
        store = await PostgresEventStore.Open(
            new PostgresOptions(connectionString, 2, Databases.Deadline), TimeProvider.System);
        return store.Identities;
    }

    public override async Task DisposeAsync() => await store.DisposeAsync();

    [Fact]
    public async Task Above_the_limit_of_nonces_the_oldest_ends()
    {
        var at = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
        await Databases.Execute(connectionString,
            $"""
             insert into sign_in_nonces
             select 'a-nonce-' || i, '2026-03-01 12:05:00Z'::timestamptz + i * interval '1 ms'
             from generate_series(0, {IdentityLimits.MaxNonces - 1}) as i
             """);
        await Store.AddNonce("a-nonce-new", at, at.AddMinutes(6));
        (await Store.TakeNonce("a-nonce-0", at)).ShouldBeFalse();
        (await Store.TakeNonce("a-nonce-1", at)).ShouldBeTrue();
        (await Store.TakeNonce("a-nonce-new", at)).ShouldBeTrue();
    }

    [Fact]
    public async Task What_is_over_goes_when_something_new_comes()
    {
        var at = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
        for (var i = 0; i < 5; i++) await Store.AddNonce($"a-nonce-{i}", at, at.AddMinutes(5));
        await Store.AddNonce("a-nonce-new", at.AddHours(1), at.AddHours(2));
        foreach (var i in Enumerable.Range(0, 5)) (await Store.TakeNonce($"a-nonce-{i}", at)).ShouldBeFalse();
    }
}
