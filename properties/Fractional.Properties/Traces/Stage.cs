using System.Numerics;
using Fractional.Core.Units;
using Fractional.Ethereum.Anvil;
using Fractional.Ethereum.Crypto;
using Fractional.Ethereum.Primitives;
using Fractional.Ethereum.Rpc;
using Fractional.Laws.Generators;
using Fractional.Properties.Differential;
using Fractional.Properties.Model;
using Xunit;

namespace Fractional.Properties.Traces;

/// <summary>The real contracts on a development chain, with a settable oracle, set back after every story.</summary>
public sealed class Stage : IAsyncLifetime
{
    private const ulong Gas = 10_000_000;
    private const int TokensOfEachCollection = 3;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly Account Deployer = Cast.Named("deployer");
    private static readonly BigInteger Ether = Amounts.Power(126);

    private readonly CancellationTokenSource limit = new(TimeSpan.FromHours(2));
    private AnvilNode? node;
    private UInt256 snapshot;

    internal static BigInteger Riches { get; } = Amounts.Power(124);

    internal Contracts At { get; private set; } = null!;

    internal Places Places { get; private set; } = null!;

    private AnvilNode Node => node!;

    public async Task InitializeAsync()
    {
        node = await AnvilNode.Start(
            new AnvilOptions { GenesisTimestamp = VaultStory.Beginning - 10_000 }, limit.Token);
        foreach (var person in Cast.All.Append(Deployer))
        {
            await Node.SetBalance(AddressOf(person), (UInt256)Ether, limit.Token);
            await Node.Impersonate(AddressOf(person), limit.Token);
        }
        await Deploy();
        await Equip();
        snapshot = await Node.Snapshot(limit.Token);
    }

    public async Task DisposeAsync()
    {
        if (node is not null)
        {
            await node.DisposeAsync();
        }
        limit.Dispose();
    }

    /// <summary>The world as it was before the first story.</summary>
    internal void Reset()
    {
        Wait(Node.Revert(snapshot, limit.Token));
        snapshot = Wait(Node.Snapshot(limit.Token));
    }

    /// <summary>Sends a transaction in a block of its own at a moment; the receipt tells whether it reverted.</summary>
    internal Receipt Send(Account from, Account to, byte[] data, Timestamp at)
    {
        Wait(Node.SetNextBlockTimestamp(at.Seconds, limit.Token));
        return Wait(Send(from, AddressOf(to), data));
    }

    /// <summary>What a call that reverted in the last block reverts with, at that block's time.</summary>
    internal byte[] RevertData(Account from, Account to, byte[] data)
    {
        try
        {
            var request = new CallRequest(AddressOf(to), data, AddressOf(from), GasLimit: Gas);
            Wait(Node.Rpc.Call(Eth.Call(request, BlockTag.Latest), limit.Token));
            return [];
        }
        catch (RevertException e)
        {
            return e.RevertData.ToArray();
        }
    }

    /// <summary>Many answers in one call, as words; nothing where a contract refused.</summary>
    internal BigInteger[][] Ask(IReadOnlyList<(Account Target, byte[] Call)> questions)
    {
        var targets = questions.Select(q => q.Target.ToNumber()).Prepend(questions.Count).ToArray();
        var calls = Words.Batch([.. questions.Select(q => q.Call)])[4..];
        BigInteger callsAt = (2 + targets.Length) * Words.Length;
        byte[] data =
        [
            .. Words.Call("ask(address[],bytes[])", [2 * Words.Length, callsAt, .. targets]),
            .. calls[Words.Length..], // without the offset of batch's only argument
        ];
        var request = new CallRequest(AddressOf(At.Census), data, GasLimit: 10 * Gas);
        var answer = Wait(Node.Rpc.Call(Eth.Call(request, BlockTag.Latest), limit.Token));
        return [.. Words.ByteArrays(answer).Select(bytes => Words.Decode(bytes))];
    }

    internal static Address AddressOf(Account account) =>
        new(Words.Encode([account.ToNumber()]).AsSpan(Words.Length - Address.Size));

    private static Account AccountOf(Address address) => new(address.Span);

    /// <summary>In the order of docs/contracts.md, with the story's oracle in the place of the real one.</summary>
    private async Task Deploy()
    {
        var oracle = await Create(Artifact.Load("TraceWorld", "SettableOracle").Creation());
        var census = await Create(Artifact.Load("TraceWorld", "Census").Creation());
        var token = await Create(Artifact.Load("DemoWeth").Creation());
        var losable = Artifact.Load("TraceWorld", "LosableCollection");
        var withRoyalty = await Create(losable.Creation(Cast.Artist.ToNumber(), 500));
        var without = await Create(losable.Creation(0, 0));

        var nonce = await Node.Rpc.Call(Eth.TransactionCount(AddressOf(Deployer), BlockTag.Latest), limit.Token);
        var (bookAt, auctionAt, batchAt) = (Created(nonce + 1), Created(nonce + 2), Created(nonce + 3));
        var (sealedAt, factoryAt) = (Created(nonce + 4), Created(nonce + 5));
        var fund = await Create(Artifact.Load("InsuranceFund").Creation(bookAt.ToNumber()));
        // The story knows the fund by an address of its own: the same code lies there.
        var code = await Node.Rpc.Call(Eth.Code(AddressOf(fund), BlockTag.Latest), limit.Token);
        await Node.SetCode(AddressOf(Cast.InsuranceFund), code, limit.Token);
        var loanBook = await Create(Artifact.Load("LoanBook").Creation(
            factoryAt.ToNumber(), auctionAt.ToNumber(), oracle.ToNumber(), Cast.InsuranceFund.ToNumber()));
        var auction = await Create(Artifact.Load("DutchAuction").Creation(
            loanBook.ToNumber(), batchAt.ToNumber(), Cast.FeeRecipient.ToNumber()));
        var batch = await Create(Artifact.Load("BatchAuction").Creation(
            auction.ToNumber(), sealedAt.ToNumber()));
        var sealedBids = await Create(Artifact.Load("SealedBids").Creation(batch.ToNumber()));
        var factory = await Create(Artifact.Load("VaultFactory").Creation(
            Deployer.ToNumber(), loanBook.ToNumber(), auction.ToNumber()));
        var lens = await Create(Artifact.Load("AuctionLens").Creation(auction.ToNumber()));
        At = new Contracts(
            factory, loanBook, auction, batch, sealedBids, lens, oracle, census, token, [withRoyalty, without]);
    }

    /// <summary>Tokens, allowances and items, and where the factory will put the first vault.</summary>
    private async Task Equip()
    {
        await Do(Deployer, At.Factory, "listPaymentToken(address,bool)", At.Token.ToNumber(), 1);
        foreach (var person in Cast.All)
        {
            await Send(person, AddressOf(At.Token), Words.Call("deposit()", []), Riches);
            foreach (var spender in new[] { At.LoanBook, At.DutchAuction, At.BatchAuction, At.SealedBids })
            {
                await Do(person, At.Token, "approve(address,uint256)", spender.ToNumber(), Amounts.Power(256) - 1);
            }
        }
        foreach (var collection in At.Collections)
        {
            await Do(Cast.Actor(0), collection, "setApprovalForAll(address,bool)", At.Factory.ToNumber(), 1);
            for (var tokenId = 0; tokenId < TokensOfEachCollection; tokenId++)
            {
                await Do(Cast.Actor(0), collection, "mint(address,uint256)", Cast.Actor(0).ToNumber(), tokenId);
            }
        }
        var vault = CreatedBy(At.Factory, 2); // after the implementation
        var series = CreatedBy(At.Factory, 3);
        Places = new Places(
            Node.Options.ChainId, At.LoanBook, At.SealedBids, vault, series, At.Token, At.Collections);
    }

    private async Task Do(Account from, Account to, string signature, params BigInteger[] arguments)
    {
        var receipt = await Send(from, AddressOf(to), Words.Call(signature, arguments));
        Assert.True(receipt.Succeeded, $"{signature} reverted while the stage was set");
    }

    private async Task<Account> Create(byte[] code)
    {
        var receipt = await Send(Deployer, null, code);
        return AccountOf(receipt.ContractAddress ?? throw new InvalidOperationException("nothing was created"));
    }

    private async Task<Receipt> Send(Account from, Address? to, byte[] data, BigInteger value = default)
    {
        var request = new CallRequest(to, data, AddressOf(from), (UInt256)value, Gas);
        var hash = await Node.SendAs(AddressOf(from), request, limit.Token);
        return await Node.Mined(hash, limit.Token);
    }

    private static Account Created(ulong nonce) => CreatedBy(Deployer, nonce);

    /// <summary>The last 20 bytes of keccak256(rlp([deployer, nonce])), for nonces of one byte.</summary>
    private static Account CreatedBy(Account deployer, ulong nonce) => new(Keccak256.Hash(
        [0xd6, 0x94, .. AddressOf(deployer).Span, nonce == 0 ? (byte)0x80 : (byte)nonce]).Span[12..]);

    private static T Wait<T>(Task<T> task) => task.WaitAsync(Patience).GetAwaiter().GetResult();

    private static void Wait(Task task) => task.WaitAsync(Patience).GetAwaiter().GetResult();
}
