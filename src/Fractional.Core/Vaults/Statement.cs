using System.Collections.Immutable;
using Fractional.Core.Auctions.Batch;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Insurance;
using Fractional.Core.Loans;
using Fractional.Core.Units;
using Fractional.Core.Valuation;

namespace Fractional.Core.Vaults;

/// <summary>One event that was decided again and found equal.</summary>
public readonly record struct StatementRow(
    Timestamp At, ulong Block, uint LogIndex, string Event, ImmutableArray<EventField> Fields);

/// <summary>The first place where the log is not what the rules give.</summary>
/// <param name="Block">Of the event found, or of the one before what is missing.</param>
/// <param name="LogIndex">Its place in the block.</param>
/// <param name="Event">The event's name.</param>
/// <param name="Field">The field, or "event" when it should not be there, or be another.</param>
/// <param name="Expected">What the rules give.</param>
/// <param name="Found">What the log says.</param>
public sealed record Difference(
    ulong Block, uint LogIndex, string Event, string Field, string Expected, string Found);

/// <summary>
/// A vault's log, recomputed to the wei: every event is compared with what deciding its command again gives, from the
/// events before it alone.
/// </summary>
/// <param name="Vault">As folded up to the end, or up to the difference.</param>
/// <param name="Rows">The events found equal, in order.</param>
/// <param name="Difference">The first one, if any: then nothing after it was looked at.</param>
public sealed record Statement(Vault Vault, ImmutableArray<StatementRow> Rows, Difference? Difference)
{
    /// <summary>Recomputes every field that follows from the rules.</summary>
    /// <param name="log">All events of one vault from its creation, in the order of the chain.</param>
    /// <param name="oracleLog">All events of the oracle, in the order of the chain.</param>
    /// <param name="fundLog">All bookings of the insurance fund, in the order of the chain; that they add up is
    /// another question, which <see cref="InsuranceFund.FirstDifference"/> answers.</param>
    /// <param name="protocol">The deployment.</param>
    public static Statement Verify(
        IReadOnlyList<Recorded<VaultEvent>> log,
        IReadOnlyList<Recorded<OracleEvent>> oracleLog,
        IReadOnlyList<Recorded<FundBooking>> fundLog,
        Protocol protocol)
    {
        // A signed bid that was refused changed nothing and was nobody's command.
        log = [.. log.Where(recorded => recorded.Event is not SignedBidRefused)];
        var (vault, oracle, oracleNext) = (Vault.Empty, new AppraisalOracle(0), 0);
        var rows = ImmutableArray.CreateBuilder<StatementRow>();
        for (var index = 0; index < log.Count;)
        {
            for (; oracleNext < oracleLog.Count && oracleLog[oracleNext].IsBefore(log[index]); oracleNext++)
            {
                if (OracleDifference(oracle, oracleLog[oracleNext]) is { } wrong)
                {
                    return new Statement(vault, rows.ToImmutable(), wrong);
                }
                oracle = AppraisalOracle.Evolve(oracle, oracleLog[oracleNext].Event, oracleLog[oracleNext].At);
            }
            if (Again(vault, oracle, fundLog, protocol, log, index, out var expected) is { } refused)
            {
                return new Statement(vault, rows.ToImmutable(), refused);
            }
            foreach (var happened in expected)
            {
                if (Compare(happened, log, index) is { } difference)
                {
                    return new Statement(vault, rows.ToImmutable(), difference);
                }
                vault = Vault.Evolve(vault, happened, log[index].At);
                rows.Add(Row(log[index++]));
            }
        }
        return new Statement(vault, rows.ToImmutable(), null);
    }

    /// <summary>Decides the command that begins at the index again.</summary>
    private static Difference? Again(
        Vault vault,
        AppraisalOracle oracle,
        IReadOnlyList<Recorded<FundBooking>> fundLog,
        Protocol protocol,
        IReadOnlyList<Recorded<VaultEvent>> log,
        int index,
        out ImmutableArray<VaultEvent> expected)
    {
        expected = [];
        var found = log[index];
        if (CommandReader.At(log, index) is not { } read)
        {
            return Unexpected(found, "no event of this kind here");
        }
        var facts = vault.Items.Select((item, i) =>
        {
            var known = new ItemFacts { Valuation = oracle.ValuationOf(item, found.At) };
            return read.Change is null ? known : read.Change(i, known);
        });
        var context = new VaultContext(read.Sender, found.At, protocol, [.. facts])
        {
            FundCash = FundCashAt(vault.PaymentToken, log, index, fundLog),
        };
        var decision = Vault.Decide(vault, read.Command, context);
        if (decision.IsRefused)
        {
            return Unexpected(found, decision.Refusal.ToString());
        }
        expected = decision.Events;
        return null;
    }

    /// <summary>What the fund had when it was asked; nothing when the log says that it could not be.</summary>
    private static Wei? FundCashAt(
        Account token, IReadOnlyList<Recorded<VaultEvent>> log, int index, IReadOnlyList<Recorded<FundBooking>> fundLog)
    {
        if (log[index].Event is not (LotTaken or LotWrittenOff or BatchClosed or TipCollected))
        {
            return Wei.Zero; // nothing else asks
        }
        var asked = log.Skip(index).FirstOrDefault(
            recorded => recorded.Event is LoanCovered or CoverFailed or LoanClosed or TipCollected);
        return asked.Event switch
        {
            null => Wei.Zero,
            CoverFailed => null,
            _ => fundLog.LastOrDefault(booked => booked.Event.Token == token && booked.IsBefore(asked)).Event.Cash,
        };
    }

    private static Difference? Compare(VaultEvent expected, IReadOnlyList<Recorded<VaultEvent>> log, int index)
    {
        var name = expected.GetType().Name;
        if (index == log.Count)
        {
            return new Difference(log[^1].Block, log[^1].LogIndex, name, "event", name, "the end of the log");
        }
        var found = log[index];
        if (found.Event.GetType() != expected.GetType())
        {
            return Unexpected(found, name);
        }
        return EventFields.FirstDifference(expected, found.Event) is { } pair
            ? new Difference(found.Block, found.LogIndex, name, pair.Found.Name, pair.Expected.Text, pair.Found.Text)
            : null;
    }

    /// <summary>Of a round, its values follow from its appraisal, its dispersion and what went before.</summary>
    private static Difference? OracleDifference(AppraisalOracle oracle, Recorded<OracleEvent> recorded)
    {
        if (recorded.Event is not RoundAccepted found)
        {
            return null;
        }
        var name = nameof(RoundAccepted);
        var refusal = Rounds.Value(
            oracle, found.Item, found.Appraisal, found.DispersionBps, found.ObservedAt, recorded.At, out var expected);
        if (refusal is not null)
        {
            return new Difference(
                recorded.Block, recorded.LogIndex, name, "event", refusal.ToString(), found.ToString());
        }
        return EventFields.FirstDifference(expected, found) is { } pair
            ? new Difference(
                recorded.Block, recorded.LogIndex, name, pair.Found.Name, pair.Expected.Text, pair.Found.Text)
            : null;
    }

    private static Difference Unexpected(Recorded<VaultEvent> found, string expected) => new(
        found.Block, found.LogIndex, found.Event.GetType().Name, "event", expected, found.Event.GetType().Name);

    private static StatementRow Row(Recorded<VaultEvent> found) => new(
        found.At, found.Block, found.LogIndex, found.Event.GetType().Name, EventFields.Of(found.Event));
}
