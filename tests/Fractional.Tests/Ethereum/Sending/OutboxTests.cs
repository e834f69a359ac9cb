using Fractional.Ethereum.Sending;
using Shouldly;
using Xunit;

namespace Fractional.Tests.Ethereum.Sending;

public sealed class MemoryOutboxTests : OutboxConformance
{
    protected override Task<IOutbox> Create() => Task.FromResult<IOutbox>(new MemoryOutbox());

    [Fact]
    public void States_cannot_be_skipped_or_left_after_the_end()
    {
        OutboxEntry prepared = Wish("a");
        OutboxEntry sent = prepared.AddAttempt(Attempt(1)).MarkSent();
        OutboxEntry included = sent.Include(new Inclusion(Attempt(1).Hash, 1, default, Succeeded: true));
        OutboxEntry over = included.Finish();

        foreach (Func<OutboxEntry> move in new Func<OutboxEntry>[]
            {
                prepared.MarkSent, prepared.Finish, () => prepared.Include(included.Inclusion!), prepared.Exclude,
                () => sent.Drop("sent may be anywhere"), sent.Finish, sent.MarkSent,
                () => included.Drop("mined"), () => included.AddAttempt(Attempt(2)), () => included.AskToCancel("late"),
                over.Exclude, over.Finish, () => over.AddAttempt(Attempt(2)), () => over.Drop("over"),
            })
        {
            Should.Throw<InvalidOperationException>(move).Message.ShouldContain("'a'");
        }
    }

    [Fact]
    public void The_attempt_that_was_mined_decides_how_it_ends()
    {
        OutboxEntry both = Wish("a").AddAttempt(Attempt(1)).AddAttempt(Attempt(2, cancels: true)).MarkSent();
        OutboxEntry End(byte attempt, bool succeeded) =>
            both.Include(new Inclusion(Attempt(attempt).Hash, 1, default, succeeded)).Finish();

        End(1, succeeded: true).State.ShouldBe(OutboxState.Final);
        End(1, succeeded: false).State.ShouldBe(OutboxState.Reverted);
        End(2, succeeded: true).State.ShouldBe(OutboxState.Replaced);
        both.LoseNonce("a stranger").State.ShouldBe(OutboxState.Replaced);
    }
}
