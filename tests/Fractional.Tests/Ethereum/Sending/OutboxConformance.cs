using Fractional.Ethereum.Primitives;
using Fractional.Ethereum.Sending;
using Shouldly;
using Xunit;

namespace Fractional.Tests.Ethereum.Sending;

/// <summary>What every form of the outbox must do.</summary>
public abstract class OutboxConformance
{
    protected static readonly CancellationToken None = CancellationToken.None;

    protected abstract Task<IOutbox> Create();

    protected static Address Account(byte number) => new(Enumerable.Repeat(number, 20).ToArray());

    protected static OutboxEntry Wish(string id, byte account = 1) => new()
    {
        Id = id,
        Account = Account(account),
        To = Account(9),
        Data = new byte[] { 1, 2, 3 },
        Value = UInt256.MaxValue,
        GasLimit = 50_000,
        MaxFeePerGas = 7,
        Deadline = ulong.MaxValue / 2,
    };

    [Fact]
    public async Task A_change_based_on_an_old_version_is_refused()
    {
        IOutbox outbox = await Create();
        OutboxEntry entry = await outbox.Prepare(Wish("a"), 0, None);
        await outbox.Update(entry.AddAttempt(Attempt(1)), None);

        await Should.ThrowAsync<OutboxConflictException>(outbox.Update(entry.Drop("late"), None));
        await Should.ThrowAsync<OutboxConflictException>(outbox.Update(Wish("b") with { Version = 5 }, None));

        (await outbox.Find("a", None))!.State.ShouldBe(OutboxState.Signed);
        (await outbox.Find("b", None)).ShouldBeNull();
    }

    [Fact]
    public async Task A_known_id_is_not_prepared_again()
    {
        IOutbox outbox = await Create();
        OutboxEntry first = await outbox.Prepare(Wish("a"), 5, None);
        await outbox.Update(first.AddAttempt(Attempt(1)), None);

        OutboxEntry again = await outbox.Prepare(Wish("a") with { Value = 1 }, 50, None);

        (again.Nonce, again.State, again.Version, again.Value).ShouldBe((5UL, OutboxState.Signed, 2, UInt256.MaxValue));
    }

    [Fact]
    public async Task Each_entry_gets_the_lowest_nonce_that_its_account_has_free()
    {
        IOutbox outbox = await Create();

        (await outbox.Prepare(Wish("a"), 3, None)).Nonce.ShouldBe(3UL);
        (await outbox.Prepare(Wish("b"), 3, None)).Nonce.ShouldBe(4UL);
        (await outbox.Prepare(Wish("c"), 6, None)).Nonce.ShouldBe(6UL);
        (await outbox.Prepare(Wish("d"), 0, None)).Nonce.ShouldBe(0UL);
        (await outbox.Prepare(Wish("e"), 3, None)).Nonce.ShouldBe(5UL);
        (await outbox.Prepare(Wish("f", account: 2), 3, None)).Nonce.ShouldBe(3UL);
    }

    [Fact]
    public async Task A_dropped_entry_gives_its_nonce_back_and_may_be_prepared_anew()
    {
        IOutbox outbox = await Create();
        OutboxEntry first = await outbox.Prepare(Wish("a"), 0, None);
        await outbox.Prepare(Wish("b"), 0, None);
        await outbox.Update(first.Drop("no funds"), None);

        (await outbox.Prepare(Wish("c"), 0, None)).Nonce.ShouldBe(0UL);
        OutboxEntry again = await outbox.Prepare(Wish("a"), 0, None);

        (again.Nonce, again.State, again.Version).ShouldBe((2UL, OutboxState.Prepared, 3));
        again.Attempts.ShouldBeEmpty();
        await Should.ThrowAsync<OutboxConflictException>(outbox.Update(first.Drop("again"), None));
    }

    [Fact]
    public async Task Finished_entries_keep_their_nonce_but_are_not_listed()
    {
        IOutbox outbox = await Create();
        OutboxEntry entry = await outbox.Prepare(Wish("a"), 0, None);
        await outbox.Prepare(Wish("b"), 0, None);
        foreach (OutboxEntry next in Life(entry))
        {
            (await outbox.Unfinished(Account(1), None)).Select(open => open.Id).ShouldBe(["a", "b"]);
            await outbox.Update(next, None);
        }

        (await outbox.Unfinished(Account(1), None)).ShouldHaveSingleItem().Id.ShouldBe("b");
        (await outbox.Unfinished(Account(2), None)).ShouldBeEmpty();
        (await outbox.Prepare(Wish("c"), 0, None)).Nonce.ShouldBe(2UL);
    }

    [Fact]
    public async Task Every_field_survives()
    {
        IOutbox outbox = await Create();
        OutboxEntry entry = await outbox.Prepare(Wish("a") with { To = null, Deadline = null }, 7, None);
        Same((await outbox.Find("a", None)).ShouldNotBeNull(), entry);
        foreach (OutboxEntry next in Life(entry))
        {
            await outbox.Update(next, None);
            Same((await outbox.Find("a", None)).ShouldNotBeNull(), next);
        }

        OutboxEntry other = await outbox.Prepare(Wish("b"), 7, None);
        OutboxEntry wanted = other.AskToCancel("too late");
        await outbox.Update(wanted, None);
        Same((await outbox.Find("b", None)).ShouldNotBeNull(), wanted);
    }

    [Fact]
    public async Task Callers_in_parallel_never_share_a_nonce()
    {
        IOutbox outbox = await Create();

        OutboxEntry[] entries = await Task.WhenAll(Enumerable.Range(0, 50).Select(i =>
            Task.Run(() => outbox.Prepare(Wish($"entry {i}"), 10, None))));

        entries.Select(entry => entry.Nonce).Order().ShouldBe(Enumerable.Range(10, 50).Select(i => (ulong)i));
    }

    protected static SignedAttempt Attempt(byte number, bool cancels = false)
    {
        var hash = new Bytes32(Enumerable.Repeat(number, 32).ToArray());
        return new SignedAttempt(hash, new byte[] { 2, number }, new Fees(100, number), cancels, SignedAtBlock: 41);
    }

    /// <summary>The states after Prepared, up to the end.</summary>
    private static IEnumerable<OutboxEntry> Life(OutboxEntry entry)
    {
        yield return entry = entry.AddAttempt(Attempt(1));
        yield return entry = entry.MarkSent();
        yield return entry = entry.AddAttempt(Attempt(2, cancels: true));
        yield return entry = entry.Include(new Inclusion(Attempt(1).Hash, 42, Attempt(3).Hash, Succeeded: false));
        yield return entry = entry.Exclude();
        yield return entry = entry.Include(new Inclusion(Attempt(1).Hash, 43, Attempt(4).Hash, Succeeded: true));
        yield return entry.Finish();
    }

    private static void Same(OutboxEntry stored, OutboxEntry expected)
    {
        OutboxEntry Plain(OutboxEntry entry) => entry with { Data = default, Attempts = [] };
        Plain(stored).ShouldBe(Plain(expected));
        stored.Data.ToArray().ShouldBe(expected.Data.ToArray());
        stored.Attempts.Length.ShouldBe(expected.Attempts.Length);
        foreach ((SignedAttempt one, SignedAttempt other) in stored.Attempts.Zip(expected.Attempts))
        {
            (one with { Encoded = default }).ShouldBe(other with { Encoded = default });
            one.Encoded.ToArray().ShouldBe(other.Encoded.ToArray());
        }
    }
}
