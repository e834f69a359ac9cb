using System.Numerics;
using Fractional.Store;
using Npgsql;
using Shouldly;
using Xunit;

namespace Fractional.Integration.Store;

[Collection(PostgresTests.Name)]
public sealed class PostgresOutboxTests(Databases databases) : IAsyncLifetime
{
    const int ChainId = 31_337;
    const short Signed = 1, Included = 3, Final = 4;

    PostgresEventStore store = null!;

    PostgresOutbox Outbox => store.Outbox(ChainId);

    public async Task InitializeAsync() => store = await PostgresEventStore.Open(
        new PostgresOptions(await databases.Fresh(), 2, Databases.Deadline), TimeProvider.System);

    public async Task DisposeAsync() => await store.DisposeAsync();

    static byte[] Bytes(int length, byte fill) => [.. Enumerable.Repeat(fill, length)];

    static OutboxRow Wish(string id, byte account = 1) => new()
    {
        Id = id, Account = Bytes(20, account), To = Bytes(20, 9), Data = [1, 2, 3], Wei = 5, GasLimit = 21_000,
        MaxFeePerGasWei = 100, Deadline = 1_800_000_000,
    };

    static OutboxAttempt Attempt(byte n) => new(Bytes(32, n), Bytes(100, n), 100 + n, n, n % 2 == 1, 1_000 + n);

    [Fact]
    public async Task A_version_that_does_not_follow_is_refused_and_changes_nothing()
    {
        var prepared = await Outbox.Prepare(Wish("a"), 0);
        var signed = prepared with { State = Signed, Version = 2, Attempts = [Attempt(1)] };
        (await Outbox.Update(signed)).ShouldBeTrue();
        (await Outbox.Update(signed with { Attempts = [Attempt(1), Attempt(2)] })).ShouldBeFalse();
        (await Outbox.Update(signed with { Version = 4 })).ShouldBeFalse();
        (await Outbox.Update(Wish("nobody") with { Version = 1 })).ShouldBeFalse();
        (await Outbox.Find("a")).ShouldNotBeNull().Attempts.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_known_id_is_never_prepared_twice()
    {
        var first = await Outbox.Prepare(Wish("a"), 7);
        (first.Nonce, first.State, first.Version).ShouldBe((7, (short)0, 1));
        var again = await Outbox.Prepare(Wish("a") with { Wei = 999 }, 50);
        (again.Nonce, again.Wei).ShouldBe((7, 5));
        (await store.Outbox(1).Prepare(Wish("a"), 50)).Nonce.ShouldBe(50, "another chain, another outbox");
    }

    [Fact]
    public async Task Forty_who_prepare_at_once_get_forty_nonces_without_a_hole()
    {
        var rows = await Task.WhenAll(Enumerable.Range(0, 40)
            .Select(n => Task.Run(() => Outbox.Prepare(Wish($"{n}", (byte)(1 + n % 2)), 3))));
        foreach (var account in rows.GroupBy(r => r.Account[0]))
            account.Select(r => r.Nonce).Order().ShouldBe(Enumerable.Range(3, 20).Select(n => (long)n));
    }

    [Fact]
    public async Task Forty_who_prepare_the_same_wish_get_one_row()
    {
        var rows = await Task.WhenAll(
            Enumerable.Range(0, 40).Select(_ => Task.Run(() => Outbox.Prepare(Wish("a"), 3))));
        rows.ShouldAllBe(r => r.Nonce == 3 && r.Version == 1);
        (await Outbox.Unfinished(Bytes(20, 1))).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_dropped_row_gives_its_nonce_back_and_may_be_prepared_anew()
    {
        var a = await Outbox.Prepare(Wish("a"), 0);
        await Outbox.Prepare(Wish("b"), 0);
        (await Outbox.Update(a with { State = Signed, Version = 2, Attempts = [Attempt(1)] })).ShouldBeTrue();
        var dropped = a with { State = OutboxRow.Dropped, Version = 3, Reason = "no node took it" };
        (await Outbox.Update(dropped)).ShouldBeTrue();
        (await Outbox.Find("a")).ShouldNotBeNull().Reason.ShouldBe("no node took it");
        (await Outbox.Prepare(Wish("c"), 0)).Nonce.ShouldBe(0, "the lowest that is free");
        var anew = await Outbox.Prepare(Wish("a"), 0);
        (anew.Nonce, anew.Version, anew.Attempts.Count).ShouldBe((2, 4, 0));
        (await Outbox.Update(a with { State = Signed, Version = 4 })).ShouldBeFalse("the old one is fenced off");
    }

    [Fact]
    public async Task Signed_bytes_and_the_place_of_inclusion_are_read_back_exactly()
    {
        var row = await Outbox.Prepare(Wish("a") with { To = null, Deadline = null }, 0);
        row = row with { State = Signed, Version = 2, Attempts = [Attempt(1), Attempt(2)], CancelWanted = true };
        (await Outbox.Update(row)).ShouldBeTrue();
        row = row with
        {
            State = Included, Version = 3, Attempts = [.. row.Attempts, Attempt(3)],
            Inclusion = new OutboxInclusion(Bytes(32, 2), 77, Bytes(32, 8), true),
        };
        (await Outbox.Update(row)).ShouldBeTrue();
        var read = (await Outbox.Find("a")).ShouldNotBeNull();
        read.Attempts.ToArray().ShouldBeEquivalentTo(row.Attempts.ToArray());
        (read with { Attempts = [] }).ShouldBeEquivalentTo(row with { Attempts = [] });
        (await Outbox.Update(row with { State = Final, Version = 4 })).ShouldBeTrue();
        (await Outbox.Unfinished(Bytes(20, 1))).ShouldBeEmpty();
    }

    [Fact]
    public async Task Unfinished_rows_come_by_nonce_and_only_the_accounts_own()
    {
        foreach (var id in new[] { "c", "a", "b" }) await Outbox.Prepare(Wish(id), 10);
        await Outbox.Prepare(Wish("other", account: 2), 10);
        (await Outbox.Unfinished(Bytes(20, 1))).Select(r => (r.Id, r.Nonce))
            .ShouldBe([("c", 10), ("a", 11), ("b", 12)]);
    }

    [Fact]
    public async Task Every_amount_of_the_chain_is_kept_to_the_wei()
    {
        BigInteger[] amounts =
        [
            0, 1, (1L << 53) - 1, 1L << 53, (1L << 53) + 1, long.MaxValue, (BigInteger)long.MaxValue + 1,
            BigInteger.One << 96, (BigInteger.One << 128) - 1, BigInteger.One << 128, (BigInteger.One << 256) - 1,
            BigInteger.Pow(10, 28), BigInteger.Pow(10, 77), BigInteger.Pow(10, 77) - 1,
        ];
        foreach (var amount in amounts)
        {
            await Outbox.Prepare(Wish($"{amount}") with { Wei = amount, MaxFeePerGasWei = amount }, 0);
            var read = (await Outbox.Find($"{amount}")).ShouldNotBeNull();
            (read.Wei, read.MaxFeePerGasWei).ShouldBe((amount, amount));
        }
        await Should.ThrowAsync<PostgresException>(() => Outbox.Prepare(Wish("minus") with { Wei = -1 }, 0));
        await Should.ThrowAsync<PostgresException>(
            () => Outbox.Prepare(Wish("long") with { Wei = BigInteger.Pow(10, 78) }, 0));
    }
}
