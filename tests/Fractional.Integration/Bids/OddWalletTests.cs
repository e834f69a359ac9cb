using System.Text.Json;
using Fractional.Chain.Calls;
using Fractional.Core.Auctions.Batch;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Units;
using Fractional.Ethereum.Primitives;
using Fractional.Ethereum.Rpc;
using Fractional.Integration.Keeper;
using Shouldly;
using Xunit;
using Account = Fractional.Core.Units.Account;

namespace Fractional.Integration.Bids;

/// <summary>Wallets that are contracts, by EIP-1271: what they answer is judged as SignedBids judges it, and nothing
/// they do throws.</summary>
[Collection(OpenWorld.Title)]
public sealed class OddWalletTests(OpenWorld world)
{
    const string Magic = "1626ba7e";

    /// <summary>One for each contract, since each keeps its storage.</summary>
    Address wallet;

    readonly CancellationTokenSource limit = new(TimeSpan.FromMinutes(2));

    SignedBid Bid => new(
        new Account(wallet.Span), new AuctionId(world.Vault, 1), IsWhole: false, 3, 5, 1, new Timestamp(2_000_000_000));

    /// <summary>A sign-in is judged like a bid.</summary>
    async Task<bool> IsSigned(params byte[] signature)
    {
        var chain = world.Stage.Chain;
        var bids = await chain.IsSigned(new Signed<SignedBid>(Bid, Bid.Owner, [.. signature]), limit.Token);
        (await chain.AcceptsSignature(Bid.Owner, chain.HashOf(Bid), signature, limit.Token)).ShouldBe(bids);
        return bids;
    }

    [Fact]
    public async Task Only_the_magic_word_at_its_place_is_a_yes()
    {
        await Become("BatchSigned.t.sol/OddWallet", 0xbb);
        string[] no =
        [
            "", Magic + new string('0', 54), new string('f', 64), new string('0', 56) + Magic + "ff",
            new string('0', 2 * 4_096),
        ];
        foreach (var answer in no)
        {
            await Call("setAnswer(bytes)", Bytes(answer));
            (await IsSigned(1, 2, 3)).ShouldBeFalse(answer);
        }
        await Call("setAnswer(bytes)", Bytes(Magic + new string('0', 56) + "ffff"));
        (await IsSigned()).ShouldBeTrue("the word is there, and more");
    }

    [Theory, InlineData(0, true), InlineData(1, false), InlineData(2, false), InlineData(3, false)]
    public async Task A_wallet_that_refuses_burns_its_gas_or_answers_a_megabyte_is_a_no(int mischief, bool signed)
    {
        await Become("Adversary.sol/Adversary", 0xcc);
        await Call("setMischief(uint8)", Bytes32.From((UInt256)mischief).ToArray());
        (await IsSigned(1)).ShouldBe(signed);
    }

    async Task Become(string contract, byte at)
    {
        wallet = new Address([.. Enumerable.Repeat(at, Address.Size)]);
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Fractional.sln"))) folder = folder.Parent!;
        var path = Path.Combine(folder.FullName, "contracts", "out", $"{contract}.json");
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(path, limit.Token));
        var code = json.RootElement.GetProperty("deployedBytecode").GetProperty("object").GetString()!;
        await world.Node.SetCode(wallet, Hex.Decode(code), limit.Token);
    }

    async Task Call(string function, byte[] arguments)
    {
        byte[] data = [.. new byte[Selector.Size], .. arguments];
        Fractional.Ethereum.Crypto.Keccak256.Hash(System.Text.Encoding.ASCII.GetBytes(function)).Span[..Selector.Size]
            .CopyTo(data);
        var hash = await world.Node.SendAs(
            RipeWorld.AddressOf(world.Keeper.Account), new CallRequest(wallet, data), limit.Token);
        (await world.Node.Mined(hash, limit.Token)).Succeeded.ShouldBeTrue($"{function}, {arguments.Length} bytes");
    }

    /// <summary>One argument of dynamic length.</summary>
    static byte[] Bytes(string hex)
    {
        var bytes = Convert.FromHexString(hex);
        var padded = new byte[(bytes.Length + 31) / 32 * 32];
        bytes.CopyTo(padded, 0);
        return
        [
            .. Bytes32.From((UInt256)32).ToArray(), .. Bytes32.From((UInt256)bytes.Length).ToArray(), .. padded,
        ];
    }
}
