using Fractional.Core.Units;
using Fractional.Store;
using Xunit;
using Xunit.Abstractions;

namespace Fractional.Tests.Api.Edge;

/// <summary>The campaign over memory, short; over PostgreSQL it is long, in Fractional.Integration.</summary>
public sealed class HostileCampaignTests(ITestOutputHelper output)
{
    const int Requests = 2_000;

    [Theory]
    [InlineData(1)]
    public async Task Hostile_requests_are_answered_in_documented_forms_and_change_nothing(ulong seed)
    {
        var journal = new MemoryEventStore(2, TimeProvider.System);
        var identities = new CountedIdentities();
        await using var stage = await EdgeStage.Open(journal, identities, HostileCampaign.Options);
        output.WriteLine(await HostileCampaign.Run(stage, Requests, seed, async () =>
            $"{(await journal.ReadShard(0, 0, 10_000)).Count} {(await journal.ReadShard(1, 0, 10_000)).Count} "
            + $"{identities.Changes}"));
    }

    /// <summary>The memory form, counting what is added, ended and dropped.</summary>
    sealed class CountedIdentities : IIdentityStore
    {
        readonly MemoryIdentityStore kept = new();
        int changes;

        public int Changes => changes;

        public Task AddNonce(string nonce, DateTimeOffset now, DateTimeOffset endsAt, CancellationToken stop) =>
            kept.AddNonce(nonce, now, endsAt, Count(stop));

        public Task<bool> TakeNonce(string nonce, DateTimeOffset now, CancellationToken stop) =>
            kept.TakeNonce(nonce, now, stop);

        public Task AddSession(StoredSession session, CancellationToken stop) => kept.AddSession(session, Count(stop));

        public Task<StoredSession?> FindSession(string id, DateTimeOffset now, CancellationToken stop) =>
            kept.FindSession(id, now, stop);

        public Task EndSession(string id, CancellationToken stop) => kept.EndSession(id, Count(stop));

        public Task<KeyRoom> AddKey(StoredKey key, CancellationToken stop) => kept.AddKey(key, Count(stop));

        public Task<StoredKey?> FindKey(string id, CancellationToken stop) => kept.FindKey(id, stop);

        public Task<IReadOnlyList<StoredKey>> KeysOf(Account account, CancellationToken stop) =>
            kept.KeysOf(account, stop);

        public async Task<bool> DropKey(Account account, string id, CancellationToken stop) =>
            await kept.DropKey(account, id, stop) && Count(stop).Equals(stop);

        CancellationToken Count(CancellationToken stop)
        {
            Interlocked.Increment(ref changes);
            return stop;
        }
    }
}
