using Fractional.Chain;
using Fractional.Chain.JsonRpc;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Insurance;
using Fractional.Core.Proceeds;
using Fractional.Core.Settlements;
using Fractional.Core.Valuation;
using Fractional.Core.Vaults;

namespace Fractional.Cli;

/// <summary>One settlement rebuilt from raw logs and held against what its events say.</summary>
/// <param name="Vault">As its whole log folds; shares and positions may have moved since.</param>
/// <param name="Settlement">What the rules give; null when the log goes wrong before.</param>
/// <param name="Document">Its canonical JSON, or nothing.</param>
/// <param name="Fault">The first thing that differs, as a sentence; null when all is equal.</param>
public sealed record SettlementCheck(Vault Vault, Settlement? Settlement, string Document, string? Fault)
{
    /// <summary>Decides every event up to the settlement again and compares its own, and the hash.</summary>
    /// <param name="log">All events of the vault, in the order of the chain.</param>
    /// <param name="oracleLog">All events of the oracle.</param>
    /// <param name="fundLog">All bookings of the insurance fund.</param>
    /// <param name="found">The settlement, as the transaction's logs show it.</param>
    /// <exception cref="UserException">The settlement is not in the log.</exception>
    public static SettlementCheck Of(
        IReadOnlyList<Recorded<VaultEvent>> log,
        IReadOnlyList<Recorded<OracleEvent>> oracleLog,
        IReadOnlyList<Recorded<FundBooking>> fundLog,
        Protocol protocol,
        SettlementLog found)
    {
        var index = log.TakeWhile(e => (e.Block, e.LogIndex) != (found.Block, found.LogIndex)).Count();
        if (index == log.Count || log[index].Event is not AuctionSettled settled)
            throw new UserException($"the settlement of auction {found.Id} is not among the vault's logs");
        var verification = Verification.Of(found.Id.Vault, log, oracleLog, fundLog, protocol);
        if (verification.Statement.Difference is { } d
            && (d.Block, d.LogIndex).CompareTo((found.Block, found.LogIndex)) < 0)
            return new SettlementCheck(verification.Statement.Vault, null, "", verification.Fault);
        var before = log.Take(index).Aggregate(Vault.Empty, (vault, e) => Vault.Evolve(vault, e.Event, e.At));
        var settlement = Settlement.Of(before, found.Id, protocol);
        var document = SettlementJson.Of(settlement, StatementHash.Of(settlement).ToString());
        var said = SettlementJson.Of(Said(settlement, settled), found.Hash?.ToString() ?? "none");
        var fault = SettlementJson.FirstDifference(document, said) is { } line
            ? Sentence(line, "the chain's events say")
            : null;
        return new SettlementCheck(verification.Statement.Vault, settlement, document, fault);
    }

    /// <summary>The first line in which somebody else's document differs, as a sentence; null when none does.</summary>
    public string? FaultOf(string document) => SettlementJson.FirstDifference(Document, document) is { } line
        ? Sentence(line, "the file says")
        : null;

    /// <summary>The statement with the numbers of the event in place of those that the rules give.</summary>
    static Settlement Said(Settlement rules, AuctionSettled e) => rules with
    {
        Status = e.Status,
        Lines = new Split(e.Proceeds, e.Keeper, e.Debt, e.Penalty, e.Fee, e.Royalty, e.Residual),
    };

    static string Sentence((int Line, string Expected, string Found) line, string who) =>
        $"line {line.Line}: the rules give {Bare(line.Expected)}, {who} {Bare(line.Found)}";

    static string Bare(string line) => line.Trim().TrimEnd(',');
}
