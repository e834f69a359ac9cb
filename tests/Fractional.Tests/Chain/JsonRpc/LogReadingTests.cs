using System.Text.Json;
using Fractional.Chain;
using Fractional.Chain.JsonRpc;
using Fractional.Core.Loans;
using Fractional.Core.Units;
using Fractional.Core.Vaults;
using Fractional.Ethereum;
using Fractional.Ethereum.Crypto;
using Fractional.Ethereum.Primitives;
using Fractional.Ethereum.Rpc;
using Shouldly;
using Xunit;
using static Fractional.Tests.Chain.SimulatedSetting;

namespace Fractional.Tests.Chain.JsonRpc;

/// <summary>Every event of the contracts' ABI becomes the fact of its name; what can not be true is refused in
/// words.</summary>
public sealed class LogReadingTests
{
    const int WordBytes = 32;

    /// <summary>Events that say nothing beyond another one, or nothing about a vault.</summary>
    static readonly string[] Silent = [
        "Approval", "OwnershipTransferStarted", "OwnershipTransferred", "StatementHashed", "PermitIgnored",
    ];

    static readonly Fractional.Chain.Deployment Deployment = SimulatedSetting.Deployment;
    static readonly Account Vault = Named(201);

    static readonly (string Name, Account Address)[] Contracts =
    [
        ("VaultFactory", Deployment.VaultFactory.Address), ("Vault", Vault), ("LoanBook", Deployment.LoanBook.Address),
        ("DutchAuction", Deployment.DutchAuction.Address), ("BatchAuction", Deployment.BatchAuction.Address),
        ("SealedBids", Deployment.SealedBids.Address), ("AppraisalOracle", Deployment.AppraisalOracle.Address),
        ("InsuranceFund", Deployment.InsuranceFund.Address),
    ];

    static readonly LogReading Reading = new(Deployment);

    public static TheoryData<string, string> Events()
    {
        var events = new TheoryData<string, string>();
        foreach (var (contract, _) in Contracts)
            foreach (var e in Abi(contract)) events.Add(contract, e.GetProperty("name").GetString()!);
        return events;
    }

    [Fact]
    public void There_are_events_to_read() => Events().Count().ShouldBeGreaterThan(35);

    [Theory]
    [MemberData(nameof(Events))]
    public void An_event_is_the_fact_of_its_name(string contract, string name)
    {
        var fact = Reading.Read(LogOf(contract, name), Start);
        if (Silent.Contains(name))
        {
            fact.ShouldBeNull();
            return;
        }
        var happened = fact switch
        {
            Fact.OfVault f when f.Vault == Vault => (object)f.Event,
            Fact.OfProtocol f => f.Event,
            _ => throw new ShouldAssertException($"{contract}.{name} is {fact}"),
        };
        happened.GetType().Name.ShouldBe(name);
        fact.Place.ShouldBe(new FactPlace(7, fact.Place.BlockHash, 3));
        fact.At.ShouldBe(Start);
    }

    [Theory]
    [MemberData(nameof(Events))]
    public void A_log_that_is_cut_is_refused_in_words(string contract, string name)
    {
        var log = LogOf(contract, name);
        if (log.Data.Length > 0)
            Should.Throw<EthereumFormatException>(() => Reading.Read(Again(log, data: log.Data[..^1].ToArray()), Start))
                .Message.ShouldNotBeEmpty();
        if (log.Topics.Length > 1)
            Should.Throw<EthereumFormatException>(() => Reading.Read(Again(log, topics: log.Topics.Length - 1), Start))
                .Message.ShouldContain(name);
    }

    [Theory]
    [MemberData(nameof(Events))]
    public void Words_that_can_not_be_true_are_refused_in_words(string contract, string name)
    {
        var log = LogOf(contract, name);
        if (Silent.Contains(name)) return;
        for (var word = 0; word < log.Data.Length / WordBytes; word++)
        {
            var spoiled = log.Data.ToArray();
            spoiled.AsSpan(word * WordBytes, WordBytes).Fill(0xff);
            // Numbers of 256 bits may be anything; every other word must be noticed, and only in this way.
            try
            {
                Reading.Read(Again(log, spoiled), Start);
            }
            catch (EthereumFormatException refused)
            {
                refused.Message.ShouldNotBeEmpty();
            }
        }
    }

    [Fact]
    public void A_strangers_token_of_impossible_amounts_does_not_stop_the_reading()
    {
        var log = LogOf("InsuranceFund", "FundAbsorbed");
        var spoiled = log.Data.ToArray();
        spoiled.AsSpan().Fill(0xff);
        Reading.Read(Again(log, spoiled), Start).ShouldBeNull();
    }

    [Fact]
    public void A_bid_that_somebody_hands_in_for_no_auction_does_not_stop_the_reading()
    {
        var log = LogOf("BatchAuction", "SignedBidRefused");
        var nowhere = new Log(
            log.Address, [log.Topics[0], Bytes32.Zero, .. log.Topics[2..].ToArray()], log.Data, 7, default, default,
            0, 3);
        Reading.Read(nowhere, Start).ShouldBeNull();
    }

    [Theory]
    [InlineData("LoanBook", "DebtFrozen")]
    [InlineData("DutchAuction", "LotTaken")]
    public void An_id_that_is_none_is_refused(string contract, string name)
    {
        var log = LogOf(contract, name);
        var wrong = new Log(
            log.Address, [log.Topics[0], Bytes32.Zero, .. log.Topics[2..].ToArray()], log.Data, 7, default, default,
            0, 3);
        Should.Throw<EthereumFormatException>(() => Reading.Read(wrong, Start)).Message.ShouldContain("no id");
    }

    [Theory]
    [InlineData("Vault", "StateMoved")]
    [InlineData("DutchAuction", "AuctionSettled")]
    [InlineData("DutchAuction", "LineCollected")]
    public void A_member_no_list_has_is_refused(string contract, string name)
    {
        var log = LogOf(contract, name);
        var topics = log.Topics.ToArray();
        var data = log.Data.ToArray();
        if (name == "AuctionSettled") data[WordBytes - 1] = 200;
        else topics[name == "StateMoved" ? 1 : 2] = Bytes32.From(200);
        Should.Throw<EthereumFormatException>(() => Reading.Read(
            new Log(log.Address, topics, data, 7, default, default, 0, 3), Start)).Message.ShouldContain("200");
    }

    [Fact]
    public void A_dispersion_above_16_bits_is_refused()
    {
        var log = LogOf("AppraisalOracle", "RoundAccepted");
        var data = log.Data.ToArray();
        data[(6 * WordBytes) - 3] = 1;
        Should.Throw<EthereumFormatException>(() => Reading.Read(Again(log, data), Start));
    }

    /// <summary>A vault called NUL once stopped the journal, and one called 64 wrong bytes its statement.</summary>
    [Theory]
    [InlineData(0x00)]
    [InlineData(0xff)]
    public void A_byte_of_a_name_that_is_no_text_is_one_that_the_journal_keeps(byte wrong)
    {
        var log = LogOf("VaultFactory", "VaultCreated");
        var data = log.Data.ToArray();
        data[Array.IndexOf(data, (byte)'x')] = wrong;
        Reading.Read(Again(log, data), Start).ShouldBeOfType<Fact.OfVault>()
            .Event.ShouldBeOfType<VaultCreated>().Name.ShouldBe("\u001A");
    }

    [Fact]
    public void A_strangers_log_of_the_same_shape_is_nothing()
    {
        var kicked = LogOf("DutchAuction", "AuctionKicked");
        var stranger = new Log(
            Named(999).ToAddress(), kicked.Topics, kicked.Data, 7, default, default, 0, 3);
        Reading.Read(stranger, Start).ShouldBeNull();
    }

    static Log Again(Log log, byte[]? data = null, int? topics = null) => new(
        log.Address, log.Topics[..(topics ?? log.Topics.Length)], data ?? log.Data, 7, default, default, 0, 3);

    /// <summary>A log of the event with small numbers, and ids of our vault.</summary>
    static Log LogOf(string contract, string name)
    {
        var e = Abi(contract).Single(a => a.GetProperty("name").GetString() == name);
        var inputs = e.GetProperty("inputs").EnumerateArray().ToList();
        var signature = $"{name}({string.Join(",", inputs.Select(TypeOf))})";
        var indexed = inputs.Where(i => i.GetProperty("indexed").GetBoolean()).Select(i => new Bytes32(Word(i)));
        Bytes32[] topics = [Keccak256.Hash(System.Text.Encoding.ASCII.GetBytes(signature)), .. indexed];
        var data = Tuple(inputs.Where(i => !i.GetProperty("indexed").GetBoolean()).ToList());
        var address = Contracts.Single(c => c.Name == contract).Address;
        return new Log(address.ToAddress(), topics, data, 7, Bytes32.From(77), default, 0, 3);
    }

    static byte[] Tuple(IReadOnlyList<JsonElement> members)
    {
        var heads = members.Select(m => IsDynamic(m) ? null : Static(m)).ToList();
        var offset = heads.Sum(h => h?.Length ?? WordBytes);
        var (head, tail) = (new List<byte>(), new List<byte>());
        foreach (var (member, fixedPart) in members.Zip(heads))
        {
            head.AddRange(fixedPart ?? Number((ulong)(offset + tail.Count)));
            if (fixedPart is null) tail.AddRange(Dynamic(member));
        }
        return [.. head, .. tail];
    }

    static byte[] Static(JsonElement member) => member.GetProperty("type").GetString() == "tuple"
        ? Tuple([.. member.GetProperty("components").EnumerateArray()])
        : Word(member);

    static byte[] Dynamic(JsonElement member) => member.GetProperty("type").GetString() is "string" or "bytes"
        ? [.. Number(1), (byte)'x', .. new byte[WordBytes - 1]]
        : [.. Number(1), .. Tuple([.. member.GetProperty("components").EnumerateArray()])];

    static byte[] Word(JsonElement member)
    {
        var (name, type) = (member.GetProperty("name").GetString()!, member.GetProperty("type").GetString());
        if (type == "uint256" && (name == "id" || name.EndsWith("oanId", StringComparison.Ordinal)))
            return Bytes32.From(new LoanId(Vault, 1).ToWord()).ToArray();
        return name == "vault" ? [.. new byte[12], .. Vault.ToAddress().Span] : Number(1);
    }

    static byte[] Number(ulong number) => Bytes32.From((UInt256)number).ToArray();

    static bool IsDynamic(JsonElement member) =>
        member.GetProperty("type").GetString() is "string" or "bytes" or "tuple[]";

    static string TypeOf(JsonElement input)
    {
        var type = input.GetProperty("type").GetString()!;
        return type.StartsWith("tuple", StringComparison.Ordinal)
            ? $"({string.Join(",", input.GetProperty("components").EnumerateArray().Select(TypeOf))}){type[5..]}"
            : type;
    }

    static List<JsonElement> Abi(string contract)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Fractional.sln"))) folder = folder.Parent.ShouldNotBeNull();
        var path = Path.Combine(folder.FullName, "contracts", "out", $"{contract}.sol", $"{contract}.json");
        using var json = JsonDocument.Parse(File.ReadAllText(path));
        return
        [
            .. json.RootElement.GetProperty("abi").EnumerateArray()
                .Where(a => a.GetProperty("type").GetString() == "event").Select(a => a.Clone()),
        ];
    }
}
