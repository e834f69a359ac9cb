using System.Text.Json;
using Fractional.Ethereum;
using Fractional.Ethereum.Crypto;
using Fractional.Ethereum.Messages;
using Fractional.Ethereum.Primitives;
using Fractional.Ethereum.Rpc;
using Fractional.Ethereum.Signers;
using Fractional.Ethereum.Transactions;
using Fractional.Tests.Ethereum.Rpc;
using Shouldly;
using Xunit;

namespace Fractional.Tests.Ethereum.Signers;

/// <summary>A signer in another process is asked, and its answer is checked.</summary>
public sealed class JsonRpcSignerTests : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;

    private static readonly TypedData Typed = TypedData.Parse(
        """
        {"types":{"EIP712Domain":[{"name":"name","type":"string"}],"Bid":[{"name":"price","type":"uint256"}]},
        "primaryType":"Bid","domain":{"name":"test"},"message":{"price":"7"}}
        """);

    private readonly FakeNode _process = new();
    private readonly Account _key = new(new PrivateKey(Enumerable.Repeat((byte)7, 32).ToArray()));
    private readonly Account _otherKey = new(new PrivateKey(Enumerable.Repeat((byte)8, 32).ToArray()));
    private readonly JsonRpcSigner _signer;

    public JsonRpcSignerTests() =>
        _signer = new JsonRpcSigner(_process.Url, _key.Address, TimeSpan.FromSeconds(20), TimeProvider.System);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        _signer.Dispose();
        _key.Dispose();
        _otherKey.Dispose();
        await _process.DisposeAsync();
    }

    [Fact]
    public async Task A_transaction_that_was_not_asked_for_is_refused()
    {
        Answer(Sample with { Value = 2 }, _key);

        (await Should.ThrowAsync<SigningRefusedException>(Sign(Sample))).Message.ShouldContain("another transaction");
    }

    [Fact]
    public async Task A_transaction_signed_by_another_key_is_refused()
    {
        Answer(Sample, _otherKey);

        (await Should.ThrowAsync<SigningRefusedException>(Sign(Sample)))
            .Message.ShouldContain($"not signed by {_key.Address}");
    }

    [Fact]
    public async Task A_no_is_a_refusal_and_silence_or_nonsense_is_not()
    {
        _process.Results["eth_signTransaction"] = _ => """{"code":-32000,"message":"rejected by the owner"}""";
        (await Should.ThrowAsync<SigningRefusedException>(Sign(Sample))).Message.ShouldContain("rejected by the owner");

        _process.Results["eth_signTransaction"] = _ => "\"0x02c0\"";
        await Should.ThrowAsync<EthereumFormatException>(Sign(Sample));

        _process.Results["eth_signTransaction"] = _ => "7";
        (await Should.ThrowAsync<RpcUnreachableException>(Sign(Sample))).Message.ShouldContain("hex data");
        _process.Script.Enqueue(_ => LoopbackAnswer.Cut);
        (await Should.ThrowAsync<RpcUnreachableException>(Sign(Sample))).Message.ShouldContain("cut");
    }

    [Fact]
    public async Task Signatures_of_another_key_are_refused()
    {
        _process.Results["eth_sign"] = _ => $"\"{_otherKey.Key.Sign(PersonalMessage.Hash([1, 2]))}\"";
        _process.Results["eth_signTypedData_v4"] = _ => $"\"{_otherKey.Key.Sign(Typed.Digest)}\"";

        await Should.ThrowAsync<SigningRefusedException>(_signer.SignMessage(new byte[] { 1, 2 }, None).AsTask());
        await Should.ThrowAsync<SigningRefusedException>(_signer.SignTypedData(Typed, None).AsTask());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Every_type_of_transaction_reaches_the_signer_whole(int type)
    {
        Transaction wanted = type switch
        {
            0 => new LegacyTransaction
            {
                ChainId = 5, Nonce = 3, GasLimit = 21_000, To = null, GasPrice = 9, Data = new byte[] { 1, 2 },
            },
            1 => new AccessListTransaction
            {
                ChainId = 5, Nonce = 3, GasLimit = 21_000, To = _otherKey.Address, GasPrice = 9, Value = 8,
                AccessList = [new AccessListEntry(_otherKey.Address, [Bytes32.From(1), Bytes32.From(2)])],
            },
            _ => Sample,
        };
        _process.Results["eth_signTransaction"] = parameters =>
        {
            Transaction heard = Heard(parameters[0], wanted.Type);
            string encoded = Hex.Encode(heard.Sign(_key.Key).Encoded.Span);
            return type == 1 ? $$"""{"raw":"{{encoded}}","tx":{} }""" : $"\"{encoded}\"";
        };

        SignedTransaction signed = await Sign(wanted);

        signed.Hash.ShouldBe(wanted.Sign(_key.Key).Hash);
    }

    [Fact]
    public async Task Messages_and_typed_data_are_signed_also_by_a_signer_of_the_older_method_name()
    {
        _process.Results["eth_sign"] = parameters =>
            $"\"{_key.Key.Sign(PersonalMessage.Hash(Hex.Decode(parameters[1].GetString())))}\"";
        _process.Results["eth_signTypedData"] = parameters =>
            $"\"{_key.Key.Sign(TypedData.Parse(parameters[1].GetRawText()).Digest)}\"";

        Signature message = await _signer.SignMessage(new byte[] { 1, 2 }, None);
        Signature typed = await _signer.SignTypedData(Typed, None);

        message.Recover(PersonalMessage.Hash([1, 2])).ShouldBe(_key.Address);
        typed.Recover(Typed.Digest).ShouldBe(_key.Address);
    }

    private static AccessListEntry HeardEntry(JsonElement entry) => new(
        Address.Parse(entry.GetProperty("address").GetString()),
        [.. entry.GetProperty("storageKeys").EnumerateArray().Select(key => Bytes32.Parse(key.GetString()))]);

    private DynamicFeeTransaction Sample => new()
    {
        ChainId = 5, Nonce = 3, GasLimit = 21_000, To = _otherKey.Address, Value = 1,
        MaxFeePerGas = 10, MaxPriorityFeePerGas = 2, Data = new byte[] { 0xab },
    };

    private Task<SignedTransaction> Sign(Transaction transaction) =>
        _signer.SignTransaction(transaction, None).AsTask();

    private void Answer(Transaction transaction, Account key) => _process.Results["eth_signTransaction"] =
        _ => $"\"{Hex.Encode(transaction.Sign(key.Key).Encoded.Span)}\"";

    /// <summary>What a signer makes of the parameters.</summary>
    private Transaction Heard(JsonElement call, byte type)
    {
        call.GetProperty("from").GetString().ShouldBe(Hex.Encode(_key.Address.Span));
        UInt256 Number(string name) => Hex.ParseQuantity(call.GetProperty(name).GetString());
        Address? to = call.TryGetProperty("to", out JsonElement receiver) ? Address.Parse(receiver.GetString()) : null;
        byte[] data = Hex.Decode(call.GetProperty("data").GetString());
        ulong chain = (ulong)Number("chainId");
        ulong nonce = (ulong)Number("nonce");
        ulong gas = (ulong)Number("gas");
        return type switch
        {
            0 => new LegacyTransaction
            {
                ChainId = chain, Nonce = nonce, GasLimit = gas, To = to, Data = data, Value = Number("value"),
                GasPrice = Number("gasPrice"),
            },
            1 => new AccessListTransaction
            {
                ChainId = chain, Nonce = nonce, GasLimit = gas, To = to, Data = data, Value = Number("value"),
                GasPrice = Number("gasPrice"),
                AccessList = [.. call.GetProperty("accessList").EnumerateArray().Select(HeardEntry)],
            },
            _ => new DynamicFeeTransaction
            {
                ChainId = chain, Nonce = nonce, GasLimit = gas, To = to, Data = data, Value = Number("value"),
                MaxFeePerGas = Number("maxFeePerGas"), MaxPriorityFeePerGas = Number("maxPriorityFeePerGas"),
            },
        };
    }
}
